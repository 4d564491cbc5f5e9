"""Writes a letter from its file, in the language of its reader."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import flask_babel
from flask import current_app, g
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app import config
from app.language import Language
from app.mail import text
from app.mail.text import Written

LONGEST_SUBJECT = 200


@cache
def files() -> Environment:
    """Letters know their variables or fail; every value is marked as one (mail/text.py)."""
    return Environment(
        loader=FileSystemLoader(f"{config.tree('templates')}/mail"),
        undefined=StrictUndefined,
        finalize=text.marked,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  text; the HTML part escapes what is marked
    )


def write(name: str, language: Language, values: Mapping[str, object]) -> Written:
    """The letter, for everyone who shares these values."""
    source = files().get_template(f"{language.value}/{name}.md").render(values)
    subject, body, foot = text.read(source)
    title = text.words(subject)[:LONGEST_SUBJECT]
    wrapper = current_app.jinja_env.get_template("mail/wrapper.html")
    return Written(
        subject=title,
        text=text.plain(body + foot),
        html=wrapper.render(
            language=language.value,
            title=title,
            heading=text.heading(subject),
            provider=values["provider"],
            body=Markup(text.html(body)),  # noqa: S704  escaped there
            foot=Markup(text.html(foot, small=True)),  # noqa: S704
        ),
    )


@contextmanager
def reading_in(language: Language) -> Iterator[None]:
    """Sentences and addresses in the language of the reader, whoever caused the letter."""
    before = g.get("language")
    g.language = language
    flask_babel.refresh()
    try:
        yield
    finally:
        if before is None:
            g.pop("language")
        else:
            g.language = before
        flask_babel.refresh()
