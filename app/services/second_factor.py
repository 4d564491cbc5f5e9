"""The second factor of staff: the codes of an app (TOTP), and codes on paper for when it is lost.

A code opens once: the step it belongs to is kept for the member, not for the app or the password,
and two at once are told apart by the database.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import delete, func, select, update

from app import clock
from app.extensions import db
from app.models import Passkey, RecoveryCode, SecondFactor, StaffMember
from app.models.errors import CodeWrong, TooManyCodes
from app.sealed import Box
from app.services import audit, sign_ins, tries
from app.services.sign_ins import Device

PURPOSE = "second-factor"
# clocks of phones are a little wrong: the code before and the one after count too
DRIFT = 1
DIGITS = re.compile(r"[0-9]{6}")
PAPER_CODES = 10
# 24 letters of 5 bits, in groups
PAPER_LENGTH, GROUP = 24, 4
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

AT_MOST, WITHIN = 5, timedelta(minutes=5)
# a day: all devices together that have never signed in; and each that has, or opened a reset
BY_STRANGERS, BY_DEVICE, A_DAY = 10, 30, timedelta(days=1)


def new_secret() -> str:
    return pyotp.random_base32()


def address(member: StaffMember, secret: str, site: str) -> str:
    """What an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name=site)


def has_one(member: StaffMember) -> bool:
    found = select(SecondFactor.sealed).where(SecondFactor.member_id == member.id)
    return db.session.scalar(found) is not None


def with_one() -> set[int]:
    """The ids of all members who have set one up."""
    found = select(SecondFactor.member_id).where(SecondFactor.sealed.is_not(None))
    return set(db.session.scalars(found))


def codes_left(member: StaffMember) -> int:
    """How many of the codes on paper have not been used."""
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.member_id == member.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalars(unused).one()


def count_try(member: StaffMember, device: Device | None) -> bool:
    """Count it, and say whether there are too many. The caller commits before it looks."""
    now = clock.now()
    who, most = _counted_as(member, device)
    too_many = tries.count(who, within=WITHIN, now=now) > AT_MOST
    return tries.count(f"{who}/day", within=A_DAY, now=now) > most or too_many


def give_back(member: StaffMember, device: Device | None) -> None:
    """The code was right: it does not count as a try."""
    who, _ = _counted_as(member, device)
    tries.give_back(who)
    tries.give_back(f"{who}/day")


def _counted_as(member: StaffMember, device: Device | None) -> tuple[str, int]:
    """What tries go by, and how many there may be in a day."""
    if device is not None and device.is_of(member):
        return f"code/{member.id}/{device.mark}", BY_DEVICE
    return f"code/{member.id}", BY_STRANGERS


def use(member: StaffMember, typed: str, box: Box) -> None:
    """Use up a code of the app, or one on paper. Raises CodeWrong."""
    code = cleaned(typed)
    right = _use_app(member, code, box) if DIGITS.fullmatch(code) else _use_paper(member, code)
    if not right:
        raise CodeWrong


def refuse(member: StaffMember, *, too_many: bool) -> CodeWrong | TooManyCodes:
    """Write down that a code was wrong, or not looked at."""
    audit.record("staff.code_refused", about(member), too_many=too_many)
    return TooManyCodes() if too_many else CodeWrong()


def set_up(member: StaffMember, secret: str, typed: str, box: Box) -> list[str]:
    """Begin with the app that shows this code; gives the codes to keep on paper.

    What another app showed, and the codes on paper of before, are over.
    """
    step = _step(secret, cleaned(typed), clock.now())
    if step is None:
        raise CodeWrong
    kept = _row(member)
    if kept is None:
        kept = SecondFactor(member_id=member.id, last_step=0)
        db.session.add(kept)
    kept.sealed = box.seal(secret.encode())
    kept.last_step = max(kept.last_step, step)
    audit.record("staff.factor_set", about(member), actor=member)
    return new_codes(member)


def new_codes(member: StaffMember) -> list[str]:
    """Ten new ones; those of before open nothing. Only their hashes are kept."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    codes = [
        "".join(secrets.choice(ALPHABET) for _ in range(PAPER_LENGTH)) for _ in range(PAPER_CODES)
    ]
    db.session.add_all(RecoveryCode(member_id=member.id, code_hash=_hash(code)) for code in codes)
    audit.record("staff.codes_made", about(member), actor=member)
    return [_grouped(code) for code in codes]


def take_away(member: StaffMember, *, actor: StaffMember | None = None) -> None:
    """App and codes are lost: the next sign-in sets up new ones. Its sign-ins end.

    The passkeys go too: one may be on the lost phone, and without an app none would be asked for.
    """
    kept = _row(member)
    if kept is not None:
        kept.sealed = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member.id))
    db.session.execute(delete(Passkey).where(Passkey.member_id == member.id))
    sign_ins.end_all(member)
    audit.record("staff.factor_removed", about(member), actor=actor)


def cleaned(typed: str) -> str:
    """As it is compared: people type blanks, hyphens and capitals."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed).lower()


def about(member: StaffMember) -> str:
    return f"staff_member/{member.id}"


def _use_app(member: StaffMember, code: str, box: Box) -> bool:
    kept = _row(member)
    secret = box.open(kept.sealed) if kept is not None and kept.sealed else None
    if kept is None or kept.sealed is None or secret is None:
        return False
    step = _step(secret.decode(), code, clock.now())
    if step is None:
        return False
    used = (
        update(SecondFactor)
        .where(SecondFactor.member_id == member.id, SecondFactor.last_step < step)
        .values(last_step=step, sealed=box.renewed(kept.sealed))
        .returning(SecondFactor.id)
    )
    return db.session.scalar(used) is not None


def _use_paper(member: StaffMember, code: str) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.member_id == member.id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    if db.session.scalar(used) is None:
        return False
    audit.record("staff.paper_code_used", about(member), actor=member)
    return True


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code it is, if that is near."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None


def _row(member: StaffMember) -> SecondFactor | None:
    found = select(SecondFactor).where(SecondFactor.member_id == member.id)
    return db.session.scalars(found).one_or_none()


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))
