"""A person with a mark in every column that can hold something of them, and colleagues beside."""

from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Text

from app import clock
from app.extensions import db
from app.models import (
    Answer,
    AnswerSection,
    Base,
    Bill,
    Cohort,
    Download,
    HandedFile,
    MailState,
    Municipality,
    OutboxMail,
    Pass,
    Registration,
    Seat,
    SeatState,
    Subscription,
)
from app.models.certificate import typed
from tests.factories import Make

MARK = "MARKER"
EMAIL = "marker.person@odense.example"
NAME = "MARKER Name"
# bookkeeping keeps these, and the erase page says so
INVOICE = {"reference": "MARKER-REF", "ean": "5798000000001", "order_ref": "MARKER-ORDER"}
COLLEAGUE, COLLEAGUES_EMAIL = "OTHER Name", "other.person@odense.example"
CERTIFICATE = typed("K7QM3XRT9H")
FILE = "0123456789abcdef0123456789abcdef"
# columns of text in which nobody says anything of a person, or no more than the name does
NOTHING_OF_A_PERSON: dict[type[Base], set[str]] = {
    Subscription: set(),
    Registration: {"form_key", "form_digest", "cvr", "search_name"},
    Seat: {"reason", "certificate_no", "search_name"},
    AnswerSection: {"section"},
    Answer: {"worksheet"},
    HandedFile: {"format", "sha256", "stored_as", "handed_by"},
    Download: {"worksheet", "format"},
    OutboxMail: {"key", "letter", "message_id"},
    Pass: set(),
}


def marked(model: type[Base]) -> dict[str, Any]:
    """Each column of text, with its own mark."""
    texts = [one.name for one in model.__table__.columns if type(one.type) is Text]
    wanted = [name for name in texts if name not in NOTHING_OF_A_PERSON[model]]
    return {name: f"{MARK} {model.__tablename__} {name}" for name in wanted}


def somebody(make: Make) -> Registration:
    """Contact and participant of a course that is over, and on the list of another."""
    past = make.cohort(state="open", in_days=-20, closed_at=clock.now())
    registration = _registered(make, past)
    seat = registration.seats[0]
    seat.certificate_no, seat.certified_at = CERTIFICATE, clock.now()
    seat.certificate_names = True
    _written(make, seat)
    listed = marked(Subscription) | {"email": EMAIL}
    make.subscription(make.course(), months=[3, 9], **listed)
    now = clock.now()
    about = {"about_id": seat.id, "language": seat.language, "queued_at": now, "due_at": now}
    for state in (MailState.QUEUED, MailState.SENT):
        mail = marked(OutboxMail) | {"recipient": EMAIL, "letter": "place", "state": state}
        mail |= {"key": f"place/1/{state}", "message_id": f"<place.1.{state}@holdstart.example>"}
        db.session.add(OutboxMail(**mail, **about))
    db.session.commit()
    return registration


def _registered(make: Make, cohort: Cohort) -> Registration:
    columns = marked(Registration) | INVOICE
    columns |= {"contact_email": EMAIL, "contact_name": NAME, "bill_email": EMAIL}
    columns["municipality_id"] = db.session.query(Municipality).first().id  # type: ignore[union-attr]
    registration = make.registration(cohort, seats=2, state="completed", bill=Bill.EAN, **columns)
    own, other = registration.seats
    for name, text in (marked(Seat) | {"name": NAME, "email": EMAIL}).items():
        setattr(own, name, text)
    other.name, other.email = COLLEAGUE, COLLEAGUES_EMAIL
    other.food = "OTHER food"
    other.state = SeatState.ATTENDED
    registration.passes.append(Pass(at=clock.now(), free=1, needed=2, **marked(Pass)))
    make.answer(other, "mapping", H={"H.question": "OTHER words"})
    return registration


def _written(make: Make, seat: Seat) -> None:
    answer = make.answer(seat, "mapping", H={"H.question": "MARKER on the worksheet"})
    answer.comment = marked(Answer)["comment"]
    now = clock.now()
    file = marked(HandedFile) | {"name": "MARKER file.docx"}
    answer.files.append(
        HandedFile(
            **file,
            format="docx",
            size=18,
            sha256="0" * 64,
            stored_as=FILE,
            handed_by="participant",
            handed_at=now,
            answers={"H.question": "MARKER read from the file"},
        )
    )
    fetched = {"worksheet": "mapping", "version": 1, "format": "pdf", "language": seat.language}
    db.session.add(Download(seat_id=seat.id, at=now, **fetched))
    folder = Path(current_app.config["UPLOADS_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text("MARKER in the file")


def hits(found: str) -> list[str]:
    """Where the mark or the address still stands, but for what the invoice keeps."""
    for kept in INVOICE.values():
        found = found.replace(kept, "")
    # names are kept in small letters too, for the search
    small = found.lower()
    places = [at for at in range(len(small)) if small.startswith((MARK.lower(), EMAIL), at)]
    return [found[max(0, at - 30) : at + 40] for at in places]


def rows() -> str:
    """All there is in the database, in text."""
    tables = Base.metadata.sorted_tables
    said = [str(tuple(row)) for table in tables for row in db.session.execute(table.select())]
    db.session.rollback()
    return "\n".join(said)


def bytes_of_database() -> str:
    """Of its files, the log that is written ahead among them; PostgreSQL's own log is left out."""
    if db.engine.dialect.name == "sqlite":
        place = Path(str(db.engine.url.database))
        files = [place, Path(f"{place}-wal")]
    else:
        asked = "SELECT current_setting('data_directory'), oid FROM pg_database"
        asked += " WHERE datname = current_database()"
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(db.text("CHECKPOINT"))
            folder, number = connection.execute(db.text(asked)).one()
        files = list((Path(folder) / "base" / str(number)).iterdir())
    found = [one.read_bytes().decode("latin-1") for one in files if one.is_file()]
    return "\n".join(found)
