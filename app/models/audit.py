from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class AuditEntry(Base):
    """Who did what to what, and when. The database refuses to change or delete it."""

    __tablename__ = "audit_entry"

    at: Mapped[datetime] = mapped_column(index=True)
    # None: the site itself, or a reader with a private link
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    action: Mapped[str]
    # "cohort/12"; never an address
    subject: Mapped[str] = mapped_column(index=True)
    # staff only: where the request came from
    peer: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
