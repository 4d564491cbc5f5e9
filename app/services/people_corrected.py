"""A name or an address put right everywhere it stands, because the person has asked for it."""

from sqlalchemy import select

from app import clock
from app.extensions import content_changed, db
from app.mail.letters import LETTERS
from app.models import Cohort, Registration, Seat, SeatState, StaffMember, Subscription
from app.models.errors import AddressHasSeat, AddressOnList, NothingToCorrect
from app.models.registration import LIVE
from app.services import audit, by_hand, confirmations, outbox, people, people_log, subscriptions
from app.services.locks import lock
from app.services.people import Everything, Person


def correct(person: Person, *, name: str, email: str, actor: StaffMember | None) -> Person:
    """Who it is now. An empty name leaves the names as they are.

    With another address the links so far open nothing any more, and new ones are mailed to it.
    """
    found = people.of(person)
    moves = email != person.email
    names = [one for one in found.names if name and one != name]
    if not moves and not names:
        raise NothingToCorrect
    cohorts = {one.id: one for one in _cohorts(found)}
    lock(*cohorts.values())
    found = people.of(person)
    _hold(*found.registrations, *found.invoices)
    if moves:
        _require_free(found, email)
    for registration in found.registrations:
        _correct_contact(registration, name, email, actor)
    for seat in found.seats:
        _correct_seat(seat, name, email, actor)
    if moves:
        for subscription in found.subscriptions:
            _move_subscription(subscription, email)
        for billed in found.invoices:
            _redirect_invoice(billed, person.email, email, actor)
    audit.record("person.corrected", people_log.subject(person.email), actor=actor)
    if moves:
        audit.record("person.corrected", people_log.subject(email), actor=actor)
    content_changed()
    db.session.flush()
    return Person(email, name if person.name and name else person.name)


def _cohorts(found: Everything) -> list[Cohort]:
    own = [*found.registrations, *(seat.registration for seat in found.seats)]
    return [one.cohort for one in own]


def _require_free(found: Everything, email: str) -> None:
    """The new address must not stand where the old one stands already."""
    live = [seat.registration.cohort_id for seat in found.seats if seat.state in LIVE]
    there = select(Seat.id).where(
        Seat.cohort_id.in_(live), Seat.email == email, Seat.state.in_(LIVE)
    )
    if db.session.scalar(there.limit(1)) is not None:
        raise AddressHasSeat
    courses = [one.course_id for one in found.subscriptions]
    listed = select(Subscription.id).where(
        Subscription.course_id.in_(courses), Subscription.email == email
    )
    if db.session.scalar(listed.limit(1)) is not None:
        raise AddressOnList


def _correct_contact(
    registration: Registration, name: str, email: str, actor: StaffMember | None
) -> None:
    if name and registration.contact_name != name:
        registration.contact_name = name
        about = f"registration/{registration.id}"
        audit.record("contact.corrected", about, actor=actor, by="staff")
    if registration.contact_email == email:
        return
    _redirect_invoice(registration, registration.contact_email, email, actor)
    if registration.cohort.is_over(clock.now()):
        # nothing is sent about a course that is over
        registration.contact_email = email
        registration.link_version += 1
    else:
        by_hand.reached(registration, email, actor=actor)


def _hold(*registrations: Registration) -> None:
    """After a list for accounting that is being marked (invoices.mark), in the same order."""
    wanted = select(Registration).where(Registration.id.in_([one.id for one in registrations]))
    held = wanted.order_by(Registration.id).with_for_update()
    db.session.scalars(held, execution_options={"populate_existing": True}).all()


def _redirect_invoice(
    registration: Registration, former: str, email: str, actor: StaffMember | None
) -> None:
    if registration.bill_email == former:
        registration.bill_email = email
        about, fields = f"registration/{registration.id}", ["bill_email"]
        audit.record("invoice.corrected", about, actor=actor, by="staff", fields=fields)


def _correct_seat(seat: Seat, name: str, email: str, actor: StaffMember | None) -> None:
    """The same person: food, needs and worksheets stay."""
    if not ((name and seat.name != name) or seat.email != email):
        return
    if name:
        seat.name = name
    if seat.email != email:
        _redirect(seat, email)
        seat.email = email
        seat.link_version += 1
        _send_link(seat)
    about = f"registration/{seat.registration_id}"
    audit.record("place.corrected", about, actor=actor, by="staff", seats=[seat.id])


def _send_link(seat: Seat) -> None:
    """While there is something to come for."""
    registration, now = seat.registration, clock.now()
    if registration.cohort.is_over(now):
        return
    if seat.state is SeatState.CONFIRMED:
        confirmations.tell_participant(seat, now)
    elif seat.state in LIVE and seat.email != registration.contact_email:
        confirmations.tell_participant(seat, now, "participant_in_line")


def _move_subscription(subscription: Subscription, email: str) -> None:
    """With its place in line, and what was agreed to."""
    outbox.redirect(
        about=subscription,
        letters=subscriptions.LETTERS,
        former=subscription.email,
        to=email,
    )
    subscription.email = email
    subscription.unreachable = False
    subscription.link_version += 1


def _redirect(seat: Seat, to: str) -> None:
    letters = [name for name, one in LETTERS.items() if one.about is Seat]
    outbox.redirect(about=seat, letters=letters, former=seat.email or "", to=to)
