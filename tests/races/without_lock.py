"""The site without what keeps two people apart: the race must show then."""

import os
import time
from typing import Any

from flask import Flask
from sqlalchemy import Connection

from app import create_app as create_site
from app import extensions
from app.extensions import db
from app.models import Cohort
from app.services import cohorts, outbox, waiting_list


def create_app() -> Flask:
    """No lock; the unique key is there."""
    extensions._begin_sqlite = begin_like_everybody
    cohorts.lock = look_only
    outbox.queue_for_all = after_a_while(outbox.queue_for_all)
    return create_site()


def create_app_without_keys() -> Flask:
    """Neither: every process has keys of its own."""
    cohorts.opening_key = lambda cohort: f"cohort-open/{cohort.id}/{os.getpid()}"
    return create_app()


def create_app_that_lets_go() -> Flask:
    """Whoever registers looks at what is left, and lets the cohort go before taking it."""
    looked = waiting_list.free_for_newcomer

    def look_and_let_go(cohort: Cohort) -> int:
        free = looked(cohort)
        db.session.commit()
        # long enough for the others to look too, on a machine that has other things to do
        time.sleep(1 if free else 0)
        return free

    waiting_list.free_for_newcomer = look_and_let_go
    return create_site()


def begin_like_everybody(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def look_only(*cohorts: Cohort) -> None:
    """Who looks now sees a draft, whatever others are about to do."""


def after_a_while(queue: Any) -> Any:
    def queued(*arguments: Any, **named: Any) -> int:
        time.sleep(0.5)
        found: int = queue(*arguments, **named)
        return found

    return queued
