"""The secretary registers somebody who rings: the same rules, on one page."""

import secrets
from dataclasses import replace

from flask import Response, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.extensions import db
from app.language import Language
from app.models import Role
from app.models.errors import FormUsed, RuleBroken, TooFewLeft
from app.services import cohorts, registrations
from app.services.person_lists import ListRefused
from app.services.registrations import Choice, Order, Person
from app.web import register_fields
from app.web.access import staff
from app.web.languages import ANY
from app.web.large import takes_files
from app.web.pages import page, see_other
from app.web.register_fields import whole
from app.web.register_form import RegisterForm, Step
from app.web.register_steps import KEY, Asked
from app.web.register_words import TO_SECRETARY
from app.web.staff import bp, person_lists

NOT_ENOUGH = _l("There are not enough places left for all of them.")


class Rung(Asked):
    """All steps at once; what is typed is kept until it is right."""

    # there is no more room than this: what now is asked, and who of them comes first
    left: int | None = None
    group: tuple[Person, ...] = ()
    # why the list that was chosen is not filled in, or that it is
    refused: str = ""
    filled: str = ""

    def answer(self) -> Response:
        self.form.words = TO_SECRETARY
        if not self.is_possible:
            return see_other(
                ".cohort", _("Registration for this date is not open."), cohort_id=self.cohort.id
            )
        # whichever button is pressed: a browser sends a chosen file once, and it would be lost
        chosen = request.files.get("list")
        if request.method == "POST" and ("import" in request.form or (chosen and chosen.filename)):
            return self._import()
        if request.method == "GET" or self.typed.edited or "stay" in request.form:
            return self._page()
        steps = [step for step in self.steps if step is not Step.CHECK]
        fine = [self.form.check(step) for step in steps]
        if not all(fine) or self.form.warning:
            return self._page()
        order = replace(self.order(), language=self.mail_language)
        try:
            made = registrations.register(self.cohort, order, actor=g.staff)
        except RuleBroken as broken:
            db.session.rollback()
            return self._broken(broken, order)
        made_id = made.id
        db.session.commit()
        return see_other(
            ".registration", _("Registered. The receipt is on its way."), registration_id=made_id
        )

    def _import(self) -> Response:
        """Fill in who is in the list; what is wrong with somebody is said there."""
        most = self.cohort.course.max_seats
        # nobody waits for a lock while the file is looked at
        db.session.rollback()
        try:
            people = person_lists.read(request.files.get("list"))
        except ListRefused as refused:
            return self._refuse_list(person_lists.say(refused))
        typed, contact = self.form, self.form.email.data or ""
        answers = person_lists.filled_in(
            self.typed.answers, people, contact=contact if typed.attending.data else ""
        )
        form = RegisterForm(answers)
        form.cohort, form.words = self.cohort, TO_SECRETARY
        if form.count > most:
            return self._refuse_list(person_lists.too_many(form.count, most))
        self.form, self.filled = form, person_lists.told(len(people))
        form.check_people()
        return self._page()

    def _refuse_list(self, sentence: str) -> Response:
        self.refused = sentence
        self.form.form_errors.append(sentence)
        return self._page()

    def _broken(self, broken: RuleBroken, order: Order) -> Response:
        if isinstance(broken, TooFewLeft):
            self.left, self.group = broken.left, order.people
            if order.choice is Choice.SPLIT and broken.left:
                self.form.first.errors = [TO_SECRETARY.who_first(broken.left)]
            else:
                self.form.form_errors.append(str(NOT_ENOUGH))
            return self._page()
        if isinstance(broken, FormUsed):
            self.form.form_key.data = ""
        self.form.refuse(broken)
        return self._page()

    def _page(self) -> Response:
        form = self.form
        if not KEY.fullmatch(form.form_key.data or ""):
            form.form_key.data = secrets.token_urlsafe(24)
        if not form.errors:
            form.focus(self.typed.focus)
        return page(
            "staff/add_registration.html",
            form=form,
            told=self.filled or self.typed.told or form.warning,
            asked=self,
            cohort=self.cohort,
            course=self.cohort.course,
            focus=self.typed.focus,
            left=self.left,
            people=self.group,
            first=self._first(),
            titles=register_fields.titles(),
        )

    def _first(self) -> list[int]:
        """Who is ticked: those who were chosen, or else the first of them."""
        said = [whole(one) for one in self.form.first.data or () if one]
        return said or list(range(self.left or 0))

    @property
    def mail_language(self) -> Language:
        said = request.form.get("mail_language", "")
        return Language(said) if said in set(Language) else Language.DANISH


@bp.route(f"/{ANY}/staff/cohorts/<int:cohort_id>/add", methods=["GET", "POST"])
@staff(Role.SECRETARY)
@takes_files
def add_registration(cohort_id: int) -> Response:
    found = cohorts.get(cohort_id)
    here = url_for(".add_registration", cohort_id=cohort_id)
    return Rung(found, here, url_for(".cohort", cohort_id=cohort_id)).answer()
