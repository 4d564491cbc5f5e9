"""How often something was tried lately: one row for each thing, gone when its time is over."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db, own_transaction
from app.models import RateLimit


def count(what: str, *, within: timedelta, now: datetime) -> int:
    """Count one more try, and say how many there are now. Exact, also when many come at once."""
    values = _values(what, within, now)
    return int(db.session.scalars(_counting(db.engine.dialect.name), values).one())


def count_apart(what: str, *, within: timedelta, now: datetime) -> int:
    """The same in a transaction of its own: nobody waits for it longer than that takes."""
    values = _values(what, within, now)
    with own_transaction(lasting=False) as connection:
        return int(connection.scalars(_counting(db.engine.dialect.name), values).one())


def _values(what: str, within: timedelta, now: datetime) -> dict[str, Any]:
    second = int(now.timestamp())
    return {
        "key": _key(what),
        "hits": 1,
        "expires_at": second + int(within.total_seconds()),
        "second": second,
    }


@cache
def _counting(dialect: str) -> Any:
    """Made once: putting it together takes longer than carrying it out."""
    table = RateLimit.__table__.c
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(RateLimit.__table__)
    new = {name: bindparam(name, type_=table[name].type) for name in ("key", "hits", "expires_at")}
    is_over = table.expires_at <= bindparam("second", type_=table.expires_at.type)
    return (
        insert.values(new)
        .on_conflict_do_update(
            index_elements=[table.key],
            set_={
                "hits": case((is_over, 1), else_=table.hits + 1),
                "expires_at": case((is_over, new["expires_at"]), else_=table.expires_at),
            },
        )
        .returning(table.hits)
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
