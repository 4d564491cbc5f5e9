"""The search that stands on every page of staff.

It is sent by POST: what is typed may be a name, and stays out of addresses, logs and history.
People are looked for only when it is said why, and that stands in the log.
"""

from datetime import date

from flask import Response, g
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, Length, Optional

from app import clock
from app.extensions import db
from app.models import Role
from app.services import consultants, finding, people, people_log
from app.web.access import staff
from app.web.forms import Form, LineField
from app.web.languages import ANY
from app.web.pages import page
from app.web.staff import bp
from app.web.staff.fields import parse_day
from app.web.staff.person_forms import OFF, PURPOSES, key


class FindForm(Form):
    """From the top of a page only the words come; the reason is chosen on the page itself."""

    wanted = LineField(
        _l("What are you looking for?"),
        [
            DataRequired(_l("Write what you are looking for.")),
            Length(max=254, message=_l("That is too long. Write less of it.")),
        ],
        render_kw=OFF,
    )
    purpose = SelectField(
        _l("Looking for people? Say why"),
        choices=[
            SelectChoice("", _l("Not for people")),
            *(SelectChoice(word, said) for word, said in PURPOSES.items()),
        ],
        validators=[Optional()],
    )


@bp.route(f"/{ANY}/staff/find", methods=["GET", "POST"])
@staff(Role.CONSULTANT)
def find() -> Response:
    """Courses and cohorts; for secretaries also registrations and, when they say why, people.

    A consultant finds the cohorts of their own courses.
    """
    form = FindForm()
    sees_people = g.staff.may(Role.SECRETARY)
    if not sees_people:
        del form.purpose
    found: finding.Findings | None = None
    who: list[people.Found] | None = None
    if form.validate_on_submit():
        text, now = form.wanted.data or "", clock.now()
        taught = None if sees_people else consultants.own_courses(g.staff)
        found = finding.find(text, day_of(text, clock.today(now)), now, taught=taught)
        if sees_people and form.purpose.data:
            who = people.search(text)
            people_log.note_search(who, form.purpose.data, actor=g.staff)
            db.session.commit()
    return page(
        "staff/find.html",
        form=form,
        found=found,
        people=who,
        places=finding.places_of(who or []),
        keys={one.email: key(people.Person(one.email), form.purpose.data) for one in who or ()},
        most=finding.MOST_OF_A_KIND,
        most_people=people.MOST_FOUND,
    )


def day_of(text: str, today: date) -> date | None:
    """The day that is meant; without a year the next one."""
    for typed in (
        text,
        f"{text.rstrip('. ')} {today.year}",
        f"{text.rstrip('. ')} {today.year + 1}",
    ):
        try:
            day = parse_day(typed)
        except ValueError:
            continue
        if typed == text or day >= today:
            return day
    return None
