"""The letters that bring worksheets, as their readers get them."""

from datetime import date

import pytest

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered, Stale
from app.models import (
    Answer,
    AnswerState,
    Base,
    Bilingual,
    CourseKind,
    Download,
    Seat,
    SeatState,
    WorksheetChange,
)
from app.services import attendance
from tests.distributing import DAY, LONG_BEFORE, assignment, close, cohort_with, on, people
from tests.factories import Make, at
from tests.lettering import read

NBSP = "\u00a0"
READY = date(2027, 3, 9)


def read_on(day: date, name: str, about: Base, language: str = "da", hour: int = 9) -> Rendered:
    cohort = (about.registration if isinstance(about, Seat) else about).cohort  # type: ignore[attr-defined]
    with on(day, hour):
        return read(name, about, cohort, language)


def is_stale(day: date, name: str, about: Base, hour: int = 9) -> bool:
    with on(day, hour):
        return isinstance(letters.render(name, about, None, Language.DANISH), Stale)


def came(make: Make, *assignments: object, name: str = "anne") -> Seat:
    cohort = cohort_with(make, *assignments)  # type: ignore[arg-type]
    registration = people(make, cohort, name)
    close(cohort, *registration.seats)
    return attendance.of(cohort)[0]


def test_the_template_asks_for_an_hour_before_the_day(make: Make) -> None:
    [seat] = people(make, cohort_with(make, assignment("mapping", -21)), "anne").seats

    danish = read_on(READY, "worksheet_mapping", seat)
    english = read_on(READY, "worksheet_mapping", seat, "en")

    assert danish.subject == f"Brug en time før læringsdagen: Samspil, 30.{NBSP}marts"
    assert "Hej Anne" in danish.text
    assert "Åbn skabelonen:\nhttp://" in danish.text
    assert "?worksheet=mapping" in danish.text
    assert english.subject == f"One hour before the learning day: Samspil, 30{NBSP}March"
    assert "We do not collect it." in english.text
    assert danish.unsubscribe is None


def test_a_template_that_is_handed_in_does_not_say_that_nobody_collects_it(make: Make) -> None:
    [seat] = people(make, cohort_with(make, assignment("mapping", -21, -2)), "anne").seats

    said = read_on(READY, "worksheet_mapping", seat).text

    assert "Vi samler den ikke ind" not in said
    assert f"Send det til os senest onsdag den 24.{NBSP}marts 2027." in said


