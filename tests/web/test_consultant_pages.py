"""What a consultant sees before the day: who comes, how ready they are, what they chose to show."""

from typing import Any

import pytest

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, CourseContact, Municipality, Registration
from app.models.worksheet import Worksheet
from app.services import answers
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import group
from tests.staffing import member_of_staff, signed_in, teaching
from tests.taking_part import course_with

MAPPING = {"worksheet": "mapping", "send_days": -21}
GUIDE = {"worksheet": "guide", "send_days": -7}
QUESTION = "H.question"
SECRET = "we are short of hands on Fridays"


def prepared(make: Make, *worksheets: dict[str, Any]) -> tuple[Cohort, Registration]:
    """Four people of two groups, from one municipality and from nowhere."""
    make.provider()
    cohort = make.cohort(course_with(make, *(worksheets or (MAPPING,))), state="open", in_days=9)
    where = db.session.query(Municipality).order_by(Municipality.id).first()
    one = group(make, cohort, 3, municipality_id=where.id if where else None)
    group(make, cohort).seats[0].title = "Leder"
    one.seats[0].food, one.seats[0].needs = "vegan", "a ramp"
    db.session.commit()
    return cohort, one


def opened(browser: Browser, cohort: Cohort, role: str = "consultant") -> Page:
    member = signed_in(browser, role)
    if member.id not in {contact.member_id for contact in cohort.course.contacts}:
        teaching(cohort.course, member=member)
    return browser.visit("staff.consultant", cohort_id=cohort.id)


