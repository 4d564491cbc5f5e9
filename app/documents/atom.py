"""Atom feeds (RFC 4287): what is new, for a reader that follows without leaving an address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

MIMETYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
# what XML cannot hold
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new. The id stays when the entry changes."""

    id: str
    title: str
    text: str
    link: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    author: str
    language: str
    # the page that it is about, and its own address
    page: str
    address: str
    # of a feed in which nothing has happened yet
    began: datetime


def written(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The same bytes until an entry changes."""
    entries = list(entries)
    root = ElementTree.Element("feed", {"xmlns": NAMESPACE, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(max((one.updated for one in entries), default=feed.began)))
    _add(ElementTree.SubElement(root, "author"), "name", feed.author)
    ElementTree.SubElement(root, "link", rel="self", type=MIMETYPE, href=feed.address)
    ElementTree.SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    for one in entries:
        entry = ElementTree.SubElement(root, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _moment(one.updated))
        ElementTree.SubElement(entry, "link", rel="alternate", type="text/html", href=one.link)
        _add(entry, "content", one.text).set("type", "text")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name)
    element.text = NOT_IN_XML.sub(" ", text)
    return element


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
