"""The worksheets say the same in both languages: as many parts, each with the same shape."""

import re
import tomllib
from typing import Any

import pytest

from app.models.worksheet import FILES, parse

NAMES = sorted(file.name for file in FILES.iterdir() if file.name.endswith(".toml"))
# what must be found on both sides: what is filled in, numbers, dots between items, boxes, marks
SHAPE = re.compile(r"{\w+}|\d+|·|\(|\)|\?|:$|\n\n")


def differences(content: Any, at: str = "") -> list[str]:
    """Where one language lacks what the other has."""
    if isinstance(content, list):
        each = enumerate(content)
        return [found for n, part in each for found in differences(part, f"{at}[{n}]")]
    if not isinstance(content, dict):
        return []
    if not content.keys() & {"da", "en"}:
        inner = content.items()
        return [found for key, part in inner for found in differences(part, f"{at}.{key}")]
    danish, english = (str(content.get(language, "")) for language in ("da", "en"))
    if not danish.strip() or not english.strip():
        return [f"{at}: one language is empty"]
    if sorted(SHAPE.findall(danish)) != sorted(SHAPE.findall(english)):
        return [f"{at}: {danish!r} and {english!r} differ in shape"]
    return []


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_shape(name: str) -> None:
    assert differences(read(name)) == []


def test_a_copy_with_slips_is_reported() -> None:
    content = read("mapping-1.toml")
    [first, second] = content["sections"][:2]
    first["title"]["en"] = ""
    second["note"]["da"] += " (10)"
    del second["title"]["en"]

    assert [slip.split(":")[0] for slip in differences(content)] == [
        ".sections[0].title",
        ".sections[1].title",
        ".sections[1].note",
    ]


def test_a_sheet_that_lacks_a_language_is_not_served() -> None:
    content, every = read("mapping-1.toml"), read("every-1.toml")
    del content["every"], content["sections"][3]["title"]["en"]

    with pytest.raises(ValueError, match=r"mapping-1.sections\[3\].title: English is missing"):
        parse(content, kind="mapping", version=1, every=every)
