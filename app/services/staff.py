"""Who works here, and their accounts."""

from collections.abc import Sequence

from sqlalchemy import select

from app import addresses, clock
from app.extensions import db
from app.models import Bilingual, Role, StaffMember
from app.models.errors import AddressTaken, PasswordWrong, TooManyTries
from app.services import audit, passwords, sign_ins, tries


def get(email: str) -> StaffMember:
    """The member with this address; NoResultFound if there is none."""
    found = select(StaffMember).where(StaffMember.email == addresses.normal(email))
    return db.session.scalars(found).one()


def everyone() -> Sequence[StaffMember]:
    return db.session.scalars(select(StaffMember).order_by(StaffMember.email)).all()


def by_link(member_id: int, version: int) -> StaffMember | None:
    """Whose link it is; None once it has been used, replaced, or the account closed."""
    member = db.session.get(StaffMember, member_id)
    if member is None or member.link_version != version or not member.active:
        return None
    return member


def add(email: str, *, name: Bilingual, role: Role) -> StaffMember:
    """An account without a password: its owner sets one behind a link."""
    email = addresses.normal(email)
    if db.session.scalar(select(StaffMember.id).where(StaffMember.email == email)) is not None:
        raise AddressTaken
    member = StaffMember(email=email, name=name, role=role, active=True, link_version=1)
    db.session.add(member)
    db.session.flush()
    audit.record("staff.added", about(member), role=str(role))
    return member


def renew_link(member: StaffMember) -> None:
    """End the links made so far, so that the next one is the only one. Opens a closed account."""
    member.active = True
    member.link_version += 1
    audit.record("staff.link_made", about(member))


def disable(member: StaffMember) -> None:
    """Close the account, and everything that is open in its name."""
    member.active = False
    member.link_version += 1
    sign_ins.end_all(member)
    audit.record("staff.disabled", about(member))


def set_password(member: StaffMember, password: str) -> None:
    """Keep a new password. Every sign-in, link and known device of before is over."""
    known = (member.name.da, member.name.en, member.email, *member.email.split("@"))
    passwords.require_good(password, about=known)
    member.password_hash = passwords.hashed(password)
    member.link_version += 1
    sign_ins.end_all(member)
    audit.record("staff.password_set", about(member), actor=member)


def change_password(member: StaffMember, present: str, password: str) -> str:
    """The same by who is signed in and knows the present one; gives the key of a new sign-in."""
    now = clock.now()
    if tries.count(f"password/{member.id}", within=sign_ins.AN_HOUR, now=now) > sign_ins.BY_DEVICE:
        raise TooManyTries
    if not passwords.is_right(member.password_hash, present):
        raise PasswordWrong
    set_password(member, password)
    return sign_ins.begin(member)


def about(member: StaffMember) -> str:
    """The subject of an audit entry."""
    return f"staff_member/{member.id}"
