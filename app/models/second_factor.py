from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.staff import StaffMember


class SecondFactor(Base):
    """What a member of staff has besides a password: an app that counts along with us."""

    __tablename__ = "second_factor"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), unique=True)
    # encrypted with a key that is not in the database; None: taken away by an administrator
    sealed: Mapped[str | None]
    # the newest step whose code was used: it and those before it are over, whatever is reset
    last_step: Mapped[int] = mapped_column(default=0)

    member: Mapped[StaffMember] = relationship()


class RecoveryCode(Base):
    """Opens once, when the app is not at hand. 120 bits of chance, so a plain hash is enough."""

    __tablename__ = "recovery_code"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """Of a phone, a computer or a security key: it may stand in for the code of the app."""

    __tablename__ = "passkey"

    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    # as the browser writes both, in base64url
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    # how often the key says it was used, up to 2³²; many do not count, and say 0
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    # what its owner calls it
    name: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
