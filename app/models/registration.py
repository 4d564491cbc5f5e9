import enum
from datetime import date, datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.language import Language
from app.models.base import Base, words
from app.models.cohort import Cohort
from app.models.errors import NoOffer, SeatGone, UndoTooLate
from app.models.line import Pass
from app.models.municipality import Municipality
from app.models.subscription import Subscription

# a cancelled place can be taken again so long, while it is still free
TIME_TO_UNDO = timedelta(minutes=15)
# a yes that comes so late counts, if the seats are still free
GRACE = timedelta(minutes=30)
# so many people or fewer stay together unless the contact says otherwise
TOGETHER_BY_DEFAULT = 3


class SeatState(enum.StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    ABSENT = "absent"
    COMPLETED = "completed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    MOVED = "moved"
    ENDED = "ended"


# the person has the place, before the day and after it
HAS_A_PLACE = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.ABSENT, SeatState.COMPLETED)
# one live seat per cohort and address
LIVE = (SeatState.WAITING, SeatState.OFFERED, *HAS_A_PLACE)
IS_LIVE = "state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))
# may stand in line again
GAVE_UP = (SeatState.DECLINED, SeatState.LAPSED)


class Bill(enum.StrEnum):
    """Where the invoice goes."""

    EAN = "ean"
    CVR = "cvr"
    LATER = "later"
    NONE = "none"


class Registration(Base):
    """One payer, one or more seats, on one cohort."""

    __tablename__ = "registration"
    __table_args__ = (
        # the order in which the line is walked
        Index("ix_registration_order", "cohort_id", "displaced", "queued_at", "id"),
        # a search reads nothing else
        Index("ix_registration_search_name_contact_email", "search_name", "contact_email"),
        # who is erased or forgotten is not found either
        CheckConstraint(
            "search_name = '' OR coalesce(contact_name, '') <> ''", name="forgets_search_name"
        ),
        # what a seat points at, so that its cohort is always that of its registration
        UniqueConstraint("id", "cohort_id"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    # whose link was used: settled by a confirmed seat
    subscription_id: Mapped[int | None] = mapped_column(
        ForeignKey("subscription.id", ondelete="SET NULL"), index=True
    )
    reference: Mapped[str] = mapped_column(unique=True)
    # one form, one registration, however often it is sent
    form_key: Mapped[str | None] = mapped_column(unique=True)
    form_digest: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str]
    contact_email: Mapped[str] = mapped_column(index=True)
    # the name, folded; follows it (searched.py)
    search_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_title: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    language: Mapped[Language] = mapped_column(default=Language.DANISH)
    note: Mapped[str] = mapped_column(default="")

    bill: Mapped[Bill] = mapped_column(words(Bill), default=Bill.NONE)
    ean: Mapped[str] = mapped_column(default="")
    cvr: Mapped[str] = mapped_column(default="")
    bill_email: Mapped[str] = mapped_column(default="", index=True)
    person_ref: Mapped[str] = mapped_column(default="")
    order_ref: Mapped[str] = mapped_column(default="")
    # when the number that was to come later was asked for, once
    ean_asked_at: Mapped[datetime | None]

    # when the form was accepted; the place in line may be older
    made_at: Mapped[datetime]
    # what decides the place in line, with `displaced` before it and the id after it
    queued_at: Mapped[datetime]
    displaced: Mapped[bool] = mapped_column(default=False)
    # k: never split below so many; the whole group when they want to stay together
    at_least: Mapped[int] = mapped_column(default=1)
    offer_until: Mapped[datetime | None] = mapped_column(index=True)
    offered_at: Mapped[datetime | None]
    # how many the offer was for, and when it lapsed: a yes may come half an hour late
    offered_seats: Mapped[int] = mapped_column(default=0)
    # what the secretary wrote when an offer was taken back
    taken_back_reason: Mapped[str] = mapped_column(default="")
    lapsed_at: Mapped[datetime | None]
    # "take it without asking me if a place comes free by ...", that day included
    accept_until: Mapped[date | None]
    # seats that come free are kept for this group until they suffice
    gathering: Mapped[bool] = mapped_column(default=False)
    # an offer came back undelivered: no new one until the address is corrected
    unreachable: Mapped[bool] = mapped_column(default=False)
    # too few are left of a course's minimum: another person is to be named by that day
    replace_by: Mapped[date | None]
    # for the colleagues at the desk; the contact does not read it
    staff_note: Mapped[str] = mapped_column(default="")
    # in whole kroner: the fee for cancelling late (None: not decided), what accounting was told
    late_fee: Mapped[int | None]
    # the seats that the fee was decided for: it says nothing of others
    late_fee_for: Mapped[list[int] | None]
    invoiced_amount: Mapped[int | None]
    invoiced_at: Mapped[datetime | None]
    # the registration whose people were moved here
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    link_version: Mapped[int] = mapped_column(default=1)

    cohort: Mapped[Cohort] = relationship()
    moved_from: Mapped["Registration | None"] = relationship(remote_side="Registration.id")
    municipality: Mapped[Municipality | None] = relationship()
    subscription: Mapped[Subscription | None] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="registration", order_by="Seat.id")
    passes: Mapped[list["Pass"]] = relationship(order_by="Pass.id")

    def __init__(self, **columns: object) -> None:
        super().__init__(
            **(
                {
                    "bill": Bill.NONE,
                    "displaced": False,
                    "at_least": 1,
                    "gathering": False,
                    "unreachable": False,
                    "link_version": 1,
                    "offered_seats": 0,
                    "language": Language.DANISH,
                    "made_at": columns.get("queued_at"),
                }
                | columns
            )
        )

    def in_state(self, *states: SeatState) -> list["Seat"]:
        return [seat for seat in self.seats if seat.state in states]

    @property
    def waiting(self) -> list["Seat"]:
        return self.in_state(SeatState.WAITING)

    @property
    def offered(self) -> list["Seat"]:
        return self.in_state(SeatState.OFFERED)

    @property
    def confirmed(self) -> list["Seat"]:
        return self.in_state(SeatState.CONFIRMED)

    @property
    def stands_in_line(self) -> bool:
        """Waits, and has no offer to answer first."""
        return bool(self.waiting) and not self.offered

    def has_offer(self, now: datetime) -> bool:
        """There is an offer that can be answered; asks the clock, whatever state is stored."""
        return bool(self.offered) and self.offer_until is not None and now < self.offer_until

    def require_offer(self, now: datetime) -> None:
        if not self.has_offer(now):
            raise NoOffer

    def offer(self, count: int, until: datetime, now: datetime) -> None:
        """Keep so many seats until the deadline; the rest is not in line until the answer."""
        for seat in self.waiting[:count]:
            seat.state = SeatState.OFFERED
        self.offer_until = until
        self.offered_at = now
        self.offered_seats = count
        self.lapsed_at = None
        self.gathering = False

    def end_offer(self, state: SeatState) -> None:
        """Decline or let lapse: the offered seats, and the rest in line with them."""
        for seat in self.offered + self.waiting:
            seat.state = state
        self.lapsed_at = self.offer_until if state is SeatState.LAPSED else None
        self.offer_until = None
        self.gathering = False

    def take_back_offer(self) -> None:
        """Wait again, in the same place."""
        for seat in self.offered:
            seat.state = SeatState.WAITING
        self.offer_until = None


