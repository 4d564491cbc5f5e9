"""What a course secretary is told by mail, since nobody looks at a page all day."""

from sqlalchemy import func, select

from app.extensions import db
from app.language import Language
from app.mail import facts
from app.models import Cohort, Pass, Registration
from app.services import outbox

# a group that was passed over so often: the secretary is told, and may gather for it
MANY_PASSES = 3


def tell(letter: str, registration: Registration, key: str) -> None:
    """To whoever answers for the course, once with each key; in Danish, as the office is."""
    cohort: Cohort = registration.cohort
    outbox.queue(
        letter,
        about=registration,
        key=key,
        to=str(facts.of_provider(Language.DANISH, cohort.course)["secretary_email"]),
        language=Language.DANISH,
        cohort=cohort,
    )


def of_passes(registration_ids: list[int]) -> None:
    """Tell of each of these groups that has just been passed over for the third time."""
    if not registration_ids:
        return
    db.session.flush()
    often = (
        select(Registration)
        .join(Pass, Pass.registration_id == Registration.id)
        .where(Registration.id.in_(registration_ids))
        .group_by(Registration.id)
        .having(func.count() == MANY_PASSES)
        .order_by(Registration.id)
    )
    for registration in db.session.scalars(often):
        tell("often_passed", registration, f"often-passed/{registration.id}")
