"""What a contact may say about a registration."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, SubmitField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.models import Cohort, Registration, Seat
from app.services.orders import Choice, Person
from app.web.forms import Form
from app.web.named_places import NamesForm
from app.web.register_fields import OFF, Email, Line, own, whole


class PressForm(Form):
    """A button, and nothing to fill in."""


class SomeOfThem(SelectMultipleField):
    """Tick boxes, one for each of the places."""

    widget = ListWidget()
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, coerce=str, **options)

    def offer(self, seats: Iterable[Seat]) -> None:
        self.choices = [str(seat.id) for seat in seats]

    @property
    def ids(self) -> list[int]:
        known = set(self.choices or ())
        return [int(value) for value in self.data or [] if value in known]


class OfferForm(NamesForm):
    """Yes, or (the other button) no. With fewer places than people: who, and what of the rest."""

    who = SomeOfThem()
    rest = RadioField(choices=["keep", "leave"], validate_choice=False)
    no = SubmitField()

    count: int = 0
    people: int = 0
    seats: list[Seat]

    def about(self, seats: list[Seat], count: int, *, names_needed: bool) -> "OfferForm":
        self.who.offer(seats)
        self.seats, self.count, self.people = seats, count, len(seats)
        self.ask_names(seat for seat in seats if names_needed and seat.is_nameless)
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Names are asked of those who come, and of nobody who says no."""
        fine = super().validate(extra_validators)
        if self.no.data:
            return fine
        ids = self.who.ids if self.is_split else list(self.named)
        return self.check_names(ids, self.seats[0].registration.seats if ids else []) and fine

    @property
    def is_split(self) -> bool:
        return self.count < self.people

    def validate_who(self, field: SomeOfThem) -> None:
        if self.is_split and not self.no.data and len(field.ids) != self.count:
            ask = ngettext(
                "Choose the one of you who takes the place",
                "Choose the %(num)s of you who take the places",
                self.count,
            )
            raise ValidationError(ask)

    def validate_rest(self, field: RadioField) -> None:
        if self.is_split and not self.no.data and field.data not in {"keep", "leave"}:
            raise ValidationError(_("Choose what happens to the others"))


class AcceptForm(Form):
    """Take it without asking me if a place comes free by ..."""

    until = DateField(_l("Take it without asking me if a place comes free by"))
    # the other button: ask me after all
    ask = SubmitField()

    cohort: Cohort

    def check(self) -> bool:
        """The day is asked for by one of the two buttons only."""
        if self.ask.data:
            self.until.data = None
            return True
        self.validate()
        starts_at = self.cohort.starts_at
        today = clock.today()
        last = clock.today(starts_at) if starts_at else today
        if self.until.data is None or not today <= self.until.data <= last:
            day = _("Choose a day from today until the first day of the course.")
            self.until.errors = [day]
        return not self.until.errors


class TogetherForm(Form):
    """How many of the group at least come together."""

    at_least = RadioField(validate_choice=False)

    people: int = 0

    def validate_at_least(self, field: RadioField) -> None:
        if not 1 <= whole(field.data) <= self.people:
            raise ValidationError(_("Choose how many of you come together"))


class PersonForm(Form):
    """Who has the place."""

    name = Line(_l("Name"), render_kw=OFF)
    email = Email(_l("Email"), render_kw=OFF | {"spellcheck": "false"})
    title = Line(_l("Job title"), render_kw=OFF)

    def validate_name(self, field: Line) -> None:
        if not field.data:
            raise ValidationError(_("Enter the name of the participant"))

    @property
    def person(self) -> Person:
        return Person(self.name.data or "", self.email.address, self.title.data or "")


class ContactForm(Form):
    """Who registered, and is written to."""

    name = Line(_l("Name"), render_kw=own("name"))
    email = Email(_l("Email"), render_kw=own("email", spellcheck="false"))
    phone = Line(_l("Phone"), 40, render_kw=own("tel", type="tel"))
    title = Line(_l("Job title"), render_kw=own("organization-title", list="titles"))

    def validate_name(self, field: Line) -> None:
        if not field.data:
            raise ValidationError(_("Enter your name"))

    @classmethod
    def of(cls, registration: Registration) -> "ContactForm":
        names = ("name", "email", "phone", "title")
        return cls(**{name: getattr(registration, f"contact_{name}") for name in names})


class AddForm(PersonForm):
    """One more colleague: a registration of its own, once."""

    form_key = HiddenField()
    # the second button, when there is no place left
    line = SubmitField()

    @property
    def choice(self) -> Choice | None:
        return Choice.LINE if self.line.data else None


class MoveForm(Form):
    """Which of them go to which other date."""

    to = RadioField(validate_choice=False)
    who = SomeOfThem()

    def about(self, cohorts: list[Cohort], seats: list[Seat]) -> "MoveForm":
        self.to.choices = [str(cohort.id) for cohort in cohorts]
        self.who.offer(seats)
        return self

    def chosen(self, cohorts: list[Cohort]) -> Cohort:
        return next(cohort for cohort in cohorts if str(cohort.id) == self.to.data)

    def validate_to(self, field: RadioField) -> None:
        if field.data not in set(field.choices or ()):
            raise ValidationError(_("Choose a date"))

    def validate_who(self, field: SomeOfThem) -> None:
        if not field.ids:
            raise ValidationError(_("Choose who moves"))


class ChoiceForm(Form):
    """After a cohort was called off: a date to move to, or one of the other two buttons."""

    to = RadioField(validate_choice=False)
    first = SubmitField()
    no = SubmitField()

    def about(self, cohorts: list[Cohort]) -> "ChoiceForm":
        self.to.choices = [str(cohort.id) for cohort in cohorts]
        return self

    def chosen(self, cohorts: list[Cohort]) -> Cohort:
        return next(cohort for cohort in cohorts if str(cohort.id) == self.to.data)

    def validate_to(self, field: RadioField) -> None:
        known = set(field.choices or ())
        if not self.first.data and not self.no.data and field.data not in known:
            raise ValidationError(_("Choose a date"))
