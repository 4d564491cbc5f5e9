"""What is always true of a live site. Only reads; each finding is a rule that does not hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import (
    Answer,
    AnswerState,
    AuditEntry,
    Cohort,
    Hold,
    MailState,
    OutboxMail,
    Registration,
    Seat,
    SeatState,
    Subscription,
    SubscriptionState,
)
from app.models.cohort_states import OPENED
from app.models.registration import LIVE
from app.services import (
    line_order,
    occupancy,
    provider,
    text_check,
    uploads,
    waiting_list,
    windows,
)
from app.services.certificates import TOOK_PART
from app.services.notices import OPENING_LETTERS

# so long the worker may take for what is due
SLACK = timedelta(minutes=5)
LATELY = timedelta(days=30)
RECEIPTS = ("receipt", "in_line", "in_line_before_opening")


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that does not hold, and where: "cohort/12", never a name or an address."""

    rule: str
    subject: str
    detail: str = ""


Check = Callable[[datetime], Iterator[Finding]]


def findings(now: datetime) -> list[Finding]:
    """All of them, rule by rule."""
    return [finding for check in CHECKS for finding in check(now)]


def _capacity(now: datetime) -> Iterator[Finding]:
    """confirmed + offered + held <= capacity, unless the capacity was lowered below that."""
    live = Cohort.state.in_(OPENED)
    for cohort_id, places in occupancy.of(_ids(select(Cohort.id).where(live)), now).items():
        if places.over and not _was_lowered(cohort_id, places.capacity):
            yield Finding("capacity", f"cohort/{cohort_id}", f"over by {places.over}")


def _was_lowered(cohort_id: int, capacity: int) -> bool:
    changes = db.session.scalars(
        select(AuditEntry.detail).where(
            AuditEntry.subject == f"cohort/{cohort_id}",
            AuditEntry.action == "cohort.capacity_changed",
        )
    )
    return any(change.get("before", 0) > capacity for change in changes)


def _live_seats(now: datetime) -> Iterator[Finding]:
    twice = (
        select(Seat.cohort_id, func.count())
        .where(Seat.state.in_(LIVE), Seat.email.is_not(None))
        .group_by(Seat.cohort_id, Seat.email)
        .having(func.count() > 1)
    )
    for cohort_id, number in db.session.execute(twice):
        yield Finding("one live seat per address", f"cohort/{cohort_id}", f"{number} seats")


def _order(now: datetime) -> Iterator[Finding]:
    for earlier, later in line_order.overtaken():
        yield Finding(
            "order of offers", f"registration/{earlier}", f"overtaken by registration/{later}"
        )


def _notices(now: datetime) -> Iterator[Finding]:
    told = OutboxMail.letter.in_(OPENING_LETTERS)
    # one letter names all that were opened in one press
    named = func.coalesce(Cohort.told_with_id, OutboxMail.cohort_id).label("named")
    twice = (
        select(named, OutboxMail.about_id)
        .outerjoin(Cohort, Cohort.id == OutboxMail.cohort_id)
        .where(told)
        .group_by(named, OutboxMail.about_id)
        .having(func.count() > 1)
    )
    for cohort_id, subscription_id in db.session.execute(twice):
        yield Finding(
            "one notice per cohort", f"subscription/{subscription_id}", f"cohort/{cohort_id}"
        )
    confirmed = select(Subscription.id).where(Subscription.state != SubscriptionState.NEW)
    unsent = OutboxMail.state.in_((MailState.QUEUED, MailState.SENDING, MailState.FAILED))
    wrong = select(OutboxMail.about_id).where(told, unsent, OutboxMail.about_id.not_in(confirmed))
    for subscription_id in db.session.scalars(wrong):
        yield Finding("no notice to an unconfirmed one", f"subscription/{subscription_id}")


def _ended(now: datetime) -> Iterator[Finding]:
    offers = (
        select(Registration.id)
        .join(Seat)
        .where(Seat.state == SeatState.OFFERED)
        .where(Registration.offer_until.is_(None) | (Registration.offer_until <= now - SLACK))
        .distinct()
    )
    for registration_id in db.session.scalars(offers):
        yield Finding("no offer past its end", f"registration/{registration_id}")
    for hold in db.session.scalars(select(Hold).where(Hold.until <= now - SLACK)):
        yield Finding("no hold past its end", f"cohort/{hold.cohort_id}")


