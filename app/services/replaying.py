"""A backup that is put back knows people who have been erased since: they are erased again."""

from dataclasses import dataclass, field

from sqlalchemy import select, union

from app.extensions import db
from app.models import OutboxMail, Registration, Seat, Subscription
from app.services import audit, erasing, erasure_journal, people
from app.services.erasure_journal import Erased
from app.services.people import Person


@dataclass(slots=True)
class Replayed:
    """How many lines there were, and how many of them found somebody."""

    lines: int = 0
    people: int = 0
    files: list[str] = field(default_factory=list)


def replay() -> Replayed:
    """Line by line, the first first. What came after a line, from the same address, stays."""
    done = Replayed()
    lines = list(erasure_journal.read())
    known = _by_mark()
    for line in lines:
        done.lines += 1
        for email in sorted(known.get(line.address, ())):
            files = _erase(email, line)
            if files is not None:
                done.people += 1
                done.files += files
    if done.people:
        audit.record("person.erased_again", "person", people=done.people)
    return done


def _erase(email: str, line: Erased) -> list[str] | None:
    rows, files = 0, []
    for person in _meant(email, line):
        erased = erasing.erase_again(person, line.at, line.course_id)
        rows += erased.rows
        files += erased.files
    return files if rows else None


def _meant(email: str, line: Erased) -> list[Person]:
    """All under the address, or the one with the name that was erased."""
    if not line.name:
        return [Person(email)]
    found = people.of(Person(email), line.at)
    return [Person(email, one) for one in found.names if line.name in erasure_journal.names(one)]


def _by_mark() -> dict[str, set[str]]:
    """Every address there is, by what stands for it in the journal."""
    columns = (
        Subscription.email,
        Registration.contact_email,
        Registration.bill_email,
        Seat.email,
        OutboxMail.recipient,
    )
    found: dict[str, set[str]] = {}
    for email in db.session.scalars(union(*(select(one).where(one != "") for one in columns))):
        for mark in erasure_journal.marks(str(email)):
            found.setdefault(mark, set()).add(str(email))
    return found
