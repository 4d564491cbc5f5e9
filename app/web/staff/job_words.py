"""The jobs of cohorts in words, each with the one page on which it is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock, formats
from app.services import worksheets
from app.services.desk_lists import Show
from app.services.jobs import Job, What
from app.web import languages
from app.web.staff import may_open


@dataclass(frozen=True, slots=True)
class Line:
    """One job as a page says it."""

    job: Job
    overdue: bool
    # today, or the day
    day: str
    sentence: str
    # what the button says, and where it leads; empty: nothing to press
    act: str
    address: str


def lines(jobs: Iterable[Job], now: datetime) -> list[Line]:
    today = clock.today(now)
    return [
        Line(job, job.is_overdue(today), _day(job.day, today), said(job), *act(job)) for job in jobs
    ]


def _day(day: date, today: date) -> str:
    return _("today") if day == today else formats.day(day, languages.language(), "job")


def said(job: Job) -> str:
    return SENTENCES[job.what](job)


def act(job: Job) -> tuple[str, str]:
    """What is pressed, and the page it leads to."""
    page, label = PAGES.get(job.what, ("", lambda: ""))
    endpoint, _hash, anchor = page.partition("#")
    if not endpoint or not may_open(f"staff.{endpoint}"):
        return "", ""
    show = anchor if anchor in set(Show) else None
    return label(), url_for(
        f"staff.{endpoint}",
        cohort_id=job.cohort.id,
        show=show,
        _anchor="participants" if show else anchor or None,
    )


def _of_mails(job: Job) -> str:
    return ngettext(
        "%(num)s email did not get through. Check the address",
        "%(num)s emails did not get through. Check the addresses",
        job.number,
    )


def _to_ring(job: Job) -> str:
    return ngettext(
        "%(num)s place is free for those in line: ring them",
        "%(num)s places are free for those in line: ring them",
        job.number,
    )


def _of_offers(job: Job) -> str:
    return ngettext(
        "The answer about %(num)s offered place is due at %(time)s",
        "The answers about %(num)s offered places are due from %(time)s",
        job.number,
        time=_time(job),
    )


def _to_decide(job: Job) -> str:
    if not job.out_of:
        return ngettext(
            "Decide whether it runs: %(num)s has a place",
            "Decide whether it runs: %(num)s have a place",
            job.number,
        )
    return ngettext(
        "Decide whether it runs: %(num)s has a place, and there must be at least %(least)s. "
        "If it runs all the same, empty the day under Edit the cohort",
        "Decide whether it runs: %(num)s have a place, and there must be at least %(least)s. "
        "If it runs all the same, empty the day under Edit the cohort",
        job.number,
        least=job.out_of,
    )


def _ean_to_come(job: Job) -> str:
    return ngettext(
        "%(num)s registration lacks an EAN number: the contact is reminded by email",
        "%(num)s registrations lack an EAN number: the contacts are reminded by email",
        job.number,
    )


def _ean_missing(job: Job) -> str:
    return ngettext(
        "Ring about the EAN number of %(num)s registration, reminded on %(day)s",
        "Ring about the EAN numbers of %(num)s registrations, the first reminded on %(day)s",
        job.number,
        day=formats.day(job.at or job.day, languages.language(), "short"),
    )


def _of_names(job: Job) -> str:
    return ngettext(
        "%(num)s place without a name goes to others: ring the contact before that",
        "%(num)s places without a name go to others: ring the contacts before that",
        job.number,
    )


def _of_worksheet(job: Job) -> str:
    return _(
        "%(worksheet)s goes to the participants at %(time)s", worksheet=_sheet(job), time=_time(job)
    )


def _of_follow_up(job: Job) -> str:
    return _(
        "%(worksheet)s goes to those who came, at %(time)s",
        worksheet=_sheet(job),
        time=_time(job),
    )


def _of_invoices(job: Job) -> str:
    return ngettext(
        "%(num)s registration is to be invoiced",
        "%(num)s registrations are to be invoiced",
        job.number,
    )


def _of_deadline(job: Job) -> str:
    return _(
        "Registration closes. %(taken)s of %(capacity)s places are taken",
        taken=job.number,
        capacity=job.out_of,
    )


def _sheet(job: Job) -> str:
    return worksheets.get(job.worksheet).name[languages.language()]


def _time(job: Job) -> str:
    return formats.time_of_day(job.at, languages.language()) if job.at else ""


SENTENCES: dict[What, Callable[[Job], str]] = {
    What.MAILS_FAILED: _of_mails,
    What.RING: _to_ring,
    What.OFFERS_END: _of_offers,
    What.DEADLINE: _of_deadline,
    What.DECIDE: _to_decide,
    What.FREE_CANCEL: lambda job: _("The last day on which cancelling is free"),
    What.EAN_TO_COME: _ean_to_come,
    What.EAN_MISSING: _ean_missing,
    What.NAMELESS: _of_names,
    What.WORKSHEET: _of_worksheet,
    What.ARRIVAL_NOTE: lambda job: _(
        "Write how to find the way in, before the email to the participants leaves"
    ),
    What.KITCHEN: lambda job: _("Give the kitchen the number: %(number)s", number=job.number),
    What.PRINT: lambda job: _("Print the name tags and the sign-in sheet"),
    What.WHO_CAME: lambda job: _("Note who came, and close the day"),
    What.INVOICES: _of_invoices,
    What.FOLLOW_UP: _of_follow_up,
}
# where it is done, with the part of the page or the list that it shows; and what the button says
PAGES: dict[What, tuple[str, Callable[[], str]]] = {
    What.MAILS_FAILED: ("cohort#failed", lambda: _("See which")),
    What.RING: ("cohort#ring", lambda: _("See whom")),
    What.OFFERS_END: ("cohort#offered", lambda: _("See which")),
    What.DEADLINE: ("change_capacity", lambda: _("More places")),
    What.DECIDE: ("call_off", lambda: _("Call the cohort off")),
    What.EAN_TO_COME: ("cohort#ean", lambda: _("See which")),
    What.EAN_MISSING: ("cohort#ean", lambda: _("See which")),
    What.NAMELESS: ("cohort#nameless", lambda: _("See which")),
    What.ARRIVAL_NOTE: ("edit_cohort", lambda: _("Write it")),
    What.KITCHEN: ("kitchen_list", lambda: _("Kitchen list")),
    What.PRINT: ("name_tags", lambda: _("Name tags")),
    What.WHO_CAME: ("attendance_list", lambda: _("Who came?")),
    What.INVOICES: ("invoice_list", lambda: _("Invoice list")),
}
