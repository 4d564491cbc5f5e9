"""Which language a part of a course page is in."""

import pytest

from app.language import Language
from app.models import Bilingual, Course, CourseKind, CourseSection, SectionKind


@pytest.fixture
def course() -> Course:
    return Course(
        kind=CourseKind.DAY,
        title=Bilingual("Læringsdag", "Learning day"),
        lead=Bilingual("Kort", "Short"),
        sections=[CourseSection(kind=SectionKind.PURPOSE, text=Bilingual("Formål", "Aim"))],
    )


def test_a_part_is_read_in_the_language_of_the_reader(course: Course) -> None:
    assert course.text("title", Language.ENGLISH) == ("Learning day", Language.ENGLISH)
    assert course.text("sections.purpose", Language.DANISH) == ("Formål", Language.DANISH)
    assert not course.is_danish_for("title", Language.ENGLISH)


def test_english_readers_see_a_part_in_danish_when_it_was_decided_so(course: Course) -> None:
    course.danish_only = ["sections.purpose"]

    assert course.text("sections.purpose", Language.ENGLISH) == ("Formål", Language.DANISH)
    assert course.text("lead", Language.ENGLISH) == ("Short", Language.ENGLISH)


def test_a_part_without_english_is_danish_and_no_course_in_both_languages(course: Course) -> None:
    course.lead = Bilingual("Kort", " ")

    assert course.text("lead", Language.ENGLISH) == ("Kort", Language.DANISH)
    assert not course.is_in_both_languages


def test_a_missing_english_part_may_be_decided_to_be_danish(course: Course) -> None:
    course.lead = Bilingual("Kort", "")
    course.danish_only = ["lead"]

    assert course.is_in_both_languages


def test_what_is_not_written_in_any_language_is_not_called_danish(course: Course) -> None:
    assert not course.is_danish_for("sections.before", Language.ENGLISH)
    assert not course.is_danish_for("price_note", Language.ENGLISH)
