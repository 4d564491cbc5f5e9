"""Pages are kept whole, and a wrong one is never shown."""

import gzip
from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, Response
from sqlalchemy import update

from app.extensions import content_changed, db
from app.models import Bilingual, Cohort, Course, SeatState
from app.web import kept
from tests.browser import Browser
from tests.factories import Make

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rendered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The types of what was rendered anew, in order."""
    pages: list[str] = []
    take = kept.take

    def noted(response: Response) -> kept.Page:
        pages.append(str(response.mimetype))
        return take(response)

    monkeypatch.setattr(kept, "take", noted)
    return pages


def address(course: Course) -> str:
    return f"/en/courses/{course.slug}"


def test_a_page_is_rendered_once_for_all_readers(
    app: Flask, make: Make, rendered: list[str]
) -> None:
    course = make.course()

    answers = [Browser(app).send(address(course)) for _ in range(3)]
    head = Browser(app).send(address(course), method="head")

    assert len(rendered) == 1
    assert len({answer.data for answer in answers}) == 1
    assert head.data == b""
    assert head.headers["Content-Length"] == answers[0].headers["Content-Length"]
    assert answers[0].headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answers[0].headers


def test_the_two_languages_and_each_query_are_kept_apart(
    browser: Browser, make: Make, rendered: list[str]
) -> None:
    make.course()
    addresses = ("/da/kurser", "/en/courses", "/en/courses?kind=team", "/en/courses?kind=day")

    bodies = {browser.send(one).data for one in (*addresses, *addresses)}

    assert len(bodies) == len(rendered) == 4


def test_what_the_reader_has_is_not_sent_again(browser: Browser, make: Make) -> None:
    course = make.course()
    browser.send(address(course))
    first = browser.send(address(course), headers={"Accept-Encoding": "gzip"})
    etag = first.headers["ETag"]

    again = browser.send(
        address(course), headers={"Accept-Encoding": "gzip", "If-None-Match": f'"other", W/{etag}'}
    )
    plain = browser.send(address(course), headers={"If-None-Match": etag})
    other = browser.send(address(course), headers={"If-None-Match": '"other"'})

    for answer in (again, plain):
        assert (answer.status_code, answer.data) == (304, b"")
        assert "Content-Type" not in answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Security-Policy"]
    assert again.headers["ETag"] == etag
    assert other.status_code == 200


def test_a_page_is_compressed_for_those_who_can_read_it(browser: Browser, make: Make) -> None:
    course = make.course()
    first = browser.send(address(course), headers={"Accept-Encoding": "gzip"})

    packed = browser.send(address(course), headers={"Accept-Encoding": "br, gzip"})
    plain = browser.send(address(course), headers={"Accept-Encoding": "gzip;q=0, identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == first.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Vary"] == first.headers["Vary"] == "Accept-Encoding"


def test_a_change_is_seen_at_once(browser: Browser, make: Make, rendered: list[str]) -> None:
    course = make.course("Before")
    provider = make.provider(name="The old name")
    assert "Before - The old name" in browser.open(address(course)).title

    course.title = Bilingual("Efter", "After")
    assert browser.open(address(course)).title == "After - The old name"
    provider.name = "The new name"
    assert browser.open(address(course)).title == "After - The new name"
    course.published = False
    browser.open(address(course), status=404)
    assert len(rendered) == 3


def test_a_seat_taken_or_given_back_is_seen_at_once(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    assert "2 places left" in browser.open(address(cohort.course))

    registration = make.registration(cohort)
    assert "1 place left" in browser.open(address(cohort.course))
    assert "1 place left" in browser.open("/en/courses")
    registration.seats[0].state = SeatState.CANCELLED
    assert "2 places left" in browser.open(address(cohort.course))


def test_what_is_written_past_the_session_counts_when_it_is_said(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    browser.open(address(cohort.course))

    db.session.execute(update(Cohort).values(place="Somewhere else"))
    content_changed()

    assert "Somewhere else" in browser.open(address(cohort.course))


def test_what_is_rolled_back_makes_no_page_old(
    browser: Browser, make: Make, rendered: list[str]
) -> None:
    course = make.course("Before")
    browser.open(address(course))

    course.title = Bilingual("x", "x")
    db.session.flush()
    db.session.rollback()

    assert browser.open(address(course)).one("h1").get_text() == "Before"
    assert len(rendered) == 1


def test_pages_change_by_themselves_when_their_moment_comes(
    browser: Browser, make: Make, rendered: list[str]
) -> None:
    cohort = make.cohort(state="announced", capacity=24)
    assert cohort.opens_at and cohort.last_registration and cohort.starts_at and cohort.ends_at
    moments = [
        (NOW, "Registration opens on"),
        (cohort.opens_at, "Places available"),
        (cohort.last_registration, "Registration has closed"),
        (cohort.starts_at, "under way"),
        (cohort.ends_at, "has taken place"),
    ]
    second = timedelta(seconds=1)

    with time_machine.travel(NOW, tick=False) as clocks:
        for before, (moment, words) in zip([moments[0], *moments], moments, strict=False):
            if moment > NOW:
                clocks.move_to(moment - second)
                assert before[1] in browser.open(address(cohort.course))
            clocks.move_to(moment)
            assert words in browser.open(address(cohort.course))

    # three of them come on another day, which is a moment too
    assert len(rendered) == len(moments) + 3


def test_who_is_told_of_a_cohort_finds_it_on_the_page(browser: Browser, make: Make) -> None:
    course = make.course()
    soon = NOW + timedelta(minutes=10)
    make.cohort(course, state="announced", tell_at=soon, opens_at=soon)
    assert "No date yet" in browser.open(address(course))

    with time_machine.travel(soon, tick=False):
        assert "Places available" in browser.open(address(course))


def test_errors_and_forms_are_not_kept(browser: Browser, make: Make, rendered: list[str]) -> None:
    course = make.course()

    browser.open("/en/courses/nowhere", status=404)
    answer = browser.send(f"{address(course)}/notify")
    browser.send(f"{address(course)}/notify", method="post", data={"email": "x"})

    assert rendered == []
    assert "ETag" not in answer.headers


@pytest.mark.one_database
def test_the_shelf_stays_within_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_PAGES", 3)
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    shelf = kept.Shelf()
    first = shelf.begin(1, NOW)

    def put(name: str, size: int, mark: kept.Mark = first) -> None:
        shelf.put((name, b""), kept.Page(b"x" * size, name, "text/html"), mark)

    for name in "abcd":
        put(name, 10)
    assert [name for name, _ in shelf.pages] == ["b", "c", "d"]
    shelf.find(("b", b""))
    put("e", 75)
    assert [name for name, _ in shelf.pages] == ["d", "b", "e"]
    put("f", 101)
    put("g", 10, mark=(0, NOW))
    assert [name for name, _ in shelf.pages] == ["d", "b", "e"]
    assert shelf.size == 95
    put("e", 10)
    assert shelf.size == 30
    shelf.begin(2, NOW)
    assert (len(shelf.pages), shelf.size) == (0, 0)


def test_what_was_rendered_before_a_change_is_not_put_after_it(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make.course("Old")
    course_id, page = course.id, address(course)
    take = kept.take

    def rename() -> None:
        with app.app_context():
            db.session.get_one(Course, course_id).title = Bilingual("Ny", "New")
            db.session.commit()

    def slow(response: Response) -> kept.Page:
        """Another process changes the title, and another reader sees it, before this is kept."""
        found = take(response)
        monkeypatch.setattr(kept, "take", take)
        Context().run(rename)
        assert Browser(app).open(page).one("h1").get_text() == "New"
        return found

    monkeypatch.setattr(kept, "take", slow)

    assert "Old" in Browser(app).send(page).text
    assert Browser(app).open(page).one("h1").get_text() == "New"


def test_what_was_rendered_before_a_moment_is_not_put_after_it(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = make.cohort(state="announced")
    assert cohort.opens_at
    page = address(cohort.course)
    take = kept.take
    opens_at = cohort.opens_at

    with time_machine.travel(opens_at - timedelta(seconds=1), tick=False) as clocks:

        def slow(response: Response) -> kept.Page:
            """Registration opens, and another reader sees it, before this page is kept."""
            found = take(response)
            monkeypatch.setattr(kept, "take", take)
            clocks.move_to(opens_at)
            assert "Places available" in Browser(app).open(page)
            return found

        monkeypatch.setattr(kept, "take", slow)

        assert "Registration opens on" in Browser(app).send(page).text
        assert "Places available" in Browser(app).open(page)
