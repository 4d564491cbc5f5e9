"""One section of a worksheet: saved as one types, or by a button."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from app import clock, formats
from app.extensions import db, reading
from app.models.errors import RuleBroken
from app.models.worksheet import Section
from app.services import answers, answers_progress
from app.services.answers import Saved
from app.web import languages
from app.web.fill_in import Desk
from app.web.fill_in_fields import SectionForm, form_of
from app.web.pages import page, see_other

CHOSEN = "choose."
# the buttons; without one of them the page saves by itself, and stays as it is
BUTTONS = {"go", "save", "stay"}


def section(desk: Desk, number: str) -> Response:
    """A page of its own for each section, the same on a phone and on a computer."""
    part = answers.section_of(desk.sheet, number)
    if request.method == "GET":
        if desk.closed:
            return see_other(f"{desk.audience}.worksheet_whole", **desk.values)
        return _show(desk, part, _class(desk, part).of(desk.texts), desk.texts)
    form = _class(desk, part)()
    form.validate()
    pressed = BUTTONS & set(request.form)
    before = desk.texts
    saved = _save(desk, part, form)
    if pressed and not form.errors:
        return _go_on(desk, part, saved)
    if saved:
        # with a button the page shows what is stored now; without one it stands as it was typed
        if pressed:
            form.show(saved.texts)
        form.note(form.texts)
    # the page is made outside the transaction that writes: others wait for that one
    with reading():
        if pressed:
            return _show(desk, part, form, before | (saved.texts if saved else {}))
        here = desk.url("worksheet_section", section=part.id)
        return page("fill_in/saved.html", form=form, section=part, saved=saved, here=here)


def _class(desk: Desk, part: Section) -> type[SectionForm]:
    sheet = desk.sheet
    return form_of(sheet.kind, sheet.version, part.id, languages.language(), desk.hidden)


def _save(desk: Desk, part: Section, form: SectionForm) -> Saved | None:
    """Save what can be saved; the form says what could not."""
    now = clock.now()
    said = {
        name.removeprefix(CHOSEN): value
        for name, value in request.form.items()
        if name.startswith(CHOSEN)
    }
    try:
        answer = desk.answer or answers.begin(desk.owner, desk.kind, now)
        saved = answers.save(answer, part.id, form.typed(said), now)
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return None
    db.session.commit()
    form.clash(saved.conflicts)
    return saved


def _go_on(desk: Desk, part: Section, saved: Saved | None) -> Response:
    told = _("Saved at %(time)s.", time=_time(saved))
    if "go" not in request.form:
        return _to(desk, "worksheet_section", told, section=part.id)
    after = _after(desk, part)
    if after:
        return _to(desk, "worksheet_section", told, section=after.id)
    return _to(desk, "worksheet", told)


def _to(desk: Desk, view: str, told: str, **values: Any) -> Response:
    return see_other(f"{desk.audience}.{view}", told, **desk.values, **values)


def _after(desk: Desk, part: Section) -> Section | None:
    found = answers.sections_of(desk.sheet)
    place = found.index(part) + 1
    return found[place] if place < len(found) else None


def _time(saved: Saved | None) -> str:
    return formats.time_of_day(saved.at if saved else clock.now(), languages.language())


def _show(
    desk: Desk,
    part: Section,
    form: SectionForm,
    texts: Mapping[str, str],
) -> Response:
    sheet = desk.shown()
    parts = answers_progress.progress(desk.sheet, texts)
    return page(
        "fill_in/section.html",
        form=form,
        desk=desk,
        sheet=sheet,
        section=next(one for one in sheet["sections"] if one["id"] == part.id),
        number=[one.section for one in parts].index(part) + 1,
        parts=parts,
        after=_after(desk, part),
    )
