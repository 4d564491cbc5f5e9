"""The provider's own rules: how letters end, how long an offer stands, how long what is kept."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length, StopValidation, ValidationError

from app.models import Provider, keeping
from app.models.keeping import Unit
from app.services.windows import WINDOWS
from app.web.forms import Form, NoteField
from app.web.staff.fields import NumberField
from app.web.staff.read_form import ReadForm

LONGEST_SIGNATURE, MOST_LINES = 1000, 10
CLAIM = "claim_{}"
KEEP = "keep_{}"
# what the law has to say on it, beside the bounds
WHY = {
    "invoices": _l("The Bookkeeping Act asks for five years."),
    "log": _l("The database itself refuses to let go of anything sooner."),
}


class BothLanguages:
    """What is said in one language is said in the other."""

    def __init__(self, other: str) -> None:
        self.other = other

    def __call__(self, form: Form, field: Any) -> None:
        if form[self.other].data and not field.data:
            raise StopValidation(_l("Write it in both Danish and English."))


class FewLines:
    def __call__(self, form: Form, field: Any) -> None:
        if len((field.data or "").splitlines()) > MOST_LINES:
            raise ValidationError(_l("Write a signature of at most ten lines."))


class Bounded(NumberField):
    """Must be filled in, and says its bounds when it is not or is outside of them."""

    @property
    def wrong(self) -> str:
        return gettext("Enter a number from %(least)s to %(most)s.", **self.bounds)

    @property
    def bounds(self) -> dict[str, int]:
        return {"least": self.least, "most": self.most}

    def pre_validate(self, form: Form) -> None:
        if self.data is None and not self.process_errors:
            raise StopValidation(self.wrong)


class Claim(Bounded):
    """Working days to answer; its label is the distance."""

    def __init__(self, number: int, **options: Any) -> None:
        self.window = WINDOWS[number]
        super().__init__("", least=1, most=self.window.most, **options)

    @property
    def words(self) -> str:
        return ngettext(
            "More than %(num)s working day before the start",
            "More than %(num)s working days before the start",
            self.window.more_than,
        )


class Keep(Bounded):
    """How long a class of data is kept, in its unit."""

    def __init__(self, label: Any, rule: str, **options: Any) -> None:
        self.rule = keeping.RULES[rule]
        self.why = WHY.get(rule, "")
        super().__init__(label, least=self.rule.least, most=self.rule.most, **options)

    @property
    def hint(self) -> str:
        if self.rule.unit is Unit.DAY:
            said = gettext("Days, from %(least)s to %(most)s", **self.bounds)
        elif self.rule.unit is Unit.MONTH:
            said = gettext("Months, from %(least)s to %(most)s", **self.bounds)
        else:
            said = gettext("Years, from %(least)s to %(most)s", **self.bounds)
        return f"{said}. {self.why}" if self.why else said


class RulesForm(ReadForm):
    """`seen`: the times that were looked at once more, since they forget what is kept now."""

    seen = HiddenField()
    # how much more is forgotten within minutes; shown before it happens
    forgets: int = 0
    signature_da = NoteField(
        _l("Signature of the emails, in Danish"),
        [BothLanguages("signature_en"), Length(max=LONGEST_SIGNATURE), FewLines()],
    )
    signature_en = NoteField(
        _l("Signature of the emails, in English"),
        [BothLanguages("signature_da"), Length(max=LONGEST_SIGNATURE), FewLines()],
    )
    claim_15 = Claim(0)
    claim_5 = Claim(1)
    claim_1 = Claim(2)
    keep_unconfirmed = Keep(
        _l("An address on a list, before its owner has said yes"), "unconfirmed"
    )
    keep_asked = Keep(_l("On a list: from the last yes until we ask again"), "asked")
    keep_letters = Keep(_l("To whom an email went, after it was sent"), "letters")
    keep_food = Keep(_l("Food and special needs, after the course"), "food")
    keep_phone = Keep(_l("Phone numbers and messages, after the course"), "phone")
    keep_files = Keep(_l("Files with worksheets, after the course"), "files")
    keep_names = Keep(
        _l("Names, addresses and what is written on worksheets, after the course"), "names"
    )
    keep_invoices = Keep(_l("Invoices, without names, after the accounting year"), "invoices")
    keep_log = Keep(_l("The log of what staff do"), "log")

    def look_again(self, forgets: int) -> bool:
        """Whether to show once more what is about to be forgotten: it cannot be fetched back."""
        times = ",".join(str(field.data) for field in self.keeping)
        if not forgets or self.seen.data == times:
            return False
        self.seen.data, self.forgets = times, forgets
        return True

    @property
    def claims(self) -> list[Any]:
        """The farthest first."""
        return [self[CLAIM.format(window.more_than)] for window in WINDOWS]

    @property
    def keeping(self) -> Iterator[Any]:
        return (self[KEEP.format(name)] for name in keeping.RULES)

    def validate_claim_5(self, field: Any) -> None:
        self._at_most(field, self.claim_15)

    def validate_claim_1(self, field: Any) -> None:
        self._at_most(field, self.claim_5)

    def _at_most(self, field: Any, farther: Any) -> None:
        if farther.data is not None and field.data is not None and field.data > farther.data:
            raise ValidationError(
                _l("Close to the start, an offer cannot stand longer than earlier on.")
            )

    @property
    def rules(self) -> dict[str, Any]:
        """What the row keeps: only what is not as usual, so that a usual time stays the usual."""
        return {
            "claim_windows": {
                str(field.window.more_than): field.data
                for field in self.claims
                if field.data != field.window.usual
            },
            "retention": {
                name: self[KEEP.format(name)].data
                for name, rule in keeping.RULES.items()
                if self[KEEP.format(name)].data != rule.usual
            },
        }


def rules_of(provider: Provider) -> dict[str, int]:
    """What holds now, by the names of the fields."""
    return {
        **{CLAIM.format(window.more_than): window.days(provider) for window in WINDOWS},
        **{KEEP.format(name): provider.keeps(name) for name in keeping.RULES},
    }
