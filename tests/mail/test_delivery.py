"""Delivery through a real SMTP conversation: what leaves, once, and what is given back."""

import threading
from collections import Counter
from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.mail.outgoing import Misconfigured, Outcome, Outgoing, Result
from app.models import Course, MailState, Provider, Subscription
from app.services import outbox
from tests.factories import Make
from tests.mailing import deliver, mails, people, queue, states
from tests.smtp_sink import Sink

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("connections", [1, 3])
def test_everything_due_leaves_once(
    make: Make, course: Course, pipelining: bool, connections: int
) -> None:
    queue(make, course, *people(30))
    [later] = mails()[-1:]
    later.due_at = clock.now() + timedelta(minutes=1)
    db.session.commit()

    with Sink(pipelining=pipelining) as sink:
        told = deliver(sink, connections=connections)
        assert deliver(sink) == outbox.Delivered()

    assert told == outbox.Delivered(sent=29)
    assert Counter(address for one in sink.taken for address in one.recipients) == Counter(
        people(29)
    )
    assert sink.connections <= connections
    assert sorted(sink.message_ids) == sorted(mail.message_id for mail in mails()[:-1])
    assert {one.sender for one in sink.taken} == {"courses@holdstart.example"}
    assert states() == {"sent": 29, "queued": 1}
    assert mails()[0].sent_at is not None and mails()[0].lease_until is None


def test_each_reader_gets_their_own_links(make: Make, course: Course) -> None:
    queue(make, course, *people(3))

    with Sink() as sink:
        deliver(sink)

    bodies = [str(one.message.get_body(("plain",)).get_content()) for one in sink.taken]  # type: ignore[union-attr]
    tokens = [word for body in bodies for word in body.split() if "/da/l/" in word]
    assert len(set(tokens)) == 3


def test_what_is_no_longer_true_is_dropped(make: Make, course: Course) -> None:
    queue(make, course, *people(2))
    first, second = [db.session.get_one(Subscription, mail.about_id) for mail in mails()]
    first.confirm(clock.now())
    db.session.delete(second)
    db.session.commit()

    with Sink() as sink:
        assert deliver(sink) == outbox.Delivered(stale=2)

    assert sink.taken == []
    assert states() == {"dropped": 2}


def test_a_mail_that_cannot_be_written_fails_alone(make: Make, course: Course) -> None:
    queue(
        make,
        course,
        "first@odense.example",
        "jørgen@odense.example",
        "leder@tårnby.example",
        "a" * 300 + "@odense.example",
        "unknown@odense.example",
        "broken@odense.example",
        "last@odense.example",
    )
    rows = mails()
    rows[4].letter = "no_such_letter"
    rows[5].letter, rows[5].about_id = "rehearsal", make.cohort(course).id
    db.session.commit()

    with Sink() as sink:
        told = deliver(sink)

    taken = [one.recipients[0] for one in sink.taken]
    assert taken[:2] == ["first@odense.example", "leder@xn--trnby-mra.example"]
    assert taken[-1] == "last@odense.example"
    assert told.failed == 3
    failed = {mail.recipient: mail.error for mail in mails() if mail.state is MailState.FAILED}
    assert failed["jørgen@odense.example"] == "This is not an address that mail servers take."
    assert failed["unknown@odense.example"] == "The letter could not be written (KeyError)."


def test_two_workers_at_once_send_each_mail_once(
    app: Flask, make: Make, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.outbox_delivery.BATCH", 20)
    queue(make, course, *people(120))
    db.session.remove()
    told: list[outbox.Delivered] = []

    def work(sink: Sink) -> None:
        with app.app_context():
            told.append(deliver(sink))

    with Sink() as sink:
        workers = [threading.Thread(target=work, args=(sink,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert len(sink.taken) == len(set(sink.message_ids)) == 120
    assert sum(one.sent for one in told) == 120
    assert states() == {"sent": 120}


class Recording:
    """A transport that does as it is told, without a server."""

    longest = timedelta(seconds=60)

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []

    def send(self, mails: Iterable[Outgoing]) -> Generator[Result, None, None]:
        for mail in mails:
            self.taken.append(mail)
            yield Result(mail, Outcome.SENT)

    def close(self) -> None:
        pass


def test_after_a_crash_the_rest_leaves_when_the_lease_ends_with_the_same_message_id(
    make: Make, course: Course
) -> None:
    queue(make, course, *people(3))
    ids = [mail.message_id for mail in mails()]
    with time_machine.travel(clock.now(), tick=False) as stopped:
        for mail in mails():
            mail.state = MailState.SENDING
            mail.lease_until = clock.now() + timedelta(minutes=5)
        db.session.commit()

        early = Recording()
        outbox.deliver(early)
        stopped.shift(timedelta(minutes=5, seconds=1))
        late = Recording()
        outbox.deliver(late)

    assert early.taken == []
    assert [b"Message-ID: " + i.encode() in m.data for i, m in zip(ids, late.taken, strict=True)]
    assert states() == {"sent": 3}


def test_who_was_asked_to_stop_finishes_the_mail_in_hand_and_gives_the_rest_back(
    make: Make, course: Course
) -> None:
    queue(make, course, *people(5))
    sending = Recording()

    told = outbox.deliver(sending, stop=lambda: len(sending.taken) >= 2)

    assert (told.sent, told.waiting) == (2, 3)
    assert states() == {"sent": 2, "queued": 3}
    assert [mail.attempts for mail in mails()] == [1, 1, 0, 0, 0]


def test_a_batch_that_takes_too_long_is_given_back(make: Make, course: Course) -> None:
    class Slow(Recording):
        def __init__(self, stopped: time_machine.Traveller) -> None:
            super().__init__()
            self.stopped = stopped

        def send(self, mails: Iterable[Outgoing]) -> Generator[Result, None, None]:
            for result in super().send(mails):
                self.stopped.shift(timedelta(minutes=2))
                yield result

    with time_machine.travel(NOW, tick=False) as stopped:
        queue(make, course, *people(4))
        sending = Slow(stopped)
        told = outbox.deliver(sending, lease=timedelta(minutes=3))

    assert [mail.recipient for mail in sending.taken] == people(4)
    assert told == outbox.Delivered(sent=4, waiting=2)


def test_without_a_sender_nothing_leaves_and_everything_stays(
    app: Flask, make: Make, course: Course
) -> None:
    queue(make, course, *people(1))
    app.config["MAIL_FROM"] = ""
    for row in db.session.scalars(select(Provider)):
        row.email = ""
    db.session.commit()

    with pytest.raises(Misconfigured, match="MAIL_FROM"):
        outbox.deliver(Recording())

    assert states() == {"queued": 1}
