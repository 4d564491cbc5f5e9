"""Many clients at once: each a thread with a session of its own, all let go at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

from app.extensions import db
from app.models.errors import RuleBroken

Answer = TypeVar("Answer")


def at_once(app: Flask, acts: Sequence[Callable[[], Answer]]) -> list[Answer | RuleBroken]:
    """What each got: its answer, or the rule that refused it. Anything else is raised.

    The test's own session must be at rest: on SQLite an open one keeps everybody out.
    """
    db.session.remove()
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer | RuleBroken:
        with app.app_context():
            start.wait()
            try:
                found = act()
                db.session.commit()
            except RuleBroken as broken:
                db.session.rollback()
                return broken
            return found

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
