"""Everything that the site has about one person, found by address, by name or by reference."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from app.addresses import normal
from app.extensions import db
from app.mail.letters import LETTERS
from app.models import (
    Answer,
    Base,
    Cohort,
    Download,
    OutboxMail,
    Registration,
    Seat,
    StaffMember,
    Subscription,
    folded_name,
)

MOST_FOUND = 50
# of a name that very many have
ROWS_READ = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Whose: an address; and one of the names under it, where two people share it."""

    email: str
    name: str = ""

    def is_called(self, name: str | None) -> bool:
        return not self.name or same(name or "", self.name)


@dataclass(frozen=True, slots=True)
class Found:
    """An address that was found, and the names that go with it."""

    email: str
    names: list[str]


@dataclass(slots=True)
class Everything:
    """About one person. What belongs to others of a registration is not in it."""

    person: Person
    subscriptions: list[Subscription] = field(default_factory=list)
    # as contact
    registrations: list[Registration] = field(default_factory=list)
    # as participant
    seats: list[Seat] = field(default_factory=list)
    # registrations of others whose invoice goes to the address
    invoices: list[Registration] = field(default_factory=list)
    # their own; and those of their registrations
    answers: list[Answer] = field(default_factory=list)
    downloads: list[Download] = field(default_factory=list)
    mails: list[OutboxMail] = field(default_factory=list)
    member: StaffMember | None = None

    @property
    def is_empty(self) -> bool:
        rows = (self.subscriptions, self.registrations, self.seats, self.invoices, self.mails)
        return not any(rows) and self.member is None

    @property
    def names(self) -> list[str]:
        """How the address is called, each name once: two people may share it."""
        said = [one.contact_name for one in self.registrations]
        said += [seat.name or "" for seat in self.seats]
        return distinct(said)

    @property
    def others(self) -> dict[int, int]:
        """How many more people each of the registrations has, by its id."""
        own = {seat.id for seat in self.seats}
        return {one.id: sum(seat.id not in own for seat in one.seats) for one in self.registrations}


def search(text: str) -> list[Found]:
    """Whom an address, the beginning of a name, or a reference may mean; nothing is logged here."""
    text = text.strip()
    if "@" in text:
        found = of(Person(normal(text)))
        return [] if found.is_empty else [Found(found.person.email, found.names)]
    if len(text) < 2:
        return []
    names: dict[str, list[str]] = {}
    for email, name in _by_reference(text) or _by_name(text):
        if email:
            names.setdefault(email, []).append(name or "")
    return [Found(email, distinct(said)) for email, said in names.items()][:MOST_FOUND]


def _by_reference(text: str) -> list[tuple[str | None, str | None]]:
    found = select(Registration).where(Registration.reference.in_(references(text)))
    rows: list[tuple[str | None, str | None]] = []
    for one in db.session.scalars(found.options(selectinload(Registration.seats))):
        rows.append((one.contact_email, one.contact_name))
        rows += [(seat.email, seat.name) for seat in one.seats]
    return rows


def references(text: str) -> set[str]:
    """What it may be, as it is written on receipts and as it is said on the phone."""
    return {text.upper(), f"HOLD-{text.upper()}"}


def _by_name(text: str) -> list[tuple[str | None, str | None]]:
    """Each word of it begins a word of the name; only the index of folded names is read for it."""
    rows: list[tuple[str | None, str | None]] = []
    words = folded_name(text).split()
    for email, name in (
        (Registration.contact_email, Registration.contact_name),
        (Seat.email, Seat.name),
    ):
        model = name.class_
        like = [model.search_name.contains(f" {word}", autoescape=True) for word in words]
        few = (
            select(model.id).where(*like, email != "").order_by(model.search_name).limit(ROWS_READ)
        )
        some = select(email, name).where(model.id.in_(few)).distinct().order_by(name)
        rows += [(row[0], row[1]) for row in db.session.execute(some.limit(MOST_FOUND))]
    return rows


def of(person: Person, until: datetime | None = None) -> Everything:
    """All there is; `until`: only what there was at that moment."""
    found = Everything(person)
    if not person.email:
        return found
    found.subscriptions = _subscriptions(person, until)
    found.registrations = [
        one
        for one in _registrations(Registration.contact_email == person.email, until)
        if person.is_called(one.contact_name)
    ]
    found.seats = [one for one in _seats(person, until) if person.is_called(one.name)]
    own = {one.id for one in found.registrations}
    billed = _registrations(Registration.bill_email == person.email, until)
    found.invoices = [one for one in billed if one.id not in own]
    _add_worksheets(found)
    found.mails = mails_of(found, until)
    by_address = select(StaffMember).where(StaffMember.email == person.email)
    found.member = db.session.scalars(by_address).one_or_none()
    return found


def _subscriptions(person: Person, until: datetime | None) -> list[Subscription]:
    asked = select(Subscription).where(Subscription.email == person.email)
    if until is not None:
        asked = asked.where(Subscription.queued_at <= until)
    asked = asked.options(selectinload(Subscription.course)).order_by(Subscription.id)
    return list(db.session.scalars(asked))


def _registrations(which: ColumnElement[bool], until: datetime | None) -> list[Registration]:
    asked = select(Registration).where(which)
    if until is not None:
        asked = asked.where(Registration.made_at <= until)
    return list(
        db.session.scalars(
            _with_course(asked, Registration.cohort)
            .options(selectinload(Registration.seats))
            .order_by(Registration.id)
        )
    )


def _seats(person: Person, until: datetime | None) -> list[Seat]:
    asked = select(Seat).join(Seat.registration).where(Seat.email == person.email)
    if until is not None:
        given = or_(Seat.given_at.is_(None), Seat.given_at <= until)
        asked = asked.where(Registration.made_at <= until, given)
    asked = asked.options(selectinload(Seat.registration).selectinload(Registration.cohort))
    return list(db.session.scalars(asked.order_by(Seat.id)))


def _with_course(asked: Select[Registration], cohort: object) -> Select[Registration]:
    loaded = selectinload(cohort)  # type: ignore[arg-type]
    return asked.options(loaded.selectinload(Cohort.course))


def _add_worksheets(found: Everything) -> None:
    seats = [seat.id for seat in found.seats]
    registrations = [one.id for one in found.registrations]
    for model, rows in ((Answer, found.answers), (Download, found.downloads)):
        whose = or_(model.seat_id.in_(seats), model.registration_id.in_(registrations))
        rows.extend(db.session.scalars(select(model).where(whose).order_by(model.id)))


def mails_of(found: Everything, until: datetime | None = None) -> list[OutboxMail]:
    """To the address, the newest first. Of two who share it, each has those about their own."""
    asked = select(OutboxMail).where(OutboxMail.recipient == found.person.email)
    if until is not None:
        asked = asked.where(OutboxMail.queued_at <= until)
    mails = list(db.session.scalars(asked.order_by(OutboxMail.id.desc())))
    return [mail for mail in mails if _is_theirs(mail, found)]


def _is_theirs(mail: OutboxMail, found: Everything) -> bool:
    about = _about(mail)
    if found.person.name and about is Seat:
        return mail.about_id in {seat.id for seat in found.seats}
    if found.person.name and about is Registration:
        return mail.about_id in {one.id for one in found.registrations}
    return True


def is_about_account(mail: OutboxMail) -> bool:
    return _about(mail) is StaffMember


def _about(mail: OutboxMail) -> type[Base] | None:
    return LETTERS[mail.letter].about if mail.letter in LETTERS else None


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, however it is written."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            found.setdefault(_plain(name), name.strip())
    return list(found.values())


def same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
