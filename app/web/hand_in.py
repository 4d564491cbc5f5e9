"""Handing a worksheet in: the same for participants and contacts."""

from collections.abc import Callable

from flask import Response, abort
from flask_babel import gettext as _

from app import clock
from app.extensions import db, reading_first
from app.models import HandedFile
from app.models.errors import FileRefused, RuleBroken
from app.services import answers, hand_in, uploads
from app.services.worksheets import MEDIA_TYPES, File, Format
from app.web import files, refusals
from app.web.acts import press
from app.web.fill_in import Desk
from app.web.hand_in_form import HandInForm
from app.web.pages import page, see_other

Open = Callable[[], Desk]


def form_page(open_desk: Open) -> Response:
    """Take a file. It is looked at and stored while no transaction is open, which takes a while."""
    form = HandInForm()
    with reading_first():
        desk = open_desk()
        if _standing(desk) is None:
            abort(404)
        if not form.validate_on_submit() or not _is_open(desk, form):
            return _show(desk, form)
        db.session.rollback()
        try:
            taken = uploads.take(form.file.data.filename or "", form.file.data.stream)
        except FileRefused as refused:
            form.file.errors = [str(refusals.say(refused))]
            return _show(open_desk(), form)
        db.session.rollback()
    desk = open_desk()
    try:
        answer = answers.begin(desk.owner, desk.kind, clock.now())
        hand_in.hand_in(answer, taken, by=desk.audience)
    except RuleBroken as broken:
        db.session.rollback()
        uploads.drop(taken)
        form.refuse(broken)
        return _show(open_desk(), form)
    db.session.commit()
    return see_other(f"{desk.audience}.worksheet", _("We have got your worksheet."), **desk.values)


def send(desk: Desk) -> Response:
    """What is filled in on the page, without a file."""
    return press(
        lambda: hand_in.send(answers.begin(desk.owner, desk.kind, clock.now()), by=desk.audience),
        _("We have got your worksheet."),
        to=f"{desk.audience}.worksheet",
        **desk.values,
    )


def file(desk: Desk, file_id: int) -> Response:
    """One of those that were handed in, to take home again."""
    if desk.answer is None:
        abort(404)
    return attachment(hand_in.file_of(desk.answer, file_id))


def attachment(handed: HandedFile) -> Response:
    """As it was sent, and never shown inside a page of ours."""
    with uploads.open_file(handed) as stored:
        content = stored.read()
    return files.attachment(File(handed.name, MEDIA_TYPES[Format(handed.format)], content))


def _standing(desk: Desk) -> hand_in.Standing | None:
    return hand_in.standing(desk.owner, desk.kind, desk.answer)


def _is_open(desk: Desk, form: HandInForm) -> bool:
    """Asked before anybody waits for a file to be looked at."""
    try:
        hand_in.require_open(desk.owner, desk.kind)
    except RuleBroken as broken:
        form.refuse(broken)
    return not form.errors


def _show(desk: Desk, form: HandInForm) -> Response:
    return page(
        "fill_in/hand_in.html",
        form=form,
        desk=desk,
        sheet=desk.shown(),
        standing=_standing(desk),
    )
