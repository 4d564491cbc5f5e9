"""Long pages are a file per language. Both must have the same parts and the same facts."""

import re
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "templates" / "public"
NAMES = ("accessibility", "cookies", "privacy", "terms")
# tags with their addresses and days, and what is filled in
PART = re.compile(r"<\w+(?:[^>]* (?:href|datetime)=\"[^\"]*\")?|{{.*?}}|{%.*?%}|\b\d+\b")


def parts(name: str, language: str) -> list[str]:
    text = (PAGES / name / f"{language}.html").read_text(encoding="utf-8")
    text = re.sub(rf"\.{language}\b", ".language", re.sub(r"{#.*?#}", "", text))
    return sorted(PART.findall(text))


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_parts_and_figures(name: str) -> None:
    assert parts(name, "da") == parts(name, "en")
