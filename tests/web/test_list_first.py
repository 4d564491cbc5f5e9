"""List first: the rehearsal says who gets places held, and the button holds exactly those."""

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import Cohort, Course, Hold, OpeningRule, OutboxMail
from app.services import cohorts
from tests.browser import Browser, Page
from tests.factories import Make

FIRST = OpeningRule.LIST_FIRST


@pytest.fixture
def waited_for(make: Make) -> Course:
    """Three, who want five places; the last reads English."""
    course = make.course("Learning day")
    long_ago = clock.now() - timedelta(days=100)
    make.subscription(course, "one@odense.example", seats_wanted=2, queued_at=long_ago)
    make.subscription(
        course, "two@odense.example", seats_wanted=2, queued_at=long_ago + timedelta(days=1)
    )
    make.subscription(course, "en@odense.example", language=Language.ENGLISH)
    return course


def numbers(page: Page) -> list[str]:
    return page.all(".numbers dd")


def held() -> list[int]:
    db.session.expire_all()
    return [hold.seats for hold in db.session.query(Hold).order_by(Hold.id)]


def test_list_first_is_the_default_and_its_numbers_are_what_happens(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, rule=FIRST, capacity=3)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    assert numbers(page) == ["3", "2", "1", "2", "1"]
    assert page.one("input[name=rule][checked]")["value"] == "list_first"
    assert "3 places are held for those on the list" in page
    assert len(page.html.select("#content > .seats i.held")) == 3
    assert held() == []

    page = page.submit("open-form")

    assert "3 subscribers will be told at" in page
    assert held() == [2, 1]
    sent = db.session.query(OutboxMail).order_by(OutboxMail.recipient).all()
    assert [(mail.recipient, mail.letter) for mail in sent] == [
        ("en@odense.example", "cohort_open_listed"),
        ("one@odense.example", "cohort_open_held"),
        ("two@odense.example", "cohort_open_held"),
    ]
    table = page.all("table[aria-labelledby=t-held] tbody tr")
    assert [row.split(" - ")[0] for row in table] == [
        "1 one@odense.example",
        "2 two@odense.example",
    ]


def test_the_letters_of_the_rule_stand_there_in_both_languages(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, rule=FIRST, capacity=3)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    found = page.html.select("article.letter")
    assert [one["lang"] for one in found] == ["da", "en", "da", "en"]
    assert "We are holding" in found[1].get_text()
    assert "To 0 in English" in page.all("p.hint")
    with_all = make.cohort(waited_for, rule=FIRST, capacity=30)
    page = desk.visit("staff.rehearsal", cohort_id=with_all.id)
    assert len(page.html.select("article.letter")) == 2


def test_first_come_is_chosen_read_and_then_opened(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, rule=FIRST)
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    page = page.submit("open-form", rule="first_come")

    assert "the emails now say so" in page
    assert held() == []
    assert numbers(page) == ["3", "2", "1"]
    assert page.one("input[name=rule][checked]")["value"] == "first_come"
    page.submit("open-form")
    db.session.refresh(cohort)
    assert cohort.rule is OpeningRule.FIRST_COME
    assert held() == []
    assert {mail.letter for mail in db.session.query(OutboxMail)} == {"cohort_open"}


def test_without_a_list_there_is_no_choice(desk: Browser, make: Make) -> None:
    cohort = make.cohort(rule=FIRST)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)

    assert page.html.select("input[type=radio][name=rule]") == []
    page.submit("open-form")
    db.session.refresh(cohort)
    assert cohort.rule is OpeningRule.FIRST_COME


def test_stopped_it_holds_nothing_and_list_first_is_still_chosen(
    desk: Browser, make: Make, waited_for: Course
) -> None:
    cohort = make.cohort(waited_for, rule=FIRST, capacity=3)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    page.submit("stop-form")

    assert held() == []
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)
    assert page.one("input[name=rule][checked]")["value"] == "list_first"


def test_somebody_new_on_the_list_is_read_before_anything_leaves(desk: Browser, make: Make) -> None:
    cohort = make.cohort(rule=FIRST)
    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)
    make.subscription(cohort.course)

    page = page.submit("open-form")

    assert db.session.query(OutboxMail).count() == 0
    assert "the emails now say so" in page


def test_a_new_draft_is_list_first_and_the_letter_to_me_says_until_when(
    app: object, make: Make, waited_for: Course
) -> None:
    make.provider()
    plan = cohorts.plan_of(make.cohort(waited_for))
    draft = cohorts.draft(waited_for, plan, actor=None)
    db.session.commit()

    letter = letters.render("rehearsal", draft, None, Language.ENGLISH)

    assert draft.rule is FIRST
    assert isinstance(letter, letters.Rendered)
    assert "We are holding" in letter.subject
    assert "Register yourself and your colleagues by" in letter.text
    assert isinstance(db.session.get(Cohort, draft.id), Cohort)
