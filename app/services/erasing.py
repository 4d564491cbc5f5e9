"""Erasing a person at their request: from lists, places, worksheets, letters and files.

Three things stay, and the page says so before the press: what bookkeeping has to keep of an
invoice, without names; the log of what staff did, which names nobody; and colleagues' notes of a
cohort and of registrations of others, which somebody has to read.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, update

from app import clock
from app.extensions import content_changed, db
from app.models import (
    Answer,
    Bill,
    Cohort,
    Download,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    StaffMember,
    Subscription,
)
from app.models.errors import ErasureNotNoted, OthersNeedContact
from app.models.registration import HAS_A_PLACE, LIVE
from app.services import (
    audit,
    erasure_journal,
    offers,
    people,
    people_log,
    places,
    retention,
    subscriptions,
)
from app.services.locks import lock
from app.services.outbox import UNSENT
from app.services.people import Everything, Person

log = logging.getLogger("holdstart")

BY = "staff"
IN_LINE = (SeatState.WAITING, SeatState.OFFERED)
# what may have to be paid: a late cancellation too
MAY_COST = (*HAS_A_PLACE, SeatState.CANCELLED)


@dataclass(slots=True)
class Preview:
    """What erasing somebody will do, before the press."""

    everything: Everything
    # coming places that are cancelled, and places in line that are given up
    places: list[Seat] = field(default_factory=list)
    in_line: list[Seat] = field(default_factory=list)
    # what stays of them, without names, since it is invoiced
    invoiced: list[Registration] = field(default_factory=list)
    # others come through them, and need another contact first
    needed: list[Registration] = field(default_factory=list)
    # colleagues have a note of these, which stays: it may be about others too
    noted: list[Registration] = field(default_factory=list)
    noted_cohorts: list[Cohort] = field(default_factory=list)
    files: int = 0


@dataclass(slots=True)
class Erased:
    """What is still to be done once it is committed: names of files in the folder of uploads."""

    files: list[str] = field(default_factory=list)
    rows: int = 0


def preview(found: Everything, now: datetime) -> Preview:
    told = Preview(found, files=sum(len(one.files) for one in found.answers))
    for seat in _theirs(found):
        if seat.state in IN_LINE:
            told.in_line.append(seat)
        elif _is_to_be_cancelled(seat, now):
            told.places.append(seat)
    told.invoiced = [one for one in found.registrations if is_invoiced(one)]
    told.needed = [one for one in found.registrations if _others_come(one, found, now)]
    _add_notes(told)
    return told


def _add_notes(told: Preview) -> None:
    """The note of a registration goes with its contact; those of others and of cohorts stay."""
    found = told.everything
    own = {one.id: one for one in found.registrations}
    others = {seat.registration_id: seat.registration for seat in found.seats}
    cohorts = {one.cohort_id: one.cohort for one in (own | others).values()}
    told.noted = [one for one in others.values() if one.id not in own and one.staff_note]
    told.noted_cohorts = [one for one in cohorts.values() if one.desk_note]


def is_invoiced(registration: Registration) -> bool:
    """Bookkeeping keeps the payer's number, the order, the reference and the number of places."""
    return registration.bill is not Bill.NONE and any(
        seat.state in MAY_COST for seat in registration.seats
    )


def _theirs(found: Everything) -> list[Seat]:
    """Their own, and those of their registrations that nobody has been named for."""
    nameless = [seat for one in found.registrations for seat in one.seats if seat.is_nameless]
    return list({seat.id: seat for seat in (*found.seats, *nameless)}.values())


def _is_to_be_cancelled(seat: Seat, now: datetime) -> bool:
    started = seat.registration.cohort.has_started(now)
    return seat.state is SeatState.CONFIRMED and not started


def _others_come(registration: Registration, found: Everything, now: datetime) -> bool:
    own = {seat.id for seat in _theirs(found)}
    others = [seat for seat in registration.seats if seat.id not in own and seat.state in LIVE]
    return bool(others) and not registration.cohort.is_over(now)


def erase(person: Person, *, actor: StaffMember | None) -> Erased:
    """At the desk. Raises OthersNeedContact while colleagues come through the person.

    It stands in the journal before this returns, so before the commit; else ErasureNotNoted.
    """
    found = _locked(person)
    if any(_others_come(one, found, clock.now()) for one in found.registrations):
        raise OthersNeedContact
    erased = _erase(found, actor)
    try:
        erasure_journal.note(person.email, name=person.name)
    except OSError as error:
        log.error("journal of erasures: %s", error.strerror)
        raise ErasureNotNoted from error
    audit.record("person.erased", people_log.subject(person.email), actor=actor, rows=erased.rows)
    return erased


def erase_again(person: Person, until: datetime, course_id: int | None = None) -> Erased:
    """In a backup that was put back: what there was when the person was erased, or left a list."""
    found = _locked(person, until)
    if course_id is not None:
        ids = [one.id for one in found.subscriptions if one.course_id == course_id]
        return Erased(rows=subscriptions.erase(Subscription.id.in_(ids)) if ids else 0)
    return Erased() if found.is_empty else _erase(found, None)


