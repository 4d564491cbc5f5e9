"""A form that stood open while a colleague saved the same page writes over nothing of theirs."""

from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, FieldList, FormField, HiddenField, SelectField, SubmitField

from app.web.forms import Form


class ReadForm(Form):
    """Its hidden field says what the page showed in each of the others, as a short mark."""

    read = HiddenField()

    def __init__(self, *given: Any, **filled_in: Any) -> None:
        super().__init__(*given, **filled_in)
        if self.read.raw_data is None:
            # nothing was sent: what stands in the fields is what is stored
            self.read.data = " ".join(f"{one.name}={_mark(one)}" for one in self._typed())

    def is_up_to_date(self, **stored: Any) -> bool:
        """Whether the fields that colleagues have changed meanwhile can be saved as they stand.

        Given is what the form would be filled in with now, read under a lock. A field that only
        they have changed then says what they wrote; one that both have changed keeps what was
        typed, and tells the other text. Said once: the next press is by somebody who has read it.
        """
        theirs = type(self)(formdata=None, **stored)
        shown = dict(part.split("=", 1) for part in (self.read.data or "").split() if "=" in part)
        self.read.data = theirs.read.data
        taken = []
        for one in theirs._typed():
            own, now = self[one.name], _mark(one)
            if now in (shown.get(one.name), _mark(own)):
                continue
            if _mark(own) == shown.get(one.name):
                own.process(None, one.data)
                own.raw_data = None
                taken.append(str(getattr(one, "words", "") or one.label.text))
            else:
                _tell(own, _told(_said(one)))
        if taken:
            self.form_errors.append(
                _(
                    "A colleague has saved this page since you opened it, so yours is not saved "
                    "yet. What they wrote stands here now: %(fields)s. The rest is as you wrote "
                    "it. Look at it, then save again.",
                    fields=", ".join(taken),
                )
            )
        return not self.errors

    def _typed(self) -> list[Any]:
        return [one for one in self if not isinstance(one, HiddenField | SubmitField)]


def _mark(field: Field) -> str:
    """An empty line and none are the same."""
    data = "" if field.data is None else field.data
    return sha256(repr(data).encode()).hexdigest()[:8]


def _told(said: str) -> str:
    if not said:
        return _("A colleague has emptied this since you opened the page.")
    return _("A colleague has changed this since you opened the page. It says: %(text)s", text=said)


def _said(field: Any) -> str:
    """What stands in it, as its reader would see it."""
    if isinstance(field, FieldList):
        return "; ".join(_said(row) for row in field)
    if isinstance(field, FormField):
        return " ".join(filter(None, map(_said, field)))
    if isinstance(field, SelectField):
        return next((str(one.label) for one in field.iter_choices() if one.selected), "")
    return str(field._value())


def _tell(field: Any, error: str) -> None:
    """Of rows in the first box."""
    if isinstance(field, FieldList):
        next(iter(field[0])).errors = [error]
        field.errors = [row.errors for row in field if row.errors]
    else:
        field.errors = [error]
