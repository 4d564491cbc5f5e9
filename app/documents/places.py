"""Where things are filled in, in files that come back: what our own files say of themselves."""

import re

from app.models.worksheet import Worksheet

# what stands where nothing is written yet
HINT = "…"
# what Word calls a bookmark that it does not show
BOOKMARK = "_Holdstart{number}"
# what a cell is called that holds an answer
NAME = "Holdstart.{answer}"
# what files call our languages
LOCALES = {"da": "da-DK", "en": "en-GB"}
# how a day is written where a file wants one way
DAY = "%d-%m-%Y"
MARK = re.compile(r"(?P<kind>[a-z_]+)-(?P<version>[0-9]{1,6})")


def mark(sheet: Worksheet) -> str:
    """The kind and version, as they stand among the keywords of a file."""
    return f"{sheet.kind}-{sheet.version}"


def marked(keywords: str) -> tuple[str, int] | None:
    """The kind and version in the keywords of a file that may be ours."""
    found = MARK.search(keywords)
    return (found["kind"], int(found["version"])) if found else None


def places(sheet: Worksheet) -> list[str]:
    """Every place to fill in on paper, in order. Their numbers stay, as the ids do."""
    return [place for asked in sheet.asked() for place in asked.places()]
