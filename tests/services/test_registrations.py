"""Registering: all at once, as the contact chose, or not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.extensions import db
from app.models import (
    AuditEntry,
    CountsAs,
    Registration,
    Seat,
    SeatState,
)
from app.models.errors import (
    CohortNotOpen,
    FormUsed,
    NameNeeded,
    TooFewLeft,
    TooFewPeople,
    TooManyPeople,
)
from app.services import registrations, waiting_list
from app.services.registrations import Choice, Person
from tests.factories import Make
from tests.line import all_true, full, letters, order, register, states


def how_many() -> int:
    return db.session.scalar(select(func.count(Registration.id))) or 0


def test_a_group_that_fits_is_confirmed_at_once(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)

    made = registrations.register(cohort, order(3, who="leader"))

    assert states(made) == ["confirmed"] * 3
    assert letters("receipt") == ["leader@vejle.example"]
    assert letters("place") == [f"leader-{n}@vejle.example" for n in range(3)]
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "registration.made"
    assert all_true()


def test_if_too_few_are_left_nothing_is_written(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)

    with pytest.raises(TooFewLeft) as refused:
        registrations.register(cohort, order(3))

    assert refused.value.left == 2
    assert how_many() == 0
    assert letters("receipt", "in_line") == []


def test_the_same_form_goes_on_with_the_choice(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    asked = order(3, who="leader")
    with pytest.raises(TooFewLeft):
        registrations.register(cohort, asked)

    chosen = order(3, who="leader", choice=Choice.SPLIT, first=(0, 2))
    made = registrations.register(cohort, chosen)

    assert states(made) == ["confirmed", "waiting", "confirmed"]
    assert made.at_least == 1
    assert letters("receipt") == ["leader@vejle.example"]
    assert letters("participant_in_line") == ["leader-1@vejle.example"]


def test_with_more_places_than_chosen_the_next_of_the_group_have_them(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)

    made = registrations.register(cohort, order(4, choice=Choice.SPLIT, first=(3,)))

    assert states(made) == ["confirmed", "confirmed", "waiting", "confirmed"]


def test_with_fewer_places_than_chosen_the_form_asks_again(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)

    with pytest.raises(TooFewLeft) as refused:
        registrations.register(cohort, order(3, choice=Choice.SPLIT, first=(0, 1)))

    assert refused.value.left == 1
    assert how_many() == 0


def test_all_in_line_takes_no_place(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)

    made = registrations.register(cohort, order(3, who="leader", choice=Choice.LINE))

    assert states(made) == ["waiting"] * 3
    assert made.at_least == 3
    assert waiting_list.free_for_newcomer(cohort) == 2
    assert letters("in_line") == ["leader@vejle.example"]
    assert letters("receipt", "place") == []


def test_all_in_line_although_some_would_fit_is_waiting_for_everyone(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=4)

    assert register(cohort, 5, at_least=2).at_least == 5
    assert register(cohort, 6, at_least=5).at_least == 5
    assert waiting_list.free_for_newcomer(cohort) == 4
    assert all_true()


def test_at_least_is_what_was_chosen_and_everybody_by_default(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)

    assert register(cohort, 5).at_least == 5
    assert register(cohort, 5, at_least=2).at_least == 2
    assert register(cohort, 5, at_least=9).at_least == 5


def test_a_free_seat_that_somebody_in_line_can_use_is_theirs(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    full(cohort)
    waiting = make.registration(cohort, state="waiting")
    [seat, *_] = db.session.scalars(select(Seat).where(Seat.state == SeatState.CONFIRMED)).all()
    seat.state = SeatState.CANCELLED
    db.session.commit()

    newcomer = register(cohort)

    assert states(waiting) == ["offered"]
    assert states(newcomer) == ["waiting"]


def test_one_form_is_one_registration(make: Make) -> None:
    cohort = make.cohort(state="open")
    first = registrations.register(cohort, order(2, who="leader"))

    again = registrations.register(cohort, order(2, who="leader"))

    assert again is first
    assert how_many() == 1
    assert letters("receipt") == ["leader@vejle.example"]


def test_a_used_form_with_other_content_is_refused(make: Make) -> None:
    cohort = make.cohort(state="open")
    registrations.register(cohort, order(2, who="leader"))

    with pytest.raises(FormUsed):
        registrations.register(cohort, order(3, who="leader"))
    with pytest.raises(FormUsed):
        registrations.register(make.cohort(state="open"), order(2, who="leader"))


@pytest.mark.parametrize("state", ["draft", "called_off", "announced"])
def test_only_an_open_cohort_takes_registrations(make: Make, state: str) -> None:
    with pytest.raises(CohortNotOpen):
        registrations.register(make.cohort(state=state), order())


def test_not_after_the_deadline(make: Make) -> None:
    cohort = make.cohort(state="open", register_by=clock.today() - timedelta(days=1))

    with pytest.raises(CohortNotOpen):
        registrations.register(cohort, order())


def test_the_course_says_how_many_people(make: Make) -> None:
    cohort = make.cohort(make.course(min_seats=3, max_seats=5), state="open")

    for people, broken in ((2, TooFewPeople), (0, TooFewPeople), (6, TooManyPeople)):
        with pytest.raises(broken):
            registrations.register(cohort, order(people))
    assert states(register(cohort, 1, added=True)) == ["confirmed"]


def test_names_may_come_later_but_not_near_the_start(make: Make) -> None:
    nameless = (Person("Known", "known@vejle.example"), Person())
    far = make.cohort(state="open", in_days=60)
    near = make.cohort(state="open", in_days=10, register_by=clock.today())

    made = registrations.register(far, order(people=nameless))
    assert [seat.is_nameless for seat in made.seats] == [False, True]

    with pytest.raises(NameNeeded):
        registrations.register(near, order(people=nameless))


def order_of(*emails: str, who: str) -> registrations.Order:
    return order(who=who, people=tuple(Person("Somebody", email) for email in emails))


def test_a_second_seat_of_an_address_is_cancelled_at_once_and_told_by_mail(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    registrations.register(cohort, order_of("anna@vejle.example", who="alone"))

    group = registrations.register(
        cohort, order_of("anna@vejle.example", "bo@vejle.example", who="group")
    )

    assert states(group) == ["cancelled", "confirmed"]
    assert group.seats[0].reason == registrations.HAS_A_PLACE_ALREADY
    assert letters("has_a_place_already") == ["anna@vejle.example"]
    assert letters("receipt")[-1] == "group@vejle.example"
    assert waiting_list.free_for_newcomer(cohort) == 1
    assert all_true()


def test_what_a_double_leaves_goes_to_whoever_waits(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    registrations.register(cohort, order_of("anna@vejle.example", who="alone"))
    register(cohort, 3)

    group = registrations.register(
        cohort, order_of("anna@vejle.example", "bo@vejle.example", who="group")
    )
    single = register(cohort, 1, choice=None)

    assert states(group) == ["cancelled", "confirmed"]
    assert states(single) == ["confirmed"]
    assert all_true()


def test_whether_there_is_room_does_not_tell_who_has_a_place(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    registrations.register(cohort, order_of("anna@vejle.example", who="alone"))

    with pytest.raises(TooFewLeft) as known:
        registrations.register(cohort, order_of("anna@vejle.example", "b@v.example", who="a"))
    with pytest.raises(TooFewLeft) as unknown:
        registrations.register(cohort, order_of("eva@vejle.example", "b@v.example", who="b"))

    assert known.value.left == unknown.value.left == 1


def test_the_database_itself_refuses_a_second_live_seat(make: Make) -> None:
    cohort = make.cohort(state="open")
    registrations.register(cohort, order_of("anna@vejle.example", who="alone"))
    other = make.registration(cohort, state="cancelled")
    other.seats[0].email = "anna@vejle.example"
    db.session.commit()

    other.seats[0].state = SeatState.WAITING
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_where_registrations_are_counted_the_group_is_not_split(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1, counts_as=CountsAs.REGISTRATIONS)
    assert states(register(cohort, 5, choice=None)) == ["confirmed"] * 5

    with pytest.raises(TooFewLeft) as refused:
        registrations.register(cohort, order(2, choice=Choice.SPLIT, first=(0,)))
    assert refused.value.left == 0
