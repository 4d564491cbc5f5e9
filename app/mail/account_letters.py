"""Letters about the accounts of staff: the invitation, a new password, another address."""

from functools import partial

from app.language import Language
from app.mail import facts, links
from app.mail.facts import Facts
from app.mail.letter import Contents, Row, Stale, letter
from app.models import Cohort, StaffMember


@letter("staff_invitation", about=StaffMember)
def staff_invitation(
    member: StaffMember, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """The way in, for seven days. Whoever invited again has made this link, too, a new one."""
    if not member.active:
        return Stale()
    return _about(
        "staff_invitation",
        member,
        language,
        password_link=links.password(member, "invite", language),
    )


@letter("staff_reset", about=StaffMember)
def staff_reset(member: StaffMember, cohort: Cohort | None, language: Language) -> Contents | Stale:
    """Somebody asked for it, without proof: it says what to do if it was not the reader."""
    if not member.active:
        return Stale()
    return _about(
        "staff_reset",
        member,
        language,
        password_link=links.password(member, "password", language),
    )


@letter("staff_new_email", about=StaffMember, by_row=True)
def staff_new_email(
    member: StaffMember, cohort: Cohort | None, language: Language, row: Row
) -> Contents | Stale:
    """To the address that the account is to have: nothing changes before it has answered."""
    if not member.active or member.email == row.recipient:
        return Stale()
    return _about(
        "staff_new_email",
        member,
        language,
        confirm_link=links.new_email(member, row.recipient, language),
    )


@letter("staff_email_changed", about=StaffMember)
def staff_email_changed(
    member: StaffMember, cohort: Cohort | None, language: Language
) -> Contents | Stale:
    """To the address of before: its reader may not know of it."""
    return _about("staff_email_changed", member, language)


def _about(file: str, member: StaffMember, language: Language, **private: str) -> Contents:
    said = partial(_said, language, member.name[language])
    return Contents(file=file, language=language, shared=said, private=private)


def _said(language: Language, name: str) -> Facts:
    return facts.of_provider(language) | {"name": name}
