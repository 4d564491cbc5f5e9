"""The only place that reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """This moment, aware and in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The moment as the clocks in Denmark show it."""
    return moment.astimezone(COPENHAGEN)


def today(moment: datetime | None = None) -> date:
    """The day it is in Denmark, now or at a moment."""
    return local(moment or now()).date()