def rows(page: Page, table: str) -> list[list[str]]:
    body = page.html.select(f"table[aria-labelledby={table}] tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in body]


def test_who_comes_by_municipality_and_title(browser: Browser, make: Make) -> None:
    cohort, one = prepared(make)
    name = one.municipality.name if one.municipality else ""

    page = opened(browser, cohort)

    assert rows(page, "municipalities") == [[name, "3"], ["Not said", "1"]]
    assert page.all("dl.numbers dd") == ["4", "1"]
    assert rows(page, "titles") == [["Pædagog", "3"], ["Leder", "1"]]
    assert [row[0] for row in rows(page, "participants")] == sorted(
        str(seat.name) for seat in attending(cohort)
    )


def attending(cohort: Cohort) -> list[Any]:
    from app.services import attendance

    return attendance.of(cohort)


def test_no_food_no_needs_no_addresses(browser: Browser, make: Make) -> None:
    cohort, one = prepared(make)

    text = opened(browser, cohort).one("main").get_text()

    assert "vegan" not in text
    assert "a ramp" not in text
    assert "@" not in text
    assert one.reference not in text


def test_readiness_is_all_that_is_seen_until_it_is_shown(browser: Browser, make: Make) -> None:
    cohort, one = prepared(make)
    empty, begun, done = one.seats
    make.answer(begun, "mapping", H={QUESTION: SECRET})
    answers.finish(make.answer(done, "mapping", H={QUESTION: SECRET}), clock.now())
    db.session.commit()

    page = opened(browser, cohort)

    said = {row[0]: row[4] for row in rows(page, "participants")}
    assert said[str(empty.name)] == "empty"
    assert said[str(begun.name)] == "begun"
    assert said[str(done.name)] == "done"
    assert SECRET not in page
    assert "Nothing yet." in page


@pytest.mark.parametrize(("language", "asked"), [("en", "Their most"), ("da", "Deres vigtigste")])
def test_what_is_shown_is_read_with_its_question(
    browser: Browser, make: Make, language: str, asked: str
) -> None:
    browser.language = language
    cohort, one = prepared(make)
    shows, keeps = one.seats[:2]
    answers.show(make.answer(shows, "mapping", H={QUESTION: "How do we begin?"}), clock.now())
    make.answer(keeps, "mapping", H={QUESTION: SECRET})
    db.session.commit()

    page = opened(browser, cohort)

    [question] = page.all("[aria-labelledby=questions] li")
    assert question.startswith("How do we begin?")
    assert str(shows.name) in question
    assert asked in page
    assert page.text.count("How do we begin?") == 2
    assert SECRET not in page

    answers.hide(answers.find(shows, "mapping"))  # type: ignore[arg-type]
    db.session.commit()
    assert "How do we begin?" not in opened(browser, cohort)


def test_of_the_guide_the_ticks_and_the_wish_are_always_seen(browser: Browser, make: Make) -> None:
    cohort, one = prepared(make, GUIDE)
    sheet = answers.sheet(make.answer(one.seats[0], "guide"))
    seen, private = sorted(sheet.always_seen()), sorted(sheet.private_answers())
    wish = next(name for name in seen if name.startswith("C."))
    tick = next(name for name in seen if name.startswith("A."))
    answer = answers.find(one.seats[0], "guide")
    assert answer is not None
    for name, text in ((tick, "1"), (wish, "Time to think"), (private[0], SECRET)):
        answers.save(answer, name[0], typed(name, text), clock.now())
    db.session.commit()

    page = opened(browser, cohort)
    assert "Time to think" in page
    assert sheet_option(sheet, tick) in page.all("dd")
    assert SECRET not in page

    answers.show(answer, clock.now())
    db.session.commit()
    assert SECRET not in opened(browser, cohort)


def sheet_option(sheet: Worksheet, name: str) -> str:
    """What a tick stands at."""
    [label] = [asked.label.en for asked in sheet.asked() if asked.id == name]
    return label.partition(": ")[2]


def typed(name: str, text: str) -> Any:
    from app.services.answers_merge import Typed

    return Typed({name: text}, {}, "page")


def test_what_a_registration_fills_in_together_is_shown_once(browser: Browser, make: Make) -> None:
    plan = {"worksheet": "plan", "send_days": -1, "due_days": 60, "per": "registration"}
    cohort, one = prepared(make, plan)
    answer = make.answer(one, "plan", **{"1": {"1.goal": "to read together"}})
    first = next(iter(answers.sheet(answer).own_answers()))
    answer.sections[0].texts = {first: "to read together"}
    answers.show(answer, clock.now())
    db.session.commit()

    page = opened(browser, cohort)

    assert page.text.count("to read together") == 1
    assert [row[4] for row in rows(page, "participants")].count("begun") == 3


def test_the_looking_is_noted_and_more_when_worksheets_are_read(
    browser: Browser, make: Make
) -> None:
    cohort, one = prepared(make)
    opened(browser, cohort)
    answers.show(make.answer(one.seats[0], "mapping", H={QUESTION: "Why?"}), clock.now())
    db.session.commit()
    opened(browser, cohort)

    reads = db.session.query(AuditEntry).filter_by(action="read").order_by(AuditEntry.id).all()
    assert {read.subject for read in reads} == {f"cohort/{cohort.id}"}
    assert [read.detail["what"] for read in reads] == ["people", "people and worksheets"]


def test_a_consultant_begins_with_the_cohorts_of_their_courses(
    browser: Browser, make: Make
) -> None:
    cohort, _ = prepared(make)
    own = make.cohort(make.course("My own course"), state="open", in_days=20)
    me = member_of_staff("consultant")
    own.course.contacts = [CourseContact(member=me)]
    make.cohort(state="draft")
    make.cohort(make.course("Long ago"), state="open", in_days=-300)
    signed_in(browser, "consultant")

    page = browser.visit("staff.first")

    assert page.path.endswith("/staff/cohorts")
    assert [row[0] for row in rows(page, "own")] == ["My own course"]
    assert cohort.course.title.en not in page
    page = browser.visit("staff.consultant", cohort_id=own.id)
    assert "Nobody has a place yet." in page


def test_what_belongs_to_another_course_is_not_there(browser: Browser, make: Make) -> None:
    cohort, one = prepared(make)
    answer = make.answer(one.seats[0], "mapping", H={QUESTION: SECRET})
    signed_in(browser, "consultant")

    for endpoint in ("consultant", "attendance_list", "handed_in", "sign_in_sheet"):
        page = browser.visit(f"staff.{endpoint}", cohort_id=cohort.id, status=404)
        nowhere = browser.visit(f"staff.{endpoint}", cohort_id=987_654, status=404)
        assert page.text == nowhere.text
    browser.visit("staff.handed_in_sheet", answer_id=answer.id, status=404)
    assert "No cohort of yours" in browser.visit("staff.consultant_cohorts")
    signed_in(browser)
    browser.visit("staff.consultant", cohort_id=cohort.id)


def test_a_secretary_begins_with_the_courses(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)

    assert browser.visit("staff.first").path.endswith("/staff/courses")
