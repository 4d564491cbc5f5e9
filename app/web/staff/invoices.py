"""What accounting gets of a cohort, or of all that were closed in a month: a page, then a file."""

import re
from datetime import date

from flask import Response, abort, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app import clock
from app.documents.tables import Table
from app.extensions import db
from app.models import Role
from app.models.errors import InvoiceCorrectedMeanwhile, ListFetchedMeanwhile, RuleBroken
from app.services import audit, cohorts, invoice_lines, invoices, registrations
from app.web import languages
from app.web.access import staff
from app.web.forms import Form
from app.web.languages import ANY
from app.web.messages import say
from app.web.pages import page, see_other
from app.web.sorting import sorting
from app.web.staff import bp, invoice_table, tables
from app.web.staff.fields import KronerField
from app.web.staff.fresh import fresh
from app.web.staff.reads import note_read

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
COHORT = f"/{ANY}/staff/cohorts/<int:cohort_id>/invoices"
WRONG_FEE = _l("Enter the fee in whole kroner, for example 1225; or 0 if it costs nothing.")


class FeeField(KronerField):
    wrong = WRONG_FEE


class FeeForm(Form):
    """What it costs that places of one registration were cancelled late."""

    registration = HiddenField()
    fee = FeeField(validators=[InputRequired(WRONG_FEE)])

    @property
    def number(self) -> int:
        """Of the registration; 0: none was sent."""
        text = self.registration.data or ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@bp.route(COHORT, methods=["GET", "POST"])
@staff(Role.SECRETARY)
def invoice_list(cohort_id: int) -> Response:
    """Who pays what, what is missing, and the fees to decide, each in its line."""
    found = cohorts.get(cohort_id)
    form = FeeForm()
    form.fee.id = f"fee-of-{form.number}"
    if form.validate_on_submit():
        one = registrations.get(form.number)
        if one.cohort_id != found.id:
            abort(404)
        try:
            invoices.decide(one, form.fee.data, by=g.staff)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse(broken, form.fee)
        else:
            there = {"cohort_id": cohort_id, "sort": request.args.get("sort")}
            db.session.commit()
            return see_other(".invoice_list", _("Saved."), **there, _anchor=f"r{form.number}")
    lines = list(invoices.of_cohort(found))
    if not any(line.late for line in lines if line.registration.id == form.number):
        # there is no such field any more
        form.form_errors.extend(form.fee.errors)
        form.fee.errors = []
    if lines and (request.method == "GET" or g.get("shown_again")):
        note_read(f"cohort/{found.id}", what="people")
    order = sorting(
        {
            "registration": lambda line: line.registration.reference,
            "workplace": lambda line: line.registration.workplace,
            "places": lambda line: line.places,
            "late": lambda line: line.late,
            "amount": lambda line: line.amount,
        },
        anchor="t-list",
    )
    return page(
        "staff/invoice_list.html",
        form=form,
        order=order,
        cohort=found,
        course=found.course,
        lines=order.rows(lines),
        sum=invoices.sums(iter(lines)).get(found.id, invoice_lines.Sum()),
        remarks=invoice_table.remarks,
    )


@bp.route(f"{COHORT}/file", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
def export_invoices(cohort_id: int) -> Response:
    """The file; that it was fetched is kept with each registration."""
    found = cohorts.get(cohort_id)
    form = Form()
    if form.validate_on_submit():
        told: dict[int, invoice_lines.Told] = {}
        lines = invoices.of_cohort(found)
        table = invoice_table.table(_("Invoice list %(code)s", code=found.code), lines, told)
        return _give(table, told, f"cohort/{cohort_id}", cohort_id=cohort_id)
    sum_ = invoices.sums(invoices.of_cohort(found)).get(found.id, invoice_lines.Sum())
    return page("staff/export_invoices.html", form=form, cohort=found, month=None, sum=sum_)


@bp.get(f"/{ANY}/staff/invoices")
@staff(Role.SECRETARY)
def month_invoices() -> Response:
    """The cohorts that were closed in a month, the last one unless the address says which."""
    known = invoices.months()
    month = asked() or (known[0] if known else clock.today().replace(day=1))
    sums, nothing = invoices.sums(invoices.of_month(month)), invoice_lines.Sum()
    language = languages.language()
    order = sorting(
        {
            "cohort": lambda one: one.course.title[language],
            "closed": lambda one: one.closed_at,
            "lines": lambda one: sums.get(one.id, nothing).lines,
            "amount": lambda one: sums.get(one.id, nothing).amount,
        },
        anchor="t-list",
    )
    return page(
        "staff/invoices.html",
        month=month,
        months=known,
        cohorts=order.rows(invoices.closed_in(month)),
        order=order,
        sums=sums,
        nothing=nothing,
    )


@bp.route(f"/{ANY}/staff/invoices/file", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@fresh
def export_month() -> Response:
    """All of the month in one file."""
    month = asked()
    if month is None:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        told: dict[int, invoice_lines.Told] = {}
        name = _("Invoice list %(month)s", month=f"{month:%Y-%m}")
        table = invoice_table.table(name, invoices.of_month(month), told)
        return _give(table, told, f"invoices/{month:%Y-%m}", month=f"{month:%Y-%m}")
    sum_ = invoice_lines.Sum()
    for line in invoices.of_month(month):
        sum_.add(line)
    return page("staff/export_invoices.html", form=form, cohort=None, month=month, sum=sum_)


def asked() -> date | None:
    """The first day of the month in the address."""
    match = MONTH.fullmatch(request.args.get("month", ""))
    return date(int(match[1]), int(match[2]), 1) if match else None


def _give(
    table: Table, told: dict[int, invoice_lines.Told], subject: str, **where: object
) -> Response:
    """The file; or its page again, if they were fetched or corrected while it was made."""
    began = clock.now()

    def keep() -> None:
        invoices.mark(told, clock.now(), read_at=began)
        audit.record("invoice.exported", subject, actor=g.staff, rows=len(told))

    try:
        return tables.give(table, keep)
    except (ListFetchedMeanwhile, InvoiceCorrectedMeanwhile) as broken:
        db.session.rollback()
        return see_other(request.endpoint or "", say(broken), **where)
