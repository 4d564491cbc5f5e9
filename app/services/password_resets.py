"""A forgotten password: one mail with a link, asked for without proof."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import StaffMember
from app.services import audit, outbox

LETTER = "staff_reset"
AT_MOST = 3
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """What the letter is about: 0 is nobody, and such a letter is dropped when it is sent."""

    id: int


def send(email: str, language: Language) -> None:
    """Queue the mail. An address without an account costs the same: time tells nothing either."""
    found = select(StaffMember.id).where(StaffMember.email == email, StaffMember.active.is_(True))
    member_id = db.session.scalar(found)
    about: Any = Row(member_id or 0)
    outbox.queue(
        LETTER,
        about=about,
        key=f"staff-reset/{uuid.uuid4().hex}",
        to=email,
        language=language,
        at_most=outbox.AtMost(AT_MOST, (LETTER,), clock.now() - A_DAY),
    )
    audit.record("staff.reset_asked", f"staff_member/{member_id or 'none'}")
