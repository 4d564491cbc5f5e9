"""What the course secretary is told by mail."""

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters as written
from app.mail.letter import Rendered
from app.models import Cohort, CountsAs, OutboxMail, Registration
from app.services import by_hand, places, undelivered, waiting_list
from tests.factories import Make
from tests.line import full, letters, mails, register, states

SECRETARY = "kursus@kursushuset.example"


def free_one(make: Make, cohort: Cohort) -> None:
    """One place goes to somebody who stands behind the group."""
    first = db.session.scalars(
        select(Registration).where(Registration.cohort_id == cohort.id).order_by(Registration.id)
    ).first()
    assert first is not None
    register(cohort)
    places.cancel(first.confirmed[:1], by="contact")
    db.session.commit()


def as_read(mail: OutboxMail, language: Language = Language.DANISH) -> Rendered:
    about = db.session.get_one(Registration, mail.about_id)
    found = written.render(mail.letter, about, about.cohort, language)
    assert isinstance(found, Rendered)
    return found


def test_after_three_passes_she_is_told_once(make: Make) -> None:
    make.provider(email=SECRETARY)
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 3, workplace="Dagtilbud Syd")

    for number in range(4):
        assert letters("often_passed") == ([SECRETARY] if number == 3 else [])
        free_one(make, cohort)

    assert len(group.passes) == 4
    [mail] = mails("often_passed")
    letter = as_read(mail)
    assert letter.subject.startswith("En gruppe er sprunget over 4 gange")
    assert "Dagtilbud Syd, venter på 3\u00a0pladser og vil kun med samlet" in letter.text
    assert f"/da/staff/cohorts/{cohort.id}" in letter.text
    assert "only comes together" in as_read(mail, Language.ENGLISH).text


def test_a_newcomer_and_an_offer_out_of_order_count_too(make: Make) -> None:
    make.provider(email=SECRETARY)
    cohort = make.cohort(state="open", capacity=6)
    made = full(cohort)
    group = register(cohort, 2)
    other = register(cohort, 2, at_least=2)
    for _n in range(2):
        free_one(make, cohort)

    places.cancel(made.confirmed[:1], by="contact")
    register(cohort, choice=None)
    db.session.commit()

    assert len(group.passes) == 3
    assert letters("often_passed") == [SECRETARY, SECRETARY]
    assert states(other) == ["waiting"] * 2


def test_it_is_not_said_any_more_when_places_are_gathered(make: Make) -> None:
    make.provider(email=SECRETARY)
    cohort = make.cohort(state="open", capacity=6)
    full(cohort)
    group = register(cohort, 2)
    for _n in range(3):
        free_one(make, cohort)
    by_hand.gather(group, actor=None)

    [mail] = mails("often_passed")
    found = written.render("often_passed", group, cohort, mail.language)
    assert not isinstance(found, Rendered)


def test_a_team_that_becomes_too_small_is_told(make: Make) -> None:
    make.provider(email=SECRETARY)
    course = make.course(min_seats=3, max_seats=20)
    cohort = make.cohort(course, state="open", capacity=1, counts_as=CountsAs.REGISTRATIONS)
    team = register(cohort, 3, choice=None)

    places.cancel(team.seats[:1], by="participant")
    places.cancel(team.seats[1:2], by="participant")

    [mail] = mails("team_too_small")
    assert mail.recipient == SECRETARY
    letter = as_read(mail)
    assert "har nu kun 1 deltager, og kurset kræver mindst 3 deltagere" in letter.text
    assert f"/da/staff/registrations/{team.id}" in letter.text
    assert "is down to 1 participant" in as_read(mail, Language.ENGLISH).text


def test_an_offer_that_does_not_get_through_is_told_once(make: Make) -> None:
    make.provider(email=SECRETARY)
    cohort = make.cohort(state="open", capacity=1)
    made = full(cohort)
    waiting = register(cohort, contact_phone="12 34 56 78")
    places.cancel(made.seats, by="contact")
    db.session.commit()
    assert waiting.has_offer(clock.now())

    for letter in ("offer", "offer_reminder"):
        undelivered.note(letter, waiting.id, waiting.contact_email)

    [mail] = mails("offer_undelivered")
    assert mail.recipient == SECRETARY
    letter_text = as_read(mail).text
    assert "men mailen kom ikke frem" in letter_text
    assert "Telefon: 12 34 56 78" in letter_text
    assert "Fristen for at svare er" in letter_text
    waiting_list.fill(cohort)
