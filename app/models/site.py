from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ContentVersion(Base):
    """One row: raised by every change to what public pages show, so that kept pages are dropped."""

    __tablename__ = "content_version"

    number: Mapped[int]


class RateLimit(Base):
    """How often something was tried in the current window (web/limits.py)."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(unique=True)
    hits: Mapped[int]
    # seconds since 1970: what the library counts in
    expires_at: Mapped[int] = mapped_column(BigInteger)
