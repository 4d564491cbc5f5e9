"""Worksheets as they are filled in: who may write, what is kept, and what staff see of it."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from app import clock
from app.extensions import db
from app.models import Answer, AnswerState, AssignedTo, Assignment, Seat, SeatState
from app.models.errors import PlaceGone, WorksheetHandedIn, WorksheetWithdrawn
from app.services import answers, answers_progress, places, worksheets
from app.services.answers import Readiness
from app.services.answers_merge import Typed, digest
from tests.factories import Make
from tests.filling_in import WHAT, a_seat, a_team


def save(seat: Seat, section: str = "B", kind: str = "mapping", **texts: str) -> answers.Saved:
    """By somebody who has just opened the page."""
    now = clock.now()
    answer = answers.begin(seat, kind, now)
    shown = answers.texts(answers.sheet(answer), seat, answer)
    named = {name.replace("__", "."): text for name, text in texts.items()}
    typed = Typed(named, {name: digest(shown.get(name, "")) for name in named}, "page")
    saved = answers.save(answer, section, typed, now)
    db.session.commit()
    return saved


def test_one_is_begun_and_found_again(make: Make) -> None:
    seat = a_seat(make)
    assert answers.find(seat, "mapping") is None

    answer = answers.begin(seat, "mapping", clock.now())

    assert (answer.worksheet, answer.version) == ("mapping", 1)
    assert answers.begin(seat, "mapping", clock.now()) is answer
    assert answers.find(seat, "mapping") is answer
    assert answers.find(a_seat(make), "mapping") is None


def test_what_was_begun_stays_with_its_version(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = a_seat(make)
    answer = answers.begin(seat, "mapping", clock.now())
    asked: list[int | None] = []
    monkeypatch.setattr(worksheets, "get", lambda kind, version=None: asked.append(version))

    answers.sheet(answer)

    assert asked == [1]


def test_only_answers_of_the_section_are_kept(make: Make) -> None:
    seat = a_seat(make)

    saved = save(seat, "A", A__helpers="A leader", B__most="Elsewhere", A__nothing="Unasked")

    assert saved.texts["A.helpers"] == "A leader"
    found = answers.find(seat, "mapping")
    assert found is not None
    assert found.texts == {"A.helpers": "A leader"}


@pytest.mark.parametrize("number", ["Z", "", "7"])
def test_a_section_that_is_not_there_or_is_the_consultants(make: Make, number: str) -> None:
    team = a_team(make, "plan")
    answer = answers.begin(team, "plan", clock.now())

    with pytest.raises(NoResultFound):
        answers.save(answer, number, Typed({}), clock.now())


def test_what_the_site_knows_stands_there_and_can_be_emptied(make: Make) -> None:
    seat = a_seat(make)
    sheet = worksheets.get("mapping")
    assert answers.texts(sheet, seat, None) == {"A.municipality": "Odense"}

    save(seat, "A", A__municipality="Odense")
    assert answers.readiness(answers.find(seat, "mapping")) is Readiness.EMPTY

    save(seat, "A", A__municipality="")
    found = answers.find(seat, "mapping")
    assert found is not None
    assert answers.texts(sheet, seat, found) == {}


def test_readiness_is_empty_begun_done(make: Make) -> None:
    seat = a_seat(make)
    assert answers.readiness(None) is Readiness.EMPTY
    save(seat)
    answer = answers.begin(seat, "mapping", clock.now())
    assert answers.readiness(answer) is Readiness.EMPTY
    save(seat, **{WHAT.replace(".", "__"): "Play"})
    assert answers.readiness(answer) is Readiness.BEGUN
    answers.finish(answer, clock.now())
    assert answers.readiness(answer) is Readiness.DONE
    answers.reopen(answer)
    assert answers.readiness(answer) is Readiness.BEGUN
    answer.state = AnswerState.SENT
    assert answers.readiness(answer) is Readiness.DONE


def test_progress_counts_what_is_asked_not_every_row() -> None:
    sheet = worksheets.get("mapping")

    empty = answers_progress.progress(sheet, {"A.municipality": "Odense"})
    assert {part.state for part in empty} == {Readiness.EMPTY}
    assert answers_progress.next_to_fill_in(empty).id == "A"

    [b] = [one for one in answers_progress.progress(sheet, {WHAT: "?"}) if one.section.id == "B"]
    assert (b.answered, b.asked, b.state) == (1, 4, Readiness.BEGUN)
    everything = dict.fromkeys(sheet.answers(), "1")
    done = answers_progress.progress(sheet, everything)
    assert {part.state for part in done} == {Readiness.DONE}
    assert answers_progress.begun(done) == 9


def test_a_worksheet_of_another_course_is_not_there(make: Make) -> None:
    seat = a_seat(make)

    for kind in ("guide", "plan", "nothing"):
        with pytest.raises(NoResultFound):
            answers.require_there(seat, kind)


def test_a_withdrawn_one_is_read_and_not_written_on(make: Make) -> None:
    seat, other = a_seat(make), a_seat(make)
    save(seat, B__most="x")
    for one in db.session.query(Assignment):
        one.withdrawn_at = clock.now()
    db.session.commit()

    with pytest.raises(WorksheetWithdrawn):
        save(seat, B__most="y")
    db.session.rollback()
    assert answers.require_there(seat, "mapping") is not None
    with pytest.raises(NoResultFound):
        answers.require_there(other, "mapping")


def test_who_gave_up_the_place_or_handed_in_writes_no_more(make: Make) -> None:
    seat, other = a_seat(make), a_seat(make)
    save(seat), save(other)
    places.cancel([seat], by="participant")
    answers.begin(other, "mapping", clock.now()).state = AnswerState.SENT
    db.session.commit()

    assert seat.state is SeatState.CANCELLED
    with pytest.raises(PlaceGone):
        save(seat)
    db.session.rollback()
    with pytest.raises(WorksheetHandedIn):
        save(other)


def test_staff_see_what_was_shown_to_them_and_never_what_is_private(make: Make) -> None:
    seat = a_seat(make, "guide")
    save(seat, "A", "guide", A__topics__success="1")
    save(seat, "B", "guide", B__succeeded="marker-success", B__energy="marker-energy")
    save(seat, "C", "guide", C__support="marker-support")
    answer = answers.begin(seat, "guide", clock.now())

    assert answers.seen_by_consultant(answer) == {
        "A.topics.success": "1",
        "C.support": "marker-support",
    }
    answers.show(answer, clock.now())
    shown = answers.seen_by_consultant(answer)
    assert shown["B.succeeded"] == "marker-success"
    assert "B.energy" not in shown
    answers.hide(answer)
    assert "B.succeeded" not in answers.seen_by_consultant(answer)


def test_what_is_handed_in_is_seen_but_for_a_mapping_nothing(make: Make) -> None:
    team, seat = a_team(make, "plan"), a_seat(make)
    plan = make.answer(team, "plan", **{"1": {"1.challenges.1.what": "x"}})
    mapping = make.answer(seat, B={"B.most": "x"})
    assert answers.seen_by_consultant(mapping) == {}
    assert answers.seen_by_consultant(plan) == {}

    plan.state = AnswerState.SENT

    assert answers.seen_by_consultant(plan) == {"1.challenges.1.what": "x"}


def test_those_of_a_cohort_are_found_in_few_queries(make: Make) -> None:
    team = a_team(make, "mapping", "plan")
    make.answer(team.seats[0], B={"B.most": "x"})
    make.answer(team, "plan", **{"1": {"1.challenges.1.what": "x"}})
    make.answer(a_seat(make), B={"B.most": "elsewhere"})

    found = answers.of_cohort(team.cohort)

    assert [one.worksheet for one in found] == ["mapping", "plan"]
    assert [one.owner for one in found] == [team, team]


def test_an_assignment_for_the_registration_is_not_for_each_seat(make: Make) -> None:
    team = a_team(make, "plan")

    [plan] = answers.assigned(team, "plan")
    assert plan.per is AssignedTo.REGISTRATION
    assert answers.assigned(team.seats[0], "plan") == []
    assert db.session.query(Answer).count() == 0
    assert plan.send_days == -21
    assert timedelta(0) < team.cohort.starts_at - clock.now()  # type: ignore[operator]
