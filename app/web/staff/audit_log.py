"""The log of who did what: for administrators, to read, to search and to fetch."""

import json
from collections.abc import Iterator

from flask import Response, g, request, stream_with_context
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Optional, Regexp

from app import clock
from app.documents import rows
from app.extensions import db
from app.models import Role
from app.services import audit, audit_log
from app.services import staff as accounts
from app.services.audit_log import Wanted
from app.web import languages
from app.web.access import staff
from app.web.forms import Form, PublicForm, strip
from app.web.languages import ANY
from app.web.pages import page
from app.web.sorting import sorting
from app.web.staff import acts, bp, log_words
from app.web.staff.fields import DayField
from app.web.staff.fresh import fresh

ABOUT = r"[a-z_]{1,30}(/[a-z0-9_.]{1,60})?$"
COLUMNS = ("at", "member", "action", "subject", "from", "detail")


class LogForm(PublicForm):
    """What to look for. It changes nothing, and stands in the address."""

    member = SelectField(_l("Who"), coerce=str, validate_choice=False)
    area = SelectField(_l("What"), validate_choice=False)
    about = StringField(
        _l("About"),
        filters=[strip],
        validators=[
            Optional(),
            Regexp(ABOUT, message=_l("Write it like this: registration/12.")),
        ],
        render_kw={"spellcheck": "false"},
    )
    first = DayField(_l("From day"), validators=[Optional()])
    last = DayField(_l("To day"), validators=[Optional()])

    @property
    def wanted(self) -> Wanted:
        member = self.member.data or ""
        known = {str(choice.value) for choice in self.member.choices}
        return Wanted(
            actor_id=int(member) if member and member in known else None,
            areas=log_words.AREAS.get(self.area.data or "", ("", ()))[1],
            subject=self.about.data or "",
            first=self.first.data,
            last=self.last.data,
        )


def search() -> LogForm:
    """The form as the address fills it in, and judged."""
    form = LogForm(request.args)
    language = languages.language()
    everybody = [SelectChoice(str(one.id), one.name[language]) for one in accounts.everyone()]
    form.member.choices = [SelectChoice("", _l("Everybody")), *everybody]
    areas = [SelectChoice(name, words) for name, (words, _) in log_words.AREAS.items()]
    form.area.choices = [SelectChoice("", _l("Everything")), *areas]
    form.validate()
    return form


@bp.get(f"/{ANY}/staff/log")
@staff(Role.ADMINISTRATOR)
def log() -> Response:
    form = search()
    before = request.args.get("before", "")
    found: list[audit_log.Entry] = []
    if not form.errors:
        number = int(before) if before.isdecimal() and len(before) < 10 else None
        found = audit_log.newest(form.wanted, number)
    more = found[-1][0].id if len(found) == audit_log.A_PAGE else None
    language = languages.language()
    order = sorting(
        {
            "when": lambda one: one[0].id,
            "who": lambda one: acts.who(one[0], one[1], language),
            "what": lambda one: log_words.sentence(one[0]),
            "about": lambda one: one[0].subject,
        },
        anchor="t-log",
        whole=not before and not more,
    )
    return page(
        "staff/log.html",
        form=form,
        entries=order.rows(found),
        order=order,
        sentence=log_words.sentence,
        who=acts.who,
        is_first=not before,
        more=more,
        asked=asked(),
    )


@bp.route(f"/{ANY}/staff/log/file", methods=["GET", "POST"])
@staff(Role.ADMINISTRATOR)
@fresh
def export_log() -> Response:
    """What was found, as a file; that it was fetched is an entry too."""
    found = search()
    form = Form()
    if form.validate_on_submit() and not found.errors:
        number = audit_log.count(found.wanted)
        audit.record("log.exported", "log", actor=g.staff, entries=number, asked=asked())
        db.session.commit()
        return as_file(found.wanted)
    return page(
        "staff/export_log.html",
        form=form,
        asked=asked(),
        number=audit_log.count(found.wanted),
        most=audit_log.COUNTED_TO,
    )


def as_file(wanted: Wanted) -> Response:
    def lines() -> Iterator[str]:
        yield rows.MARK + rows.line(COLUMNS)
        for batch in audit_log.in_batches(wanted):
            yield "".join(
                rows.line(
                    (
                        f"{one.at:%Y-%m-%d %H:%M:%S}Z",
                        one.email,
                        one.action,
                        one.subject,
                        one.peer,
                        json.dumps(one.detail, ensure_ascii=False) if one.detail else "",
                    )
                )
                for one in batch
            )

    response = Response(stream_with_context(lines()), mimetype=rows.MEDIA_TYPE)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.set("Content-Disposition", "attachment", filename=f"log-{clock.today()}.csv")
    return response


def asked() -> dict[str, str]:
    """The search as the address holds it."""
    names = ("member", "area", "about", "first", "last")
    return {name: request.args[name] for name in names if request.args.get(name)}