class Seat(Base):
    """One person's place, or place in line."""

    __tablename__ = "seat"
    __table_args__ = (
        ForeignKeyConstraint(
            ["registration_id", "cohort_id"], ["registration.id", "registration.cohort_id"]
        ),
        Index("ix_seat_email_state", "email", "state"),
        Index("ix_seat_search_name_email", "search_name", "email"),
        CheckConstraint("search_name = '' OR coalesce(name, '') <> ''", name="forgets_search_name"),
        # one live seat per cohort and address
        Index(
            "uq_seat_live_address",
            "cohort_id",
            "email",
            unique=True,
            sqlite_where=text(IS_LIVE),
            postgresql_where=text(IS_LIVE),
        ),
    )

    registration_id: Mapped[int] = mapped_column(index=True)
    # the registration's, filled in from it when the row is stored
    cohort_id: Mapped[int]
    # None: named later, by link
    name: Mapped[str | None]
    email: Mapped[str | None]
    search_name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")
    language: Mapped[Language] = mapped_column(default=Language.DANISH)
    state: Mapped[SeatState] = mapped_column(words(SeatState))
    # why it was cancelled, in a word (services say which)
    reason: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    # when it became somebody's; a place that was moved has that of the new date
    confirmed_at: Mapped[datetime | None]
    # who had the place before, and when it was given on
    former_name: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime | None]
    # only on the participant's own page
    food: Mapped[str] = mapped_column(default="")
    needs: Mapped[str] = mapped_column(default="")
    # given once: a certificate that is withdrawn, and given back later, has the same one
    certificate_no: Mapped[str | None] = mapped_column(unique=True)
    # None while there is no certificate, or it is withdrawn
    certified_at: Mapped[datetime | None]
    # of the framework, 1 to 3: what the quality visit approved
    certificate_level: Mapped[int | None]
    # the holder lets the public page that confirms it say the name
    certificate_names: Mapped[bool] = mapped_column(default=False)
    # lets the others who come see name, workplace and address; and the sentence agreed to
    shares_contact_at: Mapped[datetime | None]
    shares_contact_wording: Mapped[str] = mapped_column(default="")
    link_version: Mapped[int] = mapped_column(default=1)

    registration: Mapped[Registration] = relationship(back_populates="seats")

    @property
    def is_nameless(self) -> bool:
        return not self.email

    def cancel(self, now: datetime, reason: str = "") -> None:
        """Give up a confirmed place. Pressing twice is harmless."""
        if self.state is SeatState.CANCELLED:
            return
        if self.state is not SeatState.CONFIRMED:
            raise SeatGone
        self.state = SeatState.CANCELLED
        self.cancelled_at = now
        self.reason = reason

    def require_undoable(self, now: datetime) -> None:
        if (
            self.state is not SeatState.CANCELLED
            or self.cancelled_at is None
            or now >= self.cancelled_at + TIME_TO_UNDO
        ):
            raise UndoTooLate
