"""Reports of mails that came back: what they say, and what follows."""

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import bounces
from app.mail.bounces import Verdict
from app.models import MailState, OutboxMail
from app.services import bounces as reports
from app.services import outbox, subscriptions
from tests.factories import Make

KEYS = ["k" * 40]


def report(
    *fields: str, to: str = "bounces@site.example", kind: str = "delivery-status", head: str = ""
) -> bytes:
    """A delivery report as servers write it; `fields` are those of the recipient."""
    about = "\r\n".join(fields)
    came_back = f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\n{head}\r\n" if head else ""
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: Undelivered\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type={kind}; boundary="x"'
        "\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--x\r\nContent-Type: message/{kind}\r\n\r\n"
        f"Reporting-MTA: dns; mx.example\r\n\r\n{about}\r\n\r\n{came_back}--x--\r\n"
    ).encode()


def failed(status: str) -> tuple[str, ...]:
    return ("Final-Recipient: rfc822; a@odense.example", "Action: failed", f"Status: {status}")


@pytest.mark.parametrize(
    ("data", "verdict", "status"),
    [
        (report(*failed("5.1.1")), Verdict.PERMANENT, "5.1.1"),
        (report(*failed("5.7.1")), Verdict.PERMANENT, "5.7.1"),
        (report(*failed("5.0.0")), Verdict.PERMANENT, "5.0.0"),
        (report("Action: failed", "Diagnostic-Code: smtp; 550 5.1.10 no"), "permanent", "5.1.10"),
        (report("Action: failed"), Verdict.PERMANENT, ""),
        (report(*failed("4.2.2")), Verdict.TEMPORARY, "4.2.2"),
        (report("Action: delayed", "Status: 4.4.1"), Verdict.TEMPORARY, "4.4.1"),
        (report("Action: delivered", "Status: 2.0.0"), Verdict.NOTHING, ""),
        (report("Action: relayed", "Status: 2.0.0"), Verdict.NOTHING, ""),
        (
            report("Disposition: automatic-action; displayed", kind="disposition-notification"),
            Verdict.NOTHING,
            "",
        ),
        (b"Subject: Ferie\r\nAuto-Submitted: auto-replied\r\n\r\nJeg er v\xe6k.", "nothing", ""),
        (b"\x00\xff not a mail at all", Verdict.NOTHING, ""),
    ],
)
def test_each_of_twelve_kinds_is_sorted(data: bytes, verdict: str, status: str) -> None:
    found = bounces.read(data, KEYS)

    assert (found.verdict, found.status) == (verdict, status)


def test_the_address_it_came_to_says_which_mail_it_was() -> None:
    address = bounces.envelope("bounces@site.example", 12, KEYS)

    assert bounces.read(report(*failed("5.1.1"), to=address), KEYS).mail_id == 12
    forged = address.replace("+12.", "+13.")
    assert bounces.read(report(*failed("5.1.1"), to=forged), KEYS).mail_id is None


def test_or_the_message_that_it_carries() -> None:
    data = report(*failed("5.1.1"), head="Message-ID: <offer/7@site.example>\r\nSubject: x")

    assert bounces.read(data, KEYS).message_id == "<offer/7@site.example>"


def sent_notice(make: Make) -> OutboxMail:
    subscription = make.subscription(make.course())
    outbox.queue(
        "cohort_open",
        about=subscription,
        key="cohort-open/1/1",
        to=subscription.email,
        language=subscription.language,
    )
    mail = db.session.query(OutboxMail).one()
    mail.state, mail.sent_at = MailState.SENT, clock.now()
    db.session.commit()
    return mail


def test_a_refusal_for_good_is_shown_and_ends_notices_to_that_address(
    app: Flask, make: Make
) -> None:
    mail = sent_notice(make)
    back = bounces.envelope("bounces@site.example", mail.id, KEYS)

    for _ in range(2):
        reports.take(report(*failed("5.1.1"), to=back), KEYS)
        db.session.commit()

    assert mail.state is MailState.FAILED
    assert mail.error == "5.1.1 came back"
    assert db.session.scalars(subscriptions.to_tell(make.cohort())).all() == []


def test_a_passing_trouble_changes_nothing_but_the_log(app: Flask, make: Make) -> None:
    mail = sent_notice(make)
    back = bounces.envelope("bounces@site.example", mail.id, KEYS)

    reports.take(report(*failed("4.2.2"), to=back), KEYS)
    db.session.commit()

    assert mail.state is MailState.SENT


def test_the_command_reads_a_report_and_answers_nobody(app: Flask, make: Make) -> None:
    mail = sent_notice(make)
    head = f"Message-ID: {mail.message_id}\r\nSubject: x"

    told = app.test_cli_runner().invoke(
        args=["mail", "bounce"], input=report(*failed("5.1.1"), head=head)
    )

    assert told.exit_code == 0, told.output
    assert told.output == "permanent 5.1.1\n"
    assert db.session.query(OutboxMail).count() == 1
