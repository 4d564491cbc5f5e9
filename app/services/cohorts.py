"""From a draft to a cohort that everyone on the list has heard of."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, func, select

from app import clock
from app.extensions import content_changed, db
from app.mail.opening_letters import opening_key as opening_key
from app.models import (
    Bilingual,
    Cohort,
    CountsAs,
    Course,
    Hold,
    MailState,
    Meeting,
    MeetingKind,
    OpeningRule,
    OutboxMail,
    ProposedDate,
    StaffMember,
    Subscription,
)
from app.models.cohort_states import OPENED
from app.models.errors import CohortNotDraft, RehearsalOutdated
from app.services import audit, date_polls, holds, outbox, provider, rehearsals, subscriptions
from app.services.locks import lock as lock
from app.services.notices import OPENING_LETTERS
from app.services.notices import with_others as with_others

# no letter or figure that is taken for another one
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Times:
    """One date as it is planned."""

    starts_at: datetime
    ends_at: datetime
    kind: MeetingKind = MeetingKind.TEACHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a secretary decides about a cohort. A draft may lack most of it."""

    capacity: int
    meetings: list[Times] = field(default_factory=list)
    place: str = ""
    counts_as: CountsAs = CountsAs.SEATS
    minimum: int | None = None
    # in whole kroner; None: the price of the course, 0: free
    price: int | None = None
    register_by: date | None = None
    decide_by: date | None = None
    free_cancel_until: date | None = None
    note: Bilingual = field(default_factory=lambda: Bilingual("", ""))
    # how to find the door: said two days before
    arrival_note: Bilingual = field(default_factory=lambda: Bilingual("", ""))


def get(cohort_id: int) -> Cohort:
    return db.session.get_one(Cohort, cohort_id)


def latest(course: Course) -> Cohort | None:
    """The cohort that a new one is copied from."""
    newest = select(Cohort).where(Cohort.course_id == course.id).order_by(Cohort.id.desc())
    return db.session.scalar(newest.limit(1))


def draft(
    course: Course,
    plan: Plan,
    *,
    proposed: ProposedDate | None = None,
    actor: StaffMember | None,
) -> Cohort:
    """Add a cohort that nobody outside knows of; perhaps on a date the list was asked about."""
    cohort = Cohort(
        course=course,
        code=_new_code(),
        capacity=plan.capacity,
        place=plan.place,
        # first come if there is no list by then
        rule=OpeningRule.LIST_FIRST,
        proposed_date_id=proposed.id if proposed else None,
    )
    db.session.add(cohort)
    _take(cohort, plan)
    db.session.flush()
    audit.record("cohort.drafted", f"cohort/{cohort.id}", actor=actor)
    return cohort


def change(cohort: Cohort, plan: Plan, *, actor: StaffMember | None) -> None:
    """Replace what is planned, while it is a draft."""
    lock(cohort)
    if not cohort.is_draft:
        raise CohortNotDraft
    before = plan_of(cohort)
    _take(cohort, plan)
    changed = [name for name in Plan.__slots__ if getattr(before, name) != getattr(plan, name)]
    if changed:
        audit.record("cohort.changed", f"cohort/{cohort.id}", actor=actor, fields=changed)


def annotate(
    cohort: Cohort,
    *,
    note: Bilingual,
    decide_by: date | None,
    arrival_note: Bilingual | None = None,
    actor: StaffMember | None,
) -> None:
    """Change what may change once others know of the cohort."""
    lock(cohort)
    cohort.note = note
    cohort.decide_by = decide_by
    fields = ["note", "decide_by"]
    if arrival_note is not None:
        cohort.arrival_note = arrival_note
        fields.append("arrival_note")
    audit.record("cohort.changed", f"cohort/{cohort.id}", actor=actor, fields=fields)


def delete(cohort: Cohort, *, actor: StaffMember | None) -> None:
    """Remove a draft. What others have heard of can only be called off."""
    lock(cohort)
    if not cohort.is_draft:
        raise CohortNotDraft
    db.session.delete(cohort)
    audit.record("cohort.deleted", f"cohort/{cohort.id}", actor=actor)


def open_cohort(
    cohort: Cohort,
    *,
    opens_at: datetime | None = None,
    rule: OpeningRule | None = None,
    rehearsed: str | None = None,
    actor: StaffMember | None = None,
) -> int:
    """Announce the cohort, and say how many subscribers will be told.

    The rule is the one that was chosen (choose_opening) unless another is given. List first holds
    places in the order of the list, and opens when those on it have had their time.
    Whoever presses second finds it opened, and gets the same answer. `rehearsed` is the seal of
    what was read before the press (services/rehearsals.py): nothing else leaves.
    """
    lock(cohort)
    if cohort.state in OPENED:
        return sum(mails(cohort).values())
    now = clock.now()
    if rehearsed is not None and (
        opens_at != cohort.opens_at or rehearsed != rehearsals.seal(cohort, now)
    ):
        raise RehearsalOutdated
    hold_back_confirmations(cohort)
    closed_weeks = provider.get().closed_weeks
    rule = rule or holds.rule_of(cohort, now)
    tell_at = cohort.announce(now, opens_at=opens_at, rule=rule, closed_weeks=closed_weeks)
    told = _tell_all(cohort, tell_at)
    content_changed()
    audit.record("cohort.opened", f"cohort/{cohort.id}", actor=actor, told=told)
    return told


