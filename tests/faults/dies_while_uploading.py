"""python -m tests.faults.dies_while_uploading ANSWER FILE POINT: hands it in, and dies there."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app import create_app
from app.extensions import db
from app.models import Answer
from app.services import hand_in, uploads

# before: nothing of the step is done; after: all of it is
POINTS = (
    "before _copy",
    "after _copy",
    "after _look_at",
    "before _finish",
    "after _finish",
    "before_commit",
    "after_commit",
)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def around(name: str, when: str) -> Callable[..., Any]:
    act = getattr(uploads, name)

    def last_act(*arguments: Any) -> None:
        if when == "after":
            act(*arguments)
        die()

    return last_act


def main(answer_id: str, file: str, point: str = "") -> None:
    """Without a point it lives, unless somebody else ends it."""
    when, _, name = point.partition(" ")
    if name:
        setattr(uploads, name, around(name, when))
    with create_app().app_context():
        if point and not name:
            event.listen(db.session, point, die)
        with Path(file).open("rb") as stream:
            taken = uploads.take("plan.docx", stream)
        hand_in.hand_in(db.session.get_one(Answer, int(answer_id)), taken, by="contact")
        db.session.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
