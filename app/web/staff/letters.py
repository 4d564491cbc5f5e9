"""What staff call each letter; and a letter inside a page, with nothing to press."""

import nh3
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.services import worksheets
from app.web import languages

# in the lists of mails
NAMES = {
    "already_subscribed": _l("You are on the list already"),
    "ask_for_dates": _l("Which date suits you?"),
    "called_off": _l("The date is cancelled"),
    "called_off_notice": _l("The date is cancelled, to the list"),
    "called_off_participant": _l("The date is cancelled, to a participant"),
    "changed_for_line": _l("Date or place has changed, to the waiting list"),
    "cohort_open": _l("There is a date"),
    "cohort_open_held": _l("There is a date, and a place is held"),
    "cohort_open_listed": _l("There is a date, in the order of the list"),
    "cohorts_open": _l("There are several dates"),
    "contact_changed": _l("The contact has another address, to the old one"),
    "confirm_subscription": _l("Do you want to be notified?"),
    "date_changed": _l("Date or place has changed, to a participant"),
    "date_changed_contact": _l("Date or place has changed, to the contact"),
    "date_changed_notice": _l("Date or place has changed, to the list"),
    "ean_missing": _l("We still need the EAN number"),
    "find_registration": _l("The link to a registration"),
    "find_seat": _l("The link to a place"),
    "has_a_place_already": _l("Had a place already"),
    "in_line": _l("On the waiting list"),
    "in_line_before_opening": _l("In line before registration opens"),
    "line_ended": _l("There was no room this time"),
    "names_missing": _l("We still need names"),
    "new_link": _l("A new link to a registration"),
    "offer": _l("A place is offered"),
    "offer_declined": _l("Has said no thank you to the offer"),
    "offer_lapsed": _l("The offer has gone to the next person"),
    "offer_reminder": _l("Reminder of an offer"),
    "offer_undelivered": _l("An offer did not get through, to the secretary"),
    "often_passed": _l("A group is passed over often, to the secretary"),
    "offer_taken_back": _l("An offer is taken back"),
    "participant_in_line": _l("On the waiting list, to a participant"),
    "place": _l("You have a place"),
    "place_cancelled": _l("A place is cancelled, to the participant"),
    "place_changed_hands": _l("A place has a new participant"),
    "place_given": _l("A place was passed on, to the new participant"),
    "place_given_away": _l("A place was passed on, to the former participant"),
    "place_moved": _l("A place was moved to another date"),
    "places_cancelled": _l("Places are cancelled, to the contact"),
    "receipt": _l("Receipt"),
    "receipt_from_line": _l("Receipt after the waiting list"),
    "rehearsal": _l("Rehearsal of an opening"),
    "rehearsal_listed": _l("Rehearsal of an opening, in the order of the list"),
    "rehearsal_together": _l("Rehearsal of an opening, of several cohorts"),
    "rehearsal_together_listed": _l(
        "Rehearsal of an opening, of several cohorts, in the order of the list"
    ),
    "see_you": _l("See you in two days"),
    "staff_email_changed": _l("An account has another email address"),
    "staff_invitation": _l("Invitation to an account"),
    "staff_new_email": _l("Another email address for an account, to be confirmed"),
    "staff_reset": _l("A new password"),
    "still_interested": _l("Do you still want to be notified?"),
    "team_too_small": _l("Too few participants on a registration, to the secretary"),
    "thanks": _l("Thank you, and the plan from the day"),
    "withdrawn": _l("Off the waiting list"),
    "worksheet_approved": _l("A worksheet is approved"),
    "worksheet_changed": _l("A worksheet has a new version"),
    "worksheet_returned": _l("A worksheet is sent back with a comment"),
}


def _of_worksheet(kind: str) -> dict[str, LazyString]:
    """The letters that bring one, and that remind of it."""
    title = LazyString(lambda: worksheets.get(kind).name[languages.language()])
    return {
        f"worksheet_{kind}": _l("Worksheet: %(worksheet)s", worksheet=title),
        f"worksheet_{kind}_due": _l("Reminder to hand in: %(worksheet)s", worksheet=title),
        f"team_worksheet_{kind}": _l("Worksheet, to the contact: %(worksheet)s", worksheet=title),
        f"team_worksheet_{kind}_due": _l(
            "Reminder to hand in, to the contact: %(worksheet)s", worksheet=title
        ),
    }


for _kind in worksheets.kinds():
    NAMES |= _of_worksheet(_kind)


def inside_page(html: str) -> Markup:
    """Without its own head, styles and links; the heading is the page's to give."""
    return Markup(  # noqa: S704  cleaned here
        nh3.clean(
            html,
            tags={"p", "strong", "a", "br"},
            attributes={"a": {"class"}},
            clean_content_tags={"title", "style", "h1"},
            link_rel=None,
        )
    )


def on_their_way(sent: int, email: str) -> LazyString:
    """What a rehearsal has sent to who looks at it: in both languages, perhaps of two kinds."""
    if sent > 2:
        return _l("All four emails are on their way to %(email)s.", email=email)
    return _l("Both emails are on their way to %(email)s.", email=email)
