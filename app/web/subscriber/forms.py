"""What somebody on the list may say and change."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SubmitField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.models import Subscription
from app.web.fields import MonthsField, MunicipalityField, SeatsField
from app.web.forms import Form


class AnswerForm(Form):
    """One button says yes; the other one, `no`, deletes the address."""

    no = SubmitField()


class DetailsForm(Form):
    language = RadioField(
        _l("Language of the emails"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
    )
    seats = SeatsField()
    municipality = MunicipalityField()
    months = MonthsField()

    @classmethod
    def of(cls, subscription: Subscription) -> "DetailsForm":
        """Filled in with what is noted, unless something else was typed."""
        municipality = subscription.municipality
        form = cls(
            language=str(subscription.language),
            seats=str(subscription.seats_wanted),
            municipality=municipality.name if municipality else "",
            months=subscription.months,
        )
        form.seats.most = subscription.course.max_seats
        return form


class PauseForm(Form):
    until = DateField(
        _l("Pause until"),
        validators=[InputRequired(_l("Choose the day on which we may write again."))],
    )