def test_another_kind_of_course_has_no_learning_day(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    cohort.course.kind = CourseKind.SERIES
    [seat] = people(make, cohort, "anne").seats

    said = read_on(READY, "worksheet_mapping", seat)

    assert said.subject == "Kortlægningsskabelon – Samspil"
    assert "læringsdag" not in said.text


def test_other_worksheets_say_how_long_they_take_and_what_to_do_with_them(make: Make) -> None:
    cohort = cohort_with(make, assignment("guide", -7), assignment("plan", -7, 60, team=True))
    registration = people(make, cohort, "anne")

    guide = read_on(date(2027, 3, 23), "worksheet_guide", registration.seats[0])
    plan = read_on(date(2027, 3, 23), "team_worksheet_plan", registration, "en")

    assert guide.subject == "Samtaleguide – Samspil"
    assert f"Det tager cirka 10{NBSP}minutter." in guide.text
    assert "Tag det med, når vi ses." in guide.text
    assert "Hello The leader of a childcare home" in plan.text
    assert f"Please send it to us by Monday 31{NBSP}May 2027." in plan.text


def test_what_comes_after_the_course_is_brought_nowhere(make: Make) -> None:
    seat = came(make, assignment("framework", 0))

    said = read_on(DAY, "worksheet_framework", seat, hour=17).text

    assert "når vi ses" not in said
    assert "På siden står, hvem der kan se det, du skriver." in said


@pytest.mark.parametrize(
    ("state", "stale"),
    [("confirmed", False), ("cancelled", True), ("moved", True), ("waiting", True)],
)
def test_who_has_no_place_any_more_gets_no_worksheet(make: Make, state: str, stale: bool) -> None:
    [seat] = people(make, cohort_with(make, assignment("mapping", -21)), "anne").seats
    seat.state = SeatState(state)
    db.session.commit()

    assert is_stale(READY, "worksheet_mapping", seat) is stale


def test_a_worksheet_that_is_withdrawn_or_moved_is_not_sent(make: Make) -> None:
    cohort = cohort_with(make, assignment("mapping", -21))
    [seat] = people(make, cohort, "anne").seats

    assert is_stale(date(2027, 3, 8), "worksheet_mapping", seat)
    assert is_stale(DAY, "worksheet_mapping", seat, hour=10)
    cohort.course.assignments[0].withdrawn_at = LONG_BEFORE
    db.session.commit()
    assert is_stale(READY, "worksheet_mapping", seat)


def test_the_follow_up_says_how_long_ago_it_was(make: Make) -> None:
    seat = came(make, assignment("follow_up", 30), assignment("follow_up", 120))

    first = read_on(date(2027, 4, 29), "worksheet_follow_up", seat)
    again = read_on(date(2027, 7, 28), "worksheet_follow_up", seat, "en")

    assert "Det er nu en måned siden, vi sås." in first.text
    assert "It is now four months since we met." in again.text
    # nothing was written the first time
    assert "last time" not in again.text
    assert is_stale(date(2027, 4, 28), "worksheet_follow_up", seat)


def test_the_second_follow_up_says_that_the_first_answers_are_still_there(make: Make) -> None:
    seat = came(make, assignment("follow_up", 30), assignment("follow_up", 120))
    make.answer(seat, "follow_up", **{"1": {"1.signs.1.learned": "Leg"}})

    assert "står der stadig" not in read_on(date(2027, 4, 29), "worksheet_follow_up", seat).text
    said = read_on(date(2027, 7, 28), "worksheet_follow_up", seat).text
    assert "Det, I skrev sidst, står der stadig." in said


def plan_of(make: Make, state: str = "draft", **columns: object) -> Answer:
    seat = came(make, assignment("plan", 0, 60))
    answer = make.answer(seat, "plan", **{"1": {"1.goals.1.challenge": "Sprog"}})
    answer.state = AnswerState(state)
    for name, value in columns.items():
        setattr(answer, name, value)
    db.session.commit()
    return answer


def test_a_reminder_says_by_when_and_that_what_was_written_is_saved(make: Make) -> None:
    answer = plan_of(make)
    assert answer.seat is not None

    said = read_on(date(2027, 5, 24), "worksheet_plan_due", answer.seat)

    assert said.subject == f"Frist 31.{NBSP}maj: Kompetenceplan – Samspil"
    assert f"Send det til os senest mandag den 31.{NBSP}maj 2027:\nhttp://" in said.text
    assert "Det, du har skrevet, er gemt." in said.text


@pytest.mark.parametrize("state", ["sent", "approved"])
def test_nobody_is_reminded_of_what_is_handed_in(make: Make, state: str) -> None:
    answer = plan_of(make, state)
    assert answer.seat is not None

    assert is_stale(date(2027, 5, 24), "worksheet_plan_due", answer.seat)
    assert is_stale(date(2027, 6, 1), "worksheet_plan_due", plan_of(make).seat or answer)


def test_an_approval_says_from_when_the_grant_can_be_used(make: Make) -> None:
    answer = plan_of(
        make, "approved", grant_from=date(2027, 6, 15), comment="God plan.\n\nHeld og lykke!"
    )

    said = read("worksheet_approved", answer, answer.owner.cohort)
    plain = plan_of(make, "approved")

    assert said.subject == "Godkendt: Kompetenceplan – Samspil"
    assert f"Tilskuddet kan bruges fra tirsdag den 15.{NBSP}juni 2027." in said.text
    assert "Konsulenten skriver:\nGod plan.\nHeld og lykke!" in said.text
    english = read("worksheet_approved", plain, plain.owner.cohort, "en").text
    assert "grant" not in english
    assert "writes" not in english


def test_what_comes_back_says_why_and_by_when_again(make: Make) -> None:
    answer = plan_of(make, "returned", comment="Hvem dækker?", due_by=date(2027, 6, 15))

    said = read("worksheet_returned", answer, answer.owner.cohort)

    assert said.subject == "Sendt tilbage med en kommentar: Kompetenceplan – Samspil"
    assert "Hvem dækker?" in said.text
    assert f"send det igen senest tirsdag den 15.{NBSP}juni 2027:\nhttp://" in said.text
    answer.state = AnswerState.SENT
    assert is_stale(DAY, "worksheet_returned", answer)


def test_a_comment_cannot_become_a_link(make: Make) -> None:
    answer = plan_of(make, "returned", comment="[Se her](https://elsewhere.example) **nu**")

    html = read("worksheet_returned", answer, answer.owner.cohort).html

    assert 'href="https://elsewhere.example"' not in html


def fetched(make: Make, seat: Seat, version: int = 1) -> Download:
    download = Download(
        seat_id=seat.id,
        worksheet="mapping",
        version=version,
        format="docx",
        language=Language.DANISH,
        at=at(READY, 12),
    )
    db.session.add(download)
    db.session.commit()
    return download


def changed(version: int = 2) -> None:
    note = Bilingual("Afsnit B er kortere.\nAfsnit I er nyt.", "Part B is shorter.")
    db.session.add(
        WorksheetChange(worksheet="mapping", version=version, note=note, told_at=at(READY, 13))
    )
    db.session.commit()


def test_a_new_version_is_told_in_the_words_of_the_secretary(make: Make) -> None:
    [seat] = people(make, cohort_with(make, assignment("mapping", -21)), "anne").seats
    download = fetched(make, seat)
    assert is_stale(READY, "worksheet_changed", download)
    changed()

    with on(READY, 14):
        said = read("worksheet_changed", download, seat.registration.cohort)

    assert said.subject == "Ny udgave: Kortlægningsskabelon – Samspil"
    assert "Nu er der en ny:\nAfsnit B er kortere.\nAfsnit I er nyt." in said.text
    assert "Hent den nye udgave her:\nhttp://" in said.text


def test_who_has_the_new_version_or_no_use_for_it_is_not_told(make: Make) -> None:
    [seat] = people(make, cohort_with(make, assignment("mapping", -21)), "anne").seats
    download = fetched(make, seat)
    changed()

    assert is_stale(DAY, "worksheet_changed", download, hour=16)
    seat.state = SeatState.CANCELLED
    assert is_stale(READY, "worksheet_changed", download)
    seat.state = SeatState.CONFIRMED
    fetched(make, seat, version=2)
    assert is_stale(READY, "worksheet_changed", download)
