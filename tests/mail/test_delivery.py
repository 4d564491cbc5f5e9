"""Delivery through a real SMTP conversation: what leaves, what waits, what has failed, and why."""

import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail.outgoing import Misconfigured, Outcome, Outgoing, Result, WeAreRefused
from app.mail.smtp import Connection
from app.mail.transport import SmtpTransport
from app.models import Course, MailState, OutboxMail, Provider, Subscription
from app.services import outbox
from tests.factories import Make
from tests.smtp_sink import Sink

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
keys = count()


def transport(
    sink: Sink, *, connections: int = 1, tls: str = "none", user: str = ""
) -> SmtpTransport:
    made = [
        Connection(
            "localhost" if tls != "none" else "127.0.0.1",
            sink.port,
            tls=tls,
            username=user,
            password="secret" if user else "",
            connect=0.3,
            command=0.5,
            dot=0.5,
        )
        for _ in range(connections)
    ]
    return SmtpTransport(made, timedelta(seconds=2))


def deliver(sink: Sink, **options: object) -> outbox.Delivered:
    return outbox.deliver(transport(sink, **options))  # type: ignore[arg-type]


@pytest.fixture
def course(make: Make) -> Course:
    make.provider()
    return make.course()


def queue(make: Make, course: Course, *addresses: str) -> None:
    for address in addresses:
        number = next(keys)
        reader = make.subscription(course, f"{number}@odense.example", state="new")
        outbox.queue(
            "confirm_subscription",
            about=reader,
            key=f"k/{number}",
            to=address,
            language=Language.DANISH,
        )
    db.session.commit()


def people(number: int) -> list[str]:
    return [f"leader{one}@odense.example" for one in range(number)]


def mails() -> list[OutboxMail]:
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def states() -> Counter[str]:
    found = Counter(str(mail.state) for mail in mails())
    db.session.rollback()
    return found


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


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("mode", "state", "says"),
    [
        ("450", "queued", "450 4.2.1 mailbox busy"),
        ("451", "queued", "451 4.3.0 try later"),
        ("550", "failed", "550 5.1.1 no such user …"),
        ("552", "queued", "552 5.5.3 too many recipients"),
        ("552-data", "failed", "552 5.2.2 mailbox full"),
        ("drop-after-data", "queued", "connection closed"),
        ("drop-after-dot", "queued", "connection closed"),
    ],
)
def test_a_refusal_is_about_one_mail_and_the_others_leave(
    make: Make, course: Course, mode: str, state: str, says: str, pipelining: bool
) -> None:
    queue(make, course, *people(5))

    with Sink(mode, times=1, pipelining=pipelining) as sink:
        deliver(sink)

    assert states() == {"sent": 4, state: 1}
    first = mails()[0]
    assert (str(first.state), first.error) == (state, says)
    assert "@" not in first.error
    reached = {address for one in sink.taken for address in one.recipients}
    assert reached >= set(people(5)[1:])


def test_the_pauses_grow_and_after_four_days_it_is_given_up(make: Make, course: Course) -> None:
    pauses = []
    with time_machine.travel(NOW, tick=False) as stopped, Sink("450") as sink:
        queue(make, course, *people(1))
        began = clock.now()
        while deliver(sink).waiting:
            pauses.append((mails()[0].due_at - clock.now()).total_seconds() / 60)
            stopped.move_to(mails()[0].due_at)
        gave_up = clock.now()

    assert pauses[:7] == [1, 5, 15, 60, 240, 240, 240]
    assert timedelta(days=4) <= gave_up - began <= timedelta(days=4, hours=4)
    [mail] = mails()
    assert (mail.state, mail.error) == (MailState.FAILED, "450 4.2.1 mailbox busy")


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("refuse", "connection refused"),
        ("421", "421 4.3.2 too busy for …"),
        ("silent", "time-out"),
    ],
)
@pytest.mark.parametrize("connections", [1, 2])
def test_without_a_server_everything_waits_and_leaves_soon_after_it_is_back(
    make: Make, course: Course, mode: str, says: str, connections: int
) -> None:
    with time_machine.travel(NOW, tick=False) as stopped:
        queue(make, course, *people(4))
        with Sink(mode) as sink:
            for _ in range(3):
                told = deliver(sink, connections=connections)
                assert told == outbox.Delivered(waiting=4, unreachable=says)
                assert states() == {"queued": 4}
                stopped.shift(timedelta(minutes=5))
        with Sink() as sink:
            assert deliver(sink) == outbox.Delivered(sent=4)


def test_a_server_that_takes_one_connection_gets_all_mails_through_it(
    make: Make, course: Course
) -> None:
    queue(make, course, *people(20))

    with Sink("421", times=2, spared=1) as sink:
        assert deliver(sink, connections=3) == outbox.Delivered(sent=20)

    assert sorted(one.recipients[0] for one in sink.taken) == sorted(people(20))


def test_a_wrong_password_stops_everything_and_the_mails_stay(make: Make, course: Course) -> None:
    queue(make, course, *people(3))

    with Sink("535", auth=True) as sink, pytest.raises(WeAreRefused, match="535"):
        deliver(sink, user="courses")

    assert states() == {"queued": 3}
    assert {mail.attempts for mail in mails()} == {0}
    with Sink(auth=True) as sink:
        assert deliver(sink, user="courses").sent == 3


def test_a_slow_server_is_waited_for(make: Make, course: Course) -> None:
    queue(make, course, *people(2))

    with Sink("slow") as sink:
        assert deliver(sink).sent == 2


class Certificate:
    """A certificate of our own, which nobody trusts unless told."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", str(folder / "key.pem"), "-out", str(self.file)),
            ],
            check=True,
            capture_output=True,
        )
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.file, folder / "key.pem")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"))


def test_a_certificate_that_is_not_trusted_lets_nothing_leave(
    make: Make, course: Course, certificate: Certificate
) -> None:
    queue(make, course, *people(2))

    with Sink(tls=certificate.server) as sink:
        told = deliver(sink, tls="starttls")

    assert told.unreachable.startswith("TLS: ")
    assert states() == {"queued": 2}
    assert sink.taken == []


def test_a_server_without_tls_gets_nothing(make: Make, course: Course) -> None:
    queue(make, course, *people(2))

    with Sink() as sink:
        told = deliver(sink, tls="starttls")

    assert told.unreachable == "SMTPNotSupportedError"
    assert states() == {"queued": 2}


def test_a_trusted_certificate_is_used(
    make: Make, course: Course, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    queue(make, course, *people(2))

    with Sink(tls=certificate.server) as sink:
        told = deliver(sink, tls="starttls")

    assert (told.sent, sink.encrypted) == (2, 1)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"MAIL_HOST": "mail.example", "MAIL_TLS": "none"}, "only encrypted"),
        (
            {"MAIL_HOST": "mail.example", "MAIL_TLS": "starttls", "DEMO": True},
            "beyond this machine",
        ),
        ({"MAIL_HOST": "127.0.0.1", "MAIL_TLS": "perhaps"}, "starttls, tls or none"),
    ],
)
def test_settings_that_would_send_in_the_open_are_refused(
    app: Flask, settings: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        SmtpTransport.from_config(app.config | settings)


def test_mail_beyond_this_machine_is_encrypted_without_being_told(app: Flask) -> None:
    made = SmtpTransport.from_config(app.config | {"MAIL_HOST": "mail.example", "MAIL_TLS": ""})

    assert {connection.tls for connection in made.connections} == {"starttls"}


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
