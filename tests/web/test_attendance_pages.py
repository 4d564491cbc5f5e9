"""At the door with a phone: tick, save, close the day, correct."""

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models import AuditEntry, SeatState
from app.services import attendance, certificates
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import contact_page, group, seat_page, states
from tests.staffing import signed_in, teaching
from tests.taking_part import again, closed, course_with, today, yesterday


def opened(browser: Browser, cohort_id: int) -> Page:
    return browser.visit("staff.attendance_list", cohort_id=cohort_id)


def boxes(page: Page) -> dict[str, bool]:
    """Who stands on the list, and whether they are ticked."""
    return {
        str(box["value"]): box.has_attr("checked")
        for box in page.html.select("#attendance-form input[type=checkbox]")
    }


@pytest.mark.parametrize(
    ("language", "saved", "heading", "closed_now"),
    [
        ("en", "Saved at", "Who came?", "The cohort is closed."),
        ("da", "Gemt kl.", "Hvem kom?", "Holdet er lukket."),
    ],
)
def test_a_day_from_the_door_to_the_closing(
    browser: Browser, make: Make, language: str, saved: str, heading: str, closed_now: str
) -> None:
    make.provider()
    browser.language = language
    signed_in(browser)
    cohort = today(make)
    one = group(make, cohort, 3)
    first, second, third = [str(seat.id) for seat in one.seats]

    page = browser.visit("staff.cohort", cohort_id=cohort.id).click(heading)
    assert boxes(page) == {first: False, second: False, third: False}
    page = page.submit("attendance-form", came=[first])
    assert saved in page
    assert states(one) == ["attended", "confirmed", "confirmed"]

    page = page.submit("attendance-form", came=[first, third], button="close")
    assert str(one.seats[1].name) in page
    assert states(one) == ["attended", "confirmed", "attended"]

    page = page.submit("close-form")
    assert closed_now in page
    assert states(one) == ["attended", "absent", "attended"]
    assert certificates.of(again(one.seats[0])) is not None
    assert certificates.of(again(one.seats[1])) is None


def test_a_tick_is_no_word_to_the_participant_before_the_closing(
    browser: Browser, make: Make
) -> None:
    make.provider()
    one = group(make, today(make), 2)
    attendance.save(one.cohort, [one.seats[0].id])
    db.session.commit()

    page = seat_page(browser, one)
    assert "You have a place" in page
    assert "Give the place to a colleague" not in page
    assert ": confirmed" in contact_page(browser, one)

    one = closed(make, 2, absent=1)
    assert "You took part" in seat_page(browser, one)
    assert "You had a place" in seat_page(browser, one, 1)
    assert "1 of you took part" in contact_page(browser, one)


def test_two_phones_at_two_doors(app: Flask, browser: Browser, make: Make) -> None:
    make.provider()
    cohort = today(make)
    one = group(make, cohort, 2)
    other = Browser(app)
    signed_in(browser)
    signed_in(other, "consultant")
    teaching(cohort.course)
    here, there = opened(browser, cohort.id), opened(other, cohort.id)

    here.submit("attendance-form", came=[str(one.seats[0].id)])
    page = there.submit("attendance-form", came=[str(one.seats[1].id)])

    assert states(one) == ["attended", "attended"]
    assert all(boxes(page).values())


def test_before_the_day_the_list_can_only_be_read(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    cohort = make.cohort(state="open", in_days=2)
    one = group(make, cohort)

    page = opened(browser, cohort.id)
    assert "Here you tick who came" in page
    assert str(one.seats[0].name) in page
    assert not page.html.select("#attendance-form")
    assert str(one.seats[0].name) in page.click("Print a sheet to sign in on").one(".blank").text
    refused = browser.open(
        page.path,
        method="post",
        came_from="same-origin",
        data={"csrf_token": token(page), "came": str(one.seats[0].id)},
    )
    assert "The first day has not begun" in refused
    assert states(one) == ["confirmed"]


def token(page: Page) -> str:
    return str(page.html.select("input[name=csrf_token]")[0]["value"])


def test_closed_meanwhile_is_told_kindly(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    cohort = yesterday(make)
    one = group(make, cohort, 2)
    page = opened(browser, cohort.id)
    closing = page.submit("attendance-form", came=[str(one.seats[0].id)], button="close")
    closing.submit("close-form")

    assert "Somebody has closed the cohort meanwhile" in page.submit("attendance-form", came=[])
    assert "Somebody has closed the cohort meanwhile" in closing.submit("close-form")
    assert states(one) == ["attended", "absent"]


def test_a_mistake_is_corrected(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    one = closed(make, 2, absent=1)
    there, absent = one.seats
    number = there.certificate_no or ""
    page = opened(browser, one.cohort.id)

    page = page.submit(f"correct-{there.id}", button="came=0")
    page = page.submit(f"correct-{absent.id}", button="came=1")

    assert states(one) == ["absent", "attended"]
    assert "1 came. 1 was not there." in page
    assert "No valid certificate" in browser.visit("public.certificate_number", number=number)
    history = browser.visit("staff.registration", registration_id=one.id)
    assert "It was corrected who took part" in history


@pytest.mark.one_database
def test_what_has_followed_is_said_as_past(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    cohort = make.cohort(state="open", in_days=-9)
    came = [seat.id for seat in group(make, cohort, 2).seats]
    attendance.close(cohort, came)
    assert "2 people get an email" in opened(browser, cohort.id)

    cohort.closed_at = clock.now() - timedelta(days=8)

    assert "2 people got an email" in opened(browser, cohort.id)


def test_the_visit_is_passed_and_taken_back(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser, "consultant")
    one = closed(make, 1, course=course_with(make, {"worksheet": "framework"}))
    seat = one.seats[0]
    teaching(one.cohort.course)
    page = opened(browser, one.cohort.id)

    page = page.submit(f"visit-{seat.id}", button="level=3")
    assert again(seat).state is SeatState.COMPLETED
    assert "Has a certificate, level 3" in page

    page = page.submit(f"visit-{seat.id}", button="back")
    assert again(seat).state is SeatState.ATTENDED
    assert "Has a certificate" not in page


@pytest.mark.parametrize("bad", ["x", "-1", "9999999999999999999999", "¹", "9" * 5000])
def test_what_no_phone_sends_does_nothing(browser: Browser, make: Make, bad: str) -> None:
    make.provider()
    signed_in(browser)
    cohort = today(make)
    one = group(make, cohort)
    page = opened(browser, cohort.id)

    data = {"csrf_token": token(page), "came": bad, "before": bad}
    browser.open(page.path, method="post", came_from="same-origin", data=data)

    assert states(one) == ["confirmed"]


def test_a_place_of_another_cohort_is_not_there(browser: Browser, make: Make) -> None:
    make.provider()
    signed_in(browser)
    one, other = closed(make), closed(make)
    page = opened(browser, one.cohort.id)

    for end in ("", "/visit"):
        answer = browser.send(
            f"{page.path}/{other.seats[0].id}{end}",
            method="post",
            data={"csrf_token": token(page), "came": "0"},
        )
        assert answer.status_code == 404
    assert states(other) == ["attended", "attended"]


def test_who_looks_at_the_list_is_noted(browser: Browser, make: Make) -> None:
    make.provider()
    member = signed_in(browser)
    cohort = today(make)
    group(make, cohort)

    opened(browser, cohort.id)

    [read] = db.session.query(AuditEntry).filter_by(action="read").all()
    assert (read.subject, read.actor_id) == (f"cohort/{cohort.id}", member.id)
