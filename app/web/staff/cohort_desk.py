"""What the page of a cohort shows beside its plan: the jobs of the week, and whom one looks for."""

from typing import Any

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app import clock
from app.models import Cohort, Seat
from app.services import desk_lists, job_facts, jobs
from app.services.desk import COMES, Desk
from app.services.desk_lists import Show
from app.web.sorting import sorting
from app.web.staff import job_words

# where nobody said from where they come
NOT_SAID = "-"
SHOWN: dict[Show, LazyString] = {
    Show.ALL: _l("All"),
    Show.OFFERED: _l("With an offer"),
    Show.EAN: _l("Without an EAN number"),
    Show.NAMELESS: _l("Without a name yet"),
    Show.UNREACHED: _l("Perhaps not reached by an email"),
    Show.NOTED: _l("With a note"),
}


def about(cohort: Cohort, desk: Desk | None) -> dict[str, Any]:
    """Nothing but a draft has no desk."""
    if desk is None:
        return {}
    now = clock.now()
    every = job_facts.of_cohort(cohort, now)
    week = jobs.this_week(every, now)
    counts = desk_lists.counts(desk)
    show, municipality = _asked()
    order = sorting(
        {
            "name": lambda seat: seat.name,
            "title": lambda seat: seat.title,
            "from": lambda seat: municipality_of(seat),
            "workplace": lambda seat: seat.workplace or seat.registration.workplace,
            "seat": lambda seat: COMES.index(desk.states[seat.id]),
            "registration": lambda seat: seat.registration.reference,
        },
        anchor="participants",
    )
    return {
        "jobs": job_words.lines(week, now),
        "later": job_words.lines(every[len(week) :][:1], now),
        "shown": order.rows(desk_lists.chosen(desk, show, municipality)),
        "order": order,
        "show": show,
        "municipality": municipality,
        "lists": [(one, SHOWN[one], counts[one]) for one in Show if counts[one] or one is show],
        "municipalities": desk_lists.municipalities(desk),
        "not_said": NOT_SAID,
    }


def _asked() -> tuple[Show, str | None]:
    """The list and the municipality of the address; what is unknown shows everybody."""
    show, municipality = request.args.get("show", ""), request.args.get("municipality", "")
    return (
        Show(show) if show in set(Show) else Show.ALL,
        {"": None, NOT_SAID: ""}.get(municipality, municipality),
    )


def municipality_of(seat: Seat) -> str:
    municipality = seat.registration.municipality
    return municipality.name if municipality else ""
