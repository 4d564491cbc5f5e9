"""At the door with a phone, while the connection comes and goes."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser, Dialog, Locator, expect

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, SeatState, StaffMember
from app.services import attendance, sign_ins
from tests import databases
from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import cookie
from tests.factories import Make
from tests.places import group
from tests.serving import served
from tests.staffing import PASSWORD, member_of_staff, new_code, teaching
from tests.taking_part import today

pytestmark = pytest.mark.one_database


class Door:
    """A cohort on its day, a site that can be switched off, and phones."""

    def __init__(self, app: Flask, make: Make, database: databases.Sites, chrome: Browser) -> None:
        self.app, self.database, self.chrome = app, database, chrome
        make.provider()
        registration = group(make, today(make), 4)
        self.cohort_id = registration.cohort_id
        teaching(registration.cohort.course)
        self.seats = [seat.id for seat in registration.seats]
        self.open = ExitStack()
        self.port = 0
        self.begin()

    def begin(self) -> None:
        db.session.rollback()
        site = served(self.database, processes=1, threads=4, port=self.port)
        self.port = self.open.enter_context(site)

    def end(self) -> None:
        self.open.close()

    def phone(self, role: str = "secretary", language: str = "en") -> Tab:
        tab = Tab(self.chrome, f"http://127.0.0.1:{self.port}")
        tab.width(NARROW)
        self.let_in(tab, member_of_staff(role))
        with self.app.test_request_context():
            page = "staff.attendance_list"
            tab.open(url_for(page, cohort_id=self.cohort_id, language=language))
        return tab

    def let_in(self, tab: Tab, member: StaffMember) -> None:
        used = [sign_ins.begin(member), int(clock.now().timestamp())]
        db.session.commit()
        name, value = self.app.config["SESSION_COOKIE_NAME"], cookie(self.app, {"staff": used})
        tab.context.add_cookies([{"name": name, "value": value, "url": tab.address}])

    def came(self) -> list[int]:
        """Places, by their number on the list, that are stored as ticked."""
        db.session.rollback()
        seats = attendance.of(db.session.get_one(Cohort, self.cohort_id))
        found = [at for at, one in enumerate(seats) if one.state is SeatState.ATTENDED]
        db.session.rollback()
        return found


@pytest.fixture
def door(app: Flask, make: Make, database: databases.Sites, chrome: Browser) -> Iterator[Door]:
    found = Door(app, make, database, chrome)
    yield found
    found.end()


def box(tab: Tab, number: int) -> Locator:
    return tab.page.locator("#attendance-form input[type=checkbox]").nth(number)


def told(tab: Tab) -> Locator:
    return tab.page.locator("#attendance-form [role=status]")


def test_ticks_wait_for_the_connection_and_two_phones_are_one_list(door: Door) -> None:
    hers, his = door.phone(language="da"), door.phone("consultant")

    box(hers, 0).check()
    expect(told(hers)).to_contain_text("Gemt kl.")
    hers.context.set_offline(True)
    box(hers, 1).check()
    expect(told(hers)).to_have_text("Ingen forbindelse. 1 kryds venter. Lad siden være åben.")
    box(hers, 2).check()
    box(hers, 0).uncheck()
    expect(told(hers)).to_have_text("Ingen forbindelse. 3 krydser venter. Lad siden være åben.")
    box(his, 3).check()
    expect(told(his)).to_contain_text("Saved at")
    expect(box(his, 0)).to_be_checked()
    assert door.came() == [0, 3]

    hers.context.set_offline(False)

    expect(told(hers)).to_contain_text("Gemt kl.")
    expect(box(hers, 3)).to_be_checked()
    assert door.came() == [1, 2, 3]
    assert hers.sideways() == his.faults() == []


def test_a_server_that_stops_loses_no_tick(door: Door) -> None:
    phone = door.phone()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    phone.page.on("dialog", stay)
    door.end()

    box(phone, 0).check()
    expect(told(phone)).to_have_text("No connection. 1 tick waits; keep this page open.")
    phone.page.get_by_role("button", name="Save", exact=True).click()
    expect(box(phone, 0)).to_be_checked()
    phone.page.close(run_before_unload=True)
    expect(told(phone)).to_be_visible()
    assert asked == ["beforeunload"]
    door.begin()

    expect(told(phone)).to_contain_text("Saved at")
    assert door.came() == [0]
    assert db.session.query(AuditEntry).filter_by(action="attendance.saved").count() == 1
    phone.open("/en/")
    assert asked == ["beforeunload"]


def test_who_was_signed_out_signs_in_and_the_ticks_are_there(door: Door) -> None:
    phone = door.phone()
    box(phone, 0).check()
    expect(told(phone)).to_contain_text("Saved at")
    sign_ins.end_all(member_of_staff("secretary"))
    db.session.commit()

    box(phone, 1).check()
    box(phone, 0).uncheck()
    expect(told(phone)).to_contain_text("You have been signed out.")
    phone.page.get_by_role("button", name="Save", exact=True).click()
    page = phone.page
    page.get_by_label("Email", exact=True).fill("secretary@kursushuset.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code", exact=False).fill(new_code())
    assert door.came() == [0]
    page.get_by_role("button").last.click()

    expect(told(phone)).to_contain_text("Saved at")
    expect(box(phone, 1)).to_be_checked()
    assert door.came() == [1]


def test_what_is_not_the_connection_is_said_as_what_it_is(door: Door) -> None:
    phone = door.phone()
    answers = [503, 429]
    phone.page.route(
        "**/attendance",
        lambda route: route.fulfill(status=answers[-1]) if answers else route.continue_(),
    )

    box(phone, 0).check()
    expect(told(phone)).to_contain_text("Not saved: something went wrong at our end. 1 tick waits")
    answers.pop()
    box(phone, 1).check()
    expect(told(phone)).to_contain_text("Not saved: something went wrong at our end. 2 ticks wait")
    answers.clear()

    expect(told(phone)).to_contain_text("Saved at")
    assert door.came() == [0, 1]


def test_who_may_not_tick_any_more_reads_so_and_is_not_tried_again(door: Door) -> None:
    phone = door.phone("consultant")
    methods: list[str] = []
    phone.page.on("request", lambda request: methods.append(request.method))
    cohort = db.session.get_one(Cohort, door.cohort_id)
    cohort.course.contacts.clear()
    db.session.commit()
    phone.page.clock.install()

    box(phone, 0).check()

    expect(told(phone)).to_have_text(
        "You can no longer tick on this list. 1 tick is not saved: write it down."
    )
    phone.page.clock.run_for(60_000)
    assert methods.count("POST") == 1
    assert door.came() == []


def test_closed_meanwhile_is_said_at_the_next_tick(door: Door) -> None:
    phone = door.phone()
    cohort = db.session.get_one(Cohort, door.cohort_id)
    attendance.close(cohort, door.seats[:1])
    db.session.commit()

    box(phone, 1).check()

    expect(phone.page.locator("main")).to_contain_text("Somebody has closed the cohort meanwhile")
    expect(phone.page.locator("main")).to_be_focused()
    assert door.came() == [0]
    assert phone.faults() == []
