"""Who works here, and their accounts."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app import addresses, clock
from app.extensions import db
from app.language import Language
from app.models import Bilingual, Role, StaffMember
from app.models.errors import AddressTaken, OwnAccount, RoleTaken, TooManyTries
from app.services import audit, outbox, passwords, sign_ins, tries

NEW_EMAIL = "staff_new_email"
AT_MOST, A_DAY = 3, timedelta(days=1)


def get(email: str) -> StaffMember:
    """The member with this address; NoResultFound if there is none."""
    found = select(StaffMember).where(StaffMember.email == addresses.normal(email))
    return db.session.scalars(found).one()


def by_id(member_id: int) -> StaffMember:
    """NoResultFound if there is none."""
    return db.session.get_one(StaffMember, member_id)


def everyone() -> Sequence[StaffMember]:
    return db.session.scalars(select(StaffMember).order_by(StaffMember.email)).all()


def by_link(member_id: int, version: int) -> StaffMember | None:
    """Whose link it is; None once it has been used, replaced, or the account closed."""
    member = db.session.get(StaffMember, member_id)
    if member is None or member.link_version != version or not member.active:
        return None
    return member


def add(
    email: str, *, name: Bilingual, role: Role, actor: StaffMember | None = None
) -> StaffMember:
    """An account without a password: its owner sets one behind a link."""
    email = _free(email)
    member = StaffMember(email=email, name=name, role=role, active=True, link_version=1)
    db.session.add(member)
    db.session.flush()
    audit.record("staff.added", about(member), actor=actor, role=str(role))
    return member


def invite(member: StaffMember, language: Language) -> None:
    """Mail the link behind which its owner chooses a password; it works once, for seven days."""
    outbox.queue(
        "staff_invitation",
        about=member,
        key=f"staff-invitation/{member.id}/{member.link_version}",
        to=member.email,
        language=language,
    )


def renew_link(member: StaffMember, *, actor: StaffMember | None = None) -> None:
    """End the links made so far, so that the next one is the only one. Opens a closed account."""
    member.active = True
    _end_links(member)
    audit.record("staff.link_made", about(member), actor=actor)


def disable(member: StaffMember, *, actor: StaffMember | None = None) -> None:
    """Close the account, and everything that is open in its name."""
    member.active = False
    _end_links(member)
    sign_ins.end_all(member)
    audit.record("staff.disabled", about(member), actor=actor)


def change(member: StaffMember, *, name: Bilingual, role: Role, actor: StaffMember) -> None:
    """Another name or role. The role counts from the member's next press on."""
    if member.role is not role:
        if member is actor:
            raise OwnAccount
        audit.record("staff.role_changed", about(member), actor=actor, role=str(role))
    if member.name != name:
        audit.record("staff.renamed", about(member), actor=actor)
    member.name, member.role = name, role


def require_administrator(actor: StaffMember) -> None:
    """Hold the accounts of administrators, and see that this still is one.

    Two who close each other's account at once: one of them comes too late.
    """
    administrators = select(StaffMember).where(StaffMember.role == Role.ADMINISTRATOR)
    found = db.session.scalars(
        administrators.order_by(StaffMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if actor not in found or not actor.active:
        raise RoleTaken


def set_password(member: StaffMember, password: str) -> None:
    """Keep a new password. Every sign-in, link and known device of before is over."""
    known = (member.name.da, member.name.en, member.email, *member.email.split("@"))
    passwords.require_good(password, about=known)
    member.password_hash = passwords.hashed(password)
    _end_links(member)
    sign_ins.end_all(member)
    audit.record("staff.password_set", about(member), actor=member)


def change_password(member: StaffMember, password: str, device: str = "") -> str:
    """The same by who is signed in and has shown it; gives the key of a new sign-in."""
    set_password(member, password)
    return sign_ins.begin(member, device)


def ask_for_email(member: StaffMember, email: str, language: Language) -> bool:
    """Write to the new address. Nothing else is stored: the link in the mail says which it is.

    False if the account has this address already.
    """
    new = _free(email, but=member)
    if new == member.email:
        return False
    _take_back_new_email(member)
    outbox.queue(
        NEW_EMAIL,
        about=member,
        key=f"staff-new-email/{member.id}/{uuid.uuid4().hex}",
        to=new,
        language=language,
        at_most=outbox.AtMost(AT_MOST, (NEW_EMAIL,), clock.now() - A_DAY),
    )
    audit.record("staff.email_asked", about(member), actor=member)
    return True


def change_email(member: StaffMember, email: str, language: Language) -> None:
    """To the address that its reader has confirmed. The old one is told: was it somebody else?"""
    old, new = member.email, _free(email, but=member)
    outbox.queue(
        "staff_email_changed",
        about=member,
        key=f"staff-email-changed/{member.id}/{member.link_version}",
        to=old,
        language=language,
    )
    member.email = new
    _end_links(member)
    audit.record("staff.email_changed", about(member), actor=member)


def count_own_try(member: StaffMember) -> str | TooManyTries:
    """Count a look at the password of who is signed in; gives what it is compared with.

    The caller commits before it looks.
    """
    now = clock.now()
    if tries.count(f"password/{member.id}", within=sign_ins.AN_HOUR, now=now) > sign_ins.BY_DEVICE:
        return TooManyTries()
    return member.password_hash or ""


def about(member: StaffMember) -> str:
    """The subject of an audit entry."""
    return f"staff_member/{member.id}"


def _end_links(member: StaffMember) -> None:
    """The links sent so far open nothing any more; those not sent yet would."""
    member.link_version += 1
    _take_back_new_email(member)


def _take_back_new_email(member: StaffMember) -> None:
    outbox.take_back(f"staff-new-email/{member.id}/")


def _free(email: str, *, but: StaffMember | None = None) -> str:
    """The address as it is stored, if nobody else has it."""
    email = addresses.normal(email)
    found = db.session.scalars(select(StaffMember).where(StaffMember.email == email)).one_or_none()
    if found is not None and found is not but:
        raise AddressTaken
    return email