def _tell_all(cohort: Cohort, tell_at: datetime) -> int:
    """One letter to each active subscription: by first come the same, by list first one of two."""
    everybody = subscriptions.to_tell(cohort)
    told: dict[str, Select[Subscription]] = {OPENING_LETTERS[0]: everybody}
    if cohort.rule is OpeningRule.LIST_FIRST:
        holds.hold_in_order(cohort)
        has_hold = select(Hold.subscription_id).where(Hold.cohort_id == cohort.id)
        told = {
            OPENING_LETTERS[1]: everybody.where(Subscription.id.in_(has_hold)),
            OPENING_LETTERS[2]: everybody.where(Subscription.id.not_in(has_hold)),
        }
    return sum(
        outbox.queue_for_all(
            letter, subscriptions=chosen, key=opening_key(cohort), cohort=cohort, due=tell_at
        )
        for letter, chosen in told.items()
    )


def choose_opening(
    cohort: Cohort, opens_at: datetime | None, rule: OpeningRule | None = None
) -> None:
    """Keep when a draft is to open, and by which rule; no moment: as early as the rule allows."""
    lock(cohort)
    if not cohort.is_draft:
        raise CohortNotDraft
    cohort.opens_at = opens_at
    cohort.rule = rule or cohort.rule


def stop_opening(cohort: Cohort, actor: StaffMember | None = None) -> None:
    """Take the opening back whole: nobody is told, and the next opening tells everyone.

    With it all that were opened in the same press.
    """
    opened = with_others(cohort)
    lock(*opened)
    now, closed_weeks = clock.now(), provider.get().closed_weeks
    hold_back_confirmations(cohort)
    outbox.take_back(f"{opening_key(cohort)}/")
    for one in opened:
        one.take_back(now, closed_weeks)
        one.told_with_id = None
        holds.end_all(one)
        audit.record("cohort.opening_stopped", f"cohort/{one.id}", actor=actor)
    content_changed()


def mails(cohort: Cohort) -> dict[MailState, int]:
    """How the mails about the opening stand: waiting, sent, failed, dropped.

    Of those that were opened in one press they are the same.
    """
    counted = (
        select(OutboxMail.state, func.count())
        .where(
            OutboxMail.cohort_id.in_([one.id for one in with_others(cohort)]),
            OutboxMail.letter.in_(OPENING_LETTERS),
        )
        .group_by(OutboxMail.state)
    )
    return dict(db.session.execute(counted).all())


def plan_of(cohort: Cohort) -> Plan:
    """What is planned now: to fill in a form, and to see what changed."""
    return Plan(
        meetings=[Times(one.starts_at, one.ends_at, one.kind) for one in cohort.meetings],
        place=cohort.place,
        capacity=cohort.capacity,
        counts_as=cohort.counts_as,
        minimum=cohort.minimum,
        price=cohort.price,
        register_by=cohort.register_by,
        decide_by=cohort.decide_by,
        free_cancel_until=cohort.free_cancel_until,
        note=cohort.note,
        arrival_note=cohort.arrival_note,
    )


def _take(cohort: Cohort, plan: Plan) -> None:
    cohort.set_meetings(
        [
            Meeting(kind=one.kind, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in plan.meetings
        ]
    )
    cohort.place = plan.place
    cohort.capacity = plan.capacity
    cohort.counts_as = plan.counts_as
    cohort.minimum = plan.minimum
    cohort.price = plan.price
    cohort.register_by = plan.register_by
    cohort.decide_by = plan.decide_by
    cohort.free_cancel_until = plan.free_cancel_until
    cohort.note = plan.note
    cohort.arrival_note = plan.arrival_note
    date_polls.keep_if_same_day(cohort)


def hold_back_confirmations(cohort: Cohort) -> None:
    """Whoever confirms meanwhile waits a moment, and then finds the cohort as it has become.

    Otherwise a confirmation that is neither in our list yet nor sees the announcement would be
    told by nobody. New names on the list do not wait for this lock. The course is read anew: it
    may have been retired a moment ago.
    """
    db.session.get_one(
        Course, cohort.course_id, populate_existing=True, with_for_update={"key_share": True}
    )


def _new_code() -> str:
    """What staff call the cohort by."""
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        if db.session.scalar(select(Cohort.id).where(Cohort.code == code)) is None:
            return code
