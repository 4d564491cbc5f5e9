"""What was written, as it is read: by section, without what is empty."""

from app.language import Language
from app.models.worksheet import load
from app.services.answers_in_words import in_words

DANISH, ENGLISH = Language.DANISH, Language.ENGLISH


def test_what_is_empty_is_left_out() -> None:
    assert in_words(load("mapping"), {}, DANISH) == []
    assert in_words(load("mapping"), {"A.helpers": ""}, DANISH) == []


def test_ticks_of_one_question_are_one_answer() -> None:
    texts = {"A.topics.success": "1", "A.topics.quality": "1"}

    assert in_words(load("guide"), texts, ENGLISH) == [
        (
            "A. What I want to talk about",
            [("Topics", ["1 What is going well", "2 Quality in everyday practice"])],
        )
    ]


def test_parts_and_numbered_lines_stand_under_their_question() -> None:
    texts = {
        "A.how_many.centres": "4",
        "A.how_many.staff": "62",
        "A.strengths.2": "calm mornings",
        "A.helpers": "two leaders",
    }

    [(_, said)] = in_words(load("mapping"), texts, ENGLISH)

    assert said == [
        ("Who helped (roles)?", ["two leaders"]),
        ("Roughly how many?", ["centres: 4", "staff: 62"]),
        ("Three things we do well and want to keep", ["2. calm mornings"]),
    ]


def test_a_row_is_one_answer_and_a_choice_is_said_in_words() -> None:
    texts = {
        "B.activities.1.what": "Home visits",
        "B.activities.1.how_often": "twice a month",
        "E.partners.health.firmness": "4",
    }

    (_, activities), (_, partners) = in_words(load("mapping"), texts, ENGLISH)

    assert activities == [("1. Home visits", ["How often, and since when? twice a month"])]
    [(name, [line])] = partners
    assert name == "Health visiting service"
    assert line.endswith(": 4 regular and agreed")


def test_a_row_that_begins_by_itself_goes_by_its_beginning() -> None:
    sheet = load("follow_up")
    second = [name for name in sheet.answers() if name.endswith(".what")][1]

    [(_, [(begins, lines)])] = in_words(sheet, {second: "nyhedsbrevet"}, DANISH)

    assert begins.startswith("Vi ")
    assert lines == ["Hvad gør vi? nyhedsbrevet"]
