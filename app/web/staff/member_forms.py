"""What administrators type about accounts."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, Length

from app.language import Language
from app.models import Bilingual, Role
from app.web.forms import AddressField, Form, LineField
from app.web.register_fields import TOO_LONG

ROLES = {
    Role.CONSULTANT: _l("Consultant"),
    Role.SECRETARY: _l("Course secretary"),
    Role.ADMINISTRATOR: _l("Administrator"),
}


class MemberForm(Form):
    name_da = LineField(
        _l("Name or role, in Danish"),
        validators=[
            DataRequired(_l("Enter a name or a role in Danish.")),
            Length(max=100, message=TOO_LONG),
        ],
    )
    name_en = LineField(
        _l("Name or role, in English"),
        validators=[
            DataRequired(_l("Enter a name or a role in English.")),
            Length(max=100, message=TOO_LONG),
        ],
    )
    role = SelectField(
        _l("Role"), choices=[SelectChoice(str(role), name) for role, name in ROLES.items()]
    )

    @property
    def both_names(self) -> Bilingual:
        return Bilingual(self.name_da.data, self.name_en.data)


class InviteForm(MemberForm):
    email = AddressField(_l("Email"))
    language = SelectField(
        _l("Language of the email"),
        choices=[SelectChoice("da", _l("Danish")), SelectChoice("en", _l("English"))],
    )

    @property
    def chosen_language(self) -> Language:
        return Language(self.language.data)
