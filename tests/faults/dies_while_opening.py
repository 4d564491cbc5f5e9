"""python -m tests.faults.dies_while_opening 1 queued: opens a cohort, and dies at a point of it.

1+2 opens two in one press.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from app import create_app
from app.extensions import db
from app.models import Cohort
from app.services import audit, cohorts, openings, outbox

POINTS = ("locked", "announced", "queued", "noted", "before_commit", "after_commit")


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def and_die(act: Callable[..., Any]) -> Callable[..., Any]:
    def last_act(*arguments: Any, **named: Any) -> None:
        act(*arguments, **named)
        die()

    return last_act


def prepare(point: str) -> None:
    if point == "locked":
        cohorts.lock = and_die(cohorts.lock)
    elif point == "announced":
        setattr(Cohort, "announce", and_die(Cohort.announce))  # noqa: B010
    elif point == "queued":
        outbox.queue_for_all = and_die(outbox.queue_for_all)
    elif point == "noted":
        audit.record = and_die(audit.record)
    else:
        event.listen(db.session, point, die)


def main(cohort_ids: str, point: str = "") -> None:
    """Without a point it lives, unless somebody else ends it."""
    with create_app().app_context():
        if point:
            prepare(point)
        first, *others = (cohorts.get(int(number)) for number in cohort_ids.split("+"))
        if others:
            openings.open_together([first, *others])
        else:
            cohorts.open_cohort(first)
        db.session.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
