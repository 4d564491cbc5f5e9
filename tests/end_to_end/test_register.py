"""A leader registers a group in Chromium: by keyboard, with and without JavaScript, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.end_to_end.chromium import NARROW, WIDE, Tab
from tests.end_to_end.site import Site, beside

FORM = "#register-form"
OWN = {
    "name": "Contact Example",
    "email": "contact@odense.example",
    "title": "Cluster leader",
    "workplace": "Childcare centre",
    "municipality": "Århus",
}


@pytest.fixture(scope="module")
def form(site: Site) -> dict[str, str]:
    """The addresses of the form of a cohort with room for everyone here."""
    with site.app.app_context():
        make = beside()
        course = make.course("A walk through the form", slug="walk-through-the-form")
        cohort = make.cohort(course, state="open", capacity=40, code="WALK")
        slug = cohort.course.slug
    return {
        "da": f"/da/kurser/{slug}/WALK/tilmeld",
        "en": f"/en/courses/{slug}/WALK/register",
    }


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#{name}", value)


def press_enter(page: Page, field: str) -> None:
    """Nobody who types takes the mouse to go on."""
    with page.expect_navigation():
        page.press(f"#{field}", "Enter")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.className"))


def announced(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#messages').textContent.trim()"))


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_step_is_in_order(
    tab: Callable[..., Tab], form: dict[str, str], language: str, width: int
) -> None:
    one = tab()
    one.width(width)
    page = one.open(form[language])
    page.press("#name", "Enter")
    page.wait_for_selector(".errors")
    assert focused(page) == "errors"
    faults = one.faults()

    fill(page, **OWN)
    page.press("#add", "Enter")
    page.wait_for_selector("#people-0-name:focus")
    assert "2" in announced(page)
    fill(page, **{"people-0-name": "Colleague", "people-0-title": "Pedagogue"})
    page.fill("#people-0-email", "colleague@odnse.dk")
    page.press("#add", "Enter")
    page.wait_for_selector("#people-1-name:focus")
    faults += one.faults()
    page.press("button[name=remove][value='1']", "Enter")
    page.wait_for_selector("#add:focus")
    assert "3" in announced(page)

    press_enter(page, "people-0-email")
    faults += one.faults()
    page.fill("#ean", "5798 0000 0000 1")
    press_enter(page, "ean")
    faults += one.faults()
    assert page.locator(".answers button[name=use]").count() == 1
    with page.expect_navigation():
        page.locator(f"{FORM} p.row button").press("Enter")
    faults += one.faults()

    assert faults == []
    assert "/receipt" in page.url
    assert "HOLD-" in page.inner_text("main")


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_same_without_javascript_and_back(
    tab: Callable[..., Tab], form: dict[str, str], language: str
) -> None:
    one = tab(java_script_enabled=False)
    page = one.open(form[language])
    page.click("#add")
    fill(page, **OWN)
    fill(page, **{"people-0-name": "Colleague", "people-0-title": "Pedagogue"})
    fill(page, **{"people-0-email": "colleague@odense.example", "phone": "12345678"})
    page.click(f"{FORM} p.row button")
    assert one.context.cookies() == []

    page.click(".back button")

    assert page.input_value("#people-0-name") == "Colleague"
    assert page.input_value("#phone") == "12345678"
    page.click(f"{FORM} p.row button")
    page.check("#later")
    page.click(f"{FORM} p.row button")
    assert page.locator(".answers").count()
    page.go_back()
    assert page.is_checked("#later")
    page.click(f"{FORM} p.row button")
    page.click(f"{FORM} p.row button")
    reference = page.inner_text(".board strong")
    page.reload()
    assert page.inner_text(".board strong") == reference
