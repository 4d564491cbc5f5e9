"""The start page, the catalogue and the pages of the courses."""

from dataclasses import asdict
from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _l

from app import clock
from app.models import CourseKind, CourseState, TagKind
from app.services import catalogue, worksheets
from app.services import courses as service
from app.services.catalogue import Wish
from app.web import languages
from app.web.access import public
from app.web.course_page import about
from app.web.kept import kept
from app.web.languages import two
from app.web.pages import page
from app.web.public import bp
from app.web.public.forms import SubscribeForm

NEXT_SHOWN = 4
LONGEST_SEARCH = 100
KINDS = [
    (CourseKind.DAY, _l("Learning day")),
    (CourseKind.SERIES, _l("Course in several sessions")),
    (CourseKind.TALK, _l("One-to-one conversation")),
    (CourseKind.TEAM, _l("Team programme")),
]
STATES = [
    (CourseState.OPEN, _l("Places available")),
    (CourseState.ANNOUNCED, _l("Registration opens soon")),
    (CourseState.WAITING, _l("Waiting list")),
    (CourseState.CLOSED, _l("Registration has closed")),
    (CourseState.NONE, _l("No date yet")),
    (CourseState.EXTERNAL, _l("With another provider")),
]
Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/")
@public
def start() -> Response:
    """Send on to the reader's language."""
    home = url_for(".home", language=str(languages.preferred()))
    response: Response = make_response(redirect(home))
    response.headers["Vary"] = "Accept-Language"
    return response


@two(bp, "/", "/")
@public
@kept
def home() -> Response:
    found = catalogue.find(Wish(), language=languages.language(), now=clock.now())
    joinable = [view for view in found.views if view.state is not CourseState.CLOSED]
    sheets = [worksheets.get(kind) for kind in worksheets.kinds()]
    return page("public/home.html", views=joinable[:NEXT_SHOWN], sheets=sheets)


@two(bp, "/kurser", "/courses")
@public
@kept
def courses() -> Response:
    tags = catalogue.tags()
    audiences = [tag for tag in tags if tag.kind is TagKind.AUDIENCE]
    themes = [tag for tag in tags if tag.kind is TagKind.THEME]
    wish = Wish(
        q=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        kind=chosen(CourseKind, "kind"),
        audience=chosen_tag(audiences, "audience"),
        theme=chosen_tag(themes, "theme"),
        state=chosen(CourseState, "state"),
    )
    language = languages.language()
    found = catalogue.find(
        wish, language=language, now=clock.now(), after=request.args.get("after", "")
    )
    return page(
        "public/courses.html",
        wish=wish,
        chosen={name: value for name, value in asdict(wish).items() if value},
        found=found,
        empty=not found.views and catalogue.is_empty(),
        kinds=KINDS,
        states=STATES,
        audiences=[(tag.slug, tag.name[language]) for tag in audiences],
        themes=[(tag.slug, tag.name[language]) for tag in themes],
    )


@two(bp, "/kurser/<slug>", "/courses/<slug>")
@public
@kept
def course(slug: str) -> Response:
    found = service.get_whole(slug)
    return page("public/course.html", form=SubscribeForm(), **about(found))


def chosen(choices: type[Choice], name: str) -> Choice | None:
    """What stands in the address, if it is one of the choices."""
    value = request.args.get(name, "")
    return choices(value) if value in set(choices) else None


def chosen_tag(tags: list[Any], name: str) -> str:
    value = request.args.get(name, "")
    return value if any(tag.slug == value for tag in tags) else ""
