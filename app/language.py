"""The two languages of the site."""

import enum


class Language(enum.StrEnum):
    DANISH = "da"
    ENGLISH = "en"

    @property
    def other(self) -> "Language":
        return Language.ENGLISH if self is Language.DANISH else Language.DANISH
