"""What tests of the line say briefly: people who register, and the letters that were queued."""

from itertools import count
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Cohort, MailState, OutboxMail, Registration, SeatState, Subscription
from app.services import registrations, self_check
from app.services.registrations import Choice, Order, Person

numbers = count(1)


def order(people: int | tuple[Person, ...] = 1, *, who: str = "", **values: Any) -> Order:
    """So many people of a workplace of their own."""
    who = who or f"leader{next(numbers)}"
    if isinstance(people, int):
        people = tuple(
            Person(f"Participant {n}", f"{who}-{n}@vejle.example") for n in range(people)
        )
    return Order(
        **{
            "form_key": f"key-{who}",
            "contact_name": "The leader of a childcare home",
            "contact_email": f"{who}@vejle.example",
            "people": people,
        }
        | values
    )


def register(cohort: Cohort, people: int | tuple[Person, ...] = 1, **values: Any) -> Registration:
    """On the cohort, or in line if there are too few places; stored."""
    link = {name: values.pop(name) for name in ("subscription", "added") if name in values}
    asked = order(people, **{"choice": Choice.LINE} | values)
    made = registrations.register(cohort, asked, **link)
    db.session.commit()
    return made


def full(cohort: Cohort) -> Registration:
    """Everything that is left goes to one workplace."""
    cohort.course.max_seats = 100
    return register(cohort, cohort.capacity)


def states(registration: Registration) -> list[str]:
    db.session.refresh(registration)
    return [str(seat.state) for seat in registration.seats]


def count_of(registration: Registration, state: SeatState) -> int:
    return len(registration.in_state(state))


def letters(*names: str) -> list[str]:
    """To whom letters of these names were queued, in order."""
    asked = select(OutboxMail.recipient).where(OutboxMail.letter.in_(names))
    return list(db.session.scalars(asked.order_by(OutboxMail.id)))


def mails(name: str) -> list[OutboxMail]:
    asked = select(OutboxMail).where(OutboxMail.letter == name)
    return list(db.session.scalars(asked.order_by(OutboxMail.id)))


def all_true() -> bool:
    """What must always be true is; says what is not."""
    db.session.expire_all()
    found = self_check.findings(clock.now())
    assert found == []
    return True


def told(cohort: Cohort, *subscriptions: Subscription) -> None:
    """The letters about the opening have left."""
    for one in subscriptions:
        db.session.add(
            OutboxMail(
                key=f"cohort-open/{cohort.id}/{one.id}",
                letter="cohort_open",
                about_id=one.id,
                cohort_id=cohort.id,
                recipient=one.email,
                language=one.language,
                message_id=f"<cohort-open/{cohort.id}/{one.id}@x.example>",
                state=MailState.SENT,
                queued_at=clock.now(),
                due_at=clock.now(),
            )
        )
    db.session.commit()
