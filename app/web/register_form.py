"""What somebody who registers a group may type, on all the pages of it."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
)
from wtforms import Form as Fields
from wtforms.validators import Length

from app import clock
from app.extensions import wtforms_domain
from app.models import Cohort, CountsAs
from app.models.registration import TOGETHER_BY_DEFAULT
from app.services import registrations
from app.web.forms import Form, NoteField, PublicForm
from app.web.register_fields import (
    LONG,
    OFF,
    TOO_LONG,
    AnyMunicipality,
    Email,
    Line,
    need,
    own,
    refuse,
    whole,
    wrong_address,
)
from app.web.register_invoice import InvoiceFields
from app.web.register_words import TO_CONTACT, Words


class Step(StrEnum):
    WHO = "who"
    INVOICE = "invoice"
    CHECK = "check"


class PersonForm(Fields):
    """A colleague; what is wrong is said with the number of the participant."""

    class Meta:
        def get_translations(self, form: Any) -> Any:
            return wtforms_domain

    name = Line(_l("Name"), render_kw=OFF)
    email = Email(_l("Email"), render_kw=OFF | {"spellcheck": "false"})
    title = Line(_l("Job title"), render_kw=OFF | {"list": "titles"})
    workplace = Line(_l("Their workplace, if it is another one"), render_kw=OFF)


class RegisterFields(InvoiceFields):
    """The fields in the order of the pages; every page carries those of the others hidden."""

    step = HiddenField(default=Step.WHO)
    reached = HiddenField()
    form_key = HiddenField()

    name = Line(_l("Name"), render_kw=own("name"))
    email = Email(_l("Email"), render_kw=own("email", spellcheck="false"))
    phone = Line(_l("Phone"), 40, render_kw=own("tel", type="tel"))
    attending = BooleanField(_l("I take part myself"), default=True)
    workplace = Line(_l("Workplace"), render_kw=own("organization"))
    municipality = AnyMunicipality()
    title = Line(_l("Job title"), render_kw=own("organization-title", list="titles"))
    people = FieldList(FormField(PersonForm))
    unnamed = Line(
        _l("Places for colleagues you name later"), render_kw=OFF | {"inputmode": "numeric"}
    )
    together = RadioField(choices=["all", "some"], validate_choice=False)
    at_least = Line(_l("At least so many of us"), render_kw=OFF | {"inputmode": "numeric"})
    note = NoteField(_l("A message to us"), [Length(max=LONG, message=TOO_LONG)])

    # asked only when there are too few places for everyone
    choice = RadioField(choices=["split", "line"], validate_choice=False)
    first = SelectMultipleField(choices=[], validate_choice=False)

    cohort: Cohort
    # said to who fills it in
    words: Words = TO_CONTACT

    @property
    def rows(self) -> list[PersonForm]:
        return [entry.form for entry in self.people]

    @property
    def places_unnamed(self) -> int:
        return max(0, whole(self.unnamed.data))

    @property
    def count(self) -> int:
        """How many places are asked for."""
        return int(bool(self.attending.data)) + len(self.rows) + self.places_unnamed

    @property
    def asks_together(self) -> bool:
        """Whether the group could be split at all."""
        return self.count > 1 and self.cohort.counts_as is CountsAs.SEATS

    @property
    def fewest(self) -> int | None:
        """How many of the group at least come together; None: all of them."""
        if not self.asks_together or self.together.data != "some":
            return None
        return 1 if self.count == 2 or not self.at_least.data else whole(self.at_least.data)

    def number_of(self, row: int) -> int:
        """As which participant the row is counted."""
        return row + 1 + int(bool(self.attending.data))

    def focus(self, field_id: str) -> None:
        """Let the page begin at that field."""
        for form in (self, *self.rows):
            for field in form:  # type: ignore[attr-defined]
                if field.id == field_id:
                    field.render_kw = {**(field.render_kw or {}), "autofocus": True}

    def check(self, step: Step) -> bool:
        """Judge what stands on one page."""
        if step is Step.WHO:
            self._check_contact()
            self.check_people()
            self._check_group()
        elif step is Step.INVOICE:
            self.check_invoice()
        return not self.errors  # type: ignore[attr-defined]

    def _check_contact(self) -> None:
        fields = ["name", "email", "phone", "workplace", "municipality", "title", "note"]
        self._validate(*(getattr(self, name) for name in fields))
        need(self.name, str(self.words.name))
        need(self.workplace, str(self.words.workplace))
        if self.attending.data:
            need(self.title, str(self.words.title))

    def check_people(self) -> None:
        """Judge the rows: each has a name, a title and an address of its own."""
        seen = {self.email.address: 1} if self.attending.data and self.email.address else {}
        for index, row in enumerate(self.rows):
            number = self.number_of(index)
            for field in (row.name, row.title, row.workplace):
                field.validate(row)
            need(row.name, _("Enter the name of participant %(number)s", number=number))
            need(row.title, _("Enter the job title of participant %(number)s", number=number))
            if not row.email.validate(row):
                refuse(row.email, wrong_address(row.email.data or "", number))
                continue
            other = seen.setdefault(row.email.address, number)
            if other != number:
                both = _(
                    "Participants %(first)s and %(second)s have the same email address. "
                    "Each needs their own",
                    first=other,
                    second=number,
                )
                refuse(row.email, both)
        self.people.errors = [row.errors for row in self.rows if row.errors]

    def _check_group(self) -> None:
        course = self.cohort.course
        self._validate(self.unnamed)
        if whole(self.unnamed.data) < 0:
            refuse(self.unnamed, _("Enter a number, or leave it empty"))
        elif self.places_unnamed and not registrations.may_be_nameless(self.cohort, clock.now()):
            refuse(self.unnamed, _("The day is so near that every place needs a name now"))
        elif not self.count:
            refuse(self.attending, str(self.words.attending))
        elif self.count < course.min_seats:
            least = ngettext(
                "This course needs at least %(num)s participant from the same workplace",
                "This course needs at least %(num)s participants from the same workplace",
                course.min_seats,
            )
            refuse(self.unnamed, least)
        elif self.count > course.max_seats:
            refuse(self.unnamed, self.words.too_many(course.max_seats))
        elif self.asks_together:
            self._check_together()

    def _check_together(self) -> None:
        if self.together.data not in {"all", "some"}:
            if self.count > TOGETHER_BY_DEFAULT:
                refuse(self.together, str(self.words.together))
            else:
                self.together.data = "all"
        elif self.fewest is not None and not 1 <= self.fewest < self.count:
            most = self.count - 1
            refuse(self.at_least, _("Enter a number from 1 to %(most)s.", most=most))

    def _validate(self, *fields: Field) -> None:
        for field in fields:
            field.validate(self)


class RegisterForm(RegisterFields, PublicForm):
    """On the public page of a cohort."""


class RegisterByLinkForm(RegisterFields, Form):
    """Behind the private link of a subscription."""
