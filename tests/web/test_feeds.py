"""Calendars and feeds: what is public is in them, once and for ever under the same name."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from icalendar import Calendar

from app import clock
from app.documents.atom import NAMESPACE
from app.extensions import db
from app.models import Bilingual
from app.services import calling_off
from tests.browser import Browser
from tests.factories import Make

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
KINDS = {"calendar.ics": "text/calendar", "news.atom": "application/atom+xml"}
ATOM = f"{{{NAMESPACE}}}"


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def days(browser: Browser, address: str) -> list[dict[str, Any]]:
    """The events, each as the names and values of its lines."""
    answer = browser.send(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    return [dict(one) for one in Calendar.from_ical(answer.data).walk("VEVENT")]


def entries(browser: Browser, address: str) -> list[dict[str, str]]:
    answer = browser.send(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    return [
        {one.tag.removeprefix(ATOM): one.text or "" for one in entry}
        for entry in feed.findall(f"{ATOM}entry")
    ]


def test_only_what_everybody_may_see_is_in_them(browser: Browser, make: Make) -> None:
    course = make.course()
    shown = make.cohort(course, state="open", days=2)
    make.cohort(course)
    make.cohort(course, state="open", unlisted_code="SECRET")
    make.cohort(course, state="announced", tell_at=clock.now() + timedelta(minutes=5))
    make.cohort(make.course(published=False), state="open")
    other = make.cohort(state="open")

    own = days(browser, f"/da/kurser/{course.slug}/kalender.ics")

    uids = [str(one["UID"]) for one in own]
    assert [uid.split("@")[0] for uid in uids] == [
        f"cohort-{shown.id}-day-{number}" for number in (1, 2)
    ]
    assert len(days(browser, "/en/calendar.ics")) == 3
    assert len(entries(browser, f"/en/courses/{course.slug}/news.atom")) == 1
    ids = [one["id"] for one in entries(browser, "/da/nyt.atom")]
    assert sorted(ids) == sorted(f"tag:127.0.0.1,2026:cohort/{n}/da" for n in (shown.id, other.id))
    browser.open("/en/courses/no-such-course/calendar.ics", status=404)


def test_a_day_that_is_called_off_is_cancelled_under_the_same_name(
    browser: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    [before], [told] = days(browser, "/en/calendar.ics"), entries(browser, "/en/news.atom")

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        calling_off.call_off(cohort, reason=Bilingual("Sygdom", "Illness"), actor=None)
        db.session.commit()
        [after], [now] = days(browser, "/en/calendar.ics"), entries(browser, "/en/news.atom")

    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert told["id"] == now["id"]
    assert now["updated"] == "2026-11-18T10:00:00Z" > told["updated"]
    assert now["title"].startswith("Cancelled: ")


def test_signs_of_the_formats_are_text(browser: Browser, make: Make) -> None:
    title = 'Børn & <b>leg</b>; "sprog", 1\\2 \x0b'
    make.cohort(make.course(title), state="open", place="Torvet 1, Åbenrå; 2. sal")

    [day], [entry] = days(browser, "/da/kalender.ics"), entries(browser, "/da/nyt.atom")

    assert str(day["SUMMARY"]).startswith('Børn & <b>leg</b>; "sprog", 1\\2')
    assert str(day["LOCATION"]) == "Torvet 1, Åbenrå; 2. sal"
    assert entry["title"].startswith('Ny dato: Børn & <b>leg</b>; "sprog", 1\\2')


def test_they_are_not_sent_twice_to_who_has_them(browser: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")

    for address in ("/en/calendar.ics", "/en/news.atom"):
        first = browser.send(address)
        known = {"If-None-Match": first.headers["ETag"]}
        assert browser.send(address, headers=known).status_code == 304
        cohort.course.lead = Bilingual("Noget andet.", "Something else.")
        db.session.commit()
        # the page is made anew, and is the same
        assert browser.send(address, headers=known).status_code == 304
        cohort.place = f"{cohort.place} B"
        db.session.commit()
        assert browser.send(address, headers=known).status_code == 200


@pytest.mark.one_database
def test_pages_lead_to_them(browser: Browser, make: Make) -> None:
    course = make.course()

    for page, path in (
        (browser.visit("public.course", slug=course.slug), f"/en/courses/{course.slug}"),
        (browser.visit("public.courses"), "/en"),
    ):
        for name, kind in (
            ("calendar.ics", "text/calendar"),
            ("news.atom", "application/atom+xml"),
        ):
            assert page.one(f'main a[type="{kind}"]')["href"] == f"{path}/{name}"
            assert page.one(f'link[rel="alternate"][type="{kind}"]')["href"] == f"{path}/{name}"


@pytest.mark.one_database
def test_nothing_to_tell_is_valid_too(browser: Browser, make: Make) -> None:
    course = make.course()
    make.cohort(course, state="open", in_days=-400)

    assert days(browser, f"/en/courses/{course.slug}/calendar.ics") == []
    assert entries(browser, f"/en/courses/{make.course().slug}/news.atom") == []
