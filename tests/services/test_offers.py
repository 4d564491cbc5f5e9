"""Answers to an offer, and what staff may do about it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import (
    AuditEntry,
    Cohort,
    CountsAs,
    MailState,
    Registration,
    SubscriptionState,
)
from app.models.errors import NoOffer, NotInLine, TooFewLeft
from app.services import by_hand, offers, places, waiting_list
from tests.factories import Make
from tests.line import all_true, full, letters, mails, register, states

LATE = timedelta(minutes=1)
TOO_LATE = timedelta(minutes=30)


def offered(
    make: Make, people: int = 1, *, behind: int = 0, **values: object
) -> tuple[Cohort, Registration]:
    """A registration with an offer on a full cohort, others behind it."""
    freed = int(str(values.pop("freed", people)))
    cohort = make.cohort(state="open", capacity=6)
    first = full(cohort)
    waiting = register(cohort, people, **values)
    for _one in range(behind):
        register(cohort)
    places.cancel(first.seats[:freed], by="contact")
    db.session.commit()
    return cohort, waiting


def actions(registration: Registration) -> list[str]:
    found = select(AuditEntry.action).where(AuditEntry.subject == f"registration/{registration.id}")
    return list(db.session.scalars(found.order_by(AuditEntry.id)))


def test_yes_confirms_and_is_told_once_however_often_it_is_pressed(make: Make) -> None:
    _cohort, waiting = offered(make)

    offers.accept(waiting, keep_rest=False)
    offers.accept(waiting, keep_rest=False)

    assert states(waiting) == ["confirmed"]
    assert letters("receipt").count(waiting.contact_email) == 1
    assert letters("place").count(str(waiting.seats[0].email)) == 1
    assert waiting.offer_until is None
    assert actions(waiting).count("offer.accepted") == 1
    assert all_true()


def test_with_fewer_places_the_contact_says_who_and_whether_the_rest_waits(make: Make) -> None:
    _, keeps = offered(make, 4, freed=2, at_least=2)
    _, leaves = offered(make, 4, freed=2, at_least=2)

    offers.accept(keeps, who=[keeps.seats[3].id, keeps.seats[1].id], keep_rest=True)
    offers.accept(leaves, keep_rest=False)

    assert states(keeps) == ["waiting", "confirmed", "waiting", "confirmed"]
    assert keeps.at_least == 1
    assert states(leaves) == ["confirmed", "confirmed", "withdrawn", "withdrawn"]


def test_no_thanks_takes_the_rest_along_and_the_next_is_offered(make: Make) -> None:
    _cohort, waiting = offered(make, 4, freed=2, at_least=2, behind=1)

    offers.decline(waiting)
    offers.decline(waiting)

    assert states(waiting) == ["declined"] * 4
    assert letters("offer_declined") == [waiting.contact_email]
    assert len(letters("offer")) == 2
    assert all_true()


def test_the_deadline_takes_the_rest_along_and_the_next_is_offered(make: Make) -> None:
    cohort, waiting = offered(make, 4, freed=2, at_least=2, behind=1)

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until):
        waiting_list.fill(cohort)

        assert states(waiting) == ["lapsed"] * 4
        assert letters("offer_lapsed") == [waiting.contact_email]
        assert len(letters("offer")) == 2
        assert all_true()


def test_a_yes_a_little_late_counts_while_the_seats_are_free(make: Make) -> None:
    _cohort, waiting = offered(make, 2)

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until + LATE):
        offers.accept(waiting, keep_rest=False)

        assert states(waiting) == ["confirmed"] * 2
        assert letters("offer_lapsed") == []
        assert all_true()


def test_it_counts_too_after_the_sweep_has_come_by(make: Make) -> None:
    cohort, waiting = offered(make, 2)

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until + LATE):
        waiting_list.fill(cohort)
        assert states(waiting) == ["lapsed"] * 2
        offers.accept(waiting, keep_rest=False)

    assert states(waiting) == ["confirmed"] * 2


def test_a_late_yes_does_not_count_when_somebody_in_line_can_use_the_seats(make: Make) -> None:
    _cohort, waiting = offered(make, 2, behind=1)

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until + LATE), pytest.raises(NoOffer):
        offers.accept(waiting, keep_rest=False)


def test_after_half_an_hour_it_is_too_late(make: Make) -> None:
    _cohort, waiting = offered(make)

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until + TOO_LATE), pytest.raises(NoOffer):
        offers.accept(waiting, keep_rest=False)


def test_a_late_yes_counts_where_registrations_are_counted(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1, counts_as=CountsAs.REGISTRATIONS)
    first = register(cohort, 2)
    waiting = register(cohort, 3)
    places.cancel(first.seats, by="contact")

    assert waiting.offer_until is not None
    with time_machine.travel(waiting.offer_until + LATE):
        offers.accept(waiting, keep_rest=False)

    assert states(waiting) == ["confirmed"] * 3


def test_nothing_to_answer(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    confirmed, waiting = full(cohort), register(cohort)

    for registration in (waiting, confirmed):
        with pytest.raises(NoOffer):
            offers.accept(registration, keep_rest=True)
        with pytest.raises(NoOffer):
            offers.decline(registration)


def test_after_no_thanks_one_may_stand_in_line_again_at_the_end(make: Make) -> None:
    cohort, waiting = offered(make, behind=2)
    before = waiting.queued_at
    offers.decline(waiting)

    offers.stand_in_line_again(waiting)
    offers.stand_in_line_again(waiting)

    assert states(waiting) == ["waiting"]
    assert waiting.queued_at > before
    assert waiting_list.in_order(cohort)[-1] is waiting
    assert len([to for to in letters("in_line") if to == waiting.contact_email]) == 2
    assert all_true()


def test_who_stands_in_line_again_is_behind_even_if_displaced_before(make: Make) -> None:
    cohort, waiting = offered(make, behind=2)
    waiting.displaced = True
    db.session.commit()
    offers.decline(waiting)

    offers.stand_in_line_again(waiting)

    assert waiting_list.in_order(cohort)[-1] is waiting


def test_only_after_an_answer_and_before_the_start(make: Make) -> None:
    cohort, waiting = offered(make)
    offers.accept(waiting, keep_rest=False)
    with pytest.raises(NotInLine):
        offers.stand_in_line_again(waiting)

    cohort, waiting = offered(make)
    offers.decline(waiting)
    db.session.commit()
    assert cohort.starts_at is not None
    with time_machine.travel(cohort.starts_at), pytest.raises(NotInLine):
        offers.stand_in_line_again(waiting)


def test_the_contact_leaves_with_all_a_participant_alone(make: Make) -> None:
    _cohort, waiting = offered(make, 3, behind=1)

    offers.withdraw(waiting, [waiting.seats[1]])
    assert states(waiting) == ["offered", "withdrawn", "offered"]
    assert len(letters("offer")) == 2

    offers.withdraw(waiting)
    assert states(waiting) == ["withdrawn"] * 3
    assert waiting.offer_until is None
    assert letters("withdrawn") == [waiting.contact_email] * 2
    assert all_true()


def test_an_offer_that_has_not_left_is_taken_back_without_a_word(make: Make) -> None:
    cohort, waiting = offered(make, behind=1)
    other = waiting_list.in_order(cohort)[0]

    by_hand.take_back(waiting, reason="agreed by phone", actor=None, instead=other)

    assert states(waiting) == ["waiting"]
    assert states(other) == ["offered"]
    assert letters("offer_taken_back") == []
    assert letters("offer") == [other.contact_email]
    assert [one.reason for one in waiting.passes] == ["agreed by phone"]
    assert all_true()


def test_an_offer_that_has_left_is_taken_back_with_a_mail(make: Make) -> None:
    _cohort, waiting = offered(make)
    [mail] = mails("offer")
    mail.state = MailState.SENT
    db.session.commit()

    by_hand.take_back(waiting, reason="a mistake", actor=None)

    assert letters("offer_taken_back") == [waiting.contact_email]
    # nobody else wants the seat: it is the same group's again
    assert states(waiting) == ["offered"]


def test_out_of_order_needs_a_group_that_fits_and_leaves_a_trace(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=6)
    first = full(cohort)
    ahead, wanted = register(cohort, 3), register(cohort, 4)
    db.session.commit()
    with pytest.raises(TooFewLeft):
        offers.offer_by_hand(wanted, reason="no", actor=None)
    by_hand.gather(ahead, actor=None)
    places.cancel(first.seats[:2], by="contact")
    single = register(cohort, 1)

    offers.offer_by_hand(single, reason="she travels with them", actor=None)

    assert states(single) == ["offered"]
    assert [one.reason for one in ahead.passes] == ["she travels with them"]
    assert actions(single)[-2:] == ["offer.out_of_order", "offer.made"]
    assert all_true()


def test_near_the_start_an_offer_by_hand_ends_with_the_start(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2, in_days=1, register_by=clock.today())
    first = full(cohort)
    waiting = register(cohort)
    places.cancel(first.seats[:1], by="contact")
    assert states(waiting) == ["waiting"]

    offers.offer_by_hand(waiting, reason="called", actor=None)

    assert states(waiting) == ["offered"]
    assert waiting.offer_until is not None
    assert cohort.starts_at is not None
    assert waiting.offer_until <= cohort.starts_at
    assert waiting.passes == []


def test_an_offer_leaves_subscriptions_alone_until_the_yes(make: Make) -> None:
    cohort, waiting = offered(make)
    who = make.subscription(cohort.course, waiting.contact_email)

    offers.accept(waiting, keep_rest=False)

    assert who.state is SubscriptionState.SETTLED
