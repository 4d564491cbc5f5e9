"""What can be seen of worksheets, attendance and certificates as soon as the demo has started."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import Answer, AnswerState, Cohort, OutboxMail, Seat, SeatState
from app.services import answers, attendance, certificates, consultants, demo, self_check
from app.services.answers import Readiness
from app.services.plans import after_the_day
from tests.services.test_demo import DAYS


@pytest.fixture
def seeded(app: Flask) -> None:
    demo.seed()
    db.session.commit()


def cohort(code: str) -> Cohort:
    return db.session.scalars(select(Cohort).where(Cohort.code == code)).one()


def states(code: str) -> list[str]:
    return [str(seat.state) for seat in attendance.of(cohort(code))]


def test_a_past_day_is_closed_with_certificates(seeded: None) -> None:
    assert states("laeringsdag-odense").count("attended") == 20
    assert states("laeringsdag-odense").count("absent") == 2
    for seat in attendance.of(cohort("laeringsdag-odense")):
        assert (certificates.of(seat) is not None) == (seat.state is SeatState.ATTENDED)


def test_a_plan_is_approved_and_one_waits(seeded: None) -> None:
    assert sorted(states("coaching-odense")) == ["attended"] * 3 + ["completed"] * 2
    plans = select(Answer.state).where(Answer.worksheet == "plan").order_by(Answer.id)
    assert list(db.session.scalars(plans)) == [
        AnswerState.APPROVED,
        AnswerState.SENT,
        AnswerState.DRAFT,
    ]


def test_the_consultant_sees_readiness_questions_and_what_is_shown(seeded: None) -> None:
    prepared = consultants.preparation(
        cohort("laeringsdag-middelfart"), Language.DANISH, clock.now()
    )

    assert prepared.ready("mapping") == {
        Readiness.BEGUN: 2,
        Readiness.DONE: 2,
        Readiness.EMPTY: 4,
    }
    assert len(prepared.questions) == len(prepared.shown) == 2
    assert all(title for title, _ in prepared.titles)
    guide = consultants.preparation(cohort("ledersamtale-aftalt"), Language.DANISH, clock.now())
    [shown] = guide.shown
    assert [heading for heading, _ in shown.sections] == [
        "A. Det vil jeg tale om",
        "C. Det har jeg brug for fra jer",
    ]


def test_who_was_there_finds_the_plan_and_the_certificate(seeded: None) -> None:
    first = db.session.scalars(
        select(Seat)
        .where(Seat.cohort_id == cohort("laeringsdag-odense").id)
        .order_by(Seat.id)
        .limit(1)
    ).one()

    after = after_the_day(first, clock.now(), Language.DANISH)

    assert after is not None
    assert [step.what for step in after.steps][1] == "Makkerpar på tværs af to huse"
    assert after.certificate is not None
    assert after.follow_up is not None


def test_everything_written_stands_in_the_worksheet_it_is_about(seeded: None) -> None:
    for answer in db.session.scalars(select(Answer)):
        asked = {one.id: one for one in answers.sheet(answer).asked()}
        for name, text in answer.texts.items():
            options = {option.id for option in asked[name].options}
            assert not options or text in options, name


@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%a %Y-%m-%d %H.%M}")
def test_on_any_day_all_is_true_and_old_letters_have_left(app: Flask, day: object) -> None:
    with time_machine.travel(day, tick=False):  # type: ignore[arg-type]
        demo.seed()
        db.session.commit()

        assert self_check.findings(clock.now()) == []
        late = (
            select(OutboxMail.letter)
            .join(Cohort, Cohort.id == OutboxMail.cohort_id)
            .where(OutboxMail.state != "sent", Cohort.ends_at <= clock.now())
        )
        assert list(db.session.scalars(late)) == []
