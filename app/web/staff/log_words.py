"""The acts of the log in words, for administrators; those about registrations stand in acts.py."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.models import AuditEntry
from app.web.staff import acts

# what can be searched for: the name in the address, the words, and the beginnings of its acts
AREAS: dict[str, tuple[LazyString, tuple[str, ...]]] = {
    "sign-ins": (_l("Sign-ins and accounts"), ("staff",)),
    "reads": (_l("Looking at personal data"), ("read", "log", "export", "person", "retention")),
    "refused": (_l("Refused pages"), ("page",)),
    "registrations": (
        _l("Registrations and the waiting list"),
        (
            *("called_off", "contact", "hold", "invoice", "line", "link", "list", "offer"),
            *("place", "registration", "subscription"),
        ),
    ),
    "cohorts": (_l("Cohorts"), ("cohort", "attendance", "dates")),
    "worksheets": (_l("Worksheets"), ("answer", "assignment", "handed", "worksheet")),
    "settings": (_l("Courses and the provider"), ("course", "provider", "tag")),
    "mails": (_l("Emails that came back"), ("mail",)),
}
SENTENCES: dict[str, LazyString] = {
    "attendance.saved": _l("Noted who came"),
    "cohort.called_off": _l("Cancelled a cohort"),
    "cohort.capacity_changed": _l("Changed the number of places"),
    "cohort.changed": _l("Changed a cohort"),
    "cohort.closed": _l("Closed a cohort after the course"),
    "cohort.deleted": _l("Deleted the draft of a cohort"),
    "cohort.drafted": _l("Drafted a cohort"),
    "cohort.link_renewed": _l("Made a new link to a cohort that is found by its link alone"),
    "cohort.listed": _l("Let everybody find a cohort"),
    "cohort.exported": _l("Fetched participants or a waiting list as a file"),
    "cohort.moved": _l("Moved a cohort"),
    "cohort.noted": _l("Changed the note of a cohort"),
    "cohort.opened": _l("Opened a cohort, and had the list told"),
    "cohort.opening_stopped": _l("Stopped the opening of a cohort"),
    "cohort.registration_opened": _l("Registration opened for everyone"),
    "cohort.unlisted": _l("Let a cohort be found by its link alone"),
    "course.created": _l("Made a course"),
    "course.deleted": _l("Deleted a course that was never published"),
    "course.offered_again": _l("Offered a retired course again"),
    "course.published": _l("Published the page of a course"),
    "course.retired": _l("Retired a course"),
    "dates.asked": _l("Asked a list about dates"),
    "dates.ended": _l("Ended a question about dates"),
    "dates.stopped": _l("Stopped a question about dates before it was sent"),
    "course.exported": _l("Fetched the list of a course as a file"),
    "course.figures_fetched": _l("Fetched the figures of a year"),
    "hold.refused": _l("Did not want the places that were held"),
    "invoice.exported": _l("Fetched an invoice list as a file"),
    "line.said_yes": _l("Said yes in advance"),
    "log.exported": _l("Fetched the log as a file"),
    "mail.came_back": _l("An email came back"),
    "mail.delayed": _l("An email is delayed"),
    "page.refused": _l("Wanted a page that the role does not include"),
    "person.corrected": _l("Corrected a name or an address"),
    "person.erased": _l("Erased somebody at their request"),
    "person.erased_again": _l("Erased people again in a backup that was put back"),
    "person.handed_out": _l("Handed out what there is about somebody"),
    "place.attendance": _l("Noted whether somebody came"),
    "provider.changed": _l("Changed what the site says of the provider"),
    "read": _l("Looked at personal data"),
    "retention.forgotten": _l("Forgot what was kept long enough"),
    "staff.added": _l("Invited a member of staff"),
    "staff.code_refused": _l("Gave a code that was not right"),
    "staff.codes_made": _l("Made new recovery codes"),
    "staff.disabled": _l("Closed an account"),
    "staff.email_asked": _l("Asked for another email address of the account"),
    "staff.email_changed": _l("Changed the email address of the account"),
    "staff.factor_removed": _l("Let a member set up a new app for codes"),
    "staff.factor_set": _l("Began to use an app for codes"),
    "staff.link_made": _l("Made a new link to an account"),
    "staff.paper_code_used": _l("Used a recovery code"),
    "staff.passkey_added": _l("Added a passkey"),
    "staff.passkey_behind": _l("Gave a passkey that may have been copied"),
    "staff.passkey_refused": _l("Gave a passkey that was not accepted"),
    "staff.passkey_removed": _l("Removed a passkey"),
    "staff.password_set": _l("Chose a password"),
    "staff.proved": _l("Gave password and code again"),
    "staff.renamed": _l("Changed the name of a member of staff"),
    "staff.reset_asked": _l("A new password was asked for"),
    "staff.role_changed": _l("Changed the role of a member of staff"),
    "staff.oidc_refused": _l("Was refused after the sign-in of the organisation"),
    "staff.sign_in_failed": _l("Tried to sign in with a wrong password"),
    "staff.sign_ins_ended": _l("Sign-ins were ended"),
    "staff.signed_in": _l("Signed in"),
    "staff.signed_out": _l("Signed out"),
    "tag.renamed": _l("Renamed an audience or a theme"),
    "subscription.unreachable": _l("An email to somebody on the list did not get through"),
}


def sentence(entry: AuditEntry) -> str:
    """What happened, in words; the bare act where there are none."""
    return str(SENTENCES.get(entry.action) or acts.SENTENCES.get(entry.action) or entry.action)
