"""How often something was tried lately: one row for each thing, gone when its time is over."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.models import RateLimit


def count(what: str, *, within: timedelta, now: datetime) -> int:
    """Count one more try, and say how many there are now. Exact, also when many come at once."""
    second = int(now.timestamp())
    is_over = RateLimit.expires_at <= second
    later = second + int(within.total_seconds())
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return int(
        db.session.scalars(
            insert(RateLimit)
            .values(key=_key(what), hits=1, expires_at=later)
            .on_conflict_do_update(
                index_elements=[RateLimit.key],
                set_={
                    "hits": case((is_over, 1), else_=RateLimit.hits + 1),
                    "expires_at": case((is_over, later), else_=RateLimit.expires_at),
                },
            )
            .returning(RateLimit.hits)
        ).one()
    )


def over_at(what: str) -> datetime:
    """When the counting of it begins anew."""
    kept = select(RateLimit.expires_at).where(RateLimit.key == _key(what))
    return datetime.fromtimestamp(db.session.scalars(kept).one(), UTC)


def give_back(what: str) -> None:
    """The try was a good one: it does not count."""
    db.session.execute(
        update(RateLimit)
        .where(RateLimit.key == _key(what), RateLimit.hits > 0)
        .values(hits=RateLimit.hits - 1)
    )


def _key(what: str) -> str:
    """Keeps no address that was typed."""
    return hashlib.sha256(what.encode()).hexdigest()
