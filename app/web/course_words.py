"""Parts of a course in the language they are really in, which may not be that of the page.

A part that English readers get in Danish is marked with its language, for those who hear it read.
"""

from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask
from markupsafe import Markup, escape

from app.language import Language
from app.models import Bilingual, Course
from app.web import languages
from app.web.filters import first_sentence, sentence


class Said(Protocol):
    """A course, or what a list knows of one."""

    def text(self, part: str, language: Language) -> tuple[str, Language]: ...


def part(course: Said, name: str) -> Markup:
    """To be printed among the words of a page."""
    return in_its_language(*course.text(name, languages.language()))


def part_text(course: Said, name: str) -> str:
    """Where nothing can be marked: in the title of a page, in an attribute."""
    return course.text(name, languages.language())[0]


def part_begins(course: Said, name: str) -> Markup:
    """The same at the beginning of a sentence."""
    text, language = course.text(name, languages.language())
    return in_its_language(sentence(text), language)


def part_lines(course: Said, name: str) -> list[str]:
    """One thing a line, with or without the sign of a list before it."""
    lines = (line.strip().removeprefix("- ") for line in part_text(course, name).splitlines())
    return [line for line in lines if line]


def part_first(course: Said, name: str) -> Markup:
    """Its first sentence, for lists."""
    text, language = course.text(name, languages.language())
    return in_its_language(first_sentence(text), language)


def in_its_language(text: str, language: Language) -> Markup:
    if not text or language is languages.language():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language.value, text)


def is_foreign(course: Course, name: str, written: Bilingual | None = None) -> bool:
    """Whether this reader gets the part in another language than that of the page."""
    language = languages.language()
    return language is not Language.DANISH and course.is_danish_for(name, language, written)


def is_all_foreign(course: Course, texts: dict[str, Bilingual]) -> bool:
    """Whether nothing that its authors wrote is in the language of the page."""
    parts = {"title": course.title, "lead": course.lead, "sources": course.sources}
    parts |= {f"sections.{kind}": text for kind, text in texts.items()}
    return all(is_foreign(course, name, text) for name, text in parts.items() if text)


def init_app(app: Flask) -> None:
    filters: tuple[Callable[..., Any], ...] = (
        *(part, part_text, part_begins, part_first, part_lines),
        *(is_foreign, is_all_foreign),
    )
    for filter_ in filters:
        app.add_template_filter(filter_)
