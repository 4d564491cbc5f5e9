"""Which letter says that there is a date, and who hears of it after the others."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.opening_letters import OPENING_LETTERS as OPENING_LETTERS
from app.mail.opening_letters import opening_key
from app.mail.together_letters import TOGETHER, group
from app.models import Cohort, Course, Hold, OpeningRule, Subscription
from app.models.cohort_states import OPENED
from app.services import date_polls, outbox


def tell_late(subscription: Subscription, now: datetime, *, but: Cohort | None = None) -> None:
    """Tell who stood in line before the others were told, but could not be told with them.

    But not of the cohort on which they have just given up their place. Of those that were opened
    in one press one letter tells, as it told the others. Whoever opens a cohort of the course, or
    asks about dates, at this moment holds the course alone: either they find this one on the
    list, or what they did is found here.
    """
    course = select(Course.id).where(Course.id == subscription.course_id)
    db.session.flush()
    db.session.execute(course.with_for_update(read=True))
    date_polls.ask_late(subscription, now)
    waited = select(Cohort).where(
        Cohort.course_id == subscription.course_id,
        Cohort.state.in_(OPENED),
        Cohort.tell_at > subscription.queued_at,
        Cohort.unlisted_code.is_(None),
        Cohort.starts_at > now,
    )
    found: dict[str, list[Cohort]] = {}
    for cohort in db.session.scalars(waited.order_by(Cohort.id)):
        if cohort is not but and cohort.tell_at is not None and takes_registrations(cohort, now):
            found.setdefault(opening_key(cohort), []).append(cohort)
    for key, (cohort, *others) in found.items():
        outbox.queue(
            TOGETHER if others else opening_letter(cohort, subscription),
            about=subscription,
            key=f"{key}/{subscription.id}",
            to=subscription.email,
            language=subscription.language,
            cohort=cohort,
            due=max(cohort.tell_at or now, now),
        )


def with_others(cohort: Cohort) -> list[Cohort]:
    """The cohorts that were opened in the same press, by id; itself among them."""
    return sorted(group(cohort), key=lambda one: one.id)


def opening_letter(cohort: Cohort, subscription: Subscription) -> str:
    """A hold survives a pause; nobody gets one late."""
    everybody, held, listed, _together = OPENING_LETTERS
    if cohort.rule is not OpeningRule.LIST_FIRST:
        return everybody
    hold = select(Hold.id).where(
        Hold.cohort_id == cohort.id, Hold.subscription_id == subscription.id
    )
    return listed if db.session.scalar(hold) is None else held


def takes_registrations(cohort: Cohort, now: datetime) -> bool:
    return cohort.last_registration is None or now < cohort.last_registration
