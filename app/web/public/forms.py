"""What visitors may type."""

from functools import cache

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField
from wtforms.validators import Length

from app.language import Language
from app.models import Course, Provider
from app.web import course_words, languages
from app.web.fields import MonthsField, MunicipalityField, SeatsField
from app.web.forms import AddressField, NoteField, PublicForm

LONGEST_NOTE = 1000


@cache
def empty_fold(language: Language) -> Markup:
    """Kept: its fields and its 98 municipalities took half of the time of a course page."""
    return Markup(render_template("public/_plan.html", form=SubscribeForm()))  # noqa: S704  ours


class SubscribeForm(PublicForm):
    """One field is asked for; the rest is behind a fold and may be left."""

    email = AddressField(_l("Email"), render_kw={"autocomplete": "email", "spellcheck": "false"})
    municipality = MunicipalityField()
    seats = SeatsField()
    months = MonthsField()
    note = NoteField(
        _l("Is there anything we should know?"),
        [Length(max=LONGEST_NOTE, message=_l("Keep it within 1,000 characters."))],
    )
    at_ours = BooleanField(_l("We would like to have the day at our place"))

    def ask_for(self, course: Course) -> "SubscribeForm":
        """Let the course say how many places one can need."""
        self.seats.most = course.max_seats
        return self

    @property
    def fold(self) -> Markup:
        """The optional fields. Before anybody has typed they are the same on every page."""
        if self.is_submitted():
            return Markup(render_template("public/_plan.html", form=self))  # noqa: S704  ours
        return empty_fold(languages.language())

    @property
    def unfolded(self) -> bool:
        """Whether the fold holds something that has to be corrected."""
        return any(field.errors for field in self if field.name != "email")

    @staticmethod
    def consent(course: Course, provider: Provider) -> str:
        """What pressing the button says yes to; stored as it stood."""
        return str(
            _(
                "By pressing the button you agree that %(provider)s may email you about dates for "
                "%(title)s, and nothing else. You can stop at any time with the link in every "
                "email.",
                provider=provider.name,
                title=course_words.part_text(course, "title"),
            )
        )


class FindForm(PublicForm):
    """The address that a registration was made with."""

    email = AddressField(_l("Email"), render_kw={"autocomplete": "email", "spellcheck": "false"})
