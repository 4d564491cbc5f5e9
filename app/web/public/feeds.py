"""Calendars and feeds: follow a course, or all of them, without leaving an address."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, url_for
from flask_babel import gettext as _

from app import clock, formats
from app.documents import atom
from app.models import Cohort, CohortState, Course
from app.services import courses, following, provider
from app.web import languages
from app.web.access import public
from app.web.course_words import part_text
from app.web.kept import kept
from app.web.languages import two
from app.web.public import bp

# when a feed in which nothing has happened yet was last changed
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@two(bp, "/kalender.ics", "/calendar.ics")
@public
@kept
def calendar() -> Response:
    return as_calendar(None)


@two(bp, "/kurser/<slug>/kalender.ics", "/courses/<slug>/calendar.ics")
@public
@kept
def course_calendar(slug: str) -> Response:
    return as_calendar(courses.get(slug))


@two(bp, "/nyt.atom", "/news.atom")
@public
@kept
def news() -> Response:
    return as_feed(None)


@two(bp, "/kurser/<slug>/nyt.atom", "/courses/<slug>/news.atom")
@public
@kept
def course_news(slug: str) -> Response:
    return as_feed(courses.get(slug))


def as_calendar(course: Course | None) -> Response:
    """What is called off stays in it, as cancelled: a calendar would keep what vanishes."""
    # loads a library that most processes never need
    from app.documents.calendar import MIMETYPE, calendar_of

    text = calendar_of(
        following.in_calendar(course, clock.now()),
        name=_title(course),
        host=_host(),
        language=languages.language(),
        link=lambda cohort: _full("public.course", slug=cohort.course.slug),
        changed_at=following.changed_at,
        today=clock.today(),
    )
    return Response(text, content_type=f"{MIMETYPE}; charset=utf-8")


def as_feed(course: Course | None) -> Response:
    of_course = {"slug": course.slug} if course else {}
    feed = atom.Feed(
        id=_tag(f"course/{course.id}" if course else "courses"),
        title=_title(course),
        author=provider.get().name,
        language=str(languages.language()),
        page=_full("public.course" if course else "public.courses", **of_course),
        address=_full("public.course_news" if course else "public.news", **of_course),
        began=BEGAN,
    )
    entries = [_entry(cohort) for cohort in following.news(course, clock.now())]
    return Response(atom.written(feed, entries), content_type=f"{atom.MIMETYPE}; charset=utf-8")


def _title(course: Course | None) -> str:
    who = provider.get().name
    if course is None:
        return _("Dates for courses - %(provider)s", provider=who)
    title = part_text(course, "title")
    return _("%(course)s: dates - %(provider)s", course=title, provider=who)


def _entry(cohort: Cohort) -> atom.Entry:
    language = languages.language()
    facts = {
        "course": part_text(cohort.course, "title"),
        "day": formats.day(cohort.starts_at, language) if cohort.starts_at else "",
        "place": cohort.place,
    }
    if cohort.state is CohortState.CALLED_OFF:
        title = _("Cancelled: %(course)s, %(day)s, %(place)s", **facts)
    elif cohort.moved_at:
        title = _("Moved: %(course)s, now %(day)s, %(place)s", **facts)
    else:
        title = _("New date: %(course)s, %(day)s, %(place)s", **facts)
    days = [formats.when(one.starts_at, one.ends_at, language) for one in cohort.meetings]
    said = [*days, cohort.place]
    if cohort.opens_at and cohort.state is not CohortState.CALLED_OFF:
        moment = formats.moment(cohort.opens_at, language)
        said.append(_("Registration opens on %(moment)s.", moment=moment))
        if cohort.register_by:
            day = formats.day(cohort.register_by, language)
            said.append(_("Register by %(day)s.", day=day))
    return atom.Entry(
        id=_tag(f"cohort/{cohort.id}"),
        title=title,
        text="\n".join(said),
        link=_full("public.course", slug=cohort.course.slug),
        updated=following.changed_at(cohort),
    )


def _tag(what: str) -> str:
    """A name for ever (RFC 4151), each language with its own."""
    return f"tag:{_host()},{BEGAN.year}:{what}/{languages.language()}"


def _host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def _full(endpoint: str, **values: Any) -> str:
    return f"{current_app.config['BASE_URL']}{url_for(endpoint, **values)}"