def _locked(person: Person, until: datetime | None = None) -> Everything:
    """Read while nobody else can change places: the cohorts first, as every other act has it."""
    found = people.of(person, until)
    own = [*found.registrations, *(seat.registration for seat in found.seats)]
    lock(*{one.cohort_id: one.cohort for one in own}.values())
    return people.of(person, until)


def _erase(found: Everything, actor: StaffMember | None) -> Erased:
    now = clock.now()
    names = [found.person.name] if found.person.name else found.names
    listed = [one.id for one in found.subscriptions]
    if listed:
        subscriptions.erase(Subscription.id.in_(listed))
    seats = [seat.id for seat in found.seats]
    registrations = [one.id for one in found.registrations]
    kept = {one.id for one in found.registrations if is_invoiced(one)}
    team = [one.id for one in found.registrations if _is_alone(one, found)]
    files = _files(found, team)
    theirs = _theirs(found)
    nameless = [seat.id for seat in theirs if seat.id not in seats]
    _give_up(theirs, actor, now)
    db.session.flush()
    _erase_worksheets(seats, team)
    _forget_seats(seats + nameless, names)
    _forget_registrations(registrations, kept)
    _forget_payer(found)
    _forget_letters(found)
    touched = {*registrations, *(seat.registration_id for seat in found.seats)}
    db.session.expire_all()
    for number in sorted(touched):
        audit.record("person.erased", f"registration/{number}", actor=actor, by=BY)
    content_changed()
    return Erased(files, len(listed) + len(seats) + len(registrations))


def _is_alone(registration: Registration, found: Everything) -> bool:
    """What a registration wrote together goes when nobody else of it has a name."""
    own = {seat.id for seat in found.seats}
    return all(seat.id in own or seat.is_nameless for seat in registration.seats)


def _files(found: Everything, team: Iterable[int]) -> list[str]:
    alone = set(team)
    gone = [one for one in found.answers if one.seat_id or one.registration_id in alone]
    return [file.stored_as for answer in gone for file in answer.files]


def _give_up(seats: list[Seat], actor: StaffMember | None, now: datetime) -> None:
    """As if they had cancelled: the places go to whoever is next, and the contact is told."""
    by_registration: dict[int, list[int]] = {}
    for seat in seats:
        by_registration.setdefault(seat.registration_id, []).append(seat.id)
    for number, ids in sorted(by_registration.items()):
        registration = db.session.get_one(Registration, number)
        theirs = [seat for seat in registration.seats if seat.id in ids]
        waiting = [seat for seat in theirs if seat.state in IN_LINE]
        if waiting and not registration.cohort.has_started(now):
            offers.withdraw(registration, waiting)
        coming = [seat for seat in theirs if _is_to_be_cancelled(seat, now)]
        if coming:
            places.cancel(coming, by=BY, actor=actor)


def _erase_worksheets(seats: list[int], registrations: list[int]) -> None:
    """The sections and the rows of files go with the answers."""
    for model in (Answer, Download):
        of_seats, of_teams = model.seat_id.in_(seats), model.registration_id.in_(registrations)
        db.session.execute(delete(model).where(of_seats | of_teams))


def _forget_seats(seats: list[int], names: list[str]) -> None:
    """What the site gave is withdrawn too: a certificate would still say who it is for."""
    none = {"certificate_no": None, "certified_at": None, "certificate_level": None}
    gone = update(Seat).where(Seat.id.in_(seats))
    version = Seat.link_version + 1
    db.session.execute(gone.values(**retention.NO_PERSON, **none, link_version=version))
    former = update(Seat).where(Seat.former_name.in_([*names, ""]), Seat.former_name != "")
    db.session.execute(former.values(former_name=""))


def _forget_registrations(registrations: list[int], kept: set[int]) -> None:
    for number in registrations:
        none = {} if number in kept else retention.NO_INVOICE
        gone = update(Registration).where(Registration.id == number)
        version = Registration.link_version + 1
        db.session.execute(gone.values(**retention.NO_CONTACT, **none, link_version=version))
        retention.forget_reasons(number)


def _forget_payer(found: Everything) -> None:
    """Where somebody else's invoice goes; the page has said that their contact is to be asked."""
    ids = [one.id for one in found.invoices]
    gone = update(Registration).where(Registration.id.in_(ids))
    db.session.execute(gone.values(bill_email=""))


def _forget_letters(found: Everything) -> None:
    """What has not left is not sent; of what has left the bare key stays."""
    own = [mail.id for mail in _letters(found)]
    unsent = OutboxMail.state.in_(UNSENT)
    db.session.execute(delete(OutboxMail).where(OutboxMail.id.in_(own), unsent))
    sent = update(OutboxMail).where(OutboxMail.id.in_(own))
    db.session.execute(sent.values(recipient="", error=""))


def _letters(found: Everything) -> list[OutboxMail]:
    """Also what giving up the places has just queued. Letters to a member of staff stay theirs."""
    return [mail for mail in people.mails_of(found) if not people.is_about_account(mail)]
