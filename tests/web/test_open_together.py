"""Several drafts of a course: chosen, rehearsed, opened in one press, and taken back in one."""

import pytest

from app import clock
from app.extensions import db
from app.mail import letters
from app.mail.letter import Rendered
from app.models import Cohort, CohortState, Course, OpeningRule, OutboxMail
from tests.browser import Browser, Page
from tests.factories import Make


@pytest.fixture
def course(make: Make) -> Course:
    course = make.course("Learning day")
    for seats in (1, 2):
        make.subscription(course, seats_wanted=seats)
    for days in (60, 67, 74):
        make.cohort(course, in_days=days, capacity=2, rule=OpeningRule.LIST_FIRST)
    return course


def drafts() -> list[Cohort]:
    db.session.expire_all()
    return db.session.query(Cohort).order_by(Cohort.id).all()


def mails() -> int:
    return db.session.query(OutboxMail).count()


def rehearsed(desk: Browser, course: Course, *which: Cohort) -> Page:
    chosen = [one.id for one in which]
    return desk.visit("staff.open_together", slug=course.slug, cohort=chosen)


def said_by(page: Page, name: str) -> list[str]:
    """The sentences of a letter on the page, but for its links."""
    found = page.one(f"article[aria-labelledby={name}]").select("p")
    texts = [
        text for one in found for text in one.find_all(string=True) if not text.find_parent("a")
    ]
    return [" ".join(text.split()) for text in texts if text.strip()]


def test_from_the_course_to_the_emails_and_back(desk: Browser, course: Course) -> None:
    page = desk.visit("staff.course", slug=course.slug).click("Open several together")
    assert len(page.html.select("input[name=cohort][checked]")) == 3

    first, second, third = drafts()
    page = rehearsed(desk, course, first, second)

    assert page.all(".numbers dd") == ["2", "2", "0", "2"]
    danish = page.one("article[lang=da]").get_text()
    assert danish.count("Vi har reserveret en plads til dig.") == 2
    assert danish.count("2.450\N{NO-BREAK SPACE}kr.") == 2
    assert page.html.select("article.letter a[href]") == []
    assert mails() == 0

    page = page.submit("open-form")

    assert mails() == 2
    states = [one.state for one in drafts()]
    assert states == [CohortState.ANNOUNCED, CohortState.ANNOUNCED, CohortState.DRAFT]
    assert "One email tells of all these dates" in page
    assert "2 subscribers will be told" in desk.visit("staff.cohort", cohort_id=second.id)

    page = desk.visit("staff.cohort", cohort_id=second.id).submit("stop-form")

    assert "all the cohorts are drafts again" in page
    assert {one.state for one in drafts()} == {CohortState.DRAFT}
    assert mails() == 0
    assert third.is_draft


def test_the_letters_are_sent_to_the_secretary_only(desk: Browser, course: Course) -> None:
    first, second, _third = drafts()
    first.capacity = second.capacity = 1
    db.session.commit()
    page = rehearsed(desk, course, second, first)
    shown = {name: said_by(page, name) for name in ("letter-en", "listed-en")}

    page = page.submit("send-form")
    assert "All four emails are on their way to secretary@kursushuset.example." in page
    page.submit("send-form")

    rows = db.session.query(OutboxMail).order_by(OutboxMail.id).all()
    assert {one.recipient for one in rows} == {"secretary@kursushuset.example"}
    assert {one.state for one in drafts()} == {CohortState.DRAFT}
    sent = {}
    for row in rows:
        letter = letters.render(row.letter, first, first, row.language, row)
        assert isinstance(letter, Rendered)
        assert letter.subject.startswith(("Rehearsal: ", "Prøve: "))
        sent[row.letter, str(row.language)] = " ".join(letter.text.split())
    assert len(sent) == 4
    held, listed = sent["rehearsal_together", "en"], sent["rehearsal_together_listed", "en"]
    for name, mail in (("letter-en", held), ("listed-en", listed)):
        assert len(shown[name]) > 10
        assert [said for said in shown[name] if said not in mail] == []


def test_one_draft_alone_is_not_several(desk: Browser, make: Make, course: Course) -> None:
    page = rehearsed(desk, course, drafts()[0])
    assert "Choose at least two of the drafts." in page

    alone = make.cohort().course
    assert "Open several together" not in desk.visit("staff.course", slug=alone.slug)
    page = desk.visit("staff.open_together", slug=alone.slug)
    assert "There must be at least two drafts with a date." in page


def test_what_lacks_something_is_named_and_nothing_can_be_pressed(
    desk: Browser, course: Course
) -> None:
    first, second, _third = drafts()
    second.place = ""
    db.session.commit()

    page = rehearsed(desk, course, first, second)

    assert "They cannot be opened together yet." in page
    assert "Say where the cohort meets before you open it." in page
    assert page.html.select("#open-button") == []


def test_what_changed_since_the_rehearsal_does_not_leave_unread(
    desk: Browser, course: Course
) -> None:
    first, second, _third = drafts()
    page = rehearsed(desk, course, first, second)
    first.place = "Havnen, Vejle"
    db.session.commit()

    page = page.submit("open-form", status=422)

    assert "Something has changed since you looked." in page
    assert "Havnen, Vejle" in page.one("article[lang=en]").get_text()
    assert mails() == 0
    page.submit("open-form")
    assert mails() == 2


def test_whoever_presses_second_sees_what_the_first_has_opened(
    desk: Browser, course: Course
) -> None:
    first, second, third = drafts()
    page = rehearsed(desk, course, first, second)
    other = rehearsed(desk, course, second, third)
    page.submit("open-form")

    page = page.submit("open-form")
    assert "subscribers will be told" in page
    page = other.submit("open-form")
    assert "This cohort has been opened already." in page
    assert mails() == 2
    assert drafts()[2].is_draft


def test_the_page_of_the_course_shows_them_once_they_are_told(
    browser: Browser, desk: Browser, course: Course
) -> None:
    first, second, _third = drafts()
    rehearsed(desk, course, first, second).submit("open-form")
    for one in drafts()[:2]:
        one.tell_at = clock.now()
    db.session.commit()

    page = browser.visit("public.course", slug=course.slug)

    assert len(page.html.select(".board h3")) == 2
