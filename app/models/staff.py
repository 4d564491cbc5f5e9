import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, Bilingual, bilingual, words

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
# after password and code: long enough to change something, or to fetch a file
FRESH = timedelta(minutes=10)


class Role(enum.StrEnum):
    CONSULTANT = "consultant"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"


class StaffMember(Base):
    """Somebody who works here: stands on course pages, and may sign in."""

    __tablename__ = "staff_member"

    # a name, or what a role is called, which differs by language
    name: Mapped[Bilingual] = bilingual("name")
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(words(Role))
    works_with: Mapped[Bilingual] = bilingual("works_with")
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    # Argon2id; None until the one-time link has been used
    password_hash: Mapped[str | None]
    link_version: Mapped[int] = mapped_column(default=1)

    def may(self, role: Role) -> bool:
        """An administrator may do everything, a secretary what a consultant may, and so on."""
        order = list(Role)
        return self.active and order.index(self.role) >= order.index(role)


class StaffSession(Base):
    """A sign-in that the server can end: the cookie carries a random id, the row its hash."""

    __tablename__ = "staff_session"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # what the browser says of itself, in two words; no address
    device: Mapped[str] = mapped_column(default="")
    # when password and code were last given; None: never, in the demo
    proved_at: Mapped[datetime | None]

    member: Mapped[StaffMember] = relationship()

    def is_alive(self, now: datetime, last_seen: datetime) -> bool:
        """Not ended, not idle for half an hour, not older than twelve."""
        return (
            self.ended_at is None
            and self.member.active
            and now - self.started_at < AT_MOST
            and now - last_seen < IDLE
        )

    def is_fresh(self, now: datetime) -> bool:
        """Whether its owner has just shown who they are."""
        return self.proved_at is not None and now - self.proved_at < FRESH
