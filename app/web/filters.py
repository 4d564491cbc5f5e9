"""What templates may use: formats in the reader's language, and a few facts of the site."""

import re
from typing import Any

from flask import Flask
from markupsafe import Markup

from app import clock, formats, numbers
from app.documents import markdown
from app.services import provider
from app.web import languages

END_OF_SENTENCE = re.compile(r"[.?!](?=\s+[A-ZÆØÅ])")


def sentence(text: str) -> str:
    """With a capital first letter; the others stay as they are."""
    return text[:1].upper() + text[1:]


def first_sentence(text: str) -> str:
    end = END_OF_SENTENCE.search(text)
    return text[: end.end()] if end else text


def kept_for(name: str, *, in_words: bool = False) -> str:
    """How long a class of data is kept (models/keeping.py). No filter: Jinja folds constants."""
    return provider.kept_for(name, languages.language(), in_words=in_words)


def init_app(app: Flask) -> None:
    def day(value: Any, style: str = "long") -> str:
        return formats.day(value, languages.language(), style)

    def moment(value: Any, style: str = "full") -> str:
        return formats.moment(value, languages.language(), style)

    def span(meeting: Any) -> Markup:
        return formats.span_html(meeting.starts_at, meeting.ends_at, languages.language())

    app.template_filter("day")(day)
    app.template_filter("moment")(moment)
    app.template_filter("span")(span)
    app.template_filter("clock")(lambda v: formats.time_of_day(v, languages.language()))
    app.template_filter("money")(lambda v: formats.money(v, languages.language()))
    app.template_filter("number")(lambda v: formats.number(v, languages.language()))
    app.template_filter("month")(lambda v: formats.month(v, languages.language()))
    app.template_filter("file_size")(lambda v: formats.file_size(v, languages.language()))
    app.template_filter("phone")(lambda v: formats.phone(v, languages.language()))
    app.template_filter("listed")(lambda v: formats.listed(list(v), languages.language()))
    app.template_filter("sentence")(sentence)
    app.template_filter("first_sentence")(first_sentence)
    app.template_filter("phone_link")(formats.phone_link)
    app.template_filter("ean")(lambda v: numbers.grouped(numbers.digits(v)))
    app.template_filter("markdown")(markdown.html)
    app.template_filter("section")(markdown.section)
    app.template_global("kept_for")(kept_for)
    app.template_filter("isoday")(lambda v: formats.iso_day(v))
    app.context_processor(lambda: {"language": str(languages.language()), "now": clock.now()})
