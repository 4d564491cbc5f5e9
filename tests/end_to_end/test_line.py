"""Through the line in Chromium, on a phone, with the keyboard alone: full, in line, offered."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from app.extensions import db
from app.models import Cohort
from app.services import waiting_list
from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.site import Site, beside

OWN = {
    "name": "Lone Leder",
    "workplace": "Dagtilbud Åkanden",
    "municipality": "Odense",
    "title": "Leder",
}
COLLEAGUE = {
    "people-0-name": "Mads Kollega",
    "people-0-email": "mads@odense.example",
    "people-0-title": "Pædagog",
}
MOST_STOPS = 120
WAY = {"da": ("kurser", "svar senest"), "en": ("courses", "answer by")}


def go_to(page: Page, selector: str) -> None:
    """With the tab key, as far as it takes."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


def press(page: Page, selector: str) -> None:
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill_in(page: Page, answers: dict[str, str]) -> None:
    for name, text in answers.items():
        go_to(page, f"#{name}")
        page.keyboard.type(text)


def full_cohort(site: Site, mark: str) -> tuple[int, str]:
    with site.app.app_context():
        make = beside()
        course = make.course(f"A full day, {mark}", slug=f"full-day-{mark}", price=None)
        cohort = make.cohort(course, state="open", capacity=1, code=f"FULL-{mark}")
        make.registration(cohort, reference=f"FULL-{mark}")
        return cohort.id, course.slug


def make_room(site: Site, cohort_id: int) -> None:
    with site.app.app_context():
        cohort = db.session.get_one(Cohort, cohort_id)
        cohort.capacity += 2
        waiting_list.fill(cohort)
        db.session.commit()


def open_offer(one: Tab, address: str, subject: str) -> Page:
    """From the mail, once the worker has sent it."""
    page = one.page
    for _try in range(20):
        one.open("/inbox")
        found = page.locator("main li").filter(has_text=address).filter(has_text=subject)
        if found.count():
            found.first.locator("a").first.click()
            one.open(str(page.locator("main a[href*='/l/']").first.get_attribute("href")))
            return page
        page.wait_for_timeout(500)
    raise AssertionError(f"no offer to {address}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_from_a_full_date_to_a_place(
    tab: Callable[..., Tab], site: Site, language: str, scripts: bool
) -> None:
    mark = f"{language}-{'js' if scripts else 'html'}"
    cohort_id, slug = full_cohort(site, mark)
    courses, subject = WAY[language]
    one = tab(java_script_enabled=scripts)
    one.width(NARROW)
    address = f"line-{mark}@odense.example"

    page = one.open(f"/{language}/{courses}/{slug}")
    press(page, "a.button[href*=FULL]")
    fill_in(page, {"name": OWN["name"], "email": address})
    fill_in(page, {name: OWN[name] for name in ("workplace", "municipality", "title")})
    go_to(page, "#add")
    page.keyboard.press("Enter")
    page.wait_for_selector("#people-0-name:focus")
    page.keyboard.type(COLLEAGUE["people-0-name"])
    fill_in(page, {name: COLLEAGUE[name] for name in ("people-0-email", "people-0-title")})
    # half way, in the other language and back
    for _way in ("there", "back"):
        press(page, "header button[name=stay]")
        assert page.input_value("#people-0-name") == "Mads Kollega"
    assert one.context.cookies() == []
    faults = one.faults()
    press(page, "#register-form p.row button")
    faults += one.faults()
    press(page, "#register-form p.row button")
    assert "/receipt" in page.url
    faults += one.faults()

    make_room(site, cohort_id)
    page = open_offer(one, address, subject)
    assert page.get_attribute("html", "lang") == language
    faults += one.faults()
    press(page, "#offer-form button:not([name])")
    faults += one.faults()

    assert faults == []
    assert page.locator("main li i.taken").count() == 2
