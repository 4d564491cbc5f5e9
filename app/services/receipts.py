"""What is shown to whoever has just sent a registration.

Nobody has proved yet that the contact's address is theirs. So the page says of a colleague who had
a place already what it would say of anyone: only the mails tell.
"""

from dataclasses import dataclass
from datetime import datetime

from app.models import Registration, Seat, SeatState
from app.models.registration import HAS_A_PLACE
from app.services import private_pages, register_pages
from app.services.orders import HAS_A_PLACE_ALREADY, Choice, Order

IN_LINE = (SeatState.WAITING, SeatState.OFFERED)


@dataclass(frozen=True, slots=True)
class Receipt:
    placed: list[Seat]
    waiting: list[Seat]
    # cancelled, declined or given up since
    gone: list[Seat]
    # in whole kroner, for those who have a place
    total: int

    @property
    def nameless(self) -> int:
        return len([seat for seat in self.placed + self.waiting if seat.is_nameless])


def in_line(registration: Registration, order: Order, free: int) -> list[int]:
    """Which of the people (from 0) wait, as far as the answer says it.

    `free` is what could be had when the form was sent.
    """
    real = {n: seat for n, seat in enumerate(registration.seats) if not _is_double(seat)}
    found = [n for n, seat in real.items() if seat.state in IN_LINE]
    doubles = [n for n in range(len(registration.seats)) if n not in real]
    if order.choice is Choice.SPLIT and free < len(order.people):
        found += [n for n in doubles if n not in order.first]
    elif len(found) == len(real) and order.choice is Choice.LINE:
        found += doubles if real or free < len(order.people) else []
    return sorted(found)


def of(registration: Registration, waiting: set[int], now: datetime) -> Receipt:
    """How it stands now; of doubles what was said when they were sent."""
    placed: list[Seat] = []
    in_line: list[Seat] = []
    gone: list[Seat] = []
    for number, seat in enumerate(registration.seats):
        state = private_pages.state(seat, now)
        if _is_double(seat):
            (in_line if number in waiting else placed).append(seat)
        elif state in HAS_A_PLACE:
            placed.append(seat)
        elif state in IN_LINE:
            in_line.append(seat)
        else:
            gone.append(seat)
    total = register_pages.total(registration.cohort, len(placed)) if placed else 0
    return Receipt(placed, in_line, gone, total)


def _is_double(seat: Seat) -> bool:
    return seat.state is SeatState.CANCELLED and seat.reason == HAS_A_PLACE_ALREADY
