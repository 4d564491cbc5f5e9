"""The link for colleagues: opened, switched off, and over on its day."""

from datetime import datetime, timedelta

import pytest
import time_machine

from app import clock
from app.extensions import db
from app.models import Answer, Assignment
from app.models.errors import SharingEnded, WorksheetWithdrawn
from app.services import answers, sharing
from app.tokens import Link
from tests.factories import Make
from tests.filling_in import a_seat


def shared(make: Make) -> Answer:
    answer = answers.begin(a_seat(make), "mapping", clock.now())
    sharing.share(answer, clock.now())
    db.session.commit()
    return answer


def link(answer: Answer) -> Link:
    return Link("share", answer.id, answer.link_version)


def test_a_link_opens_until_it_is_switched_off(make: Make) -> None:
    answer = shared(make)
    first = link(answer)
    assert sharing.get(first, clock.now()) is answer

    sharing.stop_sharing(answer)
    with pytest.raises(SharingEnded):
        sharing.get(first, clock.now())

    sharing.share(answer, clock.now())
    with pytest.raises(SharingEnded):
        sharing.get(first, clock.now())
    assert sharing.get(link(answer), clock.now()) is answer


def test_before_the_course_it_ends_when_the_last_meeting_is_over(make: Make) -> None:
    answer = shared(make)
    ends = answer.owner.cohort.ends_at
    assert ends is not None

    assert sharing.get(link(answer), ends - timedelta(seconds=1)) is answer
    with pytest.raises(SharingEnded):
        sharing.get(link(answer), ends)
    with pytest.raises(SharingEnded):
        sharing.share(answer, ends)


def test_after_the_course_it_ends_sixty_days_after_the_last_sending(make: Make) -> None:
    """Counted in Danish days: the clocks go back in between."""
    with time_machine.travel(datetime(2027, 5, 1, 12, tzinfo=clock.COPENHAGEN), tick=False):
        seat = a_seat(make, in_days=3)
        course = seat.registration.cohort.course
        course.assignments = [
            Assignment(worksheet="follow_up", send_days=days) for days in (30, 120)
        ]
        db.session.commit()

        ends = sharing.ends_at(seat, "follow_up")

    assert ends == datetime(2027, 11, 1, tzinfo=clock.COPENHAGEN)


def test_a_withdrawn_worksheet_is_not_shared_anew(make: Make) -> None:
    answer = shared(make)
    for one in db.session.query(Assignment):
        one.withdrawn_at = clock.now()
    db.session.commit()

    with pytest.raises(WorksheetWithdrawn):
        sharing.share(answer, clock.now())
