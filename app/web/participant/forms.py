"""What a participant may say: about food and needs nobody else can."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice
from wtforms.validators import Length, ValidationError

from app.language import Language
from app.models import Seat
from app.services.orders import Person
from app.web.forms import Form, NoteField
from app.web.register_fields import OFF, TOO_LONG, Email, Line

LONG = 500


class PressForm(Form):
    """A button, and nothing to fill in."""


class WishesForm(Form):
    """Only the participant writes it, only staff read it."""

    food = RadioField(
        _l("Food"),
        choices=[
            SelectChoice("all", _l("I eat everything")),
            SelectChoice("vegetarian", _l("Vegetarian")),
            SelectChoice("vegan", _l("Vegan")),
            SelectChoice("other", _l("Something else, which I write below")),
        ],
    )
    needs = NoteField(
        _l("Is there anything we should take into account?"),
        [Length(max=LONG, message=TOO_LONG)],
    )

    @classmethod
    def of(cls, seat: Seat) -> "WishesForm":
        return cls(**cls.said(seat))

    @staticmethod
    def said(seat: Seat) -> dict[str, str]:
        """Before anything is said, the most common answer stands there to be saved."""
        return {"food": seat.food or "all", "needs": seat.needs}


class LanguageForm(Form):
    language = RadioField(
        _l("Language of the emails"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
    )

    @classmethod
    def of(cls, seat: Seat) -> "LanguageForm":
        return cls(formdata=None, data={"language": str(seat.language)})

    @property
    def chosen(self) -> Language:
        return Language(self.language.data)


class ColleagueForm(Form):
    """Who takes over the place."""

    name = Line(_l("Name of your colleague"), render_kw=OFF)
    email = Email(_l("Your colleague's email address"), render_kw=OFF | {"spellcheck": "false"})
    title = Line(_l("Job title"), render_kw=OFF)
    worksheets = BooleanField(_l("My colleague gets what I have written on worksheets"))

    def validate_name(self, field: Line) -> None:
        if not field.data:
            raise ValidationError(_("Enter the name of your colleague"))

    @property
    def person(self) -> Person:
        return Person(self.name.data or "", self.email.address, self.title.data or "")
