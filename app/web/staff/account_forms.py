"""What staff type to sign in, and about their passwords."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, InputRequired, Length

from app.services.passwords import LONGEST
from app.web.forms import Form, PublicForm, clean_email, strip

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


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"),
        validators=[
            InputRequired(_l("Enter a new password.")),
            Length(max=LONGEST, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    present = PasswordField(
        _l("Present password"),
        validators=[InputRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
