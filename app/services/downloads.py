"""Files that are fetched: built outside a transaction that writes, noted for who must be told."""

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Download, Seat
from app.services import answers, assignments, worksheets
from app.services.answers import Owner
from app.services.worksheets import File, Format


def fetch(
    owner: Owner,
    kind: str,
    *,
    language: Language,
    format: Format,
    written: bool,
    without: frozenset[str] = frozenset(),
) -> File:
    """Build the file, then note that it was fetched.

    Ends the transaction it is called in before it builds: nobody waits for a document. `without`:
    what the reader may not see.
    """
    answer = answers.require_there(owner, kind)
    sheet = answers.sheet(answer) if answer else worksheets.get(kind)
    registration = answers.registration_of(owner)
    municipality = registration.municipality.name if registration.municipality else ""
    workplace = answers.workplace(owner)
    task = assignments.find(owner, kind, clock.now())
    due = (answer.due_by if answer else None) or (task.due_by if task else None)
    texts = answers.texts(sheet, owner, answer) if written else {}
    texts = {name: text for name, text in texts.items() if name not in without}
    whose = {"seat_id" if isinstance(owner, Seat) else "registration_id": owner.id}
    db.session.rollback()

    file = worksheets.document(
        sheet,
        language=language,
        format=format,
        municipality=municipality,
        workplace=workplace,
        answers=texts,
        due=due,
    )
    db.session.add(
        Download(
            worksheet=kind,
            version=sheet.version,
            format=str(format),
            language=language,
            at=clock.now(),
            **whose,
        )
    )
    return file
