"""Queueing: once for each key, with its cause, in one statement for a whole list."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import MailState, OutboxMail, Subscription
from app.services import outbox
from tests.factories import Make

DA = Language.DANISH


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def queue(subscription: Subscription, key: str = "k", **more: object) -> bool:
    return outbox.queue(
        "confirm_subscription",
        about=subscription,
        key=key,
        to=subscription.email,
        language=DA,
        **more,  # type: ignore[arg-type]
    )


def everyone(subscription: Subscription) -> object:
    return select(Subscription).where(Subscription.course_id == subscription.course_id)


def test_a_mail_is_queued_once(make: Make) -> None:
    reader = make.subscription(email="a@odense.example")

    assert queue(reader)
    assert not queue(reader)

    [mail] = mails()
    assert (mail.recipient, mail.state, mail.attempts) == ("a@odense.example", MailState.QUEUED, 0)
    assert mail.message_id.startswith("<k.") and mail.message_id.endswith("@holdstart.example>")
    assert mail.queued_at == mail.due_at


def test_a_mail_is_gone_with_its_cause(make: Make) -> None:
    reader = make.subscription()

    queue(reader)
    db.session.rollback()

    assert mails() == []


def test_a_list_is_told_in_its_languages_and_nobody_twice(make: Make) -> None:
    cohort = make.cohort()
    first = make.subscription(cohort.course)
    make.subscription(cohort.course, language=Language.ENGLISH)
    make.subscription()
    due = clock.now() + timedelta(minutes=10)

    def open_it() -> int:
        return outbox.queue_for_all(
            "cohort_open",
            subscriptions=everyone(first),  # type: ignore[arg-type]
            key=f"cohort-open/{cohort.id}",
            cohort=cohort,
            due=due,
        )

    assert open_it() == 2
    make.subscription(cohort.course)
    assert open_it() == 1
    assert open_it() == 0

    told = mails()
    assert [str(mail.language) for mail in told] == ["da", "en", "da"]
    assert {mail.cohort_id for mail in told} == {cohort.id}
    assert told[0].key == f"cohort-open/{cohort.id}/{first.id}"
    assert told[0].due_at == due
    assert told[0].state is MailState.QUEUED
    assert len({mail.message_id for mail in told}) == 3


def test_a_list_of_nobody_is_nobody(make: Make) -> None:
    cohort = make.cohort()

    told = outbox.queue_for_all(
        "cohort_open", subscriptions=select(Subscription), key="cohort-open/1", cohort=cohort
    )

    assert told == 0


def test_taking_back_leaves_what_has_left_and_other_cohorts(make: Make) -> None:
    reader = make.subscription()
    for key in ("cohort-open/1/1", "cohort-open/1/2", "cohort-open/12/1", "cohort_open/1/3"):
        queue(reader, key)
    mails()[1].state = MailState.SENT
    db.session.flush()

    assert outbox.take_back("cohort-open/1/") == 1

    assert [m.key for m in mails()] == ["cohort-open/1/2", "cohort-open/12/1", "cohort_open/1/3"]


def test_forgetting_deletes_what_waits_and_keeps_the_bare_key_of_what_left(make: Make) -> None:
    reader, other = make.subscription(), make.subscription(email="stays@odense.example")
    queue(reader, "a")
    queue(reader, "b")
    queue(other, "c")
    mails()[0].state = MailState.SENT
    db.session.flush()

    outbox.forget(about=reader, letters=["confirm_subscription"])
    db.session.expire_all()

    assert [(m.key, m.recipient) for m in mails()] == [("a", ""), ("c", "stays@odense.example")]
    assert not queue(reader, "a")


def test_recent_mails_to_an_address_are_counted(make: Make) -> None:
    reader = make.subscription(email="a@odense.example")
    for key in "abc":
        queue(reader, key)
    old = mails()[0]
    old.queued_at = clock.now() - timedelta(days=2)
    db.session.flush()
    since = clock.now() - timedelta(days=1)

    def is_queued(number: int, key: str, *letters: str) -> bool:
        return outbox.queue(
            "confirm_subscription",
            about=reader,
            key=key,
            to=reader.email,
            language=reader.language,
            at_most=outbox.AtMost(number, letters, since),
        )

    assert not is_queued(2, "d", "confirm_subscription")
    assert is_queued(1, "e", "cohort_open")
    assert is_queued(4, "f", "confirm_subscription", "cohort_open")
    assert not is_queued(4, "g", "confirm_subscription")


def test_the_overview_counts_and_goes_page_by_page(make: Make) -> None:
    reader = make.subscription()
    for number in range(52):
        queue(reader, f"k{number}")
    mails()[0].state = MailState.FAILED
    db.session.flush()

    page = outbox.overview()
    assert [page[0].key, len(page)] == ["k51", 50]
    assert [mail.key for mail in outbox.overview(after=page[-1].id)] == ["k1", "k0"]
    assert [mail.key for mail in outbox.overview(MailState.FAILED)] == ["k0"]
    assert outbox.counts()[MailState.QUEUED] == 51
    assert outbox.counts()[MailState.SENT] == 0


def test_the_oldest_due_mail_is_what_waits_and_should_have_left(make: Make) -> None:
    reader, now = make.subscription(), clock.now()
    assert outbox.oldest_due(now) is None

    queue(reader, "later", due=now + timedelta(hours=1))
    assert outbox.oldest_due(now) is None

    queue(reader, "late", due=now - timedelta(hours=1))
    assert outbox.oldest_due(now) == now - timedelta(hours=1)


def test_a_failed_mail_is_sent_again_and_one_that_left_as_a_new_one(make: Make) -> None:
    reader = make.subscription()
    for key in ("failed", "sent", "queued"):
        queue(reader, key)
    failed, sent, queued = mails()
    failed.state, failed.error, failed.attempts = MailState.FAILED, "550 no", 3
    sent.state = MailState.SENT
    ids = [mail.message_id for mail in (failed, sent)]
    db.session.flush()

    assert outbox.send_again(failed.id)
    assert outbox.send_again(sent.id)
    assert not outbox.send_again(queued.id)

    assert (failed.state, failed.error, failed.attempts) == (MailState.QUEUED, "", 0)
    assert failed.message_id == ids[0]
    assert sent.message_id != ids[1]
