"""Which letter says that there is a date, and who hears of it after the others."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Cohort, CohortState, Hold, OpeningRule, Subscription
from app.services import date_polls, outbox

# one of these for each cohort, by how it opens: to everybody, to who has a hold, to the others
OPENING_LETTERS = ("cohort_open", "cohort_open_held", "cohort_open_listed")


def tell_late(subscription: Subscription, now: datetime, *, but: Cohort | None = None) -> None:
    """Tell who stood in line before the others were told, but could not be told with them.

    But not of the cohort on which they have just given up their place.
    """
    date_polls.ask_late(subscription, now)
    waited = select(Cohort).where(
        Cohort.course_id == subscription.course_id,
        Cohort.state.in_((CohortState.ANNOUNCED, CohortState.OPEN)),
        Cohort.tell_at > subscription.queued_at,
        Cohort.unlisted_code.is_(None),
        Cohort.starts_at > now,
    )
    for cohort in db.session.scalars(waited.order_by(Cohort.id)):
        if cohort is but or cohort.tell_at is None or not takes_registrations(cohort, now):
            continue
        outbox.queue(
            opening_letter(cohort, subscription),
            about=subscription,
            key=f"cohort-open/{cohort.id}/{subscription.id}",
            to=subscription.email,
            language=subscription.language,
            cohort=cohort,
            due=max(cohort.tell_at, now),
        )


def opening_letter(cohort: Cohort, subscription: Subscription) -> str:
    """A hold survives a pause; nobody gets one late."""
    everybody, held, listed = OPENING_LETTERS
    if cohort.rule is not OpeningRule.LIST_FIRST:
        return everybody
    hold = select(Hold.id).where(
        Hold.cohort_id == cohort.id, Hold.subscription_id == subscription.id
    )
    return listed if db.session.scalar(hold) is None else held


def takes_registrations(cohort: Cohort, now: datetime) -> bool:
    return cohort.last_registration is None or now < cohort.last_registration
