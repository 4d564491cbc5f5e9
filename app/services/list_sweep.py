"""What time brings about on the notify list; the sweep asks, row by row."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select

from app import clock
from app.extensions import db
from app.models import (
    Cohort,
    DateAnswer,
    DatePoll,
    ProposedDate,
    Registration,
    Seat,
    Subscription,
    SubscriptionState,
)
from app.models.registration import HAS_A_PLACE
from app.models.subscription import ANSWER_WITHIN
from app.services import outbox, subscriptions
from app.services.subscriptions import ON_THE_LIST

AFTER_THE_COURSE = timedelta(days=30)
# from the moment the dates were asked about
DATES = timedelta(days=365)


def unconfirmed(written_by: datetime) -> Select[int]:
    """Nobody has said yes to what was written by then (retention.py: limits)."""
    return (
        select(Subscription.id)
        .where(
            Subscription.state == SubscriptionState.NEW,
            Subscription.queued_at <= written_by,
        )
        .order_by(Subscription.queued_at)
    )


def erase_unconfirmed(subscription_id: int, written_by: datetime) -> bool:
    """Whoever confirms at this moment stays: the state is looked at again."""
    return bool(
        subscriptions.erase(
            Subscription.id == subscription_id, Subscription.state == SubscriptionState.NEW
        )
    )


def pause_over(now: datetime) -> Select[int]:
    return select(Subscription.id).where(
        Subscription.state == SubscriptionState.PAUSED,
        Subscription.paused_until <= clock.today(now),
    )


def resume(subscription_id: int, now: datetime) -> bool:
    subscription = _find(Subscription, subscription_id)
    return subscription is not None and subscriptions.end_pause(subscription, now)


def unasked(said_by: datetime) -> Select[int]:
    """Whose last yes was said by then."""
    return (
        select(Subscription.id)
        .where(
            Subscription.state.in_(ON_THE_LIST),
            Subscription.renewed_at <= said_by,
            Subscription.asked_at.is_(None),
        )
        .order_by(Subscription.renewed_at)
    )


def ask(subscription_id: int, said_by: datetime) -> bool:
    subscription = _find(Subscription, subscription_id, lock=True)
    if subscription is None or not subscription.is_to_be_asked(said_by):
        return False
    now = clock.now()
    subscription.asked_at = now
    return outbox.queue(
        "still_interested",
        about=subscription,
        key=f"still-interested/{subscription.id}/{clock.today(now)}",
        to=subscription.email,
        language=subscription.language,
    )


def unanswered(now: datetime) -> Select[int]:
    return select(Subscription.id).where(
        Subscription.state.in_(ON_THE_LIST), Subscription.asked_at <= now - ANSWER_WITHIN
    )


def erase_unanswered(subscription_id: int, now: datetime) -> bool:
    subscription = _find(Subscription, subscription_id, lock=True)
    if subscription is None or not subscription.is_unanswered(now):
        return False
    return bool(subscriptions.erase(Subscription.id == subscription_id))


def settled(now: datetime) -> Select[int]:
    """Whose last seat on a cohort of the course was long enough ago."""
    seats = (
        select(Seat.id)
        .join(Seat.registration)
        .join(Registration.cohort)
        .where(
            Cohort.course_id == Subscription.course_id,
            Seat.state.in_(HAS_A_PLACE),
            or_(
                Seat.email == Subscription.email,
                Registration.subscription_id == Subscription.id,
                _is_contact(),
            ),
        )
    )
    over: ColumnElement[bool] = Cohort.ends_at <= now - AFTER_THE_COURSE
    return select(Subscription.id).where(
        and_(Subscription.state == SubscriptionState.SETTLED),
        seats.where(over).exists(),
        ~seats.where(or_(Cohort.ends_at.is_(None), ~over)).exists(),
    )


def _is_contact() -> ColumnElement[bool]:
    return Registration.contact_email == Subscription.email


def erase_settled(subscription_id: int, now: datetime) -> bool:
    return bool(
        subscriptions.erase(
            Subscription.id == subscription_id, Subscription.state == SubscriptionState.SETTLED
        )
    )


def old_dates(now: datetime) -> Select[int]:
    """What people said to dates they were asked about long ago, whatever became of them."""
    return (
        select(DateAnswer.id)
        .join(DateAnswer.proposed)
        .join(ProposedDate.poll)
        .where(DatePoll.asked_at <= now - DATES)
        .order_by(DateAnswer.id)
    )


def forget_date(answer_id: int, now: datetime) -> bool:
    gone = delete(DateAnswer).where(DateAnswer.id == answer_id)
    return db.session.scalar(gone.returning(DateAnswer.id)) is not None


def _find(model: Any, row_id: int, *, lock: bool = False) -> Any:
    """The row as it is now; None if it has gone, or somebody else is at work on it."""
    row = select(model).where(model.id == row_id).execution_options(populate_existing=True)
    if lock:
        row = row.with_for_update(skip_locked=True, of=model)
    return db.session.scalar(row)
