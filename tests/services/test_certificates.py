"""Certificates: who gets one and when, what its number tells, and what stands on it."""

from collections.abc import Callable

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Answer, AnswerState, AssignedTo, Registration, SeatState
from app.models.certificate import ALPHABET, LENGTH, Needs, grouped, needs, new_number, typed
from app.services import attendance, certificates
from tests.factories import Make
from tests.places import group, states
from tests.taking_part import again, closed, course_with, yesterday

PLAN = {"worksheet": "plan", "due_days": 60, "must_approve": True}


@pytest.mark.parametrize(
    ("worksheets", "asked"),
    [
        ([], Needs.ATTENDANCE),
        ([{"worksheet": "mapping", "send_days": -21}], Needs.ATTENDANCE),
        ([PLAN], Needs.APPROVAL),
        ([{"worksheet": "framework"}], Needs.VISIT),
    ],
)
def test_the_worksheets_say_what_completes_a_course(
    make: Make, worksheets: list[dict[str, object]], asked: Needs
) -> None:
    assert needs(course_with(make, *worksheets)) is asked


def test_a_worksheet_that_is_withdrawn_asks_for_nothing(make: Make) -> None:
    course = course_with(make, PLAN | {"withdrawn_at": clock.now()})

    assert needs(course) is Needs.ATTENDANCE


def test_everybody_who_came_has_a_number_of_their_own(make: Make) -> None:
    make.provider()
    one = closed(make, 3, absent=1)

    numbers = [seat.certificate_no for seat in one.seats]
    assert numbers[2] is None
    assert len(set(numbers)) == 3
    for number in filter(None, numbers):
        assert len(number) == 10
        assert set(number) <= set(ALPHABET)
        found = certificates.find(grouped(number).lower().replace("-", " "))
        assert found is not None
        assert found.number == grouped(number)
        assert found.provider == "Kursushuset"
        assert found.hours == 6


def test_a_number_is_too_long_to_be_found_by_trying() -> None:
    # docs/data-protection.md counts on it: looking numbers up is not held back
    assert len(set(ALPHABET)) ** LENGTH > 2**49

    numbers = [new_number() for _ in range(2000)]
    for place in range(LENGTH):
        assert {number[place] for number in numbers} == set(ALPHABET)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("text", ["", "K7QM3", "K7QM3-XRT9HH", "O0I1L-ABCDE", "æøåæøåæøåæ", "%"])
def test_what_cannot_be_a_number_is_none(make: Make, text: str) -> None:
    assert typed(text) == ""
    assert certificates.find(text) is None


def test_a_place_without_a_name_has_no_certificate(make: Make) -> None:
    cohort = yesterday(make)
    one = make.registration(cohort)

    attendance.close(cohort, [one.seats[0].id])

    assert one.seats[0].certificate_no is None


def test_ticks_before_the_closing_give_no_certificate(make: Make) -> None:
    cohort = yesterday(make)
    one = group(make, cohort)

    attendance.save(cohort, [one.seats[0].id])
    db.session.commit()

    assert certificates.of(again(one.seats[0])) is None


def of_each(registration: Registration) -> dict[str, object]:
    return {"seat_id": registration.seats[0].id}


def of_all(registration: Registration) -> dict[str, object]:
    return {"registration_id": registration.id}


@pytest.mark.parametrize(("whose", "completed"), [(of_each, 1), (of_all, 2)])
def test_a_plan_approved_early_counts_at_the_closing(
    make: Make, whose: Callable[[Registration], dict[str, object]], completed: int
) -> None:
    per = AssignedTo.SEAT if completed == 1 else AssignedTo.REGISTRATION
    cohort = yesterday(make, course_with(make, PLAN | {"per": per}))
    one = group(make, cohort, 3)
    now = clock.now()
    db.session.add(
        Answer(worksheet="plan", version=1, state=AnswerState.APPROVED, begun_at=now, **whose(one))
    )
    db.session.commit()
    assert not certificates.complete(one.seats[0], now)

    attendance.close(cohort, [seat.id for seat in one.seats[:2]])
    db.session.commit()

    assert states(one).count("completed") == completed
    assert states(one)[2] == "absent"
    assert sum(certificates.of(seat) is not None for seat in one.seats) == completed


def test_a_plan_approved_later_completes_once(make: Make) -> None:
    one = closed(make, 2, absent=1, course=course_with(make, PLAN))
    there, absent = one.seats
    now = clock.now()
    assert certificates.of(there) is None

    assert certificates.complete(there, now)
    assert not certificates.complete(there, now)
    assert not certificates.complete(absent, now)
    db.session.commit()

    assert again(there).state is SeatState.COMPLETED
    assert again(there).certified_at == now
    assert states(one) == ["completed", "absent"]


def test_the_document_is_named_in_its_language(make: Make) -> None:
    make.provider()
    found = certificates.of(closed(make).seats[0])
    assert found is not None

    danish = certificates.document(found, language=Language.DANISH, check_at="https://x.example")
    english = certificates.document(found, language=Language.ENGLISH, check_at="https://x.example")

    assert danish.name == f"Kursusbevis {found.number}.pdf"
    assert english.name == f"Certificate of attendance {found.number}.pdf"
    assert danish.content.startswith(b"%PDF")
