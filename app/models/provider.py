from datetime import timedelta
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models import keeping
from app.models.base import Base, Bilingual, bilingual


class Provider(Base):
    """Who offers the courses, and its rules. One row; staff edit it."""

    __tablename__ = "provider"

    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    cvr: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    hours: Mapped[Bilingual] = bilingual("hours")
    accessibility_email: Mapped[str] = mapped_column(default="")
    accessibility_phone: Mapped[str] = mapped_column(default="")
    vat_note: Mapped[Bilingual] = bilingual("vat_note")
    terms: Mapped[Bilingual] = bilingual("terms")
    # under every letter, before the facts
    signature: Mapped[Bilingual] = bilingual("signature")
    # by how near the start is, how many working days an offer stands: services/windows.py
    claim_windows: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # by class, in its unit, where it is not the usual time: models/keeping.py
    retention: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # ISO weeks, "2026-W52": no working days in them
    closed_weeks: Mapped[list[str]] = mapped_column(JSON, default=list)

    def keeps(self, name: str) -> int:
        """How long a class of data is kept, in its unit."""
        return keeping.number(self.retention or {}, name)

    def kept_for(self, name: str) -> timedelta:
        return keeping.time(self.retention or {}, name)


def looks_like_cvr(text: str) -> bool:
    """Eight digits whose weighted sum is divisible by eleven. A good hint; not a proof."""
    digits = text.upper().removeprefix("DK").replace(" ", "")
    if len(digits) != 8 or not digits.isdecimal() or digits.startswith("0"):
        return False
    weights = (2, 7, 6, 5, 4, 3, 2, 1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0
