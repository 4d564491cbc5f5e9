"""What is charged, and what is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.models import Bill, CohortState, PricePer, Registration, SeatState
from app.models.errors import InvoiceCorrectedMeanwhile, ListFetchedMeanwhile, NothingToDecide
from app.services import (
    attendance,
    course_content,
    course_editing,
    course_versions,
    invoice_lines,
    invoices,
    orders,
    people_corrected,
    places,
    registration_changes,
)
from app.services.people import Person
from app.services.registration_changes import Invoice
from tests.factories import Make
from tests.places import group
from tests.taking_part import closed, yesterday

EAN = "5798000000001"
A_DAY = timedelta(days=1)


def lines(registration: Registration) -> list[invoice_lines.Line]:
    db.session.flush()
    db.session.expire_all()
    return list(invoices.of_cohort(registration.cohort))


def cancelled(registration: Registration, days_before: int, reason: str = "contact") -> None:
    """The last place, so many days before the first day."""
    seat, cohort = registration.seats[-1], registration.cohort
    seat.state, seat.reason = SeatState.CANCELLED, reason
    assert cohort.starts_at
    seat.cancelled_at = cohort.starts_at - days_before * A_DAY


def told(*registrations: Registration) -> dict[int, invoice_lines.Told]:
    """What a file says of them."""
    return {one.id: invoice_lines.line(one).told for one in registrations}


def handed(one: Registration) -> None:
    now = clock.now()
    invoices.mark(told(one), now, read_at=now)


def test_who_came_and_who_was_absent_pay_for_their_place(make: Make) -> None:
    one = closed(make, 3, absent=1, price=2450)

    [line] = lines(one)

    assert (line.quantity, line.price, line.amount, line.late) == (3, 2450, 7350, 0)


@pytest.mark.parametrize("people", [3, 5])
def test_a_team_pays_once(make: Make, people: int) -> None:
    course = make.course(price=9000, price_per=PricePer.REGISTRATION)
    one = closed(make, people, course=course)
    cancelled(one, 1)

    [line] = lines(one)

    assert (line.quantity, line.amount, line.late) == (1, 9000, 0)


@pytest.mark.parametrize(("then", "amounts"), [(2450, [7350]), (None, [])])
def test_who_has_registered_owes_what_it_cost_then(
    make: Make, then: int | None, amounts: list[int]
) -> None:
    one = closed(make, 3, course=make.course(price=then))
    course = one.cohort.course
    for changes in ({"price": 3000}, {"price_per": PricePer.REGISTRATION}):
        course_editing.publish(
            course,
            replace(course_content.of(course), **changes),
            new_tags={},
            decisions={},
            all_danish=False,
            begun_from=course_versions.newest_number(course),
            actor=make.staff(),
        )

        assert [line.amount for line in lines(one)] == amounts


def test_cancelled_in_time_costs_nothing_and_late_what_the_secretary_says(make: Make) -> None:
    early, late = closed(make, 2, price=2000), closed(make, 2, price=2000)
    cancelled(early, 30)
    cancelled(late, 29)

    [line] = lines(early)
    assert (line.amount, line.late, line.is_undecided) == (2000, 0, False)
    with pytest.raises(NothingToDecide):
        invoices.decide(early, 1000, by=None)
    [line] = lines(late)
    assert (line.amount, line.late, line.is_undecided) == (2000, 1, True)

    invoices.decide(late, 1000, by=None)

    [line] = lines(late)
    assert (line.amount, line.is_undecided) == (3000, False)


def test_a_fee_is_decided_for_the_places_that_were_cancelled_then(make: Make) -> None:
    one = group(make, make.cohort(state="open", in_days=20, price=2000), 3)
    first, second, _third = one.seats
    places.cancel([first], by="contact")
    invoices.decide(one, 1000, by=None)

    places.cancel([second], by="contact")

    [line] = lines(one)
    assert (line.late, line.is_undecided, line.amount) == (2, True, 2000)
    invoices.decide(one, 1500, by=None)
    places.undo(first)
    [line] = lines(one)
    assert (line.late, line.is_undecided, line.amount) == (1, True, 4000)


def test_who_stood_alone_and_in_a_group_is_not_charged_twice(make: Make) -> None:
    cohort = yesterday(make, price=2000)
    alone = group(make, cohort, 1)
    many = group(make, cohort, 3)
    cancelled(many, 1, orders.HAS_A_PLACE_ALREADY)
    attendance.close(cohort, [])

    assert [line.amount for line in lines(alone)] == [2000, 4000]


def test_free_called_off_and_moved_cost_nothing(make: Make) -> None:
    free = closed(make, 2, price=0)
    off = group(make, make.cohort(state="open", price=2000), 2)
    off.cohort.state = CohortState.CALLED_OFF
    left = group(make, make.cohort(state="open"), 2)
    to = make.cohort(left.cohort.course, state="open")
    places.move(left.seats, to, by="contact")

    assert lines(free) == lines(off) == lines(left) == []
    assert [line.places for line in invoices.of_cohort(to)] == [2]


def test_a_number_to_come_is_marked(make: Make) -> None:
    cohort = yesterday(make)
    group(make, cohort, 1, bill=Bill.LATER)
    group(make, cohort, 1, bill=Bill.EAN, ean=EAN)
    last = group(make, cohort, 1, bill=Bill.CVR, cvr="12345674")

    assert [line.lacks_number for line in lines(last)] == [True, False, False]
    assert invoices.sums(invoices.of_cohort(cohort))[cohort.id].without_number == 1


def test_no_number_is_asked_for_when_there_is_nothing_to_pay(make: Make) -> None:
    one = closed(make, 1, price=2000)
    cancelled(one, 1)

    [line] = lines(one)
    assert (line.is_undecided, line.lacks_number) == (True, True)
    invoices.decide(one, 0, by=None)
    [line] = lines(one)
    assert (line.amount, line.lacks_number) == (0, False)


def test_what_changed_since_the_last_list_is_shown(make: Make) -> None:
    first, other = closed(make, 2, price=2000), closed(make, 1, price=2000)
    for one in (first, other):
        handed(one)
    assert not any(line.has_changed for line in (*lines(first), *lines(other)))

    cancelled(first, 40)
    cancelled(other, 40)

    [line] = lines(first)
    assert (line.has_changed, line.amount, line.registration.invoiced_amount) == (True, 2000, 4000)
    # nothing is left to pay: a credit note
    [line] = lines(other)
    assert (line.has_changed, line.amount) == (True, 0)


def test_of_two_files_at_a_time_the_second_is_refused(make: Make) -> None:
    one, other = closed(make, 1, price=2000), closed(make, 1, price=2000)
    began = clock.now()
    handed(one)

    with pytest.raises(ListFetchedMeanwhile):
        invoices.mark(told(other, one), clock.now(), read_at=began)
    assert other.invoiced_at is None

    invoices.mark(told(one), clock.now(), read_at=clock.now())


def test_a_number_that_was_corrected_after_the_list_is_shown(make: Make) -> None:
    one = closed(make, 1, price=2000)
    right = Invoice(bill=Bill.EAN, ean=EAN)
    registration_changes.correct_invoice(one, right)
    handed(one)
    [line] = lines(one)
    assert not line.has_changed

    registration_changes.correct_invoice(one, replace(right, order_ref="0012"))

    [line] = lines(one)
    assert (line.is_corrected, line.has_changed, line.has_other_amount) == (True, True, False)
    handed(one)
    [line] = lines(one)
    assert not line.has_changed


def test_a_number_that_is_corrected_while_the_file_is_made_is_not_lost(make: Make) -> None:
    one = closed(make, 1, price=2000)
    registration_changes.correct_invoice(one, Invoice(bill=Bill.EAN, ean=EAN))
    began, read = clock.now(), told(one)
    registration_changes.correct_invoice(one, Invoice(bill=Bill.EAN, ean="5790000428687"))

    with pytest.raises(InvoiceCorrectedMeanwhile):
        invoices.mark(read, clock.now(), read_at=began)
    assert one.invoiced_at is None


def test_an_address_that_was_put_right_everywhere_is_shown(make: Make) -> None:
    own, other = closed(make, 1, price=2000), closed(make, 1, price=2000)
    email = own.contact_email
    own.bill_email = other.bill_email = email
    handed(own)
    handed(other)
    db.session.commit()

    people_corrected.correct(Person(email), name="", email="right@odense.example", actor=None)

    for one in (own, other):
        [line] = lines(one)
        assert (line.registration.bill_email, line.is_corrected) == ("right@odense.example", True)


def test_a_month_holds_what_was_closed_in_it(make: Make) -> None:
    one, other = closed(make, 1, price=2000), closed(make, 1, price=2000)
    month = clock.today().replace(day=1)
    other.cohort.closed_at = clock.now() - 40 * A_DAY
    db.session.commit()

    assert [line.registration.id for line in invoices.of_month(month)] == [one.id]
    assert invoices.closed_in(month) == [one.cohort]
    assert invoices.months() == [month, clock.today(clock.now() - 40 * A_DAY).replace(day=1)]


def test_more_than_one_batch_is_whole_and_in_order(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invoices, "IN_A_BATCH", 2)
    cohort = yesterday(make, price=2000)
    made = [group(make, cohort, 1).id for _ in range(5)]

    assert [line.registration.id for line in invoices.of_cohort(cohort)] == made
