"""What staff type to sign in, and about how they sign in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.services.passwords import LONGEST
from app.services.second_factor import DIGITS, cleaned
from app.web.forms import AddressField, Form, LineField, PublicForm, clean_email, strip

# what a browser answers for a passkey is a tenth of that
LONGEST_ANSWER, LONGEST_NAME = 20_000, 60
TOO_LONG = _l("The password is too long. Use at most %(max)d characters.")


class SignInForm(PublicForm):
    """The page sets no cookie before somebody is signed in: the browser's word is the proof."""

    email = EmailField(
        _l("Email"),
        filters=[strip, clean_email],
        validators=[DataRequired(_l("Enter your email address."))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(PublicForm):
    email = AddressField(_l("Email"), render_kw={"autocomplete": "username", "spellcheck": "false"})


class CodeForm(Form):
    """Six figures of the app, or a longer code that was kept on paper."""

    code = StringField(
        _l("Code"),
        filters=[strip],
        validators=[DataRequired(_l("Enter a code."))],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )

    @property
    def is_from_paper(self) -> bool:
        typed = cleaned(self.code.data or "")
        return bool(typed) and not DIGITS.fullmatch(typed) and len(typed) > len("123456")


class SecondForm(CodeForm):
    """A code; or what a passkey answered, which the script of the page puts there."""

    passkey = HiddenField(filters=[strip], validators=[Optional(), Length(max=LONGEST_ANSWER)])

    def validate(self, extra_validators: Any = None) -> bool:
        if self.passkey.data:
            self.code.validators = []
        return bool(super().validate(extra_validators))


class ProveForm(SecondForm):
    password = PasswordField(
        _l("Password"),
        validators=[InputRequired(_l("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"),
        validators=[
            InputRequired(_l("Enter a new password.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PasskeyForm(Form):
    """A new passkey: the script of the page puts into it what the browser answered."""

    name = LineField(
        _l("Name"),
        validators=[DataRequired(_l("Give the passkey a name.")), Length(max=LONGEST_NAME)],
    )
    passkey = HiddenField(filters=[strip], validators=[Length(max=LONGEST_ANSWER)])


class OwnAddressForm(Form):
    email = AddressField(
        _l("New email address"), render_kw={"autocomplete": "email", "spellcheck": "false"}
    )
