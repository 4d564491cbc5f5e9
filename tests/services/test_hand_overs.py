"""Who has a place: named, corrected, given to somebody else."""

import pytest

from app.language import Language
from app.models import CountsAs
from app.models.errors import AddressHasSeat
from app.services import hand_overs, places, waiting_list
from app.services.registrations import Person
from tests.factories import Make
from tests.line import all_true, full, letters, register, states

NEW = Person("A new one", "new@vejle.example", "Pedagogue")


def test_a_place_given_to_a_colleague_keeps_its_state(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)
    seat, before = made.seats[0], made.seats[0].email
    seat.food, seat.needs = "no fish", "a lift"
    version = seat.link_version

    hand_overs.give_to(seat, NEW, language=Language.ENGLISH, by="participant")

    assert (seat.email, seat.state, seat.food, seat.needs) == (NEW.email, "confirmed", "", "")
    assert seat.link_version == version + 1
    assert letters("place_given") == [NEW.email]
    assert letters("place_given_away") == [before]
    assert letters("place_changed_hands") == [made.contact_email]
    assert all_true()


def test_a_place_in_line_keeps_its_place_in_line(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    full(cohort)
    waiting = register(cohort)

    hand_overs.give_to(waiting.seats[0], NEW, language=Language.DANISH, by="contact")

    assert states(waiting) == ["waiting"]
    assert waiting_list.in_order(cohort) == [waiting]
    assert letters("place_given", "place") == [*letters("place")]
    # whoever is named hears of it
    assert letters("participant_in_line")[-1] == NEW.email


def test_a_nameless_place_is_named_without_a_word_about_giving(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    made = register(cohort, (Person("One", "one@vejle.example"), Person()))

    hand_overs.give_to(made.seats[1], NEW, language=Language.DANISH, by="contact")

    assert letters("place") == ["one@vejle.example", NEW.email]
    assert letters("place_given", "place_given_away", "place_changed_hands") == []


def test_who_has_a_place_gets_no_second_one_and_the_next_in_line_is_offered_it(
    make: Make,
) -> None:
    cohort = make.cohort(state="open", capacity=3)
    make.course(max_seats=100)
    known = register(cohort, (Person("Known", "known@vejle.example"),))
    made = register(cohort, 2)
    waiting = register(cohort)
    former = made.seats[0].email

    known_person = Person("Known", "known@vejle.example", "Pedagogue")
    hand_overs.give_to(made.seats[0], known_person, language=Language.DANISH, by="participant")

    assert states(made) == ["cancelled", "confirmed"]
    assert made.seats[0].reason == "has_a_place"
    assert states(known) == ["confirmed"]
    assert states(waiting) == ["offered"]
    assert letters("has_a_place_already") == ["known@vejle.example"]
    assert letters("place_given_away") == [former]
    # the contact reads it in a new receipt, not that somebody has the place
    assert letters("receipt").count(made.contact_email) == 2
    assert letters("place_changed_hands", "place_given") == []
    assert all_true()


def test_a_slip_put_right_may_turn_out_to_be_somebody_with_a_place(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=3)
    register(cohort, (Person("Anne", "anne@vejle.example"),))
    made = register(cohort, (Person("Anne", "ane@vejle.example"), Person("Bo", "bo@vejle.example")))

    right = Person("Anne", "anne@vejle.example")
    hand_overs.put_person(made.seats[0], right, language=Language.DANISH, by="contact")

    assert states(made) == ["cancelled", "confirmed"]
    assert letters("has_a_place_already") == ["anne@vejle.example"]
    assert waiting_list.free_for_newcomer(cohort) == 1
    assert all_true()


def test_only_the_contact_hears_that_an_address_is_on_the_registration(make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    made = full(cohort)
    other = Person("Other", str(made.seats[1].email))

    with pytest.raises(AddressHasSeat):
        hand_overs.give_to(made.seats[0], other, language=Language.DANISH, by="contact")
    hand_overs.give_to(made.seats[0], other, language=Language.DANISH, by="participant")

    assert states(made) == ["cancelled", "confirmed"]
    assert all_true()


def test_who_moves_to_a_date_on_which_they_have_a_place_keeps_that_one(make: Make) -> None:
    course = make.course()
    old = make.cohort(course, state="open", capacity=2)
    new = make.cohort(course, state="open", capacity=3)
    register(new, (Person("Anne", "anne@vejle.example"),))
    made = register(old, (Person("Anne", "anne@vejle.example"), Person("Bo", "bo@vejle.example")))

    moved = places.move(made.seats, new, by="contact")

    assert states(made) == ["moved", "moved"]
    assert states(moved) == ["cancelled", "confirmed"]
    assert letters("has_a_place_already") == ["anne@vejle.example"]
    assert letters("place_moved") == ["bo@vejle.example"]
    assert waiting_list.free_for_newcomer(new) == 1
    assert all_true()


def test_a_team_is_not_filled_up_with_somebody_who_has_a_place(make: Make) -> None:
    course = make.course(min_seats=3, max_seats=20)
    cohort = make.cohort(course, state="open", capacity=2, counts_as=CountsAs.REGISTRATIONS)
    other = register(cohort, 3, choice=None)
    team = register(cohort, 3, choice=None)
    places.cancel(team.seats[:1], by="participant")

    known = Person("Known", str(other.seats[0].email))
    places.name_another(team, known, language=Language.DANISH, by="contact")

    assert states(team) == ["cancelled", "confirmed", "confirmed", "cancelled"]
    assert places.is_short(team)
    assert letters("has_a_place_already") == [known.email]
    assert all_true()
