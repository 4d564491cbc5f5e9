"""Who offers the courses, and its rules."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.language import Language
from app.mail import facts
from app.models import Bilingual, Provider, StaffMember
from app.services import audit


def get() -> Provider:
    """The row that staff edit; before there is one, a kind stand-in that is never stored."""
    return facts.find_provider() or unknown()


def lock() -> Provider:
    """The same, read anew, and nobody else changes it until this is committed."""
    kept = select(Provider).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(kept) or unknown()


def whatever_happens() -> Provider:
    """The same for the page that says that something is wrong, perhaps with the database."""
    try:
        return get()
    except SQLAlchemyError:
        db.session.rollback()
        return unknown()


def unknown() -> Provider:
    return Provider(
        name="Holdstart",
        address="",
        cvr="",
        email="",
        phone="",
        hours=Bilingual("", ""),
        accessibility_email="",
        accessibility_phone="",
        vat_note=Bilingual("", ""),
        terms=Bilingual("", ""),
        signature=Bilingual("", ""),
        claim_windows={},
        retention={},
        closed_weeks=[],
    )


def kept_for(name: str, language: Language, *, in_words: bool = False) -> str:
    """How long a class of data is kept, as it is said: 14 dage · 12 months"""
    return facts.kept_for(name, language, in_words=in_words)


def change(values: Mapping[str, Any], *, actor: StaffMember) -> None:
    """Keep what staff have written, and note which of the facts are others than before."""
    kept = get()
    db.session.add(kept)
    changed = [name for name, value in values.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, values[name])
    if changed:
        audit.record("provider.changed", "provider", actor=actor, fields=changed)
