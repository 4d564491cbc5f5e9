"""Telling everyone on a list: claimed, written, sent and marked, against sending prepared bytes.

Floors: smtplib over one kept connection with bytes that are ready, and smtplib with an EmailMessage
built for every reader. The sink counts what arrived, and how many different ones.
"""

import smtplib
import time
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import update

from app import clock
from app.extensions import db
from app.mail import writing
from app.mail.smtp import Connection
from app.mail.transport import SmtpTransport
from app.models import CohortState, MailState, OutboxMail
from app.services import outbox, subscriptions
from bench.ground import Line, Measured, in_turn, table
from bench.lists import KINDS, cohort_with, site
from bench.sink import sink

READERS = 2_000
BUILT_ANEW = 300
FAR_AWAY = 0.02
CONNECTIONS = 4
ROUNDS = 5


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            app.config["MAIL_FROM"] = "courses@holdstart.example"
            lines += near(kind)
            lines += far(kind)
    print(table(f"Delivery of {READERS} mails", lines))


def near(kind: str) -> list[Line]:
    ready = prepare(READERS)
    with sink() as port:
        found = in_turn(
            {
                "ours": lambda: delivered(port, 1, len(ready)),
                "kept": lambda: prepared_bytes(port, ready),
                "anew": lambda: built_anew(port, BUILT_ANEW),
            },
            ROUNDS,
        )
    ours, kept, anew = (1 / found[name].seconds for name in ("ours", "kept", "anew"))
    goal = 1.0 if kind == "SQLite" else 0.7
    return [
        line(f"{kind}: kept connection, bytes ready", kept, ours, goal),
        line(f"{kind}: EmailMessage for each reader", anew, ours, 20),
    ]


def far(kind: str) -> list[Line]:
    """With a server so far away that waiting is all that counts."""
    with sink(FAR_AWAY) as port:
        found = in_turn({"ours": lambda: delivered(port, CONNECTIONS, READERS)}, 1)
    ours = 1 / found["ours"].seconds
    best = CONNECTIONS / FAR_AWAY
    return [line(f"{kind}: {CONNECTIONS} connections, 20 ms away, k/RTT", best, ours, 0.7)]


def line(what: str, floor: float, ours: float, goal: float) -> Line:
    return Line(what, f"{floor:.0f}/s", f"{ours:.0f}/s", ours / floor, goal, at_least=True)


def prepare(readers: int) -> list[tuple[str, bytes]]:
    """Queue a mail to each, and write them all once: the bytes of the floor."""
    cohort = cohort_with(readers)
    cohort.state = CohortState.OPEN
    cohort.tell_at = cohort.opens_at = clock.now() - timedelta(hours=1)
    outbox.queue_for_all(
        "cohort_open",
        subscriptions=subscriptions.to_tell(cohort),
        key=f"cohort-open/{cohort.id}",
        cohort=cohort,
    )
    db.session.commit()
    rows = list(db.session.scalars(db.select(OutboxMail)))
    written = writing.Desk().write(rows, rows[0].queued_at)
    db.session.rollback()
    assert len(written.outgoing) == readers, "letters were left out"
    return [(mail.recipient, mail.data) for mail in written.outgoing]


def delivered(port: int, connections: int, readers: int) -> Measured:
    """Ours, from rows that are due to rows that are sent."""
    db.session.execute(update(OutboxMail).values(state=MailState.QUEUED, attempts=0))
    db.session.commit()
    made = [Connection("127.0.0.1", port, tls="none") for _ in range(connections)]
    cpu, began = time.process_time(), time.perf_counter()
    told = outbox.deliver(SmtpTransport(made, timedelta(seconds=300)))
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    assert told.sent == readers, told
    assert counted(port) == (readers, readers), "not everyone exactly once"
    return Measured(cpu / readers, seconds / readers)


def prepared_bytes(port: int, mails: list[tuple[str, bytes]]) -> Measured:
    smtp = smtplib.SMTP("127.0.0.1", port)
    cpu, began = time.process_time(), time.perf_counter()
    for recipient, data in mails:
        smtp.sendmail("courses@holdstart.example", recipient, data)
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    smtp.quit()
    assert counted(port) == (len(mails), len(mails))
    return Measured(cpu / len(mails), seconds / len(mails))


def built_anew(port: int, readers: int) -> Measured:
    smtp = smtplib.SMTP("127.0.0.1", port)
    cpu, began = time.process_time(), time.perf_counter()
    for number in range(readers):
        mail = EmailMessage()
        mail["From"] = "Kursushuset <courses@holdstart.example>"
        mail["To"] = f"reader{number}@odense.example"
        mail["Subject"] = "Nu kan du tilmelde dig: Barnets første 1000 dage, 3. marts"
        mail["Message-ID"] = f"<{number}@holdstart.example>"
        body = "Der er kommet en dato, og tilmeldingen er åben.\n" * 20
        mail.set_content(body)
        mail.add_alternative(f"<html><body><p>{body * 2}</p></body></html>", subtype="html")
        smtp.send_message(mail)
    seconds = time.perf_counter() - began
    cpu = time.process_time() - cpu
    smtp.quit()
    assert counted(port)[0] == readers
    return Measured(cpu / readers, seconds / readers)


def counted(port: int) -> tuple[int, int]:
    """How many arrived since it was last asked, and how many different ones."""
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        _, said = smtp.docmd("XCNT")
    taken, different = said.split()
    return int(taken), int(different)


if __name__ == "__main__":
    main()
