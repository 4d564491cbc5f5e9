"""Asking about dates in tests: as a secretary would, and answering as those on the list would."""

from datetime import datetime, timedelta
from typing import Any

from bs4 import Tag

from app import clock
from app.extensions import db
from app.models import Course, DatePoll, ProposedDate, Subscription
from app.services import date_answers, date_polls
from app.services.date_polls import Question
from tests.factories import at

PLACE = "Havnegade 1, Odense"


def proposals(*days: int) -> list[tuple[datetime, datetime]]:
    """From 9.00 to 15.00, so many days ahead."""
    found = [clock.today() + timedelta(days=day) for day in days]
    return [(at(day, 9), at(day, 15)) for day in found]


def ask(course: Course, *, days: tuple[int, ...] = (20, 30), **columns: Any) -> DatePoll:
    """Read, then press: the letters wait for ten minutes."""
    asked: dict[str, Any] = {
        "dates": proposals(*days),
        "answer_by": clock.today() + timedelta(days=7),
        "minimum": 8,
        "place": PLACE,
    }
    question = Question(**(asked | columns))
    read = date_polls.preview(course, question, clock.now()).seal
    poll = date_polls.ask(course, question, read=read, actor=None)
    db.session.commit()
    return poll


def asked(course: Course, **columns: Any) -> DatePoll:
    """The ten minutes are over: it can be answered."""
    poll = ask(course, **columns)
    poll.asked_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    return poll


def said(subscription: Subscription, proposed: ProposedDate, can_come: bool) -> None:
    date_answers.answer(subscription, proposed.id, can_come=can_come)
    db.session.commit()


def drawn(place: Tag) -> list[str]:
    """The chairs of a bar, one by one."""
    return [str(chair["class"][0]) for chair in place.select(".seats i")]
