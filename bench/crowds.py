"""Many registrations at once, written as plain rows: for what must not slow down with them."""

from datetime import datetime
from itertools import count

from sqlalchemy import insert, text

from app.extensions import db
from app.language import Language
from app.models import Bill, Cohort, Registration, Seat, SeatState

numbers = count(1)
AT_ONCE = 10_000


def fill(cohort: Cohort, seats: int, *, made_at: datetime, each: int = 2) -> None:
    """So many people with a place, in registrations of `each`; names and addresses are all new."""
    municipalities = list(db.session.scalars(text("SELECT id FROM municipality ORDER BY id")))
    first = (db.session.scalar(text("SELECT max(id) FROM registration")) or 0) + 1
    cohort_id, parties = cohort.id, range(first, first + seats // each)
    for begin in range(parties.start, parties.stop, AT_ONCE):
        some = range(begin, min(begin + AT_ONCE, parties.stop))
        db.session.execute(
            insert(Registration),
            [
                {
                    "id": number,
                    "cohort_id": cohort_id,
                    "reference": f"BENCH-{next(numbers)}",
                    "form_digest": "",
                    "contact_name": f"Leader {number} Åkjær",
                    "contact_email": f"leader{number}@odense.example",
                    "contact_phone": "12 34 56 78",
                    "workplace": f"Børnehuset {number}",
                    "municipality_id": municipalities[number % len(municipalities)],
                    "bill": Bill.EAN if number % 10 else Bill.LATER,
                    "ean": "5798000000001" if number % 10 else "",
                    "language": Language.DANISH,
                    "made_at": made_at,
                    "queued_at": made_at,
                    "at_least": each,
                    "displaced": False,
                    "gathering": False,
                    "unreachable": False,
                    "link_version": 1,
                    "offered_seats": 0,
                }
                for number in some
            ],
        )
        db.session.execute(
            insert(Seat),
            [
                {
                    "registration_id": number,
                    "cohort_id": cohort_id,
                    "name": f"Participant {number} {one}",
                    "email": f"participant{number}.{one}@odense.example",
                    "title": "Pædagogisk leder",
                    "workplace": f"Børnehuset {number}",
                    "language": Language.DANISH,
                    "state": SeatState.CONFIRMED,
                    "link_version": 1,
                }
                for number in some
                for one in range(each)
            ],
        )
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE registration, seat"))
        db.session.commit()
