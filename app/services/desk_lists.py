"""The participants of a desk, as they are looked for: what lacks, and from where."""

import enum
from collections import Counter
from collections.abc import Callable

from app import formats
from app.models import Bill, Seat, SeatState
from app.services.desk import Desk


class Show(enum.StrEnum):
    ALL = ""
    OFFERED = "offered"
    EAN = "ean"
    NAMELESS = "nameless"
    UNREACHED = "unreached"
    NOTED = "noted"


def counts(desk: Desk) -> dict[Show, int]:
    """How many participants each list has."""
    keep = _judges(desk)
    return {show: sum(keep[show](seat) for seat in desk.seats) for show in Show}


def municipalities(desk: Desk) -> list[tuple[str, int]]:
    """How many come from each, in alphabetical order; "" is where nobody said, and stands last."""
    counted = Counter(_municipality(seat) for seat in desk.seats)
    return sorted(counted.items(), key=lambda one: (not one[0], formats.alphabetical(one[0])))


def chosen(desk: Desk, show: Show = Show.ALL, municipality: str | None = None) -> list[Seat]:
    """Those of the list, municipality by municipality; None: from all of them."""
    keep = _judges(desk)[show]
    found = [
        seat for seat in desk.seats if keep(seat) and municipality in (None, _municipality(seat))
    ]
    # a group stays together: the order within a municipality is that of the registrations
    return sorted(
        found,
        key=lambda seat: (not _municipality(seat), formats.alphabetical(_municipality(seat))),
    )


def _municipality(seat: Seat) -> str:
    found = seat.registration.municipality
    return found.name if found else ""


def _judges(desk: Desk) -> dict[Show, Callable[[Seat], bool]]:
    lost = desk.unreached
    return {
        Show.ALL: lambda seat: True,
        Show.OFFERED: lambda seat: desk.states[seat.id] is SeatState.OFFERED,
        Show.EAN: lambda seat: seat.registration.bill is Bill.LATER,
        Show.NAMELESS: lambda seat: seat.is_nameless,
        Show.UNREACHED: lambda seat: bool({seat.email, seat.registration.contact_email} & lost),
        Show.NOTED: lambda seat: bool(seat.registration.staff_note),
    }
