"""Names for places that have none yet, asked for so near the start that such places go back."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form as Fields

from app.extensions import wtforms_domain
from app.models import Seat
from app.models.registration import LIVE
from app.services.orders import Person
from app.web.forms import Form
from app.web.register_fields import OFF, Email, Line, need, refuse


class NameForm(Fields):
    """Who takes one place."""

    class Meta:
        def get_translations(self, form: Any) -> Any:
            return wtforms_domain

    name = Line(_l("Name"), render_kw=OFF)
    email = Email(_l("Email"), render_kw=OFF | {"spellcheck": "false"})


class NamesForm(Form):
    """A form that asks, beside its own fields, for the names of some places."""

    named: dict[int, NameForm]

    def ask_names(self, seats: Iterable[Seat]) -> None:
        typed = request.form if self.is_submitted() else None
        self.named = {seat.id: NameForm(typed, prefix=f"seat{seat.id}-") for seat in seats}

    def check_names(self, ids: Iterable[int], group: list[Seat]) -> bool:
        """Each of these places needs somebody who is not in the group already."""
        known = {seat.email for seat in group if seat.email and seat.state in LIVE}
        for seat_id in ids:
            row = self.named.get(seat_id)
            if row is None:
                continue
            row.name.validate(row)
            need(row.name, _("Enter the name of the participant"))
            if row.email.validate(row) and row.email.address in known:
                refuse(row.email, _("This address is on the registration already."))
            known.add(row.email.address)
        return not any(row.errors for row in self.named.values())

    @property
    def names(self) -> dict[int, Person]:
        """By the ids of the places."""
        return {
            seat_id: Person(row.name.data or "", row.email.address)
            for seat_id, row in self.named.items()
            if row.name.data and row.email.address
        }

    @property
    def errors(self) -> dict[Any, Any]:
        rows = {f"seat{number}": row.errors for number, row in self.named.items() if row.errors}
        return {**super().errors, **rows}

    @property
    def problems(self) -> list[tuple[str, str]]:
        rows = [field for row in self.named.values() for field in row]
        said = [(field.id, str(error)) for field in rows for error in field.errors]
        return super().problems + said
