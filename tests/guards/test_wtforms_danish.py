"""WTForms speaks some thirty languages, but no Danish: we keep its sentences ourselves."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import wtforms
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

TEMPLATE = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
DANISH = Path(__file__).parents[2] / "translations" / "da" / "LC_MESSAGES" / "wtforms.po"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def sentences(path: Path) -> list[Message]:
    return [message for message in catalogue(path) if message.id]


def forms(texts: str | Iterable[str] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts or ())


def name(message: Message) -> str:
    return forms(message.id)[0]


@pytest.mark.parametrize("message", sentences(TEMPLATE), ids=name)
def test_every_sentence_of_wtforms_is_said_in_danish(message: Message) -> None:
    danish = catalogue(DANISH).get(name(message))

    assert danish is not None, "missing in translations/da/LC_MESSAGES/wtforms.po"
    assert not danish.fuzzy
    assert len(forms(danish.string)) == len(forms(message.id))
    for text in forms(danish.string):
        assert text.strip()
        assert text not in forms(message.id)


@pytest.mark.parametrize("message", sentences(DANISH), ids=name)
def test_the_danish_fills_in_what_the_english_fills_in(message: Message) -> None:
    wanted = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))

    for text in forms(message.string):
        assert sorted(PLACEHOLDER.findall(text)) == wanted


def test_nothing_is_kept_that_wtforms_no_longer_says() -> None:
    assert {name(m) for m in sentences(DANISH)} == {name(m) for m in sentences(TEMPLATE)}
