"""Both languages have the same letters, and each letter fills in the same things in both."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2] / "templates" / "mail"


def filled_in(source: str) -> set[str]:
    """The names a letter fills in, with what it asks of them: course.title, stop_link."""
    tree = Environment(autoescape=False).parse(source)
    found = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.attr not in {"da", "en"}:
            found.add(f"{node.node.name}.{node.attr}")
    included = {
        node.template.value
        for node in tree.find_all(nodes.Include)
        if isinstance(node.template, nodes.Const)
    }
    # the feet of both languages are compared as letters are
    return found | {name.split("/", 1)[-1] for name in included}


def faults(danish: dict[str, str], english: dict[str, str]) -> list[str]:
    """What differs between two sets of letters, by their names."""
    found = [f"only in one language: {name}" for name in sorted(danish.keys() ^ english.keys())]
    for name in sorted(danish.keys() & english.keys()):
        for differs in sorted(filled_in(danish[name]) ^ filled_in(english[name])):
            found.append(f"{name} fills in {differs} in one language")
    return found


def letters(language: str) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (ROOT / language).iterdir()}


def test_both_languages_have_the_same_letters() -> None:
    assert faults(letters("da"), letters("en")) == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_letter_says_its_subject_first(language: str) -> None:
    for name, text in letters(language).items():
        if not name.startswith("_"):
            assert text.startswith("Subject: ") or "\nSubject: " in text[:400], name


def test_a_letter_that_differs_is_found() -> None:
    danish = {"a.md": "{{ link }} {{ course.title.da }}", "b.md": "", "c.md": "{{ name|day }}"}
    english = {"a.md": "{{ course.lead.en }}", "c.md": "{{ name|moment }}"}

    assert faults(danish, english) == [
        "only in one language: b.md",
        "a.md fills in course.lead in one language",
        "a.md fills in course.title in one language",
        "a.md fills in link in one language",
    ]
