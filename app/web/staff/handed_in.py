"""Worksheets that were handed in: read, approved, or returned with a comment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, g, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from app import clock
from app.extensions import db, reads_only
from app.models import Answer, AnswerState, Role
from app.models.errors import RuleBroken
from app.services import answers, audit, cohorts, hand_in, worksheets
from app.web import languages
from app.web.access import staff
from app.web.forms import Form, NoteField
from app.web.hand_in import attachment
from app.web.languages import ANY, keeps_typed
from app.web.pages import page, see_other
from app.web.sorting import sorting
from app.web.staff import bp
from app.web.staff.fields import DayField
from app.web.staff.reads import note_read

HERE = f"/{ANY}/staff/handed-in/<int:answer_id>"
TOO_LONG = _l("The comment is too long: at most 4,000 characters.")


class AnswerForm(Form):
    """What every answer carries: which handing-in has been read."""

    seen = HiddenField()

    @property
    def seen_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            abort(400)


class ApproveForm(AnswerForm):
    grant_from = DayField(_l("The grant can be used from"))
    comment = NoteField(_l("Comment for the participants"), [Length(max=4000, message=TOO_LONG)])


class ReturnForm(AnswerForm):
    comment = NoteField(
        _l("What is missing, or has to be changed"),
        [
            DataRequired(_l("Write what is to be changed, so that they know what to do.")),
            Length(max=4000, message=TOO_LONG),
        ],
    )
    due_by = DayField(_l("Hand it in again by"))

    def validate_due_by(self, field: DayField) -> None:
        if field.data and field.data < clock.today():
            field.errors = [*field.errors, _l("Choose a coming day.")]


@bp.get(f"/{ANY}/staff/cohorts/<int:cohort_id>/handed-in")
@staff(Role.CONSULTANT)
def handed_in(cohort_id: int) -> Response:
    """All of a cohort: what waits for an answer first."""
    cohort = cohorts.get(cohort_id)
    found = hand_in.of_cohort(cohort)
    if found:
        note_read(f"cohort/{cohort.id}", what="people")
    language = languages.language()
    order = sorting(
        {
            "who": lambda one: (
                one.answer.seat.name if one.answer.seat else one.answer.owner.contact_name
            ),
            "workplace": lambda one: one.answer.owner.workplace,
            "sheet": lambda one: answers.sheet(one.answer).name[language],
            "when": lambda one: one.answer.sent_at,
            "state": lambda one: list(AnswerState).index(one.answer.state),
        }
    )
    return page(
        "staff/handed_in.html",
        cohort=cohort,
        found=order.rows(found),
        order=order,
        sheet_of=answers.sheet,
    )


@bp.route(HERE, methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@keeps_typed
def handed_in_sheet(answer_id: int) -> Response:
    """What stands in it, and the answer to it; posted: the same, as far as that is typed."""
    answer = hand_in.get(answer_id)
    _note_look(answer)
    return _show(answer)


@bp.get(f"{HERE}/files/<int:file_id>")
@staff(Role.CONSULTANT)
def handed_in_file(answer_id: int, file_id: int) -> Response:
    answer = hand_in.get(answer_id)
    file = hand_in.file_of(answer, file_id)
    note_read(f"registration/{answer.owner.id}", what="file", file=file.id)
    return attachment(file)


@bp.route(f"{HERE}/approve", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@keeps_typed
def approve_sheet(answer_id: int) -> Response:
    answer = hand_in.get(answer_id)
    form = ApproveForm(prefix="approve-")

    def approve() -> None:
        hand_in.approve(
            answer,
            by=g.staff,
            grant_from=form.grant_from.data,
            comment=form.comment.data or "",
            seen_at=form.seen_at,
        )

    return _answer(answer, form, approve, _l("It is approved. They are told by email."))


@bp.route(f"{HERE}/return", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
@keeps_typed
def return_sheet(answer_id: int) -> Response:
    answer = hand_in.get(answer_id)
    form = ReturnForm(prefix="return-")

    def send_back() -> None:
        hand_in.send_back(
            answer,
            by=g.staff,
            comment=form.comment.data or "",
            due_by=form.due_by.data,
            seen_at=form.seen_at,
        )

    return _answer(answer, form, send_back, _l("It is returned. They are told by email."))


def _answer(
    answer: Answer, form: AnswerForm, act: Callable[[], None], done: LazyString
) -> Response:
    if request.method == "GET":
        return see_other(".handed_in_sheet", answer_id=answer.id)
    if g.get("shown_again"):
        _note_look(answer)
        return _show(answer, form)
    if not form.validate():
        return _show(answer, form)
    try:
        act()
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(broken)
        return _show(hand_in.get(answer.id), form)
    db.session.commit()
    return see_other(".handed_in_sheet", done, answer_id=answer.id)


def _note_look(answer: Answer) -> None:
    subject, detail = f"registration/{answer.owner.id}", {"worksheet": answer.worksheet}
    if request.method == "GET" or reads_only():
        note_read(subject, what="worksheet", **detail)
    else:
        audit.record("read", subject, actor=g.staff, what="worksheet", **detail)
        db.session.commit()


def _show(answer: Answer, form: AnswerForm | None = None) -> Response:
    seen = answer.sent_at.isoformat() if answer.sent_at else ""
    approval = form if isinstance(form, ApproveForm) else _beside(ApproveForm, "approve-", seen)
    returning = form if isinstance(form, ReturnForm) else _beside(ReturnForm, "return-", seen)
    version, texts = hand_in.to_read(answer)
    sheet = worksheets.get(answer.worksheet, version)
    return page(
        "staff/handed_in_sheet.html",
        form=form or approval,
        approval=approval,
        returning=returning,
        answer=answer,
        cohort=answer.owner.cohort,
        standing=hand_in.standing(answers.owner(answer), answer.worksheet, answer),
        sheet=_without_private(worksheets.text(sheet, languages.language())),
        texts=texts,
    )


def _beside(kind: type[Any], prefix: str, seen: str) -> Any:
    """The other answer, as far as it has been typed."""
    return kind(prefix=prefix, data={"seen": seen, "grant_from": clock.today()})


def _without_private(sheet: dict[str, Any]) -> dict[str, Any]:
    """Nor what staff fill in on paper."""
    sections = [one for one in sheet["sections"] if one.get("by") != "staff"]
    for section in sections:
        section["blocks"] = [one for one in section["blocks"] if not one.get("private")]
    return sheet | {"sections": sections}