def _unsold(now: datetime) -> Iterator[Finding]:
    """No seat free for five minutes while somebody in line fits and can be reached."""
    then = now - SLACK
    candidates = select(Cohort.id).where(
        Cohort.state.in_(OPENED),
        Cohort.opens_at <= then,
        Cohort.starts_at > now,
    )
    closed_weeks = provider.get().closed_weeks
    for cohort_id, places in occupancy.of(_ids(candidates), then).items():
        if not places.claimed:
            continue
        cohort = db.session.get_one(Cohort, cohort_id)
        if not occupancy.somebody_fits(
            occupancy.line(cohort_id, whole=waiting_list.counts_whole(cohort)), places.unclaimed
        ):
            continue
        if windows.claim_days(cohort, now, closed_weeks) is None:
            continue
        yield Finding("no fitting seat unsold", f"cohort/{cohort_id}", f"{places.claimed} free")


def _whole(now: datetime) -> Iterator[Finding]:
    """Contact, seat, audit row and receipt of every registration of the last thirty days.

    Not where somebody was erased at their request.
    """
    erased = exists().where(
        AuditEntry.subject == literal("registration/") + cast(Registration.id, String),
        AuditEntry.action == "person.erased",
    )
    lately = (
        select(Registration)
        .where(Registration.made_at >= now - LATELY, ~erased)
        .options(selectinload(Registration.seats))
    )
    for registration in db.session.scalars(lately):
        subject = f"registration/{registration.id}"
        receipt = select(OutboxMail.id).where(
            OutboxMail.letter.in_(RECEIPTS), OutboxMail.about_id == registration.id
        )
        noted = select(AuditEntry.id).where(AuditEntry.subject == subject)
        missing = [
            name
            for name, there in (
                ("contact", registration.contact_email),
                ("seat", registration.seats),
                ("audit row", db.session.scalar(noted.limit(1))),
                ("receipt", db.session.scalar(receipt.limit(1))),
            )
            if not there
        ]
        if missing:
            yield Finding("registrations are whole", subject, f"no {', '.join(missing)}")


def _outbox(now: datetime) -> Iterator[Finding]:
    twice = (
        select(func.min(OutboxMail.id))
        .group_by(OutboxMail.message_id)
        .having((func.count() > 1) | (OutboxMail.message_id == ""))
    )
    for mail_id in db.session.scalars(twice):
        yield Finding("unique Message-ID", f"mail/{mail_id}")
    stuck = select(OutboxMail.id).where(
        OutboxMail.state == MailState.SENDING, OutboxMail.lease_until <= now - SLACK
    )
    for mail_id in db.session.scalars(stuck):
        yield Finding("no mail past its lease", f"mail/{mail_id}")


def _certificates(now: datetime) -> Iterator[Finding]:
    """Only who took part has one, with a number, and only once the day is closed."""
    wrong = (
        select(Seat.id)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .where(
            Seat.certified_at.is_not(None),
            Seat.state.not_in(TOOK_PART)
            | Seat.certificate_no.is_(None)
            | Cohort.closed_at.is_(None),
        )
    )
    for seat_id in db.session.scalars(wrong):
        yield Finding("certificates to who took part alone", f"seat/{seat_id}")
    undecided = (
        select(Cohort.id)
        .join(Seat, Seat.cohort_id == Cohort.id)
        .where(Cohort.closed_at.is_not(None), Seat.state == SeatState.CONFIRMED)
        .distinct()
    )
    for cohort_id in db.session.scalars(undecided):
        yield Finding("after the closing everybody came or did not", f"cohort/{cohort_id}")


def _worksheets(now: datetime) -> Iterator[Finding]:
    """What is handed in says when, and what is answered says that too."""
    decided = (AnswerState.APPROVED, AnswerState.RETURNED)
    wrong = select(Answer.id).where(
        ((Answer.state != AnswerState.DRAFT) & Answer.sent_at.is_(None))
        | (Answer.state.in_(decided) & Answer.decided_at.is_(None))
    )
    for answer_id in db.session.scalars(wrong):
        yield Finding("worksheets handed in say when", f"answer/{answer_id}")


def _files(now: datetime) -> Iterator[Finding]:
    for file_id in uploads.missing():
        yield Finding("files handed in are on the disk", f"handed_file/{file_id}")


def _texts(now: datetime) -> Iterator[Finding]:
    for place, what in text_check.suspicious():
        yield Finding("no token and no CPR number in a text", place, what)


def _ids(which) -> list[int]:  # type: ignore[no-untyped-def]
    return list(db.session.scalars(which))


CHECKS: tuple[Check, ...] = (
    _capacity,
    _live_seats,
    _order,
    _notices,
    _ended,
    _unsold,
    _whole,
    _outbox,
    _certificates,
    _worksheets,
    _files,
    _texts,
)
