"""English letters that say something in Danish mark it in their HTML, and nowhere else."""

from app import clock
from app.documents.calendar import calendar_file
from app.extensions import db
from app.language import Language
from app.mail import text
from app.models import Bilingual, Cohort
from tests.factories import Make
from tests.lettering import of, open_cohort, read


def in_danish(make: Make) -> Cohort:
    cohort = open_cohort(make)
    course = cohort.course
    course.title = Bilingual("Leg & læring", "Play")
    course.price_note = Bilingual("inkl. forplejning", "including lunch")
    course.danish_only = ["title", "price_note"]
    db.session.commit()
    return cohort


def test_title_and_price_are_marked(make: Make) -> None:
    cohort = in_danish(make)
    registration = of(make, cohort)

    english = read("receipt", registration, cohort, "en")
    danish = read("receipt", registration, cohort, "da")

    assert '<span lang="da">Leg &amp; læring</span>' in english.html
    assert "Play" not in english.html
    assert "Leg & læring" in english.subject
    assert "Leg & læring" in english.text
    for mark in (text.OPEN, text.CLOSE, text.DANISH, text.END):
        assert mark not in english.subject + english.text + english.html
    assert 'span lang="da"' not in danish.html


def test_a_value_cannot_bring_the_marks_along() -> None:
    value = text.Mixed.of(("a\x06<b>\x05", True), (" and\x03 more", False))

    paragraph = [f"say {text.marked(value)} to it"]
    html = text.html([paragraph])

    assert '<span lang="da">a &lt;b&gt; </span> and  more to it' in html


def test_the_calendar_says_which_language_the_title_is_in(make: Make) -> None:
    cohort = in_danish(make)
    data = calendar_file(
        cohort,
        of(make, cohort),
        host="courses.example",
        language=Language.ENGLISH,
        at=clock.now(),
        organizer="courses@kursushuset.example",
        link="https://courses.example",
    )

    assert b"SUMMARY;LANGUAGE=da:Leg" in data
