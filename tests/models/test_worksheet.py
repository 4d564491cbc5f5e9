"""What stands on the worksheets, and where answers are kept."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.models.base import Bilingual
from app.models.reading import ContentBroken, build
from app.models.worksheet import Option, Table, Words, Worksheet, load, versions

KNOWN_IDS = Path(__file__).parent / "worksheet_ids"
ALL = [(kind, version) for kind, known in versions().items() for version in known]
TEXT = {"da": "tekst", "en": "text"}
WORDS = {field.name: TEXT for field in fields(Words)}


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [("mapping", 60), ("follow_up", 30), ("guide", 10), ("plan", 45), ("framework", 60)],
)
def test_the_minutes_of_the_sections_add_up(kind: str, minutes: int) -> None:
    assert load(kind).minutes == minutes


@pytest.mark.parametrize(("kind", "version"), ALL)
def test_answers_of_a_published_version_stay_where_they_are(kind: str, version: int) -> None:
    known = (KNOWN_IDS / f"{kind}-{version}.txt").read_text().split()

    ids = list(load(kind, version).answers())

    assert len(set(ids)) == len(ids)
    assert ids == known, "another structure is another version"


@pytest.mark.parametrize(("kind", "version"), ALL)
def test_every_worksheet_ends_with_what_we_do_now(kind: str, version: int) -> None:
    own = [section for section in load(kind, version).sections if section.by == "participant"]

    last = [block for block in own[-1].blocks if isinstance(block, Table)][-1]

    assert [column.id for column in last.columns] == ["what", "who", "when", "sign"]
    assert len(last.lines) == 3


@pytest.mark.parametrize(("kind", "version"), ALL)
def test_no_row_has_more_printed_cells_than_columns(kind: str, version: int) -> None:
    for section in load(kind, version).sections:
        for table in (block for block in section.blocks if isinstance(block, Table)):
            assert all(len(row.cells) < len(table.columns) for row in table.lines)
            if table.example:
                assert len(table.example.cells) == len(table.columns)


def test_says_how_long_it_takes_and_what_to_mind() -> None:
    sheet = load("mapping")
    by_id = {section.id: section for section in sheet.sections}

    assert sheet.about("da") == "Cirka 60 minutter"
    assert sheet.about("en", by_id["G"]) == (
        "About 7 minutes · at most five, and mark the two most important"
    )
    assert sheet.about("da", by_id["I"]) == "Udfyldes på læringsdagen"
    assert sheet.about("da", replace(by_id["I"], note=None)) == ""


def test_beside_a_box_stands_the_number_of_a_numbered_choice() -> None:
    assert Option("2", Bilingual("2 i år", "2 this year")).mark("da") == "2"
    assert Option("yes", Bilingual("ja", "yes")).mark("en") == "yes"


@pytest.mark.parametrize(("kind", "version"), ALL)
def test_whatever_can_be_filled_in_says_what_it_is_in_both_languages(
    kind: str, version: int
) -> None:
    for asked in load(kind, version).asked():
        assert asked.label.da.strip() and asked.label.en.strip(), asked.id
        assert "{" not in asked.label.da + asked.label.en, asked.id
        assert len(asked.id) <= 64, "longer names Word does not keep"


def test_the_day_a_plan_is_due_stands_in_its_introduction() -> None:
    plan = load("plan")

    assert "Send planen senest 3. marts 2027. Konsulenten" in plan.introduced("da", "3. marts 2027")
    assert "Send the plan by the day given in your email. The" in plan.introduced("en")


def test_topic_six_stays_with_the_leader_and_the_consultant_sees_ticks_and_one_answer() -> None:
    guide = load("guide")

    assert guide.private_answers() == {"B.energy", "B.workplace", "B.easier"}
    assert {answer.split(".")[0] for answer in guide.always_seen()} == {"A", "C"}
    assert not guide.private_answers() & guide.always_seen()
    assert load("mapping").private_answers() == load("mapping").always_seen() == set()


def test_what_the_consultant_fills_in_is_not_the_participants() -> None:
    for kind, section in (("plan", "7."), ("framework", "5.")):
        sheet = load(kind)
        theirs = set(sheet.answers()) - sheet.own_answers()
        assert theirs and all(answer.startswith(section) for answer in theirs)
    assert load("guide").own_answers() == set(load("guide").answers())


def test_the_most_important_question_is_one_of_the_answers() -> None:
    mapping = load("mapping")

    assert mapping.question in mapping.own_answers()
    assert load("plan").question is None


def test_what_is_known_is_filled_in_beforehand() -> None:
    known = {"municipality": "Vejle Kommune", "workplace": "Børnehuset"}

    assert load("mapping").known(**known) == {"A.municipality": "Vejle Kommune"}
    assert load("plan").known(**known) == {"0.setting": "Børnehuset, Vejle Kommune"}
    assert load("plan").known(municipality="Vejle Kommune") == {"0.setting": "Vejle Kommune"}
    assert load("plan").known() == {}


def test_there_is_no_other_kind_and_no_other_version() -> None:
    for unknown in (("every", None), ("mapping", 99), ("mapping", 0)):
        with pytest.raises(LookupError):
            load(*unknown)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"id": "a", "text": {"da": "ja"}}, "x.text: English is missing"),
        ({"id": "a", "text": {"da": " ", "en": "yes"}}, "x.text: Danish is missing"),
        ({"id": "a", "text": {"da": "ja", "en": "yes", "se": "jo"}}, "x.text: nobody reads se"),
        ({"id": "a", "text": "ja"}, "x.text: not a dict: 'ja'"),
        ({"id": "a"}, "x: text is missing"),
        ({"id": 1, "text": {"da": "ja", "en": "yes"}}, "x.id: not a str: 1"),
    ],
)
def test_a_slip_in_a_file_is_told_with_its_place(value: object, said: str) -> None:
    with pytest.raises(ContentBroken, match=said.replace("(", r"\(")):
        build(Option, value, "x")


def test_a_block_of_a_kind_that_nobody_knows_is_told() -> None:
    with pytest.raises(ContentBroken, match=r"sections\[0\].blocks\[0\]: 'tabel' is none of"):
        build(
            Worksheet,
            {
                "kind": "mapping",
                "version": 1,
                "every": {"top_line": TEXT, "actions": [], "words": WORDS},
                "name": TEXT,
                "title": TEXT,
                "introduction": TEXT,
                "sections": [{"id": "A", "title": TEXT, "blocks": [{"kind": "tabel"}]}],
            },
            "mapping-1",
        )
