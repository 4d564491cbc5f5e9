"""A secretary's year with one course: from who waits for it to what accounting gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import delete, update

from app import clock, formats, workdays
from app.extensions import db
from app.models import Bill, Cohort, Hold, Meeting, SecondFactor, StaffMember, StaffSession
from app.services import municipalities, passwords, sign_ins
from app.web.staff.codes import box
from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.hands import Finger, Hand, Keyboard
from tests.end_to_end.pages import cookie
from tests.end_to_end.site import Site, beside
from tests.places import group
from tests.staffing import PASSWORD, SECRET, code_at

EAN = "5798000000001"
# what somebody types who would like accounting to run it
FORMULA = "=1+1"
PRICE = 2450
TELL = "Open the cohort and tell %(num)s subscribers"


@dataclass
class Year:
    """A course, its last cohort, and who waits for the next."""

    site: Site
    language: str
    secretary_id: int = 0
    cohort_id: int = 0

    @property
    def title(self) -> str:
        return f"A year in {self.language}"

    def reference(self, number: int) -> str:
        return f"R-YEAR-{self.language.upper()}-{number}"

    def arrange(self) -> None:
        with self.site.app.app_context():
            make = beside()
            email = f"year.{self.language}@kursushuset.example"
            hashed = passwords.hashed(PASSWORD)
            member = make.staff("secretary", email, password_hash=hashed)
            self.secretary_id = member.id
            db.session.add(SecondFactor(member_id=member.id, sealed=box().seal(SECRET.encode())))
            course = make.course(self.title, slug=f"the-year-{self.language}", price=PRICE)
            make.cohort(course, state="open", in_days=-200, code=f"LAST-{self.language.upper()}")
            suits = [(clock.today() + timedelta(days=90)).month]
            odense = municipalities.find("Odense")
            for seats in (4, 3, 2):
                make.subscription(course, municipality=odense, seats_wanted=seats, months=suits)

    def pass_by(self) -> None:
        """The new cohort was opened long ago, two groups have places, and today is its day.

        So long has the secretary been signed in.
        """
        with self.site.app.app_context():
            proved = update(StaffSession).where(StaffSession.member_id == self.secretary_id)
            db.session.execute(proved.values(proved_at=clock.now() - timedelta(hours=1)))
            found = db.session.get_one(Cohort, self.cohort_id)
            found.tell_at = found.opens_at = clock.now() - timedelta(days=60)
            # when a cohort opens for everyone, what was held is held no longer
            db.session.execute(delete(Hold).where(Hold.cohort_id == found.id))
            back = clock.today() - timedelta(days=30)
            found.register_by = found.free_cancel_until = found.decide_by = back
            now, hour = clock.now(), timedelta(hours=1)
            found.set_meetings([Meeting(starts_at=now - 2 * hour, ends_at=now + 4 * hour)])
            paid: dict[str, Any] = {"bill": Bill.EAN, "ean": EAN, "person_ref": FORMULA}
            for number, (people, columns) in enumerate(((3, paid), (1, {})), 1):
                columns |= {"reference": self.reference(number)}
                group(beside(), found, people, name=str(number), **columns)


@pytest.mark.parametrize("language", ["da", "en"], ids=["by keyboard", "on a phone"])
def test_from_who_waits_to_what_accounting_gets(
    tab: Callable[..., Tab], site: Site, language: str, tmp_path: Path
) -> None:
    year = Year(site, language)
    year.arrange()
    hand: Hand
    if language == "da":
        hand = Keyboard(tab(), site)
    else:
        phone = {"java_script_enabled": False, "has_touch": True, "is_mobile": True}
        one = tab(**phone)
        one.width(NARROW)
        hand = Finger(one, site)
    let_in(hand, year)

    open_here(hand, year)
    look_at_it_and_open(hand, year)
    year.pass_by()
    tick_and_close(hand, year)
    hand_to_accounting(hand, year, tmp_path)


def let_in(hand: Hand, year: Year) -> None:
    """Where a secretary begins who is signed in."""
    app = year.site.app
    with app.app_context():
        member = db.session.get_one(StaffMember, year.secretary_id)
        used = [sign_ins.begin(member), int(clock.now().timestamp())]
        db.session.commit()
    name, value = app.config["SESSION_COOKIE_NAME"], cookie(app, {"staff": used})
    hand.tab.context.add_cookies([{"name": name, "value": value, "url": year.site.address}])
    hand.tab.open(f"/{hand.language}/staff/demand")
    hand.arrive()


def open_here(hand: Hand, year: Year) -> None:
    """From the list to a draft, filled in, and completed."""
    page = hand.page
    hand.go(year.title)
    expect(page.get_by_role("heading", level=1)).to_have_text(hand.say("Demand"))
    hand.go(hand.say("Fill in a cohort here"))
    assert page.locator("#capacity").input_value() == "9"
    day, month, year_of_it = map(int, page.locator("#meetings-0-day").input_value().split("."))
    deadline = workdays.add_working_days(date(year_of_it, month, day) - timedelta(days=21), 1)
    hand.write(hand.say("Places"), "12")
    hand.write(hand.say("At least"), "6")
    hand.write(hand.say("Registration deadline"), typed(deadline))
    hand.write(hand.say("Cancelling is free until"), typed(deadline - timedelta(days=10)))
    hand.write(hand.say("Decide whether it runs by"), typed(deadline))
    hand.go(hand.say("Save"))
    year.cohort_id = int(page.url.partition("#")[0].rpartition("/")[2])

    # what was checked says where it is to be corrected
    hand.go(hand.say("Correct") + ":")
    hand.write(hand.say("Cancelling is free until"), typed(deadline))
    hand.go(hand.say("Save"))
    expect(page.locator("main")).to_contain_text(hand.say("Everything is in order."))


def look_at_it_and_open(hand: Hand, year: Year) -> None:
    """The checks, both letters, and ten minutes in which it can be stopped."""
    page = hand.page
    main = page.locator("main")
    hand.go(hand.say("Rehearse the opening"))
    expect(main).to_contain_text(year.title)
    hand.go(hand.count("Open the cohort and tell %(num)s subscriber", TELL, 3))
    expect(page.get_by_role("button", name=hand.say("Stop"), exact=True)).to_be_visible()


def tick_and_close(hand: Hand, year: Year) -> None:
    """On the day: three of the four came."""
    page = hand.page
    main = page.locator("main")
    hand.tab.open(f"/{hand.language}/staff/cohorts/{year.cohort_id}")
    hand.arrive()
    hand.go(hand.say("Who came?"))
    for name in ("Anne 1", "Bo 1", "Clara 1"):
        hand.tick(name)
    hand.go(hand.say("Save, and go on to closing the day"))
    expect(main).to_contain_text("Anne 2")
    hand.go(hand.say("Close the day"))
    expect(page.locator("#messages")).to_contain_text(hand.say("The cohort is closed."))


def hand_to_accounting(hand: Hand, year: Year, folder: Path) -> None:
    """Who pays what, on the page and in the file; for the file one shows once more who it is."""
    page = hand.page
    hand.go(hand.say("Invoice list"))
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text=year.reference(1))).to_contain_text(
        formats.money(3 * PRICE, hand.language)
    )
    hand.go(hand.say("Fetch the list as a file"))
    hand.write(hand.say("Password"), PASSWORD)
    hand.write(hand.say("Code from your app"), code_at())
    hand.go(hand.say("Go on"))
    with page.expect_download() as fetched:
        hand.press(hand.say("Fetch as a spreadsheet (XLSX)"))
    file = folder / fetched.value.suggested_filename
    fetched.value.save_as(file)
    assert invoiced(hand, file) == {
        year.reference(1): (EAN, 3 * PRICE),
        year.reference(2): (None, PRICE),
    }


def invoiced(hand: Hand, file: Path) -> dict[str, tuple[str | None, int]]:
    """Number and amount of each registration in the file, none of whose cells is a formula."""
    sheet = load_workbook(file).active
    assert sheet is not None
    heads, *rows = list(sheet.iter_rows())
    assert "f" not in {cell.data_type for row in rows for cell in row}
    at = {str(head.value): number for number, head in enumerate(heads)}
    reference, number, amount, contact = (
        at[hand.say(head)]
        for head in ("Reference", "EAN or CVR number", "Amount", "Contact reference")
    )
    assert FORMULA in {row[contact].value for row in rows}
    return {str(row[reference].value): (row[number].value, row[amount].value) for row in rows}


def typed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
