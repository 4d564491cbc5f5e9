"""What is handed out to a person who asks what we have about them: data, as a machine reads it.

Nothing of anybody else: others of the same registration are counted, and staff have no names.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy.exc import NoResultFound

from app import clock
from app.language import Language
from app.models import (
    Answer,
    Cohort,
    Download,
    HandedFile,
    OutboxMail,
    Registration,
    Seat,
    StaffMember,
    Subscription,
)
from app.models.certificate import grouped
from app.services import (
    answers,
    answers_in_words,
    date_answers,
    invoice_lines,
    people_log,
    provider,
    uploads,
    worksheets,
)
from app.services.people import Everything

Data = dict[str, Any]


def data(found: Everything, language: Language, now: datetime) -> Data:
    """All of it, in an order that reads well."""
    return {
        "written_at": now,
        "by": provider.get().name,
        "email": found.person.email,
        "names": [found.person.name] if found.person.name else found.names,
        "on_lists": [_subscription(one, language) for one in found.subscriptions],
        "registrations": [_registration(one, found, language) for one in found.registrations],
        "invoices_sent_here": [_invoice(one, language) for one in found.invoices],
        "places": [_seat(one, language) for one in found.seats],
        "worksheets": [_answer(one, language) for one in found.answers],
        "worksheets_fetched": [_download(one, language) for one in found.downloads],
        "emails": [_mail(one) for one in found.mails],
        "account": _account(found.member, language) if found.member else None,
        "looked_at": [
            {
                "day": look.day,
                "where": look.at_what,
                "why": look.why,
                "times": look.times,
            }
            for look in people_log.looks(found)
        ],
    }


def file_name(file: HandedFile) -> str:
    """Where it lies among what is handed out: two of one name do not cover each other."""
    return f"files/{file.id}-{file.name}"


def files(found: Everything) -> Iterator[tuple[str, IO[bytes]]]:
    """Those that were handed in, opened one after the other."""
    for file in (file for answer in found.answers for file in answer.files):
        try:
            yield file_name(file), uploads.open_file(file)
        except NoResultFound:
            # its row tells of it still
            continue


def _subscription(one: Subscription, language: Language) -> Data:
    return {
        "course": one.course.text("title", language)[0],
        "email": one.email,
        "language": str(one.language),
        "state": str(one.state),
        "places_wanted": one.seats_wanted,
        "municipality": one.municipality.name if one.municipality else None,
        "message": one.note,
        "at_our_place": one.at_ours,
        "months_that_suit": one.months,
        "written_up_at": one.queued_at,
        "consented_at": one.confirmed_at,
        "consented_to": one.wording,
        "on_the_page": one.page,
        "last_yes_at": one.renewed_at,
        "asked_whether_to_stay_at": one.asked_at,
        "paused_until": one.paused_until,
        "first_in_line": one.displaced,
        "emails_come_back": one.unreachable,
        "dates_asked_about": [
            {
                "asked_at": said.proposed.poll.asked_at,
                "day_asked_about": said.proposed.starts_at,
                "can_come": said.can_come,
                "said_at": said.answered_at,
            }
            for said in date_answers.all_of(one)
        ],
    }


def _registration(one: Registration, found: Everything, language: Language) -> Data:
    return {
        "reference": one.reference,
        **_course(one.cohort, language),
        "contact": {
            "name": one.contact_name,
            "email": one.contact_email,
            "phone": one.contact_phone,
            "title": one.contact_title,
        },
        "workplace": one.workplace,
        "municipality": one.municipality.name if one.municipality else None,
        "language": str(one.language),
        "message": one.note,
        "note_at_the_desk": one.staff_note,
        "places": len(one.seats),
        "other_participants": found.others[one.id],
        "invoice": _bill(one),
        "registered_at": one.made_at,
        "in_line_since": one.queued_at,
        "first_in_line": one.displaced,
        "never_fewer_than": one.at_least,
        "offered_at": one.offered_at,
        "offer_until": one.offer_until,
        "offered_places": one.offered_seats,
        "offer_taken_back_because": one.taken_back_reason,
        "takes_it_unasked_until": one.accept_until,
        "passed_over": [
            {"at": one.at, "free": one.free, "needed": one.needed, "because": one.reason}
            for one in one.passes
        ],
        "emails_come_back": one.unreachable,
    }


def _invoice(one: Registration, language: Language) -> Data:
    return {"reference": one.reference, **_course(one.cohort, language), "invoice": _bill(one)}


def _bill(one: Registration) -> Data:
    return {
        "to": str(one.bill),
        "ean": one.ean,
        "cvr": one.cvr,
        "email": one.bill_email,
        "contact_reference": one.person_ref,
        "order_reference": one.order_ref,
        "price": one.cohort.price_now,
        "cancellation_fee": invoice_lines.line(one).decided_fee,
        "invoiced_at": one.invoiced_at,
        "invoiced_amount": one.invoiced_amount,
    }


def _seat(one: Seat, language: Language) -> Data:
    return {
        "reference": one.registration.reference,
        **_course(one.registration.cohort, language),
        "name": one.name,
        "email": one.email,
        "title": one.title,
        "workplace": one.workplace,
        "registered_by": "oneself"
        if one.email == one.registration.contact_email
        else "a colleague",
        "language": str(one.language),
        "state": str(one.state),
        "why_cancelled": one.reason,
        "confirmed_at": one.confirmed_at,
        "cancelled_at": one.cancelled_at,
        "taken_over_at": one.given_at,
        "food": one.food,
        "special_needs": one.needs,
        "on_the_contact_list_since": one.shares_contact_at,
        "agreed_to": one.shares_contact_wording,
        "certificate": {
            "number": grouped(one.certificate_no),
            "given_at": one.certified_at,
            "level": one.certificate_level,
            "name_is_shown": one.certificate_names,
        }
        if one.certificate_no
        else None,
    }


def _answer(one: Answer, language: Language) -> Data:
    """The texts, all of them: what is private is private to whoever gets this."""
    sheet = answers.sheet(one)
    said = answers_in_words.in_words(sheet, one.texts, language)
    return {
        "reference": one.owner.reference,
        "worksheet": sheet.name[language],
        "version": one.version,
        "of": "participant" if one.seat_id else "registration",
        "state": str(one.state),
        "begun_at": one.begun_at,
        "done_at": one.done_at,
        "shared_with_colleagues": one.is_shared,
        "shown_to_the_consultant_at": one.shown_at,
        "handed_in_at": one.sent_at,
        "answered_at": one.decided_at,
        "comment": one.comment,
        "grant_from": one.grant_from,
        "due_by": one.due_by,
        "sections": [
            {
                "title": title,
                "answers": [{"question": asked, "answer": lines} for asked, lines in answered],
            }
            for title, answered in said
        ],
        "texts": one.texts,
        "files": [
            {
                "file": file_name(file),
                "name": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "handed_in_by": file.handed_by,
                "handed_in_at": file.handed_at,
                "scanned_for_viruses": file.scanned,
                "read_from_it": file.answers,
            }
            for file in one.files
        ],
    }


def _download(one: Download, language: Language) -> Data:
    return {
        "worksheet": worksheets.get(one.worksheet).name[language],
        "version": one.version,
        "format": one.format,
        "language": str(one.language),
        "at": one.at,
    }


def _mail(one: OutboxMail) -> Data:
    return {
        "letter": one.letter,
        "to": one.recipient,
        "language": str(one.language),
        "state": str(one.state),
        "queued_at": one.queued_at,
        "sent_at": one.sent_at,
        "message_id": one.message_id,
    }


def _account(one: StaffMember, language: Language) -> Data:
    """Of who works here: the account itself, no password and no code."""
    return {
        "name": one.name[language],
        "email": one.email,
        "phone": one.phone,
        "role": str(one.role),
        "works_with": one.works_with[language],
        "open": one.active,
    }


def _course(cohort: Cohort, language: Language) -> Data:
    days = [clock.today(meeting.starts_at) for meeting in cohort.meetings]
    title = cohort.course.text("title", language)[0]
    return {"course": title, "date": cohort.code, "days": days, "place": cohort.place}


def machine_readable(data: Data) -> bytes:
    """The same as JSON; moments in UTC."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_iso).encode()


def _iso(value: date | datetime) -> str:
    return value.isoformat()
