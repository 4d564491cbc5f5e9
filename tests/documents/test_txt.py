"""Worksheets as plain text."""

import pytest

from app.documents import txt
from app.models.worksheet import load
from tests.documents.answers import BOTH, filled


def text_of(kind: str, language: str, texts: dict[str, str] | None = None) -> str:
    return txt.worksheet(load(kind), language, texts).decode()


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_has_all_that_is_asked_and_all_that_is_written(kind: str, language: str) -> None:
    sheet, texts = load(kind), filled(load(kind))

    text = text_of(kind, language, texts)

    assert text.startswith(f"{sheet.name[language]} · {sheet.about(language)}\n")
    for section in sheet.sections:
        assert f"\n{section.heading(language)}\n---" in text
    for asked in sheet.asked():
        if asked.id in texts and not asked.options and asked.value != "tick":
            assert texts[asked.id].split("\n")[0] in text
    assert "{" not in text


def test_ticks_choices_and_sentences_say_what_was_chosen() -> None:
    mapping = text_of("mapping", "en", {"A.scope.area": "1", "F.habits.stop": "rarely"})
    framework = text_of("framework", "da", {"1.level": "2", "5.approved.level": "2"})

    assert "[x] I am filling this in for: an area or cluster" in mapping
    assert "[ ] I am filling this in for: one centre" in mapping
    assert "We stop what does not work. rarely" in mapping
    assert "[x] 2 Erfaren mentor og coach · du har været" in framework
    assert "[ ] 3 Ledende mentor" in framework
    assert "[ ] Godkendt på trin 2. Bevis nr. ____" in framework


def test_rows_that_nobody_used_are_left_out_and_lines_are_set_in() -> None:
    text = text_of("plan", "da", {"6.actions.2.what": "Vi øver os\npå torsdage"})

    assert "* Række 2\n  Hvad gør vi? Vi øver os\n    på torsdage\n" in text
    assert "* Række 1" not in text
    assert "* Række 1" in text_of("plan", "da")


def test_what_stays_with_the_leader_says_so() -> None:
    assert "6 Trivsel, også din egen\nDet, du skriver her, bliver hos dig" in text_of("guide", "da")
