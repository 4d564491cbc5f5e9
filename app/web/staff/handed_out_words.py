"""What the readable file calls things. A test holds the words complete."""

from datetime import date, datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import formats
from app.web import languages
from app.web.staff.letters import NAMES

# the parts of the file, in order, and what stands there when there is nothing
PARTS = {
    "on_lists": _l("Courses you want to hear about"),
    "registrations": _l("Registrations you made"),
    "invoices_sent_here": _l("Invoices of others that come to your address"),
    "places": _l("Your places"),
    "worksheets": _l("Your worksheets"),
    "worksheets_fetched": _l("Worksheets you fetched as a file"),
    "emails": _l("Emails to you"),
    "account": _l("Your account"),
    "looked_at": _l("When and why somebody here looked at your details"),
}
LABELS: dict[str, LazyString] = {
    "agreed_to": _l("What you agreed to"),
    "answer": _l("Answer"),
    "answered_at": _l("Answered by the consultant"),
    "answers": _l("Answers"),
    "asked_at": _l("Asked"),
    "asked_whether_to_stay_at": _l("Asked whether you want to stay on the list"),
    "at": _l("When"),
    "at_our_place": _l("Wants the day at their own place"),
    "because": _l("Because"),
    "begun_at": _l("Begun"),
    "bytes": _l("Size in bytes"),
    "cancellation_fee": _l("Fee for cancelling late, in kroner"),
    "can_come": _l("You can come"),
    "cancelled_at": _l("Place given up"),
    "certificate": _l("Certificate"),
    "comment": _l("Comment of the consultant"),
    "confirmed_at": _l("Confirmed"),
    "consented_at": _l("When you said yes"),
    "consented_to": _l("What you said yes to"),
    "contact": _l("Contact"),
    "contact_reference": _l("Contact reference"),
    "course": _l("Course"),
    "cvr": _l("CVR number"),
    "date": _l("Cohort"),
    "dates_asked_about": _l("Dates you were asked about"),
    "day": _l("Day"),
    "day_asked_about": _l("Date"),
    "days": _l("Days"),
    "done_at": _l("Said to be done"),
    "due_by": _l("To be handed in by"),
    "ean": _l("EAN number"),
    "email": _l("Email"),
    "emails_come_back": _l("Emails did not get through"),
    "file": _l("File among these"),
    "files": _l("Files"),
    "first_in_line": _l("First in line"),
    "food": _l("Food"),
    "format": _l("Kind of file"),
    "free": _l("Places free"),
    "given_at": _l("Given"),
    "grant_from": _l("The grant can be used from"),
    "handed_in_at": _l("Handed in"),
    "handed_in_by": _l("Handed in by"),
    "in_line_since": _l("Place in line from"),
    "invoice": _l("Invoice"),
    "invoiced_amount": _l("Handed to accounting, in kroner"),
    "invoiced_at": _l("Handed to accounting"),
    "language": _l("Language"),
    "last_yes_at": _l("Your last yes"),
    "letter": _l("Letter"),
    "level": _l("Level"),
    "message": _l("Message"),
    "months_that_suit": _l("Months that suit"),
    "name": _l("Name"),
    "name_is_shown": _l("The name is shown to who checks the number"),
    "needed": _l("Places needed"),
    "never_fewer_than": _l("Never fewer places than"),
    "number": _l("Number"),
    "of": _l("Filled in by"),
    "offer_taken_back_because": _l("The offer was taken back because"),
    "offer_until": _l("Offer stands until"),
    "offered_at": _l("Offered"),
    "offered_places": _l("Places offered"),
    "on_the_page": _l("On the page"),
    "open": _l("The account is open"),
    "order_reference": _l("Order reference"),
    "other_participants": _l("Other participants"),
    "passed_over": _l("Passed over in the line"),
    "note_at_the_desk": _l("A note of ours"),
    "on_the_contact_list_since": _l("On the contact list of the cohort since"),
    "paused_until": _l("Paused until"),
    "phone": _l("Phone"),
    "place": _l("Place"),
    "places": _l("Places"),
    "places_wanted": _l("Places wanted"),
    "price": _l("Price in kroner"),
    "question": _l("Question"),
    "queued_at": _l("Written"),
    "reference": _l("Reference"),
    "registered_at": _l("Registered"),
    "registered_by": _l("Registered by"),
    "role": _l("Role"),
    "said_at": _l("You answered"),
    "scanned_for_viruses": _l("Looked at for viruses"),
    "sections": _l("What is written"),
    "sent_at": _l("Sent"),
    "shared_with_colleagues": _l("Shared with colleagues"),
    "shown_to_the_consultant_at": _l("Shown to the consultant"),
    "special_needs": _l("Special needs"),
    "state": _l("State"),
    "taken_over_at": _l("Taken over from somebody else"),
    "takes_it_unasked_until": _l("Takes a place unasked until"),
    "times": _l("How often"),
    "title": _l("Job title"),
    "to": _l("To"),
    "version": _l("Version"),
    "where": _l("Where"),
    "why": _l("Why"),
    "why_cancelled": _l("Why it was cancelled"),
    "workplace": _l("Workplace"),
    "works_with": _l("Works with"),
    "worksheet": _l("Worksheet"),
    "written_up_at": _l("On the list since"),
    "municipality": _l("Municipality"),
}
# for machines alone: it stands there in words too, or in the file itself
LEFT_OUT = {"message_id", "read_from_it", "sha256", "texts"}
STATES: dict[str, LazyString] = {
    "absent": _l("was not there"),
    "active": _l("on the list"),
    "approved": _l("approved"),
    "attended": _l("took part"),
    "cancelled": _l("place given up"),
    "completed": _l("has completed the course"),
    "confirmed": _l("confirmed"),
    "declined": _l("has said no thank you"),
    "draft": _l("not handed in"),
    "dropped": _l("left out"),
    "ended": _l("there was no room this time"),
    "failed": _l("did not get through"),
    "lapsed": _l("the offer has gone to the next person"),
    "moved": _l("moved to another date"),
    "new": _l("not said yes yet"),
    "offered": _l("a place is offered"),
    "paused": _l("paused"),
    "queued": _l("waiting to be sent"),
    "returned": _l("sent back with a comment"),
    "sending": _l("being sent"),
    "sent": _l("sent"),
    "settled": _l("has a place"),
    "waiting": _l("on the waiting list"),
    "withdrawn": _l("off the waiting list"),
}
# why somebody looked: the words of the log
WHYS: dict[str, LazyString] = {
    "access": _l("Asked to see what we have"),
    "addresses": _l("The list of emails"),
    "cohort.exported": _l("A list was fetched as a file"),
    "contact": _l("A place was offered or taken back"),
    "correction": _l("Something was to be corrected"),
    "course.exported": _l("A list was fetched as a file"),
    "erasure": _l("Asked to be erased"),
    "file": _l("A worksheet that was handed in as a file was read"),
    "invoice.exported": _l("The invoice list was fetched as a file"),
    "notes": _l("The list of who waits, with messages"),
    "participant": _l("A place was to be cancelled"),
    "people": _l("Who comes, to run the course"),
    "person.corrected": _l("The details were corrected"),
    "person.erased": _l("The details were erased"),
    "person.handed_out": _l("Everything was handed out to the person"),
    "question": _l("Had a question"),
    "worksheet": _l("A worksheet that was handed in was read"),
}
OTHERS: dict[str, dict[str, LazyString]] = {
    "language": {"da": _l("Danish"), "en": _l("English")},
    "to": {
        "ean": _l("EAN number"),
        "cvr": _l("CVR number"),
        "later": _l("a number that comes later"),
        "none": _l("No invoice: it is free"),
    },
    "of": {"participant": _l("the participant"), "registration": _l("all of the registration")},
    "registered_by": {"oneself": _l("yourself"), "a colleague": _l("a colleague")},
    "handed_in_by": {
        "participant": _l("the participant"),
        "contact": _l("the contact"),
        "colleague": _l("a colleague"),
    },
    "why_cancelled": {
        "contact": _l("by the contact"),
        "participant": _l("by the participant"),
        "staff": _l("by the secretariat"),
        "nameless": _l("given back, since it had no name in time"),
        "has_a_place": _l("had a place already"),
        "called_off": _l("the date is cancelled"),
    },
    "where": {
        "person": _l("Everything about you"),
        "registration": _l("One registration"),
        "cohort": _l("A list of one cohort"),
        "course": _l("A list of one course"),
        "invoices": _l("The invoice list"),
        "outbox": _l("The list of emails"),
        "seat": _l("One place"),
        "subscription": _l("One place on a list"),
    },
}


def label(name: str) -> str:
    return str(LABELS[name])


def is_left_out(name: str, value: Any) -> bool:
    """Nothing is said of what is empty."""
    return name in LEFT_OUT or value is None or value == "" or value == []


def why(word: str) -> str:
    """Why somebody looked; what has no words is work with a list."""
    return str(WHYS.get(word) or _("Work with the course"))


def said(name: str, value: Any) -> str:
    """One value in words."""
    language = languages.language()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.moment(value, language)
    if isinstance(value, date):
        return formats.day(value, language)
    words: dict[str, Any] = {
        "state": STATES,
        "letter": NAMES,
        **OTHERS,
    }.get(name, {})
    if name == "months_that_suit":
        return formats.month(value, language)
    if name == "why":
        return why(str(value))
    return str(words.get(str(value), value))
