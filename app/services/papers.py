"""What is printed for the day: who comes, how many eat what, and what to take into account."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from app import formats
from app.extensions import db
from app.models import Cohort, Seat, SeatState
from app.services import attendance, provider, retention

# the answers of the form (web/participant/forms.py), the most common first
FOOD = ("all", "vegetarian", "vegan", "other")
# nobody expects those who were away
COMES = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Numbers, and what was written about food; no names."""

    coming: int
    # have not said anything, and are counted with those who eat everything
    silent: int
    # by the words of the form
    eats: dict[str, int]
    # what those wrote who eat something else, and how many wrote the same
    wishes: list[tuple[str, int]]
    # wrote about needs, and eat as the numbers say: the page of needs tells what
    with_needs: int


def coming(cohort: Cohort) -> list[Seat]:
    """Everybody with a place who was not away, in alphabetical order; the nameless last."""
    return [seat for seat in attendance.of(cohort) if seat.state in COMES]


def kitchen(cohort: Cohort, now: datetime) -> Kitchen:
    seats = coming(cohort)
    gone = _forgotten(cohort, now)
    said = [seat for seat in seats if seat.id not in gone]
    eats = Counter(seat.food if seat.food in FOOD else "other" for seat in said if seat.food)
    silent = len(seats) - eats.total()
    other = [seat for seat in said if seat.food not in ("", *FOOD[:3])]
    texts = [text for seat in other if (text := _in_one_line(seat))]
    same = Counter(text.casefold() for text in texts)
    # as it was written first
    spelt = {text.casefold(): text for text in reversed(texts)}
    wishes = [(spelt[text], number) for text, number in same.items()]
    return Kitchen(
        coming=len(seats),
        silent=silent,
        eats={word: eats[word] + (silent if word == FOOD[0] else 0) for word in FOOD},
        wishes=sorted(wishes, key=lambda one: (-one[1], formats.alphabetical(one[0]))),
        with_needs=sum(bool(seat.needs) for seat in said if seat not in other),
    )


def needs(cohort: Cohort, now: datetime) -> list[Seat]:
    """Who wrote what we should take into account, while it is kept."""
    gone = _forgotten(cohort, now)
    return [seat for seat in coming(cohort) if seat.needs and seat.id not in gone]


def _in_one_line(seat: Seat) -> str:
    words = seat.needs if seat.food == "other" else seat.food
    return " ".join(words.split())


def _forgotten(cohort: Cohort, now: datetime) -> set[int]:
    """What is to be forgotten counts as forgotten, also before the sweep has been there."""
    over_by = retention.limits(provider.get(), now).food
    due = retention.seats_to_forget(over_by).where(Seat.cohort_id == cohort.id)
    return set(db.session.scalars(due))
