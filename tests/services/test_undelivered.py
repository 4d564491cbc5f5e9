"""An offer whose mail fails for good: no new one is made until the address is right."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import AuditEntry, MailState, OutboxMail
from app.services import by_hand, undelivered, waiting_list
from tests.factories import Make
from tests.mailing import deliver
from tests.places import group, offered, states
from tests.smtp_sink import Sink


def test_who_could_not_be_reached_keeps_the_place_in_line(make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    one = offered(make, cohort)
    other = group(make, cohort, 1, state="waiting", name="other")

    undelivered.note("offer", one.id, one.contact_email)
    undelivered.note("offer_reminder", one.id, one.contact_email)
    db.session.commit()

    db.session.refresh(one)
    assert one.unreachable
    assert db.session.query(AuditEntry).filter_by(action="contact.unreachable").count() == 1
    one.offer_until = clock.now() - timedelta(minutes=1)
    waiting_list.fill(cohort)
    db.session.commit()
    assert (states(one), states(other)) == (["waiting"], ["offered"])

    by_hand.reached(one, one.contact_email)
    assert not one.unreachable


def test_a_mailbox_that_is_not_there_marks_the_registration(make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    one = offered(make, cohort)

    with Sink("550") as sink:
        deliver(sink)

    db.session.refresh(one)
    assert one.unreachable
    failed = db.session.query(OutboxMail).filter_by(letter="offer").one()
    assert failed.state is MailState.FAILED


def test_other_letters_and_former_addresses_say_nothing(make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open", capacity=1)
    one = offered(make, cohort)
    waits = group(make, cohort, 1, state="waiting", name="waits")

    undelivered.note("receipt", one.id, one.contact_email)
    undelivered.note("offer", one.id, "former@odense.example")
    undelivered.note("offer", waits.id, waits.contact_email)
    undelivered.note("offer", None, "")

    db.session.expire_all()
    assert not one.unreachable
    assert not waits.unreachable
    assert db.session.query(OutboxMail).filter_by(letter="offer").count() == 1
