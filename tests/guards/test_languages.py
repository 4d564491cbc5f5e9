"""Every sentence is said in Danish, completely, and fills in what the English fills in."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
DANISH = ROOT / "translations" / "da" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


def read(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say right now."""
    file = tmp_path_factory.mktemp("translations") / "messages.pot"
    pybabel = Path(sys.executable).with_name("pybabel")
    command = [str(pybabel), "-q", "extract", "-F", "babel.cfg", "-k", "_l", "-k", "lazy_gettext"]
    subprocess.run([*command, "--no-location", "-o", str(file), "."], cwd=ROOT, check=True)
    return read(file)


def forms(texts: object) -> list[str]:
    return [texts] if isinstance(texts, str) else [str(text) for text in texts]  # type: ignore[attr-defined]


def faults(template: Catalog, danish: Catalog) -> list[str]:
    """Every sentence that is missing, unfinished, left over or different, and why."""
    found = [fault for message in template if message.id for fault in _of_one(message, danish)]
    said = {(message.context, forms(message.id)[0]) for message in template if message.id}
    for message in danish:
        if message.id and (message.context, forms(message.id)[0]) not in said:
            found.append(f"nobody says any more: {forms(message.id)[0]}")
    found += [f"obsolete: {forms(message.id)[0]}" for message in danish.obsolete.values()]
    return found


def _of_one(message: Message, danish: Catalog) -> list[str]:
    english = forms(message.id)
    there = danish.get(english[0], message.context)
    if there is None:
        return [f"not in Danish: {english[0]}"]
    if there.fuzzy:
        return [f"not finished in Danish: {english[0]}"]
    texts = forms(there.string)
    if len(texts) != len(english) or not all(text.strip() for text in texts):
        return [f"not complete in Danish: {english[0]}"]
    found = []
    # a singular may leave its number out
    for text, said in zip(texts, english, strict=True):
        if sorted(set(PLACEHOLDER.findall(text))) != sorted(set(PLACEHOLDER.findall(said))):
            found.append(f"fills in something else in Danish: {english[0]}")
        if sorted(TAG.findall(text)) != sorted(TAG.findall(said)):
            found.append(f"has other tags in Danish: {english[0]}")
    return found


def test_every_sentence_is_said_in_danish(template: Catalog) -> None:
    assert faults(template, read(DANISH)) == []


def test_there_are_sentences_at_all(template: Catalog) -> None:
    """An extraction that finds nothing would let everything pass."""
    assert len(template) > 200
    assert {"Accessibility statement", "Need help?"} <= {forms(one.id)[0] for one in template}


def test_broken_danish_is_found() -> None:
    english, danish = Catalog(), Catalog(locale="da")
    for text in ("Missing", "Empty", "Guessed", "Hello %(name)s", "Read <strong>this</strong>"):
        english.add(text)
    english.add(("%(num)s seat", "%(num)s seats"))
    danish.add("Empty", "")
    danish.add("Guessed", "Gættet", flags=["fuzzy"])
    danish.add("Hello %(name)s", "Hej %(navn)s")
    danish.add("Read <strong>this</strong>", "Læs <b>dette</b>")
    danish.add(("%(num)s seat", "%(num)s seats"), ("%(num)s plads", ""))
    danish.add("Forgotten", "Glemt")
    danish.obsolete["Old"] = Message("Old", "Gammel")

    assert faults(english, danish) == [
        "not in Danish: Missing",
        "not complete in Danish: Empty",
        "not finished in Danish: Guessed",
        "fills in something else in Danish: Hello %(name)s",
        "has other tags in Danish: Read <strong>this</strong>",
        "not complete in Danish: %(num)s seat",
        "nobody says any more: Forgotten",
        "obsolete: Old",
    ]
