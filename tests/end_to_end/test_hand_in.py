"""A plan is handed in, returned, handed in again and approved, by two people in two browsers."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.end_to_end.chromium import NARROW, Tab
from tests.end_to_end.pages import Arranged, Stop
from tests.end_to_end.test_journeys import SCRIPTS
from tests.factories import Make
from tests.handing_in import cohort_with_plan, team
from tests.uploading import MB, filled, ours

PROGRAM = FilePayload(name="Plan.docx", mimeType="application/msword", buffer=b"MZ" * 100)
LARGE = FilePayload(name="Plan.pdf", mimeType="application/pdf", buffer=bytes(13 * MB))
TEXT = {"1.challenges.1.challenge": "Vi taler for lidt med børnene"}
WORDS = {
    "da": {
        "error": "Fejl: ",
        "wrong": "Filen er noget andet, end navnet siger.",
        "large": "Det er mere, end vi kan tage imod på en gang",
        "got": "Vi har fået skemaet.",
        "returned": "Sendt tilbage",
        "approved": "Tilskuddet kan bruges fra",
    },
    "en": {
        "error": "Error: ",
        "wrong": "The file is not what its name says.",
        "large": "That is more than we can take in at once",
        "got": "We have got your worksheet.",
        "returned": "Returned",
        "approved": "The grant can be used from",
    },
}


@pytest.fixture(scope="module")
def make() -> Make:
    """Beside what the tour has made: its numbers are others."""
    made = Make()
    made.numbers = count(20_000)
    return made


def payload(content: bytes) -> FilePayload:
    return FilePayload(name="Plan æøå.docx", mimeType="application/octet-stream", buffer=content)


def hand_in(page: Page, file: FilePayload) -> None:
    page.set_input_files("#file", files=[file], timeout=30_000)
    page.locator("#hand-in-form button").click()


@SCRIPTS
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_plan_goes_back_and_forth(
    tab: Callable[..., Tab], arranged: Arranged, make: Make, language: str, scripts: bool
) -> None:
    words, who = WORDS[language], f"plan {language} {scripts}"
    with arranged.site.app.app_context():
        one = team(make, cohort_with_plan(make), contact_name=who)
        arranged.people[who] = (one.id, one.link_version)
        number = one.cohort_id
    leader, consultant = (tab(java_script_enabled=scripts) for _ in range(2))
    leader.width(NARROW)
    plan = Stop("", "contact.worksheet", {"worksheet": "plan"}, who, "team_worksheet")
    arranged.go(leader, plan, language)

    hand_in(leader.page, PROGRAM)
    expect(leader.page.locator("#file-error")).to_contain_text(words["wrong"])
    assert leader.page.title().startswith(words["error"])
    assert leader.page.evaluate("document.activeElement.className") == "errors"
    assert leader.faults() == []
    hand_in(leader.page, payload(ours()))
    expect(leader.page.locator("#messages")).to_contain_text(words["got"])

    arranged.go(consultant, Stop("", "staff.handed_in", {"cohort_id": number}, "consultant"), "en")
    consultant.page.get_by_role("link", name=who).click()
    consultant.page.locator("#return-comment").fill("Say who pays.")
    consultant.page.locator("#answer-form button[name=return]").click()
    expect(consultant.page.locator("#messages")).to_contain_text("It is returned.")

    leader.page.reload()
    expect(leader.page.locator("#so-far")).to_have_text(words["returned"])
    expect(leader.page.locator("blockquote")).to_have_text("Say who pays.")
    hand_in(leader.page, payload(filled(TEXT)))
    expect(leader.page.locator("#messages")).to_contain_text(words["got"])

    consultant.page.reload()
    expect(consultant.page.locator("td").filter(has_text="for lidt")).to_have_count(1)
    assert consultant.faults() == []
    consultant.page.locator("#answer-form button[name=approve]").click()
    expect(consultant.page.locator("#messages")).to_contain_text("It is approved.")
    leader.page.reload()
    expect(leader.page.locator("main")).to_contain_text(words["approved"])
    expect(leader.page.locator("#hand-in-form")).to_have_count(0)
    assert leader.faults() == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_file_that_is_far_too_large_is_told_kindly(
    tab: Callable[..., Tab], arranged: Arranged, make: Make, language: str
) -> None:
    who = f"large {language}"
    with arranged.site.app.app_context():
        one = team(make, cohort_with_plan(make))
        arranged.people[who] = (one.id, one.link_version)
    leader = tab()
    plan = Stop("", "contact.hand_in", {"worksheet": "plan"}, who, "team_worksheet")
    arranged.go(leader, plan, language)

    hand_in(leader.page, LARGE)

    expect(leader.page.locator("h1")).to_have_text(WORDS[language]["large"], timeout=30_000)
    assert leader.faults() == []
