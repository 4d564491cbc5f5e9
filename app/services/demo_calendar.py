"""Moves the days of the demo's content by whole weeks, to where today makes them true."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from app import clock, workdays

# the content is true as it stands on each of the seven days from this one
WRITTEN_FOR = date(2026, 11, 18)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
# registration that is about to open stays so for a while after the demo has been started
LEAST_AHEAD = timedelta(days=2)

Times = tuple[datetime, datetime]


class Calendar:
    """The demo's calendar on one day. Days it gives are working days; moments are aware."""

    def __init__(self, now: datetime, closed_weeks: Collection[str] = ()) -> None:
        self.now = now
        self.closed_weeks = closed_weeks
        self.today = clock.today(now)
        self.shift = (self.today - WRITTEN_FOR) // WEEK * WEEK

    def past(self, written: datetime) -> datetime:
        """A moment that is over: told, opened, queued."""
        moment = self._moment(self._working(written.date() + self.shift, -DAY), written)
        while moment >= self.now:
            moment = self._moment(self._working(clock.today(moment) - WEEK, -DAY), written)
        return moment

    def soon(self, written: datetime) -> datetime:
        """A moment at least two days ahead."""
        day = written.date() + self.shift
        while day < self.today + LEAST_AHEAD:
            day += WEEK
        return self._moment(self._working(day, DAY), written)

    def deadline(self, written: date) -> date:
        """A day on which something ends; rather earlier than in the holidays."""
        return self._working(written + self.shift, -DAY)

    def meetings(self, written: Iterable[Times]) -> list[Times]:
        """The dates of one cohort, each on its weekday, in their order.

        Where a date falls in the holidays, coming ones move a week later, past ones a week earlier.
        """
        dates = sorted(written)
        coming = dates[-1][1].date() + self.shift >= self.today
        step = WEEK if coming else -WEEK
        moved: list[Times] = []
        for starts, ends in dates if coming else reversed(dates):
            day = self._working(starts.date() + self.shift, step)
            while moved and (day - clock.today(moved[-1][0])) * step.days <= timedelta(0):
                day = self._working(day + step, step)
            moved.append((self._moment(day, starts), self._moment(day, ends)))
        return sorted(moved)

    def _working(self, day: date, step: timedelta) -> date:
        while not workdays.is_working_day(day, self.closed_weeks):
            day += step
        return day

    def _moment(self, day: date, written: datetime) -> datetime:
        return workdays.at(day, written.time())
