"""What people on a list say to the dates they are asked about, and how it adds up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.models import (
    Cohort,
    CohortState,
    Course,
    DateAnswer,
    DatePoll,
    ProposedDate,
    Subscription,
)
from app.models.errors import SubscriptionNotActive
from app.services import date_polls, subscriptions

# fewer people than this are not shown to other customers
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """One date, and who of those on the list can come."""

    proposed: ProposedDate
    people: int
    seats: int
    cannot: int
    # the newest cohort that came of it
    cohort: Cohort | None = None

    @property
    def is_shown(self) -> bool:
        """Whether other customers may see the numbers."""
        return self.people >= FEWEST


@dataclass(frozen=True, slots=True)
class Standing:
    """A question and its answers so far."""

    poll: DatePoll
    tallies: list[Tally]
    asked: int
    answered: int

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered


def answer(subscription: Subscription, proposed_id: int, *, can_come: bool) -> None:
    """Note a press; the newest counts. NoResultFound: the date is none of this list's."""
    subscriptions.take(subscription)
    if not subscription.is_active:
        raise SubscriptionNotActive
    asked = select(ProposedDate).join(ProposedDate.poll).where(ProposedDate.id == proposed_id)
    proposed = db.session.scalar(asked.where(DatePoll.course_id == subscription.course_id))
    if proposed is None:
        raise NoResultFound
    # somebody may have ended it while this waited
    db.session.refresh(proposed.poll)
    now = clock.now()
    proposed.poll.require_answers(now)
    # a mail that came back was read after all
    subscription.unreachable = False
    said = select(DateAnswer).where(
        DateAnswer.proposed_date_id == proposed_id, DateAnswer.subscription_id == subscription.id
    )
    found = db.session.scalar(said)
    if found is None:
        found = DateAnswer(proposed_date_id=proposed_id, subscription_id=subscription.id)
        db.session.add(found)
    found.can_come, found.answered_at = can_come, now


def of(subscription: Subscription, poll: DatePoll) -> dict[int, bool]:
    """What this reader has said, by the number of the date."""
    said = select(DateAnswer.proposed_date_id, DateAnswer.can_come).where(
        DateAnswer.subscription_id == subscription.id,
        DateAnswer.proposed_date_id.in_([proposed.id for proposed in poll.dates]),
    )
    found: dict[int, bool] = dict(db.session.execute(said).all())
    return found


def all_of(subscription: Subscription) -> list[DateAnswer]:
    """Everything this reader has said about dates, with what was asked."""
    said = select(DateAnswer).where(DateAnswer.subscription_id == subscription.id)
    return list(db.session.scalars(said.order_by(DateAnswer.id)))


def asked_now(subscription: Subscription, now: datetime) -> DatePoll | None:
    """The question that waits for this reader's answer."""
    poll = date_polls.latest(subscription.course)
    waits = poll is not None and poll.takes_answers(now) and subscription.is_active
    return poll if waits else None


def standing(poll: DatePoll) -> Standing:
    """As those say it who are on the list now: they are who would be told of a date."""
    ids = [proposed.id for proposed in poll.dates]
    listed = date_polls.to_ask(poll.course)
    said = (
        listed.join(DateAnswer, DateAnswer.subscription_id == Subscription.id)
        .where(DateAnswer.proposed_date_id.in_(ids))
        .with_only_columns(
            DateAnswer.proposed_date_id,
            DateAnswer.can_come,
            func.count(),
            func.sum(Subscription.seats_wanted),
        )
        .group_by(DateAnswer.proposed_date_id, DateAnswer.can_come)
    )
    counted = {
        (number, can): (people, seats) for number, can, people, seats in db.session.execute(said)
    }
    cohorts = _cohorts(ids)
    tallies = [
        Tally(
            proposed,
            *counted.get((proposed.id, True), (0, 0)),
            cannot=counted.get((proposed.id, False), (0, 0))[0],
            cohort=cohorts.get(proposed.id),
        )
        for proposed in poll.dates
    ]
    has_said = listed.where(_has_answered(ids)).with_only_columns(func.count())
    everybody = listed.with_only_columns(func.count())
    return Standing(
        poll, tallies, db.session.scalar(everybody) or 0, db.session.scalar(has_said) or 0
    )


def of_course(course: Course) -> Standing | None:
    """The question that was asked last, if any was."""
    poll = date_polls.latest(course)
    return standing(poll) if poll else None


def became(poll: DatePoll, now: datetime) -> list[Cohort]:
    """The dates that came of it, and that people know of."""
    cohorts = _cohorts([proposed.id for proposed in poll.dates]).values()
    return [cohort for cohort in cohorts if cohort.is_coming(now)]


def _cohorts(proposed: list[int]) -> dict[int, Cohort]:
    found = select(Cohort).where(
        Cohort.proposed_date_id.in_(proposed), Cohort.state != CohortState.CALLED_OFF
    )
    rows = db.session.scalars(found.order_by(Cohort.id))
    return {cohort.proposed_date_id: cohort for cohort in rows if cohort.proposed_date_id}


def _has_answered(proposed: list[int]) -> ColumnElement[bool]:
    return (
        select(DateAnswer.id)
        .where(
            DateAnswer.subscription_id == Subscription.id,
            DateAnswer.proposed_date_id.in_(proposed),
        )
        .exists()
    )
