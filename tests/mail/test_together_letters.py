"""The letter that names several dates, as it leaves."""

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import CountsAs, Course, OpeningRule
from app.services import openings
from tests.factories import Make
from tests.lettering import read
from tests.mailing import deliver, mails
from tests.smtp_sink import Sink


def test_each_reader_has_a_link_of_their_own_to_each_date(make: Make, course: Course) -> None:
    together = [make.cohort(course, in_days=days, place=f"Hus {days}") for days in (60, 67)]
    readers = [make.subscription(course) for _n in range(2)]
    openings.open_together(together)
    for one in together:
        one.tell_at = one.opens_at = clock.now()
    db.session.commit()
    for mail in mails():
        mail.due_at = clock.now()
    db.session.commit()

    with Sink() as sink:
        told = deliver(sink)

    assert (told.sent, told.stale) == (len(readers), 0)
    bodies = [str(one.message.get_body(("plain",)).get_content()) for one in sink.taken]  # type: ignore[union-attr]
    for body in bodies:
        assert body.index("Hus 60") < body.index("Hus 67")
        assert body.count("Tilmeld dig og dine kolleger senest") == 2
    tokens = [word for body in bodies for word in body.split() if "/da/l/" in word]
    # two dates, the page of the subscription, and the stop
    assert len(set(tokens)) == 4 * len(readers)
    assert all(one.message["List-Unsubscribe"] for one in sink.taken)


def test_each_date_says_how_its_own_places_go(make: Make, course: Course) -> None:
    first = OpeningRule.LIST_FIRST
    held = make.cohort(course, rule=first, state="announced", price=0)
    listed = make.cohort(course, rule=first, state="announced", in_days=67, told_with_id=held.id)
    free = make.cohort(
        course, state="open", in_days=74, told_with_id=held.id, counts_as=CountsAs.REGISTRATIONS
    )
    who = make.subscription(course, seats_wanted=3, language=Language.ENGLISH)
    make.hold(held, who, seats=2)

    danish = read("cohorts_open", who, held)
    english = read("cohorts_open", who, listed, "en")

    assert danish.subject == "Vi har reserveret plads til dig: " + course.title.da + ", 3 datoer"
    for said in (
        "Gratis",
        "Vi har reserveret 2\N{NO-BREAK SPACE}pladser til dig, og du har bedt om 3",
        "Pladserne går i listens rækkefølge",
        "Der er plads til 24 arbejdspladser",
        "Siger du ja til flere datoer",
        "Når I er tilmeldt den ene dato",
    ):
        assert said in danish.text, said
    assert english.subject.startswith("We are holding places for you: ")
    assert english.text.count("/en/l/") == 5
    assert free.told_with_id == held.id


def test_who_is_not_on_the_list_any_more_is_not_told(make: Make, course: Course) -> None:
    cohort = make.cohort(course, state="open")
    make.cohort(course, state="open", in_days=67, told_with_id=cohort.id)
    who = make.subscription(course, state="settled")

    found = letters.render("cohorts_open", who, cohort, Language.DANISH)

    assert isinstance(found, letters.Stale)
