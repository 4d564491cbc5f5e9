"""Colleagues on one worksheet: the link for them, what they see, and two in the same section."""

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import links
from app.models import Answer, Assignment, Seat
from app.services import answers
from tests.browser import Browser, Page
from tests.factories import Make
from tests.filling_in import (
    FORM,
    WHAT,
    a_seat,
    a_team,
    boxes,
    by_itself,
    open_section,
    overview,
    path,
    written,
)

WHO = "B.activities.1.who"


@pytest.fixture
def colleague(app: Flask) -> Browser:
    """Somebody else, at another computer."""
    return Browser(app)


def share(browser: Browser, seat: Seat, kind: str = "mapping") -> str:
    """Make the link, and copy it from the page."""
    page = overview(browser, seat, kind).submit("share-form")
    assert "The link for your colleagues is ready." in page
    return path(browser, str(page.one("#link")["value"]))


def opened_by(colleague: Browser, link: str) -> Page:
    return colleague.open(link).click("Fill it in here on the page")


def test_a_colleague_sees_the_worksheet_and_nothing_else(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    seat = a_seat(make)
    seat.name, seat.email = "marker-name", "marker@odense.example"
    db.session.commit()

    page = colleague.open(share(browser, seat))

    assert page.title.startswith("Mapping template")
    assert "/l/" not in page.path
    for secret in ("marker", seat.registration.contact_email, seat.registration.reference):
        assert str(secret) not in page.response.text
    headers = page.response.headers
    assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert headers["Cache-Control"] == "no-store"
    # it is not theirs to share, to show or to call done
    assert page.html.select("form:not(#file-mapping)") == []
    page.click("Fill it in here on the page").submit(
        FORM, button="go", **boxes({"A.helpers": "We two"})
    )
    assert written(seat) == {"A.helpers": "We two"}


def test_a_link_that_is_switched_off_says_so_kindly(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    seat = a_seat(make)
    link = share(browser, seat)
    page = opened_by(colleague, link)
    overview(browser, seat).submit("unshare-form")

    late = page.submit(
        FORM, button="go", status=422, **boxes({"A.helpers": "Typed while it ended"})
    )
    assert "The link for colleagues is switched off, or has ended." in late
    assert "Typed while it ended" in late
    assert "Ask the colleague who sent it to you for a new one." in colleague.open(link, status=404)
    assert written(seat) == {}

    again = opened_by(colleague, share(browser, seat))
    again.submit(FORM, button="save", **boxes({"A.helpers": "Once more"}))
    assert written(seat) == {"A.helpers": "Once more"}


def test_two_in_different_boxes_keep_both_texts(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    seat = a_seat(make)
    link = share(browser, seat)
    hers = open_section(browser, seat)
    his = colleague.open(link).click("B. What do we do, and for whom?")

    hers.submit(FORM, button="save", **boxes({WHAT: "Home visits"}))
    told = by_itself(his, {WHO: "A pedagogue"})

    assert "Somebody else has written in this part, too." in told
    assert written(seat) == {WHAT: "Home visits", WHO: "A pedagogue"}
    page = his.submit(FORM, button="save")
    assert page.one(f"[id='{WHAT}']").text.strip() == "Home visits"


def clash(browser: Browser, seat: Seat) -> Page:
    """Both have the page open, and write in the same box; what the later one sees."""
    hers, his = open_section(browser, seat), open_section(browser, seat)
    hers.submit(FORM, button="save", **boxes({WHAT: "Hers"}))
    page = his.submit(FORM, button="go", status=422, **boxes({WHAT: "His", WHO: "Us"}))
    assert written(seat) == {WHAT: "Hers", WHO: "Us"}
    return page


@pytest.mark.parametrize(
    ("choice", "text"), [("mine", "His"), ("theirs", "Hers"), ("both", "Hers\nHis")]
)
def test_in_the_same_box_the_later_one_sees_both_and_chooses(
    browser: Browser, make: Make, choice: str, text: str
) -> None:
    seat = a_seat(make)
    page = clash(browser, seat)
    assert "Somebody else has written here meanwhile" in page
    assert "Hers" in page
    assert page.one(f"[id='{WHAT}']").text.strip() == "His"

    # whoever presses again without choosing is asked again
    page = page.submit(FORM, button="go", status=422)
    assert written(seat)[WHAT] == "Hers"
    [value] = [
        str(one["value"])
        for one in page.html.select(f"[name='choose.{WHAT}']")
        if str(one["value"]).startswith(choice)
    ]
    page = page.submit(FORM, button="save", **boxes({f"choose.{WHAT}": value}))

    assert written(seat)[WHAT] == text
    assert page.one(f"[id='{WHAT}']").text.strip() == text


def test_what_saves_by_itself_never_writes_over_the_other(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    hers, his = open_section(browser, seat), open_section(browser, seat)
    by_itself(hers, {WHAT: "Hers"})

    told = by_itself(his, {WHAT: "His"}, status=422)
    assert "Press Save to see both texts." in told
    by_itself(his, {WHAT: "His, longer", WHO: "Us"}, status=422)

    assert written(seat) == {WHAT: "Hers", WHO: "Us"}
    page = his.submit(FORM, button="save", status=422)
    assert page.one(f"[id='{WHAT}']").text.strip() == "His, longer"
    assert "Hers" in page


def test_a_colleague_never_sees_what_is_private(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    """Not on the page, not in a file, and it cannot be written over."""
    seat = a_seat(make, "guide")
    mine = {"B.energy": "marker-energy", "B.succeeded": "The playroom"}
    open_section(browser, seat, kind="guide").submit(FORM, button="save", **boxes(mine))
    home = colleague.open(share(browser, seat, "guide"))

    section = home.click("B. My notes")
    assert "The playroom" in section.response.text
    assert "marker-energy" not in section.response.text
    assert section.html.select("[name='B.energy']") == []
    whole = home.click("Read it all on one page")
    assert "The playroom" in whole
    assert "marker-energy" not in whole
    file = home.submit("file-guide", button="file=txt-en", written=True)
    assert "The playroom" in file.text
    assert "marker-energy" not in file.text
    form = {"csrf_token": section.one("[name=csrf_token]")["value"], "B.energy": "", "go": ""}
    colleague.open(section.path, method="post", data=form, came_from="same-origin")
    assert written(seat)["B.energy"] == "marker-energy"


def test_a_link_for_one_worksheet_opens_no_other(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    seat = a_seat(make, "mapping", "guide")
    home = colleague.open(share(browser, seat))

    digest = home.path.split("/")[-1]
    for view in ("seat", "worksheet"):
        values = {"worksheet": "mapping"} if view == "worksheet" else {}
        colleague.visit(f"participant.{view}", digest=digest, status=404, **values)


def test_a_plan_is_written_by_the_registration(
    browser: Browser, colleague: Browser, make: Make
) -> None:
    team = a_team(make, "plan")

    page = browser.open(path(browser, links.registration(team)))
    page = page.click("Fill it in here on the page").submit("share-form")
    link = path(browser, str(page.one("#link")["value"]))
    opened_by(colleague, link).submit(FORM, button="go", **boxes({"0.writers": "Two leaders"}))

    assert written(team) == {"0.writers": "Two leaders"}
    assert answers.find(team, "plan") == db.session.query(Answer).one()


def test_a_worksheet_withdrawn_while_open_keeps_what_was_typed(
    browser: Browser, make: Make
) -> None:
    seat = a_seat(make)
    open_section(browser, seat).submit(FORM, button="save", **boxes({WHAT: "Saved"}))
    page = open_section(browser, seat)
    for one in db.session.query(Assignment):
        one.withdrawn_at = clock.now()
    db.session.commit()

    page = page.submit(FORM, button="go", status=422, **boxes({WHAT: "Typed too late"}))

    assert "This worksheet is no longer used" in page
    assert page.one(f"[id='{WHAT}']").text.strip() == "Typed too late"
    assert written(seat) == {WHAT: "Saved"}
    assert "no longer used" in by_itself(page, {WHO: "Too late, too"}, status=422)
    home = overview(browser, seat)
    assert "Everything that was saved can still be fetched." in home
    file = home.submit("file-mapping", button="file=txt-en", written=True)
    assert "Saved" in file.text
    assert open_section(browser, seat).path.endswith("/whole")

    # taken back: what still stands on the page is as new as it was
    for one in db.session.query(Assignment):
        one.withdrawn_at = None
    db.session.commit()
    page.submit(FORM, button="go")
    assert written(seat) == {WHAT: "Typed too late", WHO: "Too late, too"}
