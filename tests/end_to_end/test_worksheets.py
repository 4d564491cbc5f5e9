"""A participant prepares: alone, and with a colleague at another computer at the same moment."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import Arranged, Stop
from tests.end_to_end.site import beside
from tests.end_to_end.test_journeys import SCRIPTS
from tests.factories import Make
from tests.filling_in import WHAT, a_team

WHO = "B.activities.1.who"
WORDS = {
    "en": {
        "saved": "Saved at",
        "save": "Save",
        "meanwhile": "Somebody else has written here meanwhile",
        "both": "Keep both, one after the other",
        "press": "Press Save to see both texts.",
        "show": "Show it",
    },
    "da": {
        "saved": "Gemt kl.",
        "save": "Gem",
        "meanwhile": "En anden har skrevet her imens",
        "both": "Behold begge tekster efter hinanden",
        "press": "Tryk på Gem for at se begge tekster.",
        "show": "Vis det",
    },
}


def box(page: Page, name: str) -> Locator:
    return page.locator(f"[id='{name}']")


@pytest.fixture(scope="module")
def make() -> Make:
    return beside()


@pytest.fixture
def opened(arranged: Arranged, make: Make) -> Callable[[Tab, str, str], Page]:
    """Opens section B of a worksheet; the same name is the same worksheet."""

    def open_it(tab: Tab, who: str, language: str) -> Page:
        if who not in arranged.people:
            with arranged.site.app.app_context():
                seat = a_team(make, name=who).seats[0]
                arranged.people[who] = (seat.id, seat.link_version)
        values = {"worksheet": "mapping", "section": "B"}
        stop = Stop("", "participant.worksheet_section", values, who, "worksheet")
        arranged.go(tab, stop, language)
        return tab.page

    return open_it


def test_it_saves_as_one_writes(tab: Callable[..., Tab], opened: Callable[..., Page]) -> None:
    """The box keeps the caret, nothing is swapped under the fingers, and nobody has pressed."""
    one = tab()
    page = opened(one, "types", "en")

    box(page, WHAT).click()
    page.keyboard.type("Home vis")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    page.keyboard.type("its before starting")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        pass
    assert page.evaluate("document.activeElement.id") == WHAT
    assert one.faults() == []
    page.reload()
    expect(box(page, WHAT)).to_have_value("Home visits before starting")
    box(page, WHAT).fill("The child 010190-1234")
    expect(page.locator("#saved")).to_contain_text("That looks like a CPR number")
    expect(box(page, WHAT)).to_have_value("The child 010190-1234")
    assert one.faults() == []


@pytest.mark.parametrize("language", ["da", "en"])
@SCRIPTS
def test_two_browsers_in_one_section(
    tab: Callable[..., Tab], opened: Callable[..., Page], language: str, scripts: bool
) -> None:
    words, who = WORDS[language], f"two-{language}-{scripts}"
    first, second = tab(java_script_enabled=scripts), tab(java_script_enabled=scripts)
    second.width(NARROW)
    hers, his = opened(first, who, language), opened(second, who, language)

    # different boxes: both are kept, and nobody is asked
    box(hers, WHAT).fill("Leg i små grupper")
    if scripts:
        expect(hers.locator("#saved")).to_contain_text(words["saved"])
    box(his, WHO).fill("En pædagog")
    if scripts:
        expect(his.locator("#saved")).to_contain_text(words["saved"])
        his.locator("#saved").get_by_role("link", name=words["show"]).click()
    else:
        for page in (hers, his):
            page.get_by_role("button", name=words["save"], exact=True).click()
            expect(page.locator("#messages")).to_contain_text(words["saved"])
    expect(box(his, WHAT)).to_have_value("Leg i små grupper")
    hers.reload()
    expect(box(hers, WHO)).to_have_value("En pædagog")

    # the same box: the later one sees both texts, and chooses
    box(hers, WHO).fill("To pædagoger")
    hers.get_by_role("button", name=words["save"], exact=True).click()
    expect(hers.locator("#messages")).to_contain_text(words["saved"])
    box(his, WHO).fill("En leder")
    if scripts:
        expect(his.locator("#saved")).to_contain_text(words["press"])
        expect(box(his, WHO)).to_have_value("En leder")
    his.get_by_role("button", name=words["save"], exact=True).click()
    expect(his.locator(".errors")).to_contain_text(words["meanwhile"])
    if scripts:
        expect(his.locator(".errors")).to_be_focused()
    assert second.faults() == []
    his.get_by_label(words["both"]).check()
    his.get_by_role("button", name=words["save"], exact=True).click()
    expect(his.locator("#messages")).to_contain_text(words["saved"])
    expect(box(his, WHO)).to_have_value("To pædagoger\nEn leder")
    assert first.faults() == second.faults() == []


def test_a_worksheet_is_filled_in_with_the_keyboard_alone(
    tab: Callable[..., Tab], opened: Callable[..., Page]
) -> None:
    one = tab()
    page = opened(one, "keys", "en")

    def tab_to(wanted: str) -> None:
        for _ in range(90):
            if page.evaluate("document.activeElement.id || document.activeElement.name") == wanted:
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    tab_to(WHAT)
    page.keyboard.type("Play")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Us")
    tab_to("go")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("C. Who can do what?")
    page.get_by_role("link", name="B. What do we do, and for whom?").focus()
    page.keyboard.press("Enter")
    expect(box(page, WHAT)).to_have_value("Play")
    expect(box(page, WHO)).to_have_value("Us")


@SCRIPTS
def test_the_other_language_keeps_what_is_typed(
    tab: Callable[..., Tab], opened: Callable[..., Page], scripts: bool
) -> None:
    one = tab(java_script_enabled=scripts)
    page = opened(one, f"language-{scripts}", "da")

    box(page, WHAT).fill("Ikke gemt endnu")
    page.get_by_role("button", name="English").first.click()

    expect(page.locator("h1")).to_have_text("B. What do we do, and for whom?")
    expect(page).to_have_url(re.compile("/en/"))
    expect(box(page, WHAT)).to_have_value("Ikke gemt endnu")


def test_rows_are_small_forms_on_a_phone(
    tab: Callable[..., Tab], opened: Callable[..., Page]
) -> None:
    one = tab()
    page = opened(one, "phone", "da")
    label = page.locator(f"label[for='{WHAT}']")
    # what is clipped is there for a screen reader, and has a width all the same
    expect(label).to_have_css("clip-path", "inset(50%)")

    one.width(NARROW)

    expect(label).to_have_css("clip-path", "none")
    expect(label).to_have_css("position", "static")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    assert one.faults() == []


def test_a_link_is_shared_used_and_switched_off(
    tab: Callable[..., Tab], opened: Callable[..., Page]
) -> None:
    owner, other = tab(), tab()
    page = opened(owner, "sharer of the journey", "en")
    page.get_by_role("link", name="Mapping template").click()
    page.get_by_role("button", name="Make a link for colleagues").click()
    link = page.get_by_label("Link for your colleagues").input_value()
    assert owner.faults() == []

    theirs = other.open(link.removeprefix(other.address))
    assert "/l/" not in theirs.url
    theirs.get_by_role("link", name="B. What do we do, and for whom?").click()
    box(theirs, WHAT).fill("From a colleague")
    expect(theirs.locator("#saved")).to_contain_text("Saved at")
    page.get_by_role("button", name="Switch the link off").click()
    expect(page.locator("#messages")).to_contain_text("opens nothing any more")

    box(theirs, WHO).fill("Typed too late")
    expect(theirs.locator("#saved")).to_contain_text("switched off, or has ended")
    theirs.get_by_role("button", name="Save", exact=True).click()
    expect(theirs.locator("main")).to_contain_text("Typed too late")
    assert other.faults() == []


def test_a_file_is_fetched_by_a_button(
    tab: Callable[..., Tab], opened: Callable[..., Page]
) -> None:
    one = tab()
    page = opened(one, "fetcher", "da")
    page.get_by_role("link", name="Kortlægningsskabelon").click()

    with page.expect_download() as found:
        page.get_by_role("button", name="Udfyld i Word").click()

    assert found.value.suggested_filename == "Kortlægningsskabelon.docx"
    expect(page.locator("h1")).to_be_visible()
