"""Places kept for those on the list while a cohort is announced (list first)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, delete, func, select

from app import clock
from app.extensions import content_changed, db
from app.models import Cohort, CountsAs, DateAnswer, Hold, OpeningRule, Subscription
from app.models.cohort import TIME_TO_STOP
from app.services import audit, provider, subscriptions
from app.services.locks import lock


def hold_in_order(cohort: Cohort) -> int:
    """Hold seats for the active subscriptions, in ORDER; says for how many people there was one."""
    until = cohort.opens_at or clock.now()
    rows = [
        Hold(cohort_id=cohort.id, subscription_id=subscription.id, seats=seats, until=until)
        for subscription, seats in shares(cohort)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def shares(cohort: Cohort) -> list[tuple[Subscription, int]]:
    """For whom seats would be held now, and how many: in ORDER, after who said yes to the date.

    Each gets what it wants, the last one what is left, the others none.
    """
    left = cohort.capacity
    found: list[tuple[Subscription, int]] = []
    # each takes one at least
    for subscription in db.session.scalars(_walked(cohort).limit(cohort.capacity)):
        wanted = 1 if cohort.counts_as is CountsAs.REGISTRATIONS else subscription.seats_wanted
        seats = min(max(1, wanted), left)
        found.append((subscription, seats))
        left -= seats
        if not left:
            break
    return found


def _walked(cohort: Cohort) -> Select[Subscription]:
    """If the date was asked about, those who can come stand before the others, both in ORDER."""
    told = subscriptions.to_tell(cohort)
    if cohort.proposed_date_id is None:
        return told
    first = case((_said_yes(cohort), 0), else_=1)
    return told.order_by(None).order_by(first, *subscriptions.ORDER)


def said_yes(cohort: Cohort) -> int:
    """How many of those who would be told have said that they can come on its date."""
    if cohort.proposed_date_id is None:
        return 0
    asked = subscriptions.to_tell(cohort).where(_said_yes(cohort)).order_by(None)
    return db.session.scalar(asked.with_only_columns(func.count())) or 0


def _said_yes(cohort: Cohort) -> ColumnElement[bool]:
    said = select(DateAnswer.id).where(
        DateAnswer.proposed_date_id == cohort.proposed_date_id,
        DateAnswer.subscription_id == Subscription.id,
        DateAnswer.can_come,
    )
    return said.exists()


def find(cohort: Cohort, subscription: Subscription) -> Hold | None:
    """What is kept for the subscription on this cohort; asks the clock."""
    return db.session.scalar(
        select(Hold).where(
            Hold.cohort_id == cohort.id,
            Hold.subscription_id == subscription.id,
            Hold.until > clock.now(),
        )
    )


def seats_for(cohort: Cohort, subscription: Subscription) -> int:
    hold = find(cohort, subscription)
    return hold.seats if hold else 0


def end(cohort: Cohort, subscription: Subscription) -> bool:
    """Used, or refused: the seats go to nobody before the cohort opens."""
    hold = find(cohort, subscription)
    if hold is None:
        return False
    db.session.delete(hold)
    db.session.flush()
    return True


def refuse(cohort: Cohort, subscription: Subscription) -> None:
    """No thanks: the hold ends, the subscription stays as it is. Pressing twice is harmless."""
    lock(cohort)
    if end(cohort, subscription):
        audit.record("hold.refused", f"cohort/{cohort.id}", subscription=subscription.id)


def end_all(cohort: Cohort) -> None:
    """The opening is stopped, or the cohort called off."""
    db.session.execute(delete(Hold).where(Hold.cohort_id == cohort.id))
    content_changed()


def rule_of(cohort: Cohort, now: datetime) -> OpeningRule:
    """By which rule a draft would open: first come if that was chosen, or list first in vain."""
    if cohort.rule is OpeningRule.FIRST_COME:
        return OpeningRule.FIRST_COME
    return default_rule(cohort, now)


def default_rule(cohort: Cohort, now: datetime) -> OpeningRule:
    """List first when anyone is subscribed and there is time for it before the deadline."""
    last = cohort.last_registration
    in_time = (
        last is None
        or cohort.earliest_opening(
            now + TIME_TO_STOP, OpeningRule.LIST_FIRST, provider.get().closed_weeks
        )
        < last
    )
    anyone = db.session.scalar(subscriptions.to_tell(cohort).limit(1)) is not None
    return OpeningRule.LIST_FIRST if anyone and in_time else OpeningRule.FIRST_COME
