"""What tests of delivery share: mails that wait, a transport to a sink, and what became of them."""

from collections import Counter
from datetime import timedelta
from itertools import count

from sqlalchemy import select

from app.extensions import db
from app.language import Language
from app.mail.smtp import Connection
from app.mail.transport import SmtpTransport
from app.models import Course, OutboxMail
from app.services import outbox
from tests.factories import Make
from tests.smtp_sink import Sink

keys = count()


def transport(
    sink: Sink,
    *,
    connections: int = 1,
    tls: str = "none",
    user: str = "",
    patience: float = 20,
) -> SmtpTransport:
    made = [
        Connection(
            "localhost" if tls != "none" else "127.0.0.1",
            sink.port,
            tls=tls,
            username=user,
            password="secret" if user else "",
            connect=patience,
            command=patience,
            dot=patience,
        )
        for _ in range(connections)
    ]
    return SmtpTransport(made, timedelta(seconds=2))


def deliver(sink: Sink, **options: object) -> outbox.Delivered:
    return outbox.deliver(transport(sink, **options))  # type: ignore[arg-type]


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
