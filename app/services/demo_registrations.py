"""Those who have a place in the demo, and those who wait. They are numbered; nobody exists."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.language import Language
from app.models import (
    AuditEntry,
    Bill,
    Cohort,
    MailState,
    Municipality,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    Subscription,
)
from app.services import holds, orders

# a number with the right check digit that belongs to nobody
EAN = "5798000000001"


@dataclass
class Registrations:
    """Makes them for one cohort after the other."""

    now: datetime
    municipalities: list[Municipality]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    # one job title after the other
    turns: Iterator[int] = field(default_factory=count)

    def fill(
        self,
        cohort: Cohort,
        confirmed: Collection[int],
        waiting: Collection[int],
        titles: Sequence[str] = (),
        absent: Collection[int] = (),
    ) -> None:
        """Groups of so many people, spread over the time in which one could register."""
        has_place = SeatState.ATTENDED if cohort.is_over(self.now) else SeatState.CONFIRMED
        groups = [(people, has_place) for people in confirmed]
        groups += [(people, SeatState.WAITING) for people in waiting]
        if not groups or cohort.opens_at is None or cohort.last_registration is None:
            return
        until = min(self.now, cohort.last_registration)
        step = (until - cohort.opens_at) / (len(groups) + 1)
        for turn, (people, state) in enumerate(groups, 1):
            number = next(self.numbers)
            # a stride that meets every municipality before one comes again
            municipality = self.municipalities[number * 17 % len(self.municipalities)]
            where = _folded(municipality.name)
            self._store(
                cohort,
                cohort.opens_at + step * turn,
                [(state, f"deltager{number}-{n}.{where}") for n in range(1, people + 1)],
                titles=titles,
                contact_name=f"Leder {number}",
                contact_email=f"leder{number}.{where}@kommune.example",
                municipality=municipality,
                # some of those who came had asked to be told long before
                queued_at=cohort.opens_at
                + step * turn
                - timedelta(days=number * 17 % 90 if has_place is SeatState.ATTENDED else 0),
            )
        seats = select(Seat).where(Seat.cohort_id == cohort.id).order_by(Seat.id)
        for place in absent:
            db.session.scalars(seats).all()[place - 1].state = SeatState.ABSENT

    def open_to_list(self, cohort: Cohort, yes: Collection[Subscription]) -> None:
        """Hold the places for the list, and let those who said yes by their link stand in line."""
        holds.hold_in_order(cohort)
        if cohort.tell_at is None:
            return
        step = (self.now - cohort.tell_at) / (len(yes) + 1)
        for turn, subscription in enumerate(yes, 1):
            number = next(self.numbers)
            municipality = next(
                one for one in self.municipalities if one.id == subscription.municipality_id
            )
            where = _folded(municipality.name)
            people = range(1, subscription.seats_wanted + 1)
            self._store(
                cohort,
                cohort.tell_at + step * turn,
                [(SeatState.WAITING, f"deltager{number}-{n}.{where}") for n in people],
                letter="in_line_before_opening",
                contact_name=f"Leder {number}",
                contact_email=subscription.email,
                municipality=municipality,
                language=subscription.language,
                subscription=subscription,
                queued_at=subscription.queued_at,
            )

    def _store(
        self,
        cohort: Cohort,
        made_at: datetime,
        people: list[tuple[SeatState, str]],
        *,
        letter: str = "",
        titles: Sequence[str] = (),
        municipality: Municipality,
        **columns: Any,
    ) -> None:
        """The group stays together; the contact has had the receipt."""
        workplace = f"Børnehuset, {municipality.name}"
        language = columns.get("language", Language.DANISH)
        paid = {"bill": Bill.EAN, "ean": EAN} if cohort.price_now else {}
        registration = Registration(
            cohort=cohort,
            reference=orders.new_reference(),
            workplace=workplace,
            municipality_id=municipality.id,
            made_at=made_at,
            at_least=len(people),
            seats=[
                Seat(
                    name=f"Deltager {email.partition('.')[0].removeprefix('deltager')}",
                    email=f"{email}@kommune.example",
                    title=titles[next(self.turns) % len(titles)] if titles else "",
                    workplace=workplace,
                    language=language,
                    state=state,
                    confirmed_at=None if state is SeatState.WAITING else made_at,
                )
                for state, email in people
            ],
            **{"language": language, "queued_at": made_at} | paid | columns,
        )
        db.session.add(registration)
        db.session.flush()
        waits = bool(registration.waiting)
        self._note(registration, letter or ("in_line" if waits else "receipt"))

    def _note(self, registration: Registration, letter: str) -> None:
        moment, number = registration.made_at, registration.id
        db.session.add(
            AuditEntry(at=moment, action="registration.made", subject=f"registration/{number}")
        )
        db.session.add(
            OutboxMail(
                key=f"{letter}/{number}",
                letter=letter,
                about_id=number,
                cohort_id=registration.cohort.id,
                recipient=registration.contact_email,
                language=registration.language,
                message_id=f"<{letter}.{number}@holdstart-demo.example>",
                state=MailState.SENT,
                queued_at=moment,
                due_at=moment,
                sent_at=moment,
                attempts=1,
            )
        )


def _folded(name: str) -> str:
    """A name of a municipality as part of an address."""
    letters = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "-"})
    return name.lower().translate(letters)
