"""The notify list: "tell me when there is a date"."""

import logging
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    Cohort,
    Course,
    MailState,
    Municipality,
    OutboxMail,
    Subscription,
    SubscriptionState,
)
from app.models.cohort_states import OPENED
from app.services import erasure_journal, notices, outbox
from app.services.notices import OPENING_LETTERS
from app.tokens import Link

log = logging.getLogger("holdstart")

PURPOSES = {"confirm", "status", "stop", "one_click", "renew", "register", "dates"}
# what the form causes: so many letters to one address within a day
FIRST, AGAIN = FORM_LETTERS = ("confirm_subscription", "already_subscribed")
AT_MOST = 3
A_DAY = timedelta(days=1)
LETTERS = (
    *FORM_LETTERS,
    *OPENING_LETTERS,
    *("ask_for_dates", "date_changed_notice", "called_off_notice", "still_interested"),
)
# who would come; paused ones too
ON_THE_LIST = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
UNSENT = (MailState.QUEUED, MailState.FAILED)
# in which the list is walked, always
ORDER = (Subscription.displaced.desc(), Subscription.queued_at, Subscription.id)


def subscribe(
    course: Course,
    *,
    email: str,
    language: Language,
    wording: str,
    page: str,
    seats: int = 1,
    municipality: Municipality | None = None,
    note: str = "",
    at_ours: bool = False,
    months: Sequence[int] = (),
) -> None:
    """Write the address up, and ask it by mail; if it is known, nothing changes but the mail.

    An address in any state, or none, costs the same: one row written, one letter queued. Nobody
    can tell them apart by the time it takes.
    """
    now = clock.now()
    dialect = db.engine.dialect.name
    if dialect == "postgresql":
        # forms for one address wait for each other, or together they would cause more letters
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email, 0))))
    values = {
        "course_id": course.id,
        "email": email,
        "language": language,
        "state": SubscriptionState.NEW,
        "seats_wanted": seats,
        "municipality_id": municipality.id if municipality else None,
        "note": note,
        "at_ours": at_ours,
        "months": sorted(set(months)),
        "queued_at": now,
        "displaced": False,
        "unreachable": False,
        "wording": wording,
        "page": page,
        "link_version": 1,
    }
    row: Any = db.session.execute(_writing_up(dialect), values).one()
    outbox.queue(
        FIRST if row.state is SubscriptionState.NEW else AGAIN,
        about=row,
        key=f"form/{row.id}/{uuid.uuid4().hex}",
        to=email,
        language=row.language,
        at_most=outbox.AtMost(AT_MOST, FORM_LETTERS, now - A_DAY),
    )


@cache
def _writing_up(dialect: str) -> Any:
    """Changes nothing if the row is there, but writes, locks and returns it."""
    table = Subscription.__table__
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    return insert.on_conflict_do_update(
        index_elements=[table.c.course_id, table.c.email], set_={"email": table.c.email}
    ).returning(table.c.id, table.c.state, table.c.language)


def get_by_link(link: Link) -> Subscription:
    """Whose link it is; NoResultFound if they have left, or the link has been replaced."""
    found = find_by_link(link)
    if found is None:
        raise NoResultFound
    return found


def find_by_link(link: Link) -> Subscription | None:
    if link.purpose not in PURPOSES:
        return None
    return db.session.scalar(
        select(Subscription).where(
            Subscription.id == link.subject, Subscription.link_version == link.version
        )
    )


def confirm(subscription: Subscription) -> None:
    """Say yes, and hear of a date that was announced meanwhile."""
    take(subscription)
    now = clock.now()
    if subscription.confirm(now):
        notices.tell_late(subscription, now)


def change(
    subscription: Subscription,
    *,
    language: Language,
    seats: int,
    municipality: Municipality | None,
    months: Sequence[int] = (),
) -> None:
    """Change what is noted. The place in line stays; letters that wait change their language."""
    take(subscription)
    subscription.seats_wanted = seats
    subscription.municipality_id = municipality.id if municipality else None
    subscription.months = sorted(set(months))
    if subscription.language is not language:
        subscription.language = language
        db.session.execute(
            update(OutboxMail)
            .where(_about([subscription.id]), OutboxMail.state == MailState.QUEUED)
            .values(language=language)
        )


def pause(subscription: Subscription, until: date) -> None:
    """Write nothing until that day; what waits to be sent is told after it."""
    take(subscription)
    subscription.pause(until, clock.now())
    _forget_unsent(subscription, *OPENING_LETTERS, "ask_for_dates")


