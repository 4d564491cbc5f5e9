"""The log of who did what. Rows are added, never changed: the database refuses it."""

from typing import Any

from sqlalchemy import insert

from app import clock
from app.extensions import db, own_transaction
from app.models import AuditEntry, StaffMember


def record(action: str, subject: str, *, actor: StaffMember | None = None, **detail: Any) -> None:
    """Note it in the transaction of what was done: both are kept, or neither.

    Where a request came from is left in db.session.info by web/staff/presence.py. The subject is
    "cohort/12"; neither it nor the detail may hold an address or a secret.
    """
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=actor.id if actor else None,
            action=action,
            subject=subject,
            peer=db.session.info.get("peer", ""),
            detail=detail,
        )
    )


def record_apart(
    action: str, subject: str, *, actor_id: int | None, peer: str, **detail: Any
) -> None:
    """Note it in a transaction of its own, since the request itself was refused or only reads.

    The caller's transaction must be over: on SQLite it would hold the lock this one waits for.
    """
    with own_transaction() as connection:
        connection.execute(
            insert(AuditEntry).values(
                at=clock.now(),
                actor_id=actor_id,
                action=action,
                subject=subject,
                peer=peer,
                detail=detail,
            )
        )
