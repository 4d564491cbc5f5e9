"""Who looked at personal data. The one thing that a GET writes, in a transaction of its own."""

from flask import g, request

from app.services import audit


def note_read(subject: str, **detail: object) -> None:
    audit.record_apart(
        "read", subject, actor_id=g.staff.id, peer=request.remote_addr or "", **detail
    )