def resume(subscription: Subscription) -> None:
    """End the pause, and hear of a date that was announced meanwhile."""
    take(subscription)
    paused = subscription.state is SubscriptionState.PAUSED
    subscription.resume()
    if paused:
        notices.tell_late(subscription, clock.now())


def end_pause(subscription: Subscription, now: datetime) -> bool:
    """The same by itself, on its day; says whether it was time."""
    take(subscription)
    if not subscription.is_pause_over(now):
        return False
    subscription.resume()
    notices.tell_late(subscription, now)
    return True


def ask_again(subscription: Subscription) -> None:
    """Hear about further dates although there is a seat already."""
    take(subscription)
    now = clock.now()
    if subscription.state is SubscriptionState.SETTLED:
        subscription.ask_again(now)
        notices.tell_late(subscription, now)


def renew(subscription: Subscription) -> None:
    """Stay for another year."""
    take(subscription)
    subscription.renew(clock.now())
    _forget_unsent(subscription, "still_interested")


def stop(subscription: Subscription) -> None:
    """Forget the address at once: the row with its proof, and the letters about it.

    So that a backup that is put back does not write to it again, the journal knows; stopping does
    not wait for a disk that is full.
    """
    email, course_id = subscription.email, subscription.course_id
    if erase(Subscription.id == subscription.id):
        try:
            erasure_journal.note(email, course_id=course_id)
        except OSError as error:
            log.error("journal of erasures: %s", error.strerror)


def erase(*which: ColumnElement[bool]) -> int:
    """Delete subscriptions and what was to be sent to them; says how many there were.

    Letters that have left lose the address. Those that the form caused keep it for a day more: they
    hold down how many it can still cause (forget_addresses).
    """
    gone = db.session.scalars(delete(Subscription).where(*which).returning(Subscription.id)).all()
    if gone:
        left = OutboxMail.state.in_((MailState.SENT, MailState.DROPPED))
        today = and_(
            OutboxMail.letter.in_(FORM_LETTERS), OutboxMail.queued_at > clock.now() - A_DAY
        )
        db.session.execute(delete(OutboxMail).where(_about(gone), ~left))
        db.session.execute(update(OutboxMail).where(_about(gone), ~today).values(recipient=""))
    return len(gone)


def forget_addresses(now: datetime) -> int:
    """Take the address out of letters of the form whose reader has left a day ago."""
    left = and_(
        OutboxMail.letter.in_(FORM_LETTERS),
        OutboxMail.recipient != "",
        OutboxMail.queued_at <= now - A_DAY,
        ~select(Subscription.id).where(Subscription.id == OutboxMail.about_id).exists(),
    )
    told = update(OutboxMail).where(left).values(recipient="").returning(OutboxMail.id)
    return len(db.session.scalars(told).all())


def to_tell(cohort: Cohort) -> Select[Subscription]:
    """Whom opening the cohort tells, in the order of the list."""
    listed = cohort.unlisted_code is None
    return (
        select(Subscription)
        .where(
            Subscription.course_id == cohort.course_id,
            Subscription.state == SubscriptionState.ACTIVE,
            Subscription.unreachable.is_(False),
            *([] if listed else [false()]),
        )
        .order_by(*ORDER)
    )


def announced(subscription: Subscription) -> list[Cohort]:
    """The cohorts of the course that are known and can be registered for, now or soon."""
    now = clock.now()
    opened = select(Cohort).where(
        Cohort.course_id == subscription.course_id,
        Cohort.state.in_(OPENED),
        Cohort.unlisted_code.is_(None),
        Cohort.starts_at > now,
    )
    return [
        cohort
        for cohort in db.session.scalars(opened.order_by(Cohort.starts_at, Cohort.id))
        if cohort.is_told(now)
        and (cohort.last_registration is None or now < cohort.last_registration)
    ]


def take(subscription: Subscription) -> None:
    """Lock the row and read it anew; NoResultFound if it has gone meanwhile.

    The course first, shared: whoever opens a cohort of it holds it alone, and so either finds this
    one on the list, or is found by tell_late.
    """
    course = select(Course.id).where(Course.id == subscription.course_id)
    db.session.execute(course.with_for_update(read=True))
    row = select(Subscription).where(Subscription.id == subscription.id)
    db.session.scalars(row.with_for_update().execution_options(populate_existing=True)).one()


def _forget_unsent(subscription: Subscription, *letters: str) -> None:
    db.session.execute(
        delete(OutboxMail).where(
            OutboxMail.letter.in_(letters),
            OutboxMail.about_id == subscription.id,
            OutboxMail.state.in_(UNSENT),
        )
    )


def _about(ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(OutboxMail.letter.in_(LETTERS), OutboxMail.about_id.in_(ids))
