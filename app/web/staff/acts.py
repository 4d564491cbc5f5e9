"""What has happened to a registration, in words: the history that staff read."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models import AuditEntry, StaffMember

# by the word in the log; a guard holds the list complete
SENTENCES: dict[str, LazyString] = {
    "called_off.no_thanks": _l("Wanted nothing else after the date was cancelled"),
    "contact.corrected": _l("The contact corrected their own details"),
    "contact.reached": _l("The email address of the contact was checked or corrected"),
    "contact.unreachable": _l("An email about an offer did not get through"),
    "invoice.corrected": _l("The invoice details were corrected"),
    "invoice.fee_decided": _l("It was decided what cancelling late costs"),
    "line.confirmed": _l("Got a place from the waiting list"),
    "line.ended": _l("The waiting list ended when the course began"),
    "line.gathering": _l("Places that come free are kept for this group"),
    "line.gathering_stopped": _l("Places are no longer kept for this group"),
    "line.joined_again": _l("Joined the end of the waiting list again"),
    "line.left": _l("Left the waiting list"),
    "line.said_yes": _l("Said yes on the phone"),
    "line.wish": _l("Changed a wish about the waiting list"),
    "link.replaced": _l("Got a new link; the old one stopped working"),
    "list.first": _l("Was put first on the list for the next date"),
    "offer.accepted": _l("Said yes to the offer"),
    "offer.by_hand": _l("Was offered places by hand, in the order of the waiting list"),
    "offer.declined": _l("Said no thank you to the offer"),
    "offer.lapsed": _l("The offer went to the next person, since there was no answer"),
    "offer.made": _l("Was offered places, and told by email"),
    "offer.out_of_order": _l("Was offered places out of order"),
    "offer.taken_back": _l("The offer was taken back"),
    "offer.undelivered": _l("The offer ended undelivered; the place in line is kept"),
    "person.erased": _l("Somebody was erased at their request"),
    "place.attendance": _l("It was noted who took part"),
    "place.attendance_corrected": _l("It was corrected who took part"),
    "place.completed": _l("The quality visit was passed"),
    "place.completion_taken_back": _l("The approval at the quality visit was taken back"),
    "place.added": _l("Another participant was added"),
    "place.cancelled": _l("A place was cancelled"),
    "place.corrected": _l("The details of a participant were corrected"),
    "place.given": _l("A place was named, or passed on to somebody else"),
    "place.moved": _l("Places were moved to another date"),
    "place.taken_again": _l("A cancelled place was taken again"),
    "registration.called_off": _l("The date was cancelled"),
    "registration.made": _l("The registration was made"),
    "registration.noted": _l("A note for colleagues was changed"),
    "worksheet.approved": _l("A worksheet was approved"),
    "worksheet.handed_in": _l("A worksheet was handed in"),
    "worksheet.returned": _l("A worksheet was returned with a comment"),
}
BY = {
    "contact": _l("the contact"),
    "participant": _l("the participant"),
    "staff": _l("the secretariat"),
    "site": _l("the site, by itself"),
}


def sentence(entry: AuditEntry) -> str:
    """What happened, and the reason if one was given."""
    said = str(SENTENCES.get(entry.action, entry.action))
    reason = entry.detail.get("reason")
    # the site's own reasons are words of the program
    if not isinstance(reason, str) or not reason or entry.detail.get("by") == "site":
        return said
    return str(_("%(act)s. The reason: %(reason)s", act=said, reason=reason))


def who(entry: AuditEntry, member: StaffMember | None, language: str) -> str:
    """A member of staff by name; otherwise whose link it was, where that was noted."""
    if member is not None:
        return str(member.name[language])
    return str(BY.get(str(entry.detail.get("by", "")), ""))
