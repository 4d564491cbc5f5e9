"""What the form says to whoever fills it in: the contact, or the secretary for one who rings."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences that differ by who reads them."""

    name: LazyString
    workplace: LazyString
    title: LazyString
    municipality: LazyString
    attending: LazyString
    together: LazyString
    ean: LazyString
    too_many: Callable[[int], str]
    who_first: Callable[[int], str]


def _too_many_of_you(most: int) -> str:
    return ngettext(
        "One registration has room for %(num)s participant. Write to us if you are more",
        "One registration has room for %(num)s participants. Write to us if you are more",
        most,
    )


def _too_many_of_them(most: int) -> str:
    return ngettext(
        "One registration has room for %(num)s participant. Make another one for the rest",
        "One registration has room for %(num)s participants. Make another one for the rest",
        most,
    )


def _first_of_you(left: int) -> str:
    return ngettext(
        "Choose the one of you who takes the place",
        "Choose the %(num)s of you who take the places",
        left,
    )


def _first_of_them(left: int) -> str:
    return ngettext(
        "Choose the one of them who takes the place",
        "Choose the %(num)s of them who take the places",
        left,
    )


TO_CONTACT = Words(
    name=_l("Enter your name"),
    workplace=_l("Enter the name of your workplace"),
    title=_l("Enter your job title"),
    municipality=_l('Choose your municipality, or choose "Not a municipality"'),
    attending=_l("Add a participant, or tick that you take part yourself"),
    together=_l("Choose what we do if there is not room for all of you"),
    ean=_l("Enter the EAN number, or tick that you do not have it to hand"),
    too_many=_too_many_of_you,
    who_first=_first_of_you,
)
TO_SECRETARY = Words(
    name=_l("Enter the name of the contact"),
    workplace=_l("Enter the name of the workplace"),
    title=_l("Enter the job title of the contact"),
    municipality=_l('Choose their municipality, or choose "Not a municipality"'),
    attending=_l("Add a participant, or tick that the contact takes part"),
    together=_l("Choose what we do if there is not room for all of them"),
    ean=_l("Enter the EAN number, or tick that they send it later"),
    too_many=_too_many_of_them,
    who_first=_first_of_them,
)
