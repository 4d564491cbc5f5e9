"""Writing a course page in a real browser: it saves itself, and does without scripts too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import Arranged, Stop
from tests.end_to_end.site import Site, beside


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_page_is_written_looked_at_and_published(
    tab: Callable[..., Tab], site: Site, arranged: Arranged, scripts: bool
) -> None:
    with site.app.app_context():
        slug = beside().course("Write it", slug=f"write-it-{scripts}".lower()).slug
    one = tab(java_script_enabled=scripts)
    arranged.go(one, Stop("", "staff.edit_course", {"slug": slug}, "secretary"), "en")
    page = one.page
    english = page.locator("#sections_purpose_en")

    english.fill("To write **together**.")
    if scripts:
        # nothing was pressed
        expect(page.locator("#saved")).to_contain_text("Saved at")
        page.reload()
    else:
        page.get_by_role("button", name="Save the draft").first.click()
    expect(english).to_have_value("To write **together**.")
    expect(page.get_by_text("This is your draft")).to_be_visible()
    one.width(NARROW)
    assert one.faults() == []

    page.get_by_role("button", name="Preview").first.click()
    expect(page.locator("main strong", has_text="together")).to_be_visible()
    page.get_by_role("link", name="Back to the editor").click()
    page.locator("#sections_purpose_da").fill("At skrive.")
    page.locator("#lead_da").fill("Kort.")
    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("link", name="The first lines: decide what English")).to_be_visible()
    assert one.faults() == []
    page.locator("#lead_decide").get_by_label("The English still fits").check()
    page.get_by_role("button", name="Publish").click()
    expect(page).to_have_url(re.compile(f"/staff/courses/{slug}$"))
    expect(page.locator("#messages")).to_contain_text("Published")
    page.get_by_role("link", name="The page of the course").click()
    expect(page.locator("main strong", has_text="together")).to_be_visible()
