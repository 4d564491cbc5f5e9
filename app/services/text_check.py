"""Looks through every text in the database for what must never be stored."""

import re
from collections.abc import Iterator
from datetime import date

from sqlalchemy import JSON, String, Text, select

from app.extensions import db
from app.models import Base

BATCH = 1000
# a private link: three parts with dots, as they are signed
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{27,}")
CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[ -]\d{4}(?!\d)")
# filled in from shipped content and from numbers, never by a reader
PASSED_OVER = {"alembic_version"}


def suspicious() -> Iterator[tuple[str, str]]:
    """Where, as "registration/12.note", and what."""
    for table in Base.metadata.sorted_tables:
        texts = [column for column in table.c if isinstance(column.type, String | Text | JSON)]
        if not texts or table.name in PASSED_OVER or "id" not in table.c:
            continue
        rows = db.session.execute(select(table.c.id, *texts).execution_options(yield_per=BATCH))
        for row_id, *values in rows:
            for column, value in zip(texts, values, strict=True):
                what = looks_like(value if isinstance(value, str) else repr(value))
                if what:
                    yield f"{table.name}/{row_id}.{column.name}", what


def looks_like(text: str) -> str:
    """What a text holds that it must not; empty if nothing."""
    if TOKEN.search(text):
        return "token"
    return "CPR number" if any(_is_day(*found) for found in CPR.findall(text)) else ""


def without_cpr(text: str) -> str:
    """The text, but nothing where it has what looks like a CPR number."""
    return CPR.sub(lambda found: "" if _is_day(*found.groups()) else found.group(), text)


def _is_day(day: str, month: str, year: str) -> bool:
    try:
        date(2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
