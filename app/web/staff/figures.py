"""A year in figures: a page, and the same as a file. Nobody is named in it."""

from collections.abc import Iterator

from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.documents.tables import Cell, Table
from app.models import Role
from app.services import audit, figures
from app.services.figures import Figures, Year
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.pages import page
from app.web.sorting import sorting
from app.web.staff import bp, tables

# the columns of the page that sort
COUNTED = ["held", "called_off", "places", "came", "absent", "unsaid", "cancelled", "median_days"]


@bp.route(f"/{ANY}/staff/figures", methods=["GET", "POST"], endpoint="figures")
@staff(Role.SECRETARY)
def year_in_figures() -> Response:
    """The year in the address, or the one it is."""
    known = figures.years()
    year = _asked() or (clock.today().year if not known else min(clock.today().year, known[0]))
    form = Form()
    if form.validate_on_submit():
        name = _("Figures %(year)s", year=year)
        table = Table(name, _heads(), _rows(figures.of(year, clock.now())))
        return tables.give(table, lambda: _note(year))
    language = tables.language()
    counted = {name: (lambda one, name=name: getattr(one[1], name)) for name in COUNTED}
    return page(
        "staff/figures.html",
        form=form,
        year=year,
        years=known,
        told=figures.of(year, clock.now()),
        by_course=sorting({"name": lambda one: one[0][language]} | counted, anchor="t-courses"),
        by_place=sorting({"name": lambda one: one[0]} | counted, name="places", anchor="t-places"),
    )


def _asked() -> int | None:
    text = request.args.get("year", "")
    return int(text) if len(text) == 4 and text.isdecimal() and text.startswith("20") else None


def _note(year: int) -> None:
    audit.record("course.figures_fetched", "figures", actor=g.staff, year=year)


def _heads() -> list[str]:
    return [
        _("By"),
        _("Course or municipality"),
        _("Cohorts held"),
        _("Cancelled cohorts"),
        _("Places taken"),
        _("Came"),
        _("Was not there"),
        _("Not said yet"),
        _("Cancelled before the day"),
        _("Days waited (median)"),
    ]


def _rows(told: Year) -> Iterator[list[Cell]]:
    yield [_("All"), "", told.whole.held, told.whole.called_off, *_places(told.whole)]
    for title, one in told.courses:
        yield [_("Course"), title[tables.language()], one.held, one.called_off, *_places(one)]
    of_places = list(told.municipalities)
    if told.other_municipalities:
        of_places.append((others(told), told.others))
    if told.unknown.people:
        of_places.append((_("Not said"), told.unknown))
    for name, one in of_places:
        yield [_("Municipality"), name, None, None, *_places(one)]


def others(told: Year) -> str:
    return ngettext(
        "%(num)s other municipality", "%(num)s other municipalities", told.other_municipalities
    )


def _places(one: Figures) -> list[Cell]:
    days = None if one.median_days is None else round(one.median_days)
    return [one.places, one.came, one.absent, one.unsaid, one.cancelled, days]
