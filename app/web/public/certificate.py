"""Whether a certificate is good: anybody may ask by its number, and nobody learns more."""

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.models.certificate import grouped, typed
from app.services import certificates
from app.web.access import public
from app.web.forms import LineField, PublicForm
from app.web.languages import two
from app.web.pages import page, see_other
from app.web.public import bp


class NumberForm(PublicForm):
    """As it stands on the certificate; small letters and blanks do no harm."""

    number = LineField(
        _l("Certificate number"),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )

    def validate_number(self, field: LineField) -> None:
        if not typed(field.data or ""):
            raise ValidationError(
                _("Enter the ten letters and figures on the certificate, such as K7QM3-XRT9H.")
            )


@two(bp, "/bevis", "/certificate", methods=["GET", "POST"])
@public
def certificate() -> Response:
    form = NumberForm()
    if form.validate_on_submit():
        number = grouped(typed(form.number.data or ""))
        return see_other(".certificate_number", number=number)
    return page("public/certificate.html", form=form)


@two(bp, "/bevis/<number>", "/certificate/<number>")
@public
def certificate_number(number: str) -> Response:
    """The address on the certificate. A number that never was and one withdrawn look the same."""
    found = certificates.find(number)
    answer = page(
        "public/certificate_number.html",
        certificate=found,
        number=grouped(typed(number)),
        form=NumberForm(formdata=None),
    )
    # may hold a name, for as long as its holder lets it
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer
