"""Worksheets filled in on the page: the same for participants, contacts and colleagues."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Answer, Seat
from app.models.worksheet import Section, Worksheet
from app.services import (
    answers,
    answers_progress,
    assignments,
    downloads,
    hand_in,
    sharing,
    worksheets,
)
from app.services.answers import Owner
from app.services.answers_progress import Part
from app.services.assignments import Task
from app.services.worksheets import Format
from app.web import files, languages
from app.web.acts import press
from app.web.forms import Form
from app.web.hand_in_form import HandInForm
from app.web.messages import say
from app.web.pages import page, see_other


@dataclass(frozen=True)
class Desk:
    """Whose worksheet it is, and by which door one came: the audience, and the parts of the URL."""

    audience: str
    owner: Owner
    sheet: Worksheet
    answer: Answer | None
    values: dict[str, Any]
    # the page that leads here, by its end point
    leads_here: str = ""

    @property
    def is_own(self) -> bool:
        """Not only shared: may share it, show it, and say that it is done."""
        return self.audience != "colleague"

    @property
    def kind(self) -> str:
        return self.sheet.kind

    @property
    def hidden(self) -> frozenset[str]:
        """What stays with whoever wrote it, also when the rest is shared."""
        return frozenset() if self.is_own else frozenset(self.sheet.private_answers())

    @cached_property
    def texts(self) -> dict[str, str]:
        found = answers.texts(self.sheet, self.owner, self.answer)
        return {name: text for name, text in found.items() if name not in self.hidden}

    @property
    def is_written(self) -> bool:
        return answers.readiness(self.answer) is not answers.Readiness.EMPTY

    @property
    def is_done(self) -> bool:
        return answers.readiness(self.answer) is answers.Readiness.DONE

    @cached_property
    def parts(self) -> list[Part]:
        return answers_progress.progress(self.sheet, self.texts)

    @property
    def begun(self) -> int:
        return answers_progress.begun(self.parts)

    @property
    def next(self) -> Section:
        return answers_progress.next_to_fill_in(self.parts)

    @cached_property
    def closed(self) -> LazyString | None:
        """Why nothing can be written on it, if so."""
        broken = answers.closed(self.owner, self.answer, self.kind)
        return say(broken) if broken else None

    @cached_property
    def due(self) -> date | None:
        """A day that lasts to its end: what the answer says, or what the course asks for."""
        if self.answer and self.answer.due_by:
            return self.answer.due_by
        task = assignments.find(self.owner, self.kind, clock.now())
        return task.due_by if task else None

    @property
    def back(self) -> str:
        return url_for(self.leads_here, digest=self.values["digest"]) if self.leads_here else ""

    def url(self, view: str, **values: Any) -> str:
        return url_for(f"{self.audience}.{view}", **self.values, **values)

    def shown(self, due: date | None = None) -> dict[str, Any]:
        """All that stands on it in the reader's language, as plain data."""
        found = worksheets.text(self.sheet, languages.language(), due=due)
        for section in found["sections"] if self.hidden else []:
            section["blocks"] = [one for one in section["blocks"] if not one.get("private")]
        return found


def at(audience: str, owner: Owner, kind: str, leads_here: str = "", **values: Any) -> Desk:
    """The worksheet the owner has, or would begin; NoResultFound if it is none of theirs."""
    answer = answers.require_there(owner, kind)
    sheet = answers.sheet(answer) if answer else worksheets.get(kind)
    return Desk(audience, owner, sheet, answer, values, leads_here)


def all_of(audience: str, owner: Owner, digest: str) -> list[Desk]:
    """All that is with them now, and what they have begun before; for the page of the place."""
    tasks = {one.worksheet.kind: one for one in _tasks(owner)}
    begun = {one.worksheet: one for one in answers.of_owner(owner)}
    found = []
    for kind in [*tasks, *(kind for kind in begun if kind not in tasks)]:
        answer = begun.get(kind)
        sheet = answers.sheet(answer) if answer else tasks[kind].worksheet
        values = {"digest": digest, "worksheet": kind}
        found.append(Desk(audience, owner, sheet, answer, values))
    return found


def _tasks(owner: Owner) -> list[Task]:
    now = clock.now()
    if isinstance(owner, Seat):
        return assignments.of_seat(owner, now)
    return assignments.of_registration(owner, now)


def overview(desk: Desk) -> Response:
    """The ways to fill it in, how far it has come, and who sees it."""
    section = request.args.get("section")
    if section:
        # a link in a letter may lead to one section
        number = answers.section_of(desk.sheet, section).id
        return see_other(f"{desk.audience}.worksheet_section", **desk.values, section=number)
    now = clock.now()
    shared = desk.answer if desk.is_own and sharing.is_shared(desk.answer, now) else None
    return page(
        "fill_in/worksheet.html",
        form=Form(formdata=None),
        desk=desk,
        sheet=desk.shown(desk.due),
        link=sharing.address(shared, languages.language()) if shared else None,
        link_ends=sharing.ends_at(desk.owner, desk.kind),
        now=now,
        standing=hand_in.standing(desk.owner, desk.kind, desk.answer) if desk.is_own else None,
        hand_in_form=HandInForm(formdata=None),
    )


def whole(desk: Desk) -> Response:
    """All sections on one page, to read and to print."""
    return page("fill_in/whole.html", desk=desk, sheet=desk.shown(), texts=desk.texts)


def fetch(desk: Desk) -> Response:
    """A file, by a button: that it was fetched is noted."""
    format, _, language = request.form.get("file", "").partition("-")
    if format not in set(Format) or language not in set(Language):
        abort(400)
    file = downloads.fetch(
        desk.owner,
        desk.kind,
        language=Language(language),
        format=Format(format),
        written="written" in request.form,
        without=desk.hidden,
    )
    db.session.commit()
    return files.attachment(file)


Act = Callable[[Answer, datetime], object]
ACTS: dict[str, tuple[Act, LazyString]] = {
    "share": (sharing.share, _l("The link for your colleagues is ready.")),
    "unshare": (
        lambda answer, now: sharing.stop_sharing(answer),
        _l("The link for colleagues opens nothing any more."),
    ),
    "show": (answers.show, _l("The consultant can see it now.")),
    "hide": (
        lambda answer, now: answers.hide(answer),
        _l("The consultant cannot see it any more."),
    ),
    "done": (answers.finish, _l("Noted: you are done with it.")),
    "reopen": (
        lambda answer, now: answers.reopen(answer),
        _l("Noted: you are not done with it yet."),
    ),
}


NAMES = ", ".join(ACTS)


def act(desk: Desk, name: str) -> Response:
    """What its owner presses on the page of the worksheet."""
    change, told = ACTS[name]
    now = clock.now()
    return press(
        lambda: change(answers.begin(desk.owner, desk.kind, now), now),
        told,
        to=f"{desk.audience}.worksheet",
        **desk.values,
    )
