"""Each rule that is always true is found broken when it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text, update

from app import clock
from app.extensions import db
from app.models import (
    AnswerState,
    Cohort,
    HandedFile,
    Hold,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
)
from app.services import by_hand, cohorts, outbox, places, self_check, text_check
from tests.factories import Make
from tests.line import full, register
from tests.taking_part import closed


def broken(make: Make) -> set[str]:
    db.session.commit()
    return {finding.rule for finding in self_check.findings(clock.now())}


def busy(make: Make) -> tuple[Cohort, Registration, Registration]:
    """A full cohort with an offer and somebody in line."""
    cohort = make.cohort(state="open", capacity=3)
    first, offered, waiting = full(cohort), register(cohort), register(cohort)
    places.cancel(first.seats[:1], by="contact")
    db.session.commit()
    return cohort, offered, waiting


def test_a_site_in_order_has_no_findings(make: Make) -> None:
    busy(make)

    assert broken(make) == set()


def oversell(make: Make) -> None:
    _cohort, _, waiting = busy(make)
    waiting.seats[0].state = SeatState.CONFIRMED


def two_live_seats(make: Make) -> None:
    _cohort, offered, waiting = busy(make)
    db.session.execute(text("DROP INDEX uq_seat_live_address"))
    waiting.seats[0].email = offered.seats[0].email


def overtaken(make: Make) -> None:
    _, offered, waiting = busy(make)
    offered.queued_at, waiting.queued_at = waiting.queued_at, offered.queued_at


def told_twice(make: Make) -> None:
    course = make.course()
    who = make.subscription(course)
    cohort = make.cohort(course)
    cohorts.open_cohort(cohort)
    outbox.queue(
        "cohort_open_listed",
        about=who,
        key="another",
        to=who.email,
        language=who.language,
        cohort=cohort,
    )


def told_unconfirmed(make: Make) -> None:
    course = make.course()
    who = make.subscription(course)
    cohorts.open_cohort(make.cohort(course))
    db.session.execute(text(f"UPDATE subscription SET state = 'new' WHERE id = {who.id}"))


def offer_past_its_end(make: Make) -> None:
    _, offered, _ = busy(make)
    offered.offer_until = clock.now() - timedelta(minutes=6)


def hold_past_its_end(make: Make) -> None:
    cohort = make.cohort(state="announced")
    make.hold(cohort, make.subscription(cohort.course))
    db.session.execute(update(Hold).values(until=clock.now() - timedelta(minutes=6)))


def unsold(make: Make) -> None:
    cohort, _, _ = busy(make)
    cohort.capacity += 1


def no_receipt(make: Make) -> None:
    make.registration(make.cohort(state="open"))


def stuck(make: Make) -> None:
    busy(make)
    late = clock.now() - timedelta(minutes=6)
    db.session.execute(update(OutboxMail).values(state=MailState.SENDING, lease_until=late))


def cpr(make: Make) -> None:
    _, offered, _ = busy(make)
    offered.note = "It is 010190-1234."


def token(make: Make) -> None:
    _, offered, _ = busy(make)
    offered.note = "WyJzdG9wIiwxLDFd.aQx7Yw.1234567890abcdefghijklmnopqrstuvwxyz"


def certificate_of_the_absent(make: Make) -> None:
    closed(make, 2, absent=1).seats[0].state = SeatState.ABSENT


def certificate_without_closing(make: Make) -> None:
    closed(make).cohort.closed_at = None


def neither_came_nor_did_not(make: Make) -> None:
    closed(make, 2, absent=1).seats[1].state = SeatState.CONFIRMED


def handed_in_at_no_time(make: Make) -> None:
    one = make.registration(make.cohort(state="open"))
    make.answer(one.seats[0]).state = AnswerState.SENT


def approved_at_no_time(make: Make) -> None:
    one = make.registration(make.cohort(state="open"))
    answer = make.answer(one, "plan")
    answer.state, answer.sent_at = AnswerState.APPROVED, clock.now()


def file_that_has_gone(make: Make) -> None:
    one = make.registration(make.cohort(state="open"))
    file = {"name": "a.pdf", "format": "pdf", "size": 1, "sha256": "0", "stored_as": "0" * 32}
    answer = make.answer(one, "plan")
    answer.files.append(HandedFile(**file, handed_by="contact", handed_at=clock.now()))


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (oversell, "capacity"),
        (two_live_seats, "one live seat per address"),
        (overtaken, "order of offers"),
        (told_twice, "one notice per cohort"),
        (told_unconfirmed, "no notice to an unconfirmed one"),
        (offer_past_its_end, "no offer past its end"),
        (hold_past_its_end, "no hold past its end"),
        (unsold, "no fitting seat unsold"),
        (no_receipt, "registrations are whole"),
        (stuck, "no mail past its lease"),
        (certificate_of_the_absent, "certificates to who took part alone"),
        (certificate_without_closing, "certificates to who took part alone"),
        (neither_came_nor_did_not, "after the closing everybody came or did not"),
        (handed_in_at_no_time, "worksheets handed in say when"),
        (approved_at_no_time, "worksheets handed in say when"),
        (file_that_has_gone, "files handed in are on the disk"),
        (cpr, "no token and no CPR number in a text"),
        (token, "no token and no CPR number in a text"),
    ],
)
def test_a_broken_rule_is_found(make: Make, spoil: Callable[[Make], None], rule: str) -> None:
    spoil(make)

    try:
        assert rule in broken(make)
    finally:
        restore_index()


def restore_index() -> None:
    """The one test that takes it away gives it back."""
    table = Seat.metadata.tables["seat"]
    [index] = [one for one in table.indexes if one.name == "uq_seat_live_address"]
    db.session.execute(update(Seat).values(email=None))
    index.create(db.session.connection(), checkfirst=True)
    db.session.commit()


def test_gathering_and_a_lowered_capacity_are_in_order(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=4)
    first = full(cohort)
    group, _ = register(cohort, 3), register(cohort)
    by_hand.gather(group, actor=None)
    places.cancel(first.seats[:2], by="contact")

    assert broken(make) == set()


def test_dates_and_references_are_no_cpr_numbers() -> None:
    assert text_check.looks_like("010190-1234") == "CPR number"
    assert text_check.looks_like("310290 1234") == ""
    assert text_check.looks_like("2026-11-22T09:00:00+00:00") == ""
    assert text_check.looks_like("offer/12/1790000000000") == ""
    assert text_check.looks_like("+45 12 34 56 78") == ""


def test_the_command_says_so_and_changes_nothing(app: Flask, make: Make) -> None:
    runner = app.test_cli_runner()
    cohort, _, waiting = busy(make)
    fine = runner.invoke(args=["audit"])
    assert (fine.exit_code, fine.output) == (0, "All true.\n")

    db.session.refresh(waiting)
    waiting.seats[0].state = SeatState.CONFIRMED
    db.session.commit()
    found = runner.invoke(args=["audit"])

    assert found.exit_code == 2
    assert f"cohort/{cohort.id}: capacity (over by 1)" in found.output
