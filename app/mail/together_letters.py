"""The letter that says that there are several dates, opened in one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import or_, select

from app import clock, formats
from app.extensions import db
from app.language import Language
from app.mail import facts, links, opening_letters, people
from app.mail.facts import Facts
from app.mail.letter import Contents, Row, Stale, letter
from app.mail.opening_letters import notice
from app.mail.text import Slot
from app.models import Cohort, CountsAs, Hold, OpeningRule, Subscription

TOGETHER = "cohorts_open"
# by whether places are held for its reader
REHEARSALS = {True: "rehearsal_together", False: "rehearsal_together_listed"}


@dataclass(frozen=True, slots=True)
class Offered:
    """One of the dates, as one reader is told of it."""

    cohort: Cohort
    opens_later: bool
    held: int
    wanted: int
    # of a draft: when it would open for everyone, if places would be held until then
    until: datetime | None = None

    @property
    def is_listed(self) -> bool:
        """Nothing is held, but who says yes stands in line."""
        return self.opens_later and not self.held and self.cohort.rule is OpeningRule.LIST_FIRST


@letter(TOGETHER, about=Subscription)
def cohorts_open(
    subscription: Subscription, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """There are several dates. What has been called off or is over meanwhile is left out.

    If one is left, it reads as if that had been opened alone.
    """
    if cohort is None or not subscription.is_active:
        return Stale()
    now = clock.now()
    left = [one for one in group(cohort) if opening_letters.is_worth_telling(one, now)]
    if len(left) > 1:
        return _of_all(subscription, left, language, now)
    return _of_one(subscription, left[0], language) if left else Stale()


@letter(REHEARSALS[True], about=Cohort, by_row=True)
def rehearsal_together(
    about: Cohort, cohort: Cohort | None, language: Language, row: Row
) -> Contents | Stale:
    """The first of them to the secretary, to look at before anybody is told."""
    return _rehearsed(row, language, held=True)


@letter(REHEARSALS[False], about=Cohort, by_row=True)
def rehearsal_together_listed(
    about: Cohort, cohort: Cohort | None, language: Language, row: Row
) -> Contents | Stale:
    """The same for those for whom there is no place to hold."""
    return _rehearsed(row, language, held=False)


def rehearsal_key(cohorts: Sequence[Cohort], *, held: bool) -> str:
    """What the key of such a mail begins with. Drafts do not know of each other: it names them."""
    return f"{REHEARSALS[held]}/{'-'.join(str(one.id) for one in cohorts)}"


def _rehearsed(row: Row, language: Language, *, held: bool) -> Contents | Stale:
    named = [int(number) for number in row.key.split("/")[1].split("-")]
    chosen = select(Cohort).where(Cohort.id.in_(named)).order_by(Cohort.starts_at, Cohort.id)
    cohorts = db.session.scalars(chosen).all()
    if len(cohorts) < len(named) or not all(one.meetings for one in cohorts):
        return Stale()
    now = clock.now()
    dates = []
    for one in cohorts:
        until = opening_letters.held_until(one)
        later = until is not None or opening_letters.opens_later(one, now)
        dates.append(Offered(one, later, 1 if held and until else 0, 1, until))
    return _to_nobody(tuple(dates), language, rehearsed=True)


def group(cohort: Cohort) -> Sequence[Cohort]:
    """All that were opened in one press with the cohort, by date; itself among them."""
    first = cohort.told_with_id or cohort.id
    together = or_(Cohort.id == first, Cohort.told_with_id == first)
    return db.session.scalars(
        select(Cohort).where(together).order_by(Cohort.starts_at, Cohort.id)
    ).all()


def sample(cohorts: Sequence[Cohort], language: Language, *, held: bool) -> Contents:
    """The letter as it would be now, for nobody; with places held, where there is a list."""
    now = clock.now()
    dates = tuple(
        _offered(one, now, 1 if held and one.rule is OpeningRule.LIST_FIRST else 0, 1)
        for one in cohorts
    )
    return _to_nobody(dates, language, rehearsed=False)


def _to_nobody(dates: tuple[Offered, ...], language: Language, *, rehearsed: bool) -> Contents:
    names = ("status_link", "stop_link", *_links([one.cohort for one in dates]))
    return Contents(
        file=TOGETHER,
        language=language,
        shared=partial(_facts, dates, language, rehearsed),
        private=dict.fromkeys(names, links.nobody(language)),
    )


def _of_one(subscription: Subscription, cohort: Cohort, language: Language) -> Contents | Stale:
    listed = cohort.rule is OpeningRule.LIST_FIRST
    write = opening_letters.cohort_open_held if listed else opening_letters.cohort_open
    return write(subscription, cohort, language)


def _of_all(
    subscription: Subscription, cohorts: Sequence[Cohort], language: Language, now: datetime
) -> Contents:
    kept = select(Hold.cohort_id, Hold.seats).where(
        Hold.subscription_id == subscription.id, Hold.cohort_id.in_([one.id for one in cohorts])
    )
    held: dict[int, int] = dict(db.session.execute(kept).all())
    dates = tuple(
        _offered(one, now, held.get(one.id, 0), subscription.seats_wanted) for one in cohorts
    )
    addresses = (links.register(subscription, one, language) for one in cohorts)
    return notice(
        TOGETHER,
        subscription,
        language,
        partial(_facts, dates, language),
        **dict(zip(_links(cohorts), addresses, strict=True)),
    )


def _offered(cohort: Cohort, now: datetime, held: int, wanted: int) -> Offered:
    """The time of the list may be over: then everyone may register, and nothing is held."""
    later = opening_letters.opens_later(cohort, now)
    held = held if later else 0
    return Offered(cohort, later, held, wanted if held else 0)


def _links(cohorts: Sequence[Cohort]) -> list[str]:
    return [f"register_link_{number}" for number, _cohort in enumerate(cohorts)]


def _facts(dates: tuple[Offered, ...], language: Language, rehearsed: bool = False) -> Facts:
    names = _links([one.cohort for one in dates])
    return facts.of_course(dates[0].cohort.course, language) | {
        "rehearsal": rehearsed,
        "count": formats.number(len(dates), language),
        "any_held": any(one.held for one in dates),
        "any_listed": any(one.is_listed for one in dates),
        "dates": [_of(one, name, language) for one, name in zip(dates, names, strict=True)],
    }


def _of(one: Offered, link: str, language: Language) -> Facts:
    opens_at = {"opens_at": formats.moment(one.until, language)} if one.until else {}
    return (
        facts.of_cohort(one.cohort, language)
        | opens_at
        | {
            "register_link": Slot(link),
            "opens_later": one.opens_later,
            "held": one.held > 0,
            "listed": one.is_listed,
            "counts_registrations": one.cohort.counts_as is CountsAs.REGISTRATIONS,
            "was_asked_about": one.cohort.proposed_date_id is not None,
            "places": people.places(max(1, one.held), language),
            "wanted_places": people.places(max(1, one.wanted), language),
            "fewer_than_wanted": 0 < one.held < one.wanted,
        }
    )
