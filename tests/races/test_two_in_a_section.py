"""Many people in one section at the same moment: nothing that anybody saved is lost."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models import Answer, AnswerSection, Seat
from app.services import answers
from app.services.answers_merge import Typed, digest
from tests.factories import Make
from tests.filling_in import a_seat, written
from tests.races.crowd import at_once

ROUNDS = 20
NAMES = [f"B.activities.{row}.{column}" for row in (1, 2, 3) for column in ("what", "who")]

pytestmark = pytest.mark.slow


def write(seat_id: int, page: str, texts: dict[str, str]) -> answers.Saved:
    """Everybody has opened the page before anybody saved: it was empty."""
    seat, now = db.session.get_one(Seat, seat_id), clock.now()
    answer = answers.begin(seat, "mapping", now)
    return answers.save(answer, "B", Typed(texts, {}, page), now)


def test_different_boxes_are_all_kept(app: Flask, make: Make) -> None:
    """Also when nobody has begun yet: one of them begins, for all."""
    for _round in range(ROUNDS):
        seat = a_seat(make)
        acts: list[Callable[[], answers.Saved]] = [
            partial(write, seat.id, f"page-{number}", {name: f"text {number}"})
            for number, name in enumerate(NAMES)
        ]

        found = at_once(app, acts)

        assert all(isinstance(one, answers.Saved) and not one.conflicts for one in found)
        assert written(seat) == {name: f"text {n}" for n, name in enumerate(NAMES)}
        assert db.session.query(Answer).filter_by(seat_id=seat.id).count() == 1
        section = db.session.query(AnswerSection).join(Answer).filter_by(seat_id=seat.id).one()
        assert section.version == len(NAMES)
        db.session.rollback()


def test_in_the_same_boxes_each_text_is_stored_or_given_back(app: Flask, make: Make) -> None:
    dice = random.Random(1905)
    for _round in range(ROUNDS):
        seat = a_seat(make)
        typed = [
            {name: f"text {page} {name}" for name in dice.sample(NAMES, 3)} for page in range(6)
        ]

        found = at_once(
            app, [partial(write, seat.id, f"p{page}", texts) for page, texts in enumerate(typed)]
        )

        stored = written(seat)
        for texts, saved in zip(typed, found, strict=True):
            assert isinstance(saved, answers.Saved)
            for name, text in texts.items():
                # the one that came first stands there, and every other was told what it says
                assert stored[name] == saved.conflicts.get(name, text)
        assert stored.keys() == {name for texts in typed for name in texts}
        db.session.rollback()


def test_the_same_page_sent_ten_times_at_once_is_saved_once(app: Flask, make: Make) -> None:
    seat = a_seat(make)
    texts = dict.fromkeys(NAMES, "once")

    found = at_once(app, [partial(write, seat.id, "page", texts) for _time in range(10)])

    assert all(isinstance(one, answers.Saved) and not one.conflicts for one in found)
    assert written(seat) == texts
    assert db.session.query(AnswerSection).one().version == 1


def test_without_the_lock_something_is_lost(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the other tests would not see if they could not fail."""
    seat = a_seat(make)
    write(seat.id, "first", {NAMES[0]: "first"})
    db.session.commit()
    [answer] = db.session.query(Answer)
    stale = dict(answer.sections[0].texts)
    write(seat.id, "second", {NAMES[1]: "second"})
    db.session.commit()

    def read_before(answer: Answer) -> None:
        answer.sections[0].texts = dict(stale)

    monkeypatch.setattr(answers, "lock", read_before)
    write(seat.id, "third", {NAMES[2]: "third"})
    db.session.commit()

    assert NAMES[1] not in written(seat)
    assert digest("second") != digest("third")
