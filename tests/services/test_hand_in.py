"""What was handed in is approved or returned, once, and completes what it completes."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import Answer, AnswerState, AuditEntry, OutboxMail, Registration, Seat, SeatState
from app.models.errors import AnswerDecided, HandedInAnew, NothingHandedIn
from app.services import answers, hand_in, uploads
from tests.factories import Make
from tests.handing_in import cohort_with_plan, team
from tests.lettering import read
from tests.uploading import filled, ours

GRANT = date(2027, 3, 1)
DECISIONS = ("worksheet_approved", "worksheet_returned")
AIM = "1.challenges.1.challenge"


def sent(make: Make, owner: Registration | Seat) -> Answer:
    answer = make.answer(owner, "plan", **{"1": {AIM: "More talk at meals"}})
    hand_in.send(answer, by="contact")
    db.session.commit()
    return answer


def closed_team(make: Make, **columns: Any) -> Registration:
    return team(make, cohort_with_plan(make, closed_at=clock.now(), **columns))


def letters() -> list[OutboxMail]:
    asked = select(OutboxMail).where(OutboxMail.letter.in_(DECISIONS))
    return list(db.session.scalars(asked.order_by(OutboxMail.id)))


def text(mail: OutboxMail, answer: Answer) -> str:
    return read(mail.letter, answer, answer.owner.cohort).text


def test_approval_sets_the_grant_date_and_completes_the_places(make: Make) -> None:
    make.provider()
    one = closed_team(make)
    answer = sent(make, one)

    assert hand_in.approve(answer, by=make.staff(), grant_from=GRANT, comment="Well done")
    db.session.commit()

    assert (answer.state, answer.grant_from) == (AnswerState.APPROVED, GRANT)
    assert {seat.state for seat in one.seats} == {SeatState.COMPLETED}
    [mail] = letters()
    assert (mail.letter, mail.recipient) == ("worksheet_approved", one.contact_email)
    assert "1.\N{NO-BREAK SPACE}marts 2027" in text(mail, answer)
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"worksheet.handed_in", "worksheet.approved"} <= actions


def test_ones_own_plan_completes_ones_own_place(make: Make) -> None:
    one = team(make, cohort_with_plan(make, per="seat", closed_at=clock.now()))
    answer = sent(make, one.seats[0])

    hand_in.approve(answer, by=make.staff(), grant_from=GRANT)

    assert [seat.state for seat in one.seats] == [SeatState.COMPLETED, SeatState.ATTENDED]


def test_before_the_cohort_is_closed_nobody_has_completed_it(make: Make) -> None:
    one = team(make)

    hand_in.approve(sent(make, one), by=make.staff(), grant_from=GRANT)

    assert {seat.state for seat in one.seats} == {SeatState.ATTENDED}


def test_pressing_twice_is_harmless(make: Make) -> None:
    make.provider()
    one = closed_team(make)
    answer, member = sent(make, one), make.staff()

    assert hand_in.approve(answer, by=member, grant_from=GRANT)
    assert not hand_in.approve(answer, by=member, grant_from=date(2028, 1, 1))
    db.session.commit()

    assert answer.grant_from == GRANT
    assert len(letters()) == 1


def test_returned_it_can_be_changed_and_handed_in_again(make: Make) -> None:
    make.provider()
    one = team(make)
    answer, member = sent(make, one), make.staff()
    by = clock.today() + timedelta(days=14)

    assert hand_in.send_back(answer, by=member, comment="Say who pays.", due_by=by)
    assert not hand_in.send_back(answer, by=member, comment="Again", due_by=by)
    db.session.commit()

    assert (answer.state, answer.comment) == (AnswerState.RETURNED, "Say who pays.")
    [mail] = letters()
    assert mail.letter == "worksheet_returned"
    assert "Say who pays." in text(mail, answer)
    standing = hand_in.standing(one, "plan", answer)
    assert standing is not None
    assert (standing.due_by, standing.is_handed_in) == (by, False)
    assert hand_in.to_read(answer) == (1, {})
    hand_in.send(answer, by="contact")
    version, texts = hand_in.to_read(answer)
    assert (version, texts[AIM]) == (1, "More talk at meals")


def test_nobody_approves_what_they_have_not_read(make: Make) -> None:
    one = team(make)
    answer, member = sent(make, one), make.staff()
    read_at = answer.sent_at

    taken = uploads.take("plan.docx", io.BytesIO(ours()))
    hand_in.hand_in(answer, taken, by="contact")

    with pytest.raises(HandedInAnew):
        hand_in.approve(answer, by=member, seen_at=read_at)
    with pytest.raises(HandedInAnew):
        hand_in.send_back(answer, by=member, comment="No", seen_at=read_at)
    assert hand_in.approve(answer, by=member, seen_at=answer.sent_at)


def test_what_is_approved_is_settled(make: Make) -> None:
    one = team(make)
    answer, member = sent(make, one), make.staff()
    hand_in.approve(answer, by=member)

    with pytest.raises(AnswerDecided):
        hand_in.send(answer, by="contact")
    with pytest.raises(NothingHandedIn):
        hand_in.send_back(answer, by=member, comment="After all")


def test_answers_are_read_out_of_our_own_file(make: Make) -> None:
    one = team(make)
    answer = make.answer(one, "plan", **{"1": {AIM: "Only on the page"}})
    taken = uploads.take("plan.docx", io.BytesIO(filled({AIM: "In the file, æøå"})))

    hand_in.hand_in(answer, taken, by="contact")

    version, texts = hand_in.to_read(answer)
    assert (version, texts[AIM]) == (1, "In the file, æøå")
    # what the registration has told
    assert "Dagtilbud Åkanden" in texts["0.setting"]
    assert answers.seen_by_consultant(answer) == {}


def test_a_file_of_another_worksheet_is_kept_and_not_read(make: Make) -> None:
    answer = make.answer(team(make), "plan")
    taken = uploads.take("mapping.docx", io.BytesIO(ours("docx", "mapping")))

    hand_in.hand_in(answer, taken, by="contact")

    [file] = answer.files
    assert (taken.kind, file.version, file.answers) == ("mapping", 0, {})


def test_what_waits_for_an_answer_comes_first(make: Make) -> None:
    cohort = cohort_with_plan(make)
    first, second, third = (sent(make, team(make, cohort)) for _ in range(3))
    make.answer(team(make, cohort), "plan")
    sent(make, team(make))
    hand_in.approve(third, by=make.staff())
    db.session.commit()

    found = [one.answer for one in hand_in.of_cohort(cohort)]

    assert found == [second, first, third]
