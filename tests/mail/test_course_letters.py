"""The letters two days before a course and the day after it, as their readers get them."""

from datetime import date

from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Stale
from app.models import Base, Bilingual, Cohort, Seat, SeatState
from tests.distributing import DAY, assignment, close, cohort_with, on, people
from tests.factories import Make
from tests.lettering import read

BEFORE = date(2027, 3, 28)
AFTER = date(2027, 3, 31)


def seat_on(make: Make, *assignments: object, **columns: object) -> tuple[Cohort, Seat]:
    cohort = cohort_with(make, *assignments, **columns)  # type: ignore[arg-type]
    return cohort, people(make, cohort, "anne").seats[0]


def is_stale(day: date, name: str, about: Base, hour: int = 9) -> bool:
    with on(day, hour):
        return isinstance(letters.render(name, about, None, Language.DANISH), Stale)


def test_see_you_says_when_the_doors_open_and_how_to_find_them(make: Make) -> None:
    note = Bilingual("Gå ind gennem gården.", "Please enter through the courtyard.")
    cohort, seat = seat_on(make, assignment("mapping", -21), arrival_note=note)

    with on(BEFORE):
        danish = read("see_you", seat, cohort)
        english = read("see_you", seat, cohort, "en")

    assert danish.subject == "Vi ses på tirsdag: Samspil"
    assert "Dørene åbner kl.\u00a08.30. Gå ind gennem gården." in danish.text
    assert "Tag skabelonen med på papir eller skærm, så langt du er nået:\nhttp://" in danish.text
    assert "giv pladsen til en kollega, eller afmeld dig: http://" in danish.text
    assert "Bliver du syg samme morgen, så ring på +45" in danish.text
    assert english.subject == "See you on Tuesday: Samspil"
    assert "Doors open at\u00a08:30. Please enter through the courtyard." in english.text


def test_see_you_without_a_template_and_a_note_says_neither(make: Make) -> None:
    cohort, seat = seat_on(make, assignment("guide", -7))

    with on(BEFORE):
        said = read("see_you", seat, cohort)

    assert "skabelon" not in said.text
    assert "kl.\u00a08.30.\n" in said.text


def test_see_you_is_stale_on_the_day_and_for_who_does_not_come(make: Make) -> None:
    cohort, seat = seat_on(make)

    assert is_stale(DAY, "see_you", seat, hour=7)
    seat.state = SeatState.CANCELLED
    assert is_stale(BEFORE, "see_you", seat)
    assert cohort.starts_at is not None


def test_thanks_lead_to_the_own_action_table(make: Make) -> None:
    sheets = (assignment("mapping", -21), assignment("follow_up", 30))
    cohort, seat = seat_on(make, *sheets)
    close(cohort, seat)
    seat.certified_at = None
    db.session.commit()

    with on(AFTER):
        said = read("thanks", seat, cohort)
        english = read("thanks", seat, cohort, "en")

    assert said.subject == "Tak for sidst – her er din plan: Samspil"
    assert "Din plan fra dagen ligger her:\nhttp://" in said.text
    assert "?worksheet=mapping&section=I" in said.text
    assert "Om en måned spørger vi, hvad der er sket siden." in said.text
    assert english.subject == "Thank you – here is your plan: Samspil"


def test_plan_and_certificate_stand_on_one_page(make: Make) -> None:
    cohort, seat = seat_on(make, assignment("mapping", -21))
    close(cohort, seat)
    assert seat.certified_at

    with on(AFTER):
        said = read("thanks", seat, cohort).text

    assert "Dit kursusbevis ligger på samme side." in said
    assert "?worksheet=" not in said


def test_a_certificate_without_a_plan_has_its_own_link(make: Make) -> None:
    cohort, seat = seat_on(make)
    close(cohort, seat)

    with on(AFTER):
        said = read("thanks", seat, cohort).text

    assert "Dit kursusbevis ligger her:\nhttp://" in said


def test_thanks_promise_nothing_that_does_not_come(make: Make) -> None:
    cohort, seat = seat_on(make)
    close(cohort, seat)
    seat.certified_at = None
    db.session.commit()

    with on(AFTER):
        said = read("thanks", seat, cohort)

    assert said.subject == "Tak for sidst: Samspil"
    assert "plan" not in said.text
    assert "måned" not in said.text
    assert "kursusbevis" not in said.text


def test_thanks_that_come_late_do_not_announce_the_follow_up(make: Make) -> None:
    cohort, seat = seat_on(make, assignment("follow_up", 30))
    close(cohort, seat)

    with on(date(2027, 5, 1)):
        assert "Om en måned" not in read("thanks", seat, cohort).text


def test_nobody_is_thanked_who_was_not_there(make: Make) -> None:
    cohort, seat = seat_on(make)
    assert is_stale(AFTER, "thanks", seat)
    close(cohort)

    assert seat.state is SeatState.ABSENT
    assert is_stale(AFTER, "thanks", seat)


def test_the_place_tells_of_a_template_that_is_out_already(make: Make) -> None:
    cohort, seat = seat_on(make, assignment("mapping", -21))

    with on(date(2027, 3, 8)):
        assert "ligger der allerede" not in read("place", seat, cohort).text
    with on(date(2027, 3, 9)):
        assert "Skabelonen, du skal bruge inden dagen, ligger der allerede." in (
            read("place", seat, cohort).text
        )
