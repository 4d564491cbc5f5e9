"""One at a time: whoever acts on a cohort holds its lock until the commit."""

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import NoResultFound

from app.extensions import db
from app.models import Cohort, Seat


def lock(*cohorts: Cohort) -> None:
    """Read everything anew, and let nobody else change the cohorts until this is committed.

    PostgreSQL locks the rows, in order of their ids; SQLite has begun with BEGIN IMMEDIATE
    already. What was read before, seats and all, may have been changed by whoever held the lock.
    """
    db.session.flush()
    # known without reading them once more
    ids = sorted({row[0] for cohort in cohorts if (row := inspect(cohort).identity)})
    db.session.expire_all()
    for cohort_id in ids:
        db.session.get_one(Cohort, cohort_id, with_for_update=True)


def lock_name(name: str) -> None:
    """The same for what has no row yet: one at a time under that name, until the commit."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def lock_own(seat: Seat) -> None:
    """The same for a press behind the link of a place, which may be given on at that moment.

    Whoever has it by then has pressed nothing: NoResultFound, as if the link was not there.
    """
    version = seat.link_version
    lock(seat.registration.cohort)
    if seat.link_version != version:
        raise NoResultFound
