"""Tables that are sorted by a press on a heading, and those that are not."""

import pytest

from app.models import Bilingual
from app.services import audit, demand
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import signed_in

pytestmark = pytest.mark.one_database
NAMES = "tbody th a"


def test_a_press_sorts_and_another_turns_it_round(browser: Browser, make: Make) -> None:
    signed_in(browser, "administrator")
    for name in ("Aase", "Zoe", "Ørjan"):
        make.staff(name=Bilingual(name, name), role="consultant")

    page = browser.visit("staff.members")
    assert page.html.select("[aria-sort]") == []
    page = page.click("Name , sort by this")

    assert page.one("[aria-sort]")["aria-sort"] == "ascending"
    # as a Danish list has them: aa is å, which is the last letter
    assert page.all(NAMES) == ["The administrator", "Zoe", "Ørjan", "Aase"]
    page = page.click("Name ↑ , the first at the top; turn it round")
    assert page.one("[aria-sort]")["aria-sort"] == "descending"
    assert page.all(NAMES) == ["Aase", "Ørjan", "Zoe", "The administrator"]


@pytest.mark.parametrize("asked", ["language=xx", "_anchor=x", "_scheme=javascript", "endpoint=x"])
def test_whatever_stands_in_the_address_is_only_carried_on(
    browser: Browser, make: Make, asked: str
) -> None:
    signed_in(browser)
    course = make.course()
    make.cohort(course, state="open")

    answer = browser.client.get(f"/en/staff/courses/{course.slug}?{asked}&sort=taken")

    here = f"/en/staff/courses/{course.slug}?{asked}&amp;sort="
    assert f'href="{here}deadline#t-cohorts"' in answer.text
    assert f'href="{here}-taken#t-cohorts"' in answer.text


def test_without_a_value_comes_last_either_way(browser: Browser, make: Make) -> None:
    signed_in(browser)
    without, late, early = make.course("A"), make.course("B"), make.course("C")
    make.cohort(late, in_days=90)
    make.cohort(early, in_days=30)

    for sort, names in (("next", ["C", "B", "A"]), ("-next", ["B", "C", "A"])):
        assert browser.visit("staff.courses", sort=sort).all("tbody tr > th a") == names
    assert without.title.en == "A"


@pytest.mark.parametrize("sort", ["nonsense", "-", "", "course'--", "__class__"])
def test_what_cannot_be_sorted_by_does_not_matter(browser: Browser, make: Make, sort: str) -> None:
    signed_in(browser)
    make.course()

    assert browser.visit("staff.courses", sort=sort).html.select("[aria-sort]") == []


def test_a_table_that_goes_on_is_not_sorted_in_part(
    browser: Browser, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(browser)
    for title in ("B", "A", "C"):
        make.course(title)
    monkeypatch.setattr(demand, "LINES", 2)

    page = browser.visit("staff.courses", sort="course")

    assert page.all("tbody tr > th a") == ["B", "A"]
    assert page.html.select("thead a") == []


def test_a_search_stays_when_its_answer_is_sorted(browser: Browser, make: Make) -> None:
    member = signed_in(browser, "administrator")
    audit.record("staff.renamed", f"staff/{member.id}", actor=member)

    page = browser.visit("staff.log", area="sign-ins", sort="when")

    address = str(page.html.select("thead a")[1]["href"])
    assert "area=sign-ins" in address
    assert "sort=who" in address
    assert address.endswith("#t-log")
