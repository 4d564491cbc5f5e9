"""Who waits, for what, where and in which months; and the same as a file for others."""

from collections.abc import Iterator

from flask import Response, request
from flask_babel import gettext as _

from app import clock, formats
from app.documents import rows
from app.models import Course, Role
from app.services import courses, demand_groups, municipalities
from app.services.demand_groups import Group, Wanted
from app.services.worksheets import File
from app.web import files, languages
from app.web.access import staff
from app.web.languages import ANY
from app.web.pages import page
from app.web.sorting import sorting
from app.web.staff import bp, demand_map


@bp.get(f"/{ANY}/staff/demand")
@staff(Role.SECRETARY)
def demand() -> Response:
    everyone = municipalities.everyone()
    wanted = asked_for()
    # those that can be chosen, also when few of them are wanted from one municipality
    lists = demand_groups.by_course(Wanted())
    places = demand_groups.by_place(wanted)
    language = languages.language()
    counted = {"waiting": lambda one: one.waiting, "seats": lambda one: one.seats}
    return page(
        "staff/demand.html",
        # with a course chosen the first municipality is ticked: the one with the most
        by_place=sorting(
            {"name": lambda one: one.name} | counted,
            name="places",
            anchor="t-places",
            whole=wanted.course is None,
        ),
        by_course=sorting(
            {"name": lambda one: one.course.title[language]} | counted, anchor="t-courses"
        ),
        wanted=wanted,
        asked=_asked(wanted),
        total=Group(sum(one.waiting for one in places), sum(one.seats for one in places)),
        choices=sorted({one.course for one in lists} | _chosen(wanted), key=_title),
        municipalities=everyone,
        lists=demand_groups.by_course(wanted) if wanted.municipalities else lists,
        places=places,
        months=demand_groups.by_month(wanted),
        tiles=demand_map.drawn(places, {one.code: one.name for one in everyone}),
        size=demand_map.size(),
        label=demand_map.in_words(places),
    )


@bp.get(f"/{ANY}/staff/demand/file")
@staff(Role.SECRETARY)
def demand_file() -> Response:
    """Numbers alone, and no group so small that one could guess who it is."""
    text = rows.MARK + "".join(rows.line(cells) for cells in _lines(asked_for()))
    name = _("demand-%(day)s.csv", day=clock.today())
    return files.attachment(File(name, rows.MEDIA_TYPE, text.encode()))


def asked_for() -> Wanted:
    """What the address chooses; what is not there is not chosen."""
    return Wanted(
        courses.find(request.args.get("course", "")),
        demand_groups.known(request.args.getlist("place")[:98]),
    )


def _asked(wanted: Wanted) -> dict[str, object]:
    """The same for another address."""
    chosen: dict[str, object] = {"place": [one.code for one in wanted.municipalities]}
    return chosen | ({"course": wanted.course.slug} if wanted.course else {})


def _chosen(wanted: Wanted) -> set[Course]:
    return {wanted.course} if wanted.course else set()


def _title(course: Course) -> str:
    return formats.alphabetical(course.title[languages.language()])


def _lines(wanted: Wanted) -> Iterator[tuple[object, ...]]:
    language = languages.language()
    yield _("Course"), _("Municipality"), _("Month"), _("On the list"), _("Places wanted")
    for one in demand_groups.to_hand_on(wanted):
        others = "" if one.month else _("Others, and those who did not say")
        month = formats.month(one.month, language) if one.month else ""
        yield one.course.title[language], one.place or others, month, one.waiting, one.seats
