"""What a mail server may say no to, and what becomes of the mails: they wait, fail or stay."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app import clock
from app.mail.outgoing import WeAreRefused
from app.models import Course, MailState
from app.services import outbox
from tests.factories import Make
from tests.mailing import deliver, mails, people, queue, states
from tests.smtp_sink import Sink

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


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
        patience = 0.2 if mode == "silent" else 20
        with Sink(mode) as sink:
            for _ in range(3):
                told = deliver(sink, connections=connections, patience=patience)
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
