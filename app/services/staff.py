"""Who works here, and their sign-ins."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import StaffSession


def find_session(key: str, now: datetime, last_seen: datetime) -> StaffSession | None:
    """The living sign-in that a cookie speaks of."""
    found = db.session.scalar(select(StaffSession).where(StaffSession.key_hash == _hash(key)))
    return found if found is not None and found.is_alive(now, last_seen) else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
