"""The state of a course, said in both languages in exact words."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from app import clock
from app.extensions import db
from app.models import (
    Bilingual,
    CountsAs,
    CourseContact,
    CourseKind,
    MeetingKind,
    PricePer,
)
from tests.course_pages import NOW, SPACE, Readers, meetings, opened, readers, state, text
from tests.factories import Make, at


@pytest.fixture(autouse=True)
def on_a_wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def both(app: Flask, make: Make) -> Readers:
    return readers(app, make)


def test_no_date_yet_asks_for_an_address_in_the_box(both: Readers, make: Make) -> None:
    course = make.course()
    da, en = (opened(browser, course) for browser in both)

    assert state(da) == "Der er ingen dato endnu"
    assert state(en) == "No date yet"
    for page in (da, en):
        assert page.one("section .board form#subscribe-form")
        assert len(page.html.select(".seats i.unset")) == 12


@pytest.mark.parametrize(
    ("free", "danish", "english"),
    [
        (1, "1 ledig plads", "1 place left"),
        (5, "5 ledige pladser", "5 places left"),
        (6, "Ledige pladser", "Places available"),
    ],
)
def test_few_places_are_a_number_and_many_are_not(
    both: Readers, make: Make, free: int, danish: str, english: str
) -> None:
    cohort = make.cohort(state="open")
    make.registration(cohort, seats=24 - free)

    da, en = (opened(browser, cohort.course) for browser in both)

    assert (state(da), state(en)) == (danish, english)


def test_an_open_cohort_says_when_where_what_it_costs_and_how_to_register(
    both: Readers, make: Make
) -> None:
    course = make.course(price_note=Bilingual("inkl. forplejning", "including lunch and coffee"))
    secretary = make.staff(email="office@kursushuset.example")
    db.session.add(CourseContact(course_id=course.id, member_id=secretary.id))
    make.cohort(
        course,
        state="open",
        place="Kursushuset, Odense",
        register_by=date(2027, 2, 3),
        meetings=meetings(date(2027, 3, 3)),
    )

    da, en = (opened(browser, course) for browser in both)

    assert text(da, ".board p:nth-of-type(1)") == (
        "Onsdag den 3. marts 2027, kl. 9.00 til -15.30, Kursushuset, Odense. 2.450 kr. "
        "pr. deltager, inkl. forplejning. Der er ikke moms. Tilmeld dig senest 3. februar 2027."
    )
    assert text(en, ".board p:nth-of-type(1)") == (
        "Wednesday 3 March 2027, 9:00 to 15:30, Kursushuset, Odense. DKK 2,450 per participant, "
        "including lunch and coffee. No VAT. Register by 3 February 2027."
    )
    assert text(da, ".board a.button") == "Tilmeld dig og dine kolleger, 3. marts"
    assert text(en, ".board a.button") == "Register yourself and your colleagues, 3 March"
    [button] = en.html.select(".board a.button")
    assert str(button["href"]).endswith("/register")
    [help_by_mail] = en.html.select(".board a[href^='mailto:']")
    assert help_by_mail["href"] == (
        "mailto:office@kursushuset.example?subject=Learning%20day%201%2C%203%C2%A0March%202027"
    )
    for page in (da, en):
        assert not page.html.select("section button:not(form button)")
        assert not page.one("section > details").has_attr("open")


def test_an_announced_cohort_says_when_registration_opens(both: Readers, make: Make) -> None:
    cohort = make.cohort(
        state="announced",
        opens_at=at(date(2027, 1, 13), 12),
        register_by=date(2027, 5, 1),
        meetings=meetings(date(2027, 6, 2)),
    )

    da, en = (opened(browser, cohort.course) for browser in both)

    assert state(da) == "Tilmeldingen åbner onsdag den 13. januar 2027 kl. 12.00"
    assert state(en) == "Registration opens on Wednesday 13 January 2027 at 12:00 (Danish time)"
    assert "Fra da af tilmelder du dig og dine kolleger her." in da
    assert "From then on you register yourself and your colleagues here." in en


@pytest.mark.parametrize(
    ("waiting", "danish", "english"),
    [
        (0, "Holdet er fuldt – ingen på venteliste endnu", "Fully booked – nobody is waiting yet"),
        (1, "Holdet er fuldt – 1 på venteliste", "Fully booked – 1 on the waiting list"),
        (7, "Holdet er fuldt – 7 på venteliste", "Fully booked – 7 on the waiting list"),
    ],
)
def test_a_full_cohort_says_how_many_wait(
    both: Readers, make: Make, waiting: int, danish: str, english: str
) -> None:
    cohort = make.cohort(state="open", capacity=6)
    make.registration(cohort, seats=6)
    if waiting:
        make.registration(cohort, seats=waiting, state="waiting")

    da, en = (opened(browser, cohort.course) for browser in both)

    assert (state(da), state(en)) == (danish, english)
    assert text(da, ".board a.button").startswith("Skriv dig på venteliste")
    assert text(en, ".board a.button").startswith("Join the waiting list")
    for page in (da, en):
        assert len(page.html.select(".seats i.taken")) == 6
        assert len(page.html.select(".seats i.waits")) == waiting
        assert page.one("section > details[open] form#subscribe-form")


def test_after_the_deadline_the_page_says_so_and_offers_the_list(both: Readers, make: Make) -> None:
    cohort = make.cohort(state="open", register_by=date(2026, 11, 17))

    da, en = (opened(browser, cohort.course) for browser in both)

    assert (state(da), state(en)) == ("Tilmeldingen er lukket", "Registration has closed")
    assert f"Fristen var 17.{SPACE}november 2026" in da.html.get_text()
    assert f"The deadline was 17{SPACE}November 2026" in en.html.get_text()
    assert text(da, "section > details[open] > summary") == "Få besked om næste hold"
    assert text(en, "section > details[open] > summary") == "Hear about the next date"


def test_an_external_course_links_to_where_it_is_and_has_no_list(both: Readers, make: Make) -> None:
    course = make.course(external_url="https://www.diplom.example/module/3", price=None)

    da, en = (opened(browser, course) for browser in both)

    assert state(da) == "Du tilmelder dig hos diplom.example"
    assert state(en) == "You register with diplom.example"
    assert en.one(".board a")["href"] == "https://www.diplom.example/module/3"
    for page in (da, en):
        assert not page.html.select("form, .seats")


def test_several_cohorts_stand_side_by_side_each_with_its_state(both: Readers, make: Make) -> None:
    course = make.course()
    full = make.cohort(
        course, state="open", capacity=2, register_by=None, meetings=meetings(date(2027, 1, 20))
    )
    make.registration(full, seats=2)
    make.cohort(course, state="open", register_by=None, meetings=meetings(date(2027, 3, 3)))
    make.cohort(course, state="open", register_by=None, meetings=meetings(date(2027, 5, 12)))

    da, en = (opened(browser, course) for browser in both)

    assert (state(da), state(en)) == ("Ledige pladser på 2 hold", "Places available on 2 dates")
    assert [heading.replace(SPACE, " ") for heading in da.all(".board h3")] == [
        "Onsdag den 20. januar 2027",
        "Onsdag den 3. marts 2027",
        "Onsdag den 12. maj 2027",
    ]
    assert da.all(".board h3 + p strong") == [
        "Holdet er fuldt – ingen på venteliste endnu",
        "Ledige pladser",
        "Ledige pladser",
    ]
    assert text(en, "section > details > summary") == (
        "Do the dates not suit you? Hear about the next one"
    )


def test_a_series_lists_all_its_days_across_the_change_of_the_clock(
    both: Readers, make: Make
) -> None:
    course = make.course(kind=CourseKind.SERIES)
    make.cohort(
        course,
        state="open",
        place="Viborg",
        register_by=None,
        meetings=meetings(date(2026, 12, 9), date(2027, 3, 27), date(2027, 3, 30)),
    )

    da, en = (opened(browser, course) for browser in both)

    assert text(da, ".board p:nth-of-type(1)") == (
        "Starter onsdag den 9. december 2026, derefter 27. marts 2027 og 30. marts 2027, "
        "kl. 9.00 til -15.30, Viborg. 2.450 kr. pr. deltager. Der er ikke moms."
    )
    assert text(en, ".board p:nth-of-type(1)") == (
        "Starts Wednesday 9 December 2026, then 27 March 2027 and 30 March 2027, 9:00 to 15:30, "
        "Viborg. DKK 2,450 per participant. No VAT."
    )
    assert text(da, ".facts dd:first-of-type") == "3 gange, kl. 9.00 til -15.30"
    assert text(en, ".facts dd:first-of-type") == "3 sessions, 9:00 to 15:30"


def test_days_with_different_hours_are_a_list(both: Readers, make: Make) -> None:
    course = make.course(kind=CourseKind.TEAM)
    days = meetings(date(2027, 2, 1)) + meetings(date(2027, 4, 5), starts=13)
    days[1].kind = MeetingKind.VISIT
    make.cohort(course, state="open", register_by=None, meetings=days)

    da, _ = (opened(browser, course) for browser in both)

    assert [" ".join(line.split()) for line in da.all(".board li")] == [
        "mandag den 1. februar 2027 , kl. 9.00 til - 15.30",
        "mandag den 5. april 2027 , kl. 13.00 til - 15.30 (besøg)",
    ]


def test_a_team_counts_in_teams(both: Readers, make: Make) -> None:
    course = make.course(
        kind=CourseKind.TEAM,
        price=18500,
        price_per=PricePer.REGISTRATION,
        min_seats=3,
        max_seats=20,
    )
    cohort = make.cohort(course, state="open", capacity=4, counts_as=CountsAs.REGISTRATIONS)
    make.registration(cohort, seats=5)

    da, en = (opened(browser, course) for browser in both)
    assert (state(da), state(en)) == ("Plads til 3 teams mere", "Room for 3 more teams")
    assert "18.500\u00a0kr. pr. arbejdsplads" in da
    assert "3-20 deltagere" in da
    assert "Højst 4 teams" in da

    make.registration(cohort, seats=3)
    make.registration(cohort, seats=3)
    da, en = (opened(browser, course) for browser in both)
    assert (state(da), state(en)) == ("Plads til 1 team mere", "Room for 1 more team")


def test_the_day_itself_ends_what_can_be_registered_for(both: Readers, make: Make) -> None:
    cohort = make.cohort(state="open", register_by=None, in_days=1)

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        page = opened(both[1], cohort.course)

    assert state(page) == "No date yet"
    assert "under way" in page
    assert clock.now() == NOW
