"""What a cohort costs: as its course, until it is announced; from then on as it was announced."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.models.base import words
from app.models.course import Course, PricePer


class AnnouncedPrice:
    """The columns and rules of a cohort that say its price."""

    # in whole kroner; None: the price of the course
    price: Mapped[int | None]
    # as people were told, and pay, whatever becomes of the course; None in a draft. 0: free
    told_price: Mapped[int | None]
    told_price_per: Mapped[PricePer | None] = mapped_column(words(PricePer))

    # the last day on which it costs nothing to cancel
    free_cancel_until: Mapped[date | None]

    course: Mapped[Course]

    @property
    def price_now(self) -> int | None:
        """In whole kroner; None when it is free."""
        if self.told_price_per is not None:
            return self.told_price or None
        return self.course.price if self.price is None else (self.price or None)

    @property
    def price_per(self) -> PricePer:
        return self.told_price_per or self.course.price_per

    def is_free_to_cancel(self, now: datetime) -> bool:
        """No price, or not past the last day on which it costs nothing."""
        until = self.free_cancel_until
        return not self.price_now or (until is not None and clock.today(now) <= until)

    def keep_price(self) -> None:
        """What is announced keeps its price when that of the course changes."""
        self.told_price, self.told_price_per = self.price_now or 0, self.price_per

    def follow_course(self) -> None:
        """A draft again: it costs what it will cost when it is announced."""
        self.told_price = self.told_price_per = None
