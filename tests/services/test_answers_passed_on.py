"""What becomes of what is written when the place changes hands, or the day."""

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Registration
from app.services import answers, hand_overs, places, sharing
from app.services.orders import Person
from tests.factories import Make
from tests.filling_in import WHAT, a_team, written


def of_two(make: Make) -> Registration:
    """Both have begun the mapping, and the registration its plan."""
    team = a_team(make, "mapping", "plan", seats=2)
    for number, seat in enumerate(team.seats):
        seat.name, seat.email = f"Person {number}", f"person{number}.{seat.id}@odense.example"
        answer = make.answer(seat, B={WHAT: f"text {number}"})
        sharing.share(answer, clock.now())
        answers.show(answer, clock.now())
    make.answer(team, "plan", **{"0": {"0.writers": "Two leaders"}})
    db.session.commit()
    return team


def put(team: Registration, name: str, email: str) -> None:
    person = Person(name, email)
    hand_overs.put_person(team.seats[0], person, language=Language.DANISH, by="contact")
    db.session.commit()
    db.session.expire_all()


def test_somebody_else_named_by_the_contact_gets_nothing_of_it(make: Make) -> None:
    team = of_two(make)

    put(team, "Somebody else", "else@odense.example")

    assert answers.find(team.seats[0], "mapping") is None
    assert written(team.seats[1]) == {WHAT: "text 1"}


def test_a_corrected_address_keeps_it_and_closes_what_was_open(make: Make) -> None:
    team = of_two(make)

    put(team, "Person 0", "right@odense.example")

    answer = answers.find(team.seats[0], "mapping")
    assert answer is not None
    assert answer.texts == {WHAT: "text 0"}
    assert (answer.is_shared, answer.shown_at) == (False, None)


def test_a_corrected_name_changes_nothing(make: Make) -> None:
    team = of_two(make)

    put(team, "Person Zero", team.seats[0].email or "")

    answer = answers.find(team.seats[0], "mapping")
    assert answer is not None
    assert answer.is_shared
    assert answer.shown_at is not None


def test_the_plan_moves_when_nobody_of_the_registration_stays(make: Make) -> None:
    team = of_two(make)
    first, second = team.seats
    days = [make.cohort(team.cohort.course, state="open", in_days=40 + n) for n in range(2)]

    moved = places.move([first], days[0], by="contact")
    db.session.commit()
    assert answers.find(team, "plan") is not None
    assert written(moved.seats[0]) == {WHAT: "text 0"}

    rest = places.move([second], days[1], by="contact")
    db.session.commit()
    assert answers.find(team, "plan") is None
    assert written(rest) == {"0.writers": "Two leaders"}
    answer = answers.find(rest.seats[0], "mapping")
    assert answer is not None
    assert answer.is_shared
