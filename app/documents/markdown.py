"""Markdown of course pages to HTML that can do nothing."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "br", "code"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_parser = MarkdownIt("js-default", {"html": False, "linkify": False}).enable("table")


@lru_cache(maxsize=512)
def html(text: str) -> Markup:
    """The text as HTML: raw HTML is printed, links are http, https, mailto or tel."""
    rendered = _parser.render(text)
    return Markup(  # noqa: S704  cleaned here
        nh3.clean(
            rendered,
            tags=ALLOWED,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer",
        )
    )


@lru_cache(maxsize=512)
def section(text: str, heading: str) -> Markup:
    """The same under a heading with that id, which names the region a wide table scrolls in."""
    region = f'<div class="scroll" role="region" aria-labelledby="{escape(heading)}" tabindex="0">'
    return Markup(  # noqa: S704  cleaned above; what the author typed has no tags left
        str(html(text))
        .replace("<table>", f"{region}<table>")
        .replace("</table>", "</table></div>")
        .replace("<th>", '<th scope="col">')
    )


def outline(text: str) -> tuple[list[str], list[str]]:
    """Its paragraphs and the points of its lists, without any marks; tables are left out."""
    paragraphs: list[str] = []
    items: list[str] = []
    lists = cells = 0
    for token in _parser.parse(text):
        lists += token.nesting if token.type.startswith("list_item") else 0
        cells += token.nesting if token.type.startswith("table") else 0
        if token.type == "inline" and not cells:
            words = "".join(
                " " if child.type.endswith("break") else child.content
                for child in token.children or []
            )
            (items if lists else paragraphs).append(words)
    return paragraphs, items
