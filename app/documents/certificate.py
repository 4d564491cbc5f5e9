"""Certificates as PDF: tagged, with a title and a language, the same bytes each time."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from app import formats
from app.documents import markdown
from app.documents.printing import compiled
from app.language import Language
from app.models.certificate import Certificate, Needs

Words = dict[str, Any]


@cache
def _template() -> bytes:
    return (resources.files("app.documents") / "certificate.typ").read_bytes()


@cache
def _words() -> Words:
    return tomllib.loads((resources.files("app.content") / "certificate.toml").read_text("utf-8"))


def title(certificate: Certificate, language: Language) -> str:
    """What it is called."""
    return str(_words()["title"][certificate.needs][language])


def pdf(certificate: Certificate, language: Language, *, check_at: str) -> bytes:
    """The certificate in one language, with the address that says whether it is true."""
    return compiled(_template(), _data(certificate, language, check_at))


def _data(certificate: Certificate, language: Language, check_at: str) -> Words:
    words = {name: text[language] for name, text in _words()["words"].items()}
    day = formats.day(certificate.given_at, language)
    return {
        "language": str(language),
        "title": title(certificate, language),
        "name": certificate.name,
        "says": _words()["says"][certificate.needs][language],
        "course": certificate.course[language],
        "done": _done(certificate, words),
        "facts": [
            [words["when"], [formats.when(*times, language) for times in certificate.times]],
            [words["hours"], [_hours(certificate.hours, language, words)]],
            [words["place"], [certificate.place]],
        ],
        "outcomes": _outcomes(certificate, language, words),
        "given": words["given"].format(day=day, provider=certificate.provider),
        "provider": certificate.provider,
        "address": [
            text
            for text in (
                certificate.address,
                words["cvr"].format(cvr=certificate.cvr) if certificate.cvr else "",
            )
            if text
        ],
        "number": words["number"].format(number=certificate.number),
        "check": words["check"],
        "check_at": check_at,
    }


def _done(certificate: Certificate, words: Words) -> str:
    if certificate.needs is Needs.VISIT and certificate.level:
        return str(words["level"]).format(level=certificate.level)
    return "" if certificate.needs is Needs.ATTENDANCE else str(words[certificate.needs])


def _hours(hours: float, language: Language, words: Words) -> str:
    if hours == 1:
        return str(words["hour"])
    return str(words["hours_in_all"]).format(hours=formats.number(hours, language))


def _outcomes(certificate: Certificate, language: Language, words: Words) -> Words | None:
    """The outcomes as the page of the course says them; without any, what it is about."""
    told = certificate.outcomes or certificate.content
    if told is None:
        return None
    paragraphs, items = markdown.outline(told[language])
    if certificate.outcomes and items and paragraphs:
        paragraphs = [words["begins"].format(begins=paragraphs[0].rstrip(":")) + ":"]
    return {
        "heading": words["outcomes" if certificate.outcomes else "content"],
        "paragraphs": paragraphs,
        "items": items,
    }
