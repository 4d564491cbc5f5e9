"""What was handed in, at the desk: read, fetched, approved, returned; and each reading noted."""

import io
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.extensions import db, upload_settings
from app.models import Answer, AnswerState, AuditEntry, Registration
from app.services import hand_in, sign_ins, uploads
from tests.browser import Browser
from tests.factories import Make
from tests.handing_in import cohort_with_plan, handed_in, team
from tests.staffing import go_in, member_of_staff, signed_in, teaching
from tests.uploading import filled, ours

CHALLENGE = "1.challenges.1.challenge"


@pytest.fixture
def one(make: Make) -> Registration:
    return team(make, cohort_with_plan(make, closed_at=clock.now()), contact_name="A leader")


@pytest.fixture
def desk(browser: Browser, one: Registration) -> Browser:
    signed_in(browser, "consultant")
    teaching(one.cohort.course)
    return browser


def sent(one: Registration, content: bytes | None = None, name: str = "Plan.docx") -> Answer:
    answer = Answer(registration_id=one.id, worksheet="plan", version=1, begun_at=clock.now())
    db.session.add(answer)
    db.session.flush()
    hand_in.hand_in(answer, uploads.take(name, io.BytesIO(content or ours())), by="contact")
    db.session.commit()
    return answer


def reads() -> list[tuple[str, object]]:
    found = db.session.query(AuditEntry).filter_by(action="read").order_by(AuditEntry.id)
    return [(entry.subject, entry.detail.get("what")) for entry in found]


def test_a_consultant_reads_and_approves(desk: Browser, one: Registration, make: Make) -> None:
    make.provider()
    sent(one, filled({CHALLENGE: "More talk at meals"}))
    page = desk.visit("staff.consultant", cohort_id=one.cohort_id)

    page = page.click("Worksheets handed in").click("A leader")

    assert "More talk at meals" in page
    assert "not scanned for viruses" in page
    typed: dict[str, Any] = {"approve-grant_from": "1.3.2027", "approve-comment": "Well done"}
    page = page.submit("answer-form", button="approve", **typed)
    assert "It is approved. They are told by email." in page
    assert "The grant can be used from Monday 1\N{NO-BREAK SPACE}March 2027." in page
    assert not page.html.select("#answer-form")
    answer = handed_in(one)
    assert (answer.state, answer.comment) == (AnswerState.APPROVED, "Well done")
    assert (f"registration/{one.id}", "worksheet") in reads()


def test_a_consultant_returns_with_a_comment(desk: Browser, one: Registration, make: Make) -> None:
    make.provider()
    answer = sent(one)
    page = desk.visit("staff.handed_in_sheet", answer_id=answer.id)

    page = page.submit("answer-form", button="return", status=422)
    assert "Write what is to be changed" in page
    typed: dict[str, Any] = {"return-comment": "Say who pays.", "return-due_by": "3.3.2020"}
    page = page.submit("answer-form", button="return", status=422, **typed)
    assert "Choose a coming day." in page
    later: dict[str, Any] = {"return-due_by": "1.3.2030"}
    page = page.submit("answer-form", button="return", **later)

    assert "It is returned. They are told by email." in page
    assert "They are changing it." in page
    assert handed_in(one).comment == "Say who pays."


def test_comments_stay_when_the_language_changes_or_the_sign_in_has_ended(
    desk: Browser, one: Registration
) -> None:
    answer = sent(one)
    page = desk.visit("staff.handed_in_sheet", answer_id=answer.id)
    typed: dict[str, Any] = {"approve-comment": "Well done", "return-comment": "Say who pays."}

    page = page.submit("answer-form", button="stay", **typed)

    assert page.path.startswith("/da/")
    assert [one.get_text().strip() for one in page.html.select("#answer-form textarea")] == [
        "Well done",
        "Say who pays.",
    ]
    assert len(reads()) == 2
    page = page.submit("answer-form", button="return", status=422, **{"return-due_by": "x"})
    page = page.submit("answer-form", button="stay")
    assert page.path.startswith("/en/")

    member = member_of_staff("consultant")
    sign_ins.end_all(member)
    page = page.submit("answer-form", button="approve", status=401)
    page = go_in(page, member.email)

    assert "Say who pays." in page.one("#answer-form").get_text()
    assert len(reads()) == 4
    assert handed_in(one).state is AnswerState.SENT


def test_something_newer_is_read_first(desk: Browser, one: Registration) -> None:
    answer = sent(one)
    page = desk.visit("staff.handed_in_sheet", answer_id=answer.id)
    taken = uploads.take("new.pdf", io.BytesIO(ours("pdf")))
    hand_in.hand_in(answer, taken, by="contact")
    db.session.commit()

    page = page.submit("answer-form", button="approve", status=422)

    assert "Something new was handed in after you opened the page." in page
    assert "new.pdf" in page
    assert handed_in(one).state is AnswerState.SENT


def test_the_file_is_fetched_and_never_shown(desk: Browser, one: Registration) -> None:
    answer = sent(one, ours("pdf"), "Plan æ.pdf")
    page = desk.visit("staff.handed_in_sheet", answer_id=answer.id)
    assert "What is written stands in the file alone" in page

    file = page.click("Plan æ.pdf").response

    assert file.data == ours("pdf")
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reads()[-1] == (f"registration/{one.id}", "file")


def test_every_look_is_noted(desk: Browser, one: Registration) -> None:
    answer = sent(one)

    desk.visit("staff.handed_in", cohort_id=one.cohort_id)
    desk.visit("staff.handed_in_sheet", answer_id=answer.id)

    assert reads() == [
        (f"cohort/{one.cohort_id}", "people"),
        (f"registration/{one.id}", "worksheet"),
    ]


def test_what_is_being_written_is_not_there(desk: Browser, one: Registration, make: Make) -> None:
    answer = make.answer(one, "plan", **{"1": {CHALLENGE: "A draft"}})

    page = desk.visit("staff.handed_in", cohort_id=one.cohort_id)

    assert "Nothing has been handed in yet." in page
    desk.visit("staff.handed_in_sheet", answer_id=answer.id, status=404)


def test_a_file_of_another_worksheet_is_not_there(
    desk: Browser, one: Registration, make: Make
) -> None:
    [file] = sent(one).files
    other = sent(team(make, one.cohort))

    desk.visit("staff.handed_in_file", answer_id=other.id, file_id=file.id, status=404)


def test_strangers_read_nothing(app: Flask, one: Registration) -> None:
    answer = sent(one)
    [file] = answer.files

    page = Browser(app).visit("staff.handed_in_file", answer_id=answer.id, file_id=file.id)

    assert page.path.endswith("/staff/sign-in")


def test_nothing_of_the_folder_is_served(browser: Browser, one: Registration) -> None:
    [file] = sent(one).files

    for path in ("/static/", "/static/../", "/", "/uploads/", "/instance/uploads/"):
        assert browser.send(f"{path}{file.stored_as}").status_code == 404
    assert (upload_settings().folder / file.stored_as).is_file()
