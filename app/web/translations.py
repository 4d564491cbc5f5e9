"""Sentences in the reader's language, bound once per language.

Flask-Babel looks for the catalogue at every sentence, which costs a page more than its database
(docs); here a sentence without a value to fill in is two look-ups.
"""

from collections import defaultdict
from typing import Any

from flask import Flask
from flask_babel import get_translations
from markupsafe import Markup

from app.web import languages

Sentence = str | tuple[str, ...]


class Catalogues:
    """What `_()`, `ngettext()` and `pgettext()` are in templates."""

    def __init__(self) -> None:
        self.catalogues: dict[str, Any] = {}
        self.written: dict[str, dict[Sentence, Markup]] = defaultdict(dict)

    def catalogue(self) -> Any:
        language = languages.language()
        if language not in self.catalogues:
            self.catalogues[language] = get_translations()
        return self.catalogues[language]

    def gettext(self, text: str, /, **values: Any) -> Markup:
        written = self.written[languages.language()]
        if text not in written:
            written[text] = Markup(self.catalogue().gettext(text))  # noqa: S704  ours
        return written[text] % values if values or "%" in text else written[text]

    def pgettext(self, context: str, text: str, /, **values: Any) -> Markup:
        written = self.written[languages.language()]
        if (context, text) not in written:
            found = self.catalogue().pgettext(context, text)
            written[context, text] = Markup(found)  # noqa: S704  ours
        return written[context, text] % values

    def ngettext(self, one: str, many: str, num: int, /, **values: Any) -> Markup:
        found = Markup(self.catalogue().ngettext(one, many, num))  # noqa: S704  ours
        return found % {"num": num, **values}


def init_app(app: Flask) -> None:
    found = Catalogues()
    app.jinja_env.globals.update(
        _=found.gettext,
        gettext=found.gettext,
        ngettext=found.ngettext,
        pgettext=found.pgettext,
    )
