"""What a secretary types about one person, and the key by which their page is opened."""

import json
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, g
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from app.sealed import Box
from app.services.people import Person
from app.web.forms import AddressField, Form, LineField

# why somebody is looked up: the word in the log
PURPOSES = {
    "access": _l("They ask to see what we have about them"),
    "correction": _l("Something is to be corrected"),
    "erasure": _l("They ask to be erased"),
    "question": _l("They have a question"),
}
LASTS = timedelta(hours=1)
NAME_TOO_LONG = _l("The name is too long: at most 200 characters.")
OFF = {"autocomplete": "off", "spellcheck": "false"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose page, and why it was opened."""

    person: Person
    purpose: str


class SearchForm(Form):
    """It is sent by POST: what is typed stays out of the address, and out of logs."""

    wanted = LineField(
        _l("Address, name or reference"),
        [
            DataRequired(_l("Write an email address, the beginning of a name, or a reference.")),
            Length(max=254, message=_l("That is too long. Write less of it.")),
        ],
        render_kw=OFF,
    )
    purpose = SelectField(
        _l("Why are you looking?"),
        choices=[
            SelectChoice("", _l("Choose")),
            *(SelectChoice(word, said) for word, said in PURPOSES.items()),
        ],
        validators=[InputRequired(_l("Choose why: it stands in the log that the person can see."))],
    )


class CorrectForm(Form):
    name = LineField(_l("Name"), [Length(max=200, message=NAME_TOO_LONG)], render_kw=OFF)
    email = AddressField(_l("Email"), render_kw=OFF)


def key(person: Person, purpose: str) -> str:
    """For the address of the page: sealed, for an hour, and for who has said why."""
    return sealed(person, purpose, g.staff.id)


def sealed(person: Person, purpose: str, member_id: int) -> str:
    said = [person.email, person.name, purpose, member_id]
    return _box().seal(json.dumps(said).encode())


def opened(key: str) -> Opened | None:
    """None if it is not ours, too old, or was made for somebody else."""
    found = _box().open(key, LASTS)
    if found is None:
        return None
    email, name, purpose, member_id = json.loads(found)
    return Opened(Person(email, name), purpose) if member_id == g.staff.id else None


def _box() -> Box:
    return Box(current_app.config["LINK_KEYS"], "person")
