"""Signing in, staying signed in, signing out.

A try is counted and stored before its password is looked at, so that a thousand tries at once are
no more than a thousand in a row; and looking at it, which takes a while, holds no lock.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from app import addresses, clock
from app.extensions import db
from app.models import StaffMember, StaffSession
from app.models.errors import RuleBroken, SignInRefused, TooManyTries
from app.models.staff import AT_MOST
from app.services import audit, passwords, tries

# real looks at a password: by strangers for one account, by a device that has signed in before
BY_STRANGERS, A_DAY = 10, timedelta(days=1)
BY_DEVICE, AN_HOUR = 10, timedelta(hours=1)
KNOWN_FOR = timedelta(days=90)
# a sign-in that is over, for who asks where it was
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Device:
    """What a browser remembers of an earlier sign-in, its signature checked."""

    member_id: int
    version: int
    mark: str

    def is_of(self, member: StaffMember) -> bool:
        """Whether that was with the password of today."""
        return (self.member_id, self.version) == (member.id, member.link_version)


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try. An address that nobody here has is treated as every other."""

    member_id: int | None
    password_hash: str | None
    counted_as: str
    is_too_many: bool

    def passes(self, password: str) -> bool:
        """Takes the same time whoever it is, and asks no database."""
        kept = None if self.is_too_many else self.password_hash
        return passwords.is_right(kept, password)


def count_try(email: str, device: Device | None) -> Try:
    """Find the account, and count the try. The caller commits before it looks at the password."""
    email = addresses.normal(email)
    found = select(StaffMember).where(StaffMember.email == email)
    member = db.session.scalars(found).one_or_none()
    if member is not None and device is not None and device.is_of(member):
        counted_as, within, most = f"sign-in/{email}/{device.mark}", AN_HOUR, BY_DEVICE
    else:
        counted_as, within, most = f"sign-in/{email}", A_DAY, BY_STRANGERS
    is_too_many = tries.count(counted_as, within=within, now=clock.now()) > most
    can = member if member is not None and member.active else None
    return Try(
        member_id=member.id if member else None,
        password_hash=can.password_hash if can else None,
        counted_as=counted_as,
        is_too_many=is_too_many,
    )


def password_was_right(tried: Try) -> StaffMember | None:
    """Whose it was; None if account or password have changed meanwhile. Opens nothing yet."""
    member = db.session.get_one(StaffMember, tried.member_id)
    if not member.active or member.password_hash != tried.password_hash:
        return None
    tries.give_back(tried.counted_as)
    return member


def enter(member: StaffMember, device: str) -> str:
    """Begin a sign-in, after password and code; gives the key that the cookie carries."""
    audit.record("staff.signed_in", f"staff_member/{member.id}", actor=member)
    return begin(member, device)


def refuse(tried: Try) -> RuleBroken:
    """Write down that it failed; what to say is the same for every address."""
    subject = "staff_member/none" if tried.member_id is None else f"staff_member/{tried.member_id}"
    audit.record("staff.sign_in_failed", subject, too_many=tried.is_too_many)
    return TooManyTries() if tried.is_too_many else SignInRefused()


def begin(member: StaffMember, device: str = "") -> str:
    key = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        StaffSession(
            member=member, key_hash=_hash(key), started_at=now, proved_at=now, device=device
        )
    )
    db.session.flush()
    return key


def prove(used: StaffSession) -> None:
    """Password and code were given again."""
    used.proved_at = clock.now()
    audit.record("staff.proved", f"staff_member/{used.member_id}", actor=used.member)


def owner(key: str) -> int | None:
    """Whose sign-in it is or was, also when it has ended."""
    return db.session.scalar(
        select(StaffSession.member_id).where(StaffSession.key_hash == _hash(key))
    )


def find(key: str, last_seen: datetime) -> StaffSession | None:
    """The living sign-in that a cookie speaks of."""
    found = db.session.scalar(select(StaffSession).where(StaffSession.key_hash == _hash(key)))
    return found if found is not None and found.is_alive(clock.now(), last_seen) else None


def alive(member: StaffMember) -> Sequence[StaffSession]:
    """Those that may still be in use, the newest first."""
    return db.session.scalars(
        select(StaffSession)
        .where(
            StaffSession.member_id == member.id,
            StaffSession.ended_at.is_(None),
            StaffSession.started_at > clock.now() - AT_MOST,
        )
        .order_by(StaffSession.started_at.desc(), StaffSession.id.desc())
    ).all()


def sign_out(used: StaffSession) -> None:
    """From now on a copy of the cookie opens nothing."""
    used.ended_at = clock.now()
    audit.record("staff.signed_out", f"staff_member/{used.member_id}", actor=used.member)


def end(sign_in_id: int, member: StaffMember) -> None:
    """End one of the member's own; harmless when it has ended, or is somebody else's."""
    _end(StaffSession.id == sign_in_id, member)


def end_others(used: StaffSession) -> None:
    _end(StaffSession.id != used.id, used.member)


def end_all(member: StaffMember) -> None:
    _end(StaffSession.id.is_not(None), member)


def forget(now: datetime) -> int:
    """Take away those that were over long ago; says how many."""
    old = delete(StaffSession).where(StaffSession.started_at <= now - KEPT_FOR)
    return len(db.session.scalars(old.returning(StaffSession.id)).all())


def _end(which: ColumnElement[bool], member: StaffMember) -> None:
    ended = db.session.execute(
        update(StaffSession)
        .where(which, StaffSession.member_id == member.id, StaffSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(StaffSession.id)
    ).all()
    if ended:
        audit.record("staff.sign_ins_ended", f"staff_member/{member.id}", number=len(ended))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
