"""What is forgotten some time after the last meeting of a cohort; the sweep asks, row by row.

Each question and each act takes the moment before which a course must have been over: the sweep
asks for these once (`limits`), from the rules of the provider (models/keeping.py).
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update

from app import clock
from app.extensions import content_changed, db
from app.models import (
    Answer,
    Cohort,
    Download,
    HandedFile,
    Pass,
    Provider,
    Registration,
    Seat,
)

# a person leaves nothing on a place but that there was one; of the link only that it is over
NO_PERSON: dict[str, Any] = {
    "name": None,
    "search_name": "",
    "email": None,
    "title": "",
    "workplace": "",
    "former_name": "",
    "food": "",
    "needs": "",
    "certificate_names": False,
    "shares_contact_at": None,
    "shares_contact_wording": "",
}
# what is to be invoiced stays: reference, EAN or CVR number, order, and how many places
NO_CONTACT: dict[str, Any] = {
    "contact_name": "",
    "search_name": "",
    "contact_email": "",
    "contact_phone": "",
    "contact_title": "",
    "workplace": "",
    "note": "",
    "staff_note": "",
    "person_ref": "",
    "bill_email": "",
    "taken_back_reason": "",
    "form_key": None,
    "form_digest": "",
    "subscription_id": None,
}
NO_INVOICE: dict[str, Any] = {"ean": "", "cvr": "", "order_ref": ""}


@dataclass(frozen=True, slots=True)
class Limits:
    """For each class, the moment before which it is not kept any more."""

    # when the last meeting was over
    food: datetime
    phone: datetime
    files: datetime
    names: datetime
    # the end of the last accounting year that need not be kept
    invoices: datetime
    # when the address was written, when somebody last said yes, when a letter left, an act was done
    unconfirmed: datetime
    asked: datetime
    letters: datetime
    log: datetime


def limits(provider: Provider, now: datetime) -> Limits:
    this_year = clock.local(now).replace(month=1, day=1).date()
    first_kept = this_year.replace(year=this_year.year - provider.keeps("invoices"))
    names = ("food", "phone", "files", "names", "unconfirmed", "asked", "letters", "log")
    return Limits(
        **{name: now - provider.kept_for(name) for name in names},
        invoices=datetime.combine(first_kept, time(), clock.COPENHAGEN),
    )


def seats_to_forget(over_by: datetime) -> Select[int]:
    """Seats, whatever became of them, with food or needs that nobody has a use for any more."""
    return (
        select(Seat.id)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(Cohort.ends_at <= over_by, or_(Seat.food != "", Seat.needs != ""))
        .order_by(Seat.id)
    )


def forget_food(seat_id: int, over_by: datetime) -> bool:
    """If it is still due: the date may have been moved a moment ago."""
    due = seats_to_forget(over_by).where(Seat.id == seat_id)
    still = update(Seat).where(Seat.id.in_(_alone(due)))
    forgotten = still.values(food="", needs="").returning(Seat.id)
    return db.session.scalar(forgotten) is not None


def registrations_to_forget(over_by: datetime) -> Select[int]:
    """Registrations with a phone number or a note of the contact."""
    return (
        select(Registration.id)
        .join(Registration.cohort)
        .where(
            Cohort.ends_at <= over_by,
            or_(
                Registration.contact_phone != "",
                Registration.note != "",
                Registration.staff_note != "",
            ),
        )
        .order_by(Registration.id)
    )


def forget_phone(registration_id: int, over_by: datetime) -> bool:
    """If it is still due."""
    due = registrations_to_forget(over_by).where(Registration.id == registration_id)
    still = update(Registration).where(Registration.id.in_(_alone(due)))
    forgotten = still.values(contact_phone="", note="", staff_note="").returning(Registration.id)
    return db.session.scalar(forgotten) is not None


def cohorts_to_forget(over_by: datetime) -> Select[int]:
    """Cohorts with a note of the colleagues at the desk: it may name people."""
    return (
        select(Cohort.id)
        .where(Cohort.ends_at <= over_by, Cohort.desk_note != "")
        .order_by(Cohort.id)
    )


def forget_desk_note(cohort_id: int, over_by: datetime) -> bool:
    """If it is still due."""
    due = cohorts_to_forget(over_by).where(Cohort.id == cohort_id)
    still = update(Cohort).where(Cohort.id.in_(_alone(due)))
    return db.session.scalar(still.values(desk_note="").returning(Cohort.id)) is not None


def answers_to_forget(over_by: datetime) -> Select[int]:
    """What was written on worksheets, by whomever, shared and handed in or not."""
    return select(Answer.id).where(_is_old(Answer, over_by)).order_by(Answer.id)


def forget_answer(answer_id: int, over_by: datetime) -> bool:
    """With its sections; if it is still due."""
    due = answers_to_forget(over_by).where(Answer.id == answer_id)
    gone = delete(Answer).where(Answer.id.in_(_alone(due)))
    return db.session.scalar(gone.returning(Answer.id)) is not None


def files_to_forget(over_by: datetime) -> Select[int]:
    """Rows of files that were handed in; services/uploads.py sweeps what they leave behind."""
    old = select(Answer.id).where(_is_old(Answer, over_by))
    return select(HandedFile.id).where(HandedFile.answer_id.in_(old)).order_by(HandedFile.id)


def forget_file(file_id: int, over_by: datetime) -> bool:
    """If it is still due."""
    due = files_to_forget(over_by).where(HandedFile.id == file_id)
    gone = delete(HandedFile).where(HandedFile.id.in_(_alone(due)))
    return db.session.scalar(gone.returning(HandedFile.id)) is not None


def downloads_to_forget(over_by: datetime) -> Select[int]:
    """Who fetched which file of a worksheet."""
    return select(Download.id).where(_is_old(Download, over_by)).order_by(Download.id)


def forget_download(download_id: int, over_by: datetime) -> bool:
    """If it is still due."""
    due = downloads_to_forget(over_by).where(Download.id == download_id)
    gone = delete(Download).where(Download.id.in_(_alone(due)))
    return db.session.scalar(gone.returning(Download.id)) is not None


def names_to_forget(over_by: datetime) -> Select[int]:
    """Seats, whatever became of them, that still say whose they were."""
    said = (Seat.title, Seat.workplace, Seat.former_name)
    return (
        select(Seat.id)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(
            Cohort.ends_at <= over_by,
            or_(Seat.name.is_not(None), Seat.email.is_not(None), *(one != "" for one in said)),
        )
        .order_by(Seat.id)
    )


def forget_name(seat_id: int, over_by: datetime) -> bool:
    """With address, job and workplace; its link opens nothing any more. If it is still due."""
    due = names_to_forget(over_by).where(Seat.id == seat_id)
    still = update(Seat).where(Seat.id.in_(_alone(due)))
    gone = still.values(**NO_PERSON, link_version=Seat.link_version + 1)
    found = db.session.scalar(gone.returning(Seat.id)) is not None
    if found:
        # the page that confirms a certificate may have said the name
        content_changed()
    return found


def contacts_to_forget(over_by: datetime) -> Select[int]:
    """Registrations that still say who made them."""
    said = [getattr(Registration, name) for name, none in NO_CONTACT.items() if none == ""]
    return (
        select(Registration.id)
        .join(Registration.cohort)
        .where(Cohort.ends_at <= over_by, or_(*(one != "" for one in said)))
        .order_by(Registration.id)
    )


def forget_contact(registration_id: int, over_by: datetime) -> bool:
    """What is to be invoiced stays, without a name. If it is still due."""
    due = contacts_to_forget(over_by).where(Registration.id == registration_id)
    still = update(Registration).where(Registration.id.in_(_alone(due)))
    gone = still.values(**NO_CONTACT, link_version=Registration.link_version + 1)
    found = db.session.scalar(gone.returning(Registration.id)) is not None
    if found:
        forget_reasons(registration_id)
    return found


def forget_reasons(registration_id: int) -> None:
    """What staff wrote when somebody was passed over: it may name people."""
    reasons = update(Pass).where(Pass.registration_id == registration_id, Pass.reason != "")
    db.session.execute(reasons.values(reason=""))


def invoices_to_forget(over_by: datetime) -> Select[int]:
    """Registrations with the numbers of a payer, of accounting years that need not be kept."""
    numbers = [getattr(Registration, name) for name in NO_INVOICE]
    return (
        select(Registration.id)
        .join(Registration.cohort)
        .where(Cohort.ends_at < over_by, or_(*(one != "" for one in numbers)))
        .order_by(Registration.id)
    )


def forget_invoice(registration_id: int, over_by: datetime) -> bool:
    """If it is still due."""
    due = invoices_to_forget(over_by).where(Registration.id == registration_id)
    still = update(Registration).where(Registration.id.in_(_alone(due)))
    gone = still.values(**NO_INVOICE).returning(Registration.id)
    return db.session.scalar(gone) is not None


def _alone(due: Select[int]) -> Select[int]:
    """The question about one row. Its id stands inside: else SQLite lists all that are due."""
    return due.order_by(None)


def _is_old(model: type[Answer] | type[Download], over_by: datetime) -> ColumnElement[bool]:
    """Of a seat, or of a registration, whose cohort was over by then."""
    over = Cohort.ends_at <= over_by
    seat = exists().where(Seat.id == model.seat_id, Cohort.id == Seat.cohort_id, over)
    registration = exists().where(
        Registration.id == model.registration_id, Cohort.id == Registration.cohort_id, over
    )
    return or_(seat, registration)
