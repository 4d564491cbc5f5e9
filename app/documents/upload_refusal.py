"""Why a file that was handed in is not taken."""

import enum

MOST_BYTES = 10 * 1024 * 1024


class Why(enum.StrEnum):
    """A word that web/refusals.py has a sentence for."""

    # the name
    NAME = "name"
    FORMAT = "format"
    OLD_FORMAT = "old_format"
    # the file
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_WHAT_IT_SAYS = "not_what_it_says"
    DAMAGED = "damaged"
    TOO_MUCH_INSIDE = "too_much_inside"
    PASSWORD = "password"  # noqa: S105 (a word for a page)
    MACROS = "macros"
    EMBEDDED = "embedded"
    LINKS_OUT = "links_out"
    SCRIPTS = "scripts"
    # what is written in it, or its name
    CPR = "cpr"
    # the scanner
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"
    # the disk
    NO_ROOM = "no_room"


class Refused(Exception):
    """The file is not taken."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
