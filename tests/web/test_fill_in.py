"""A worksheet filled in on the page, section by section, through the real forms."""

from app.extensions import db
from app.models import Answer, AnswerSection
from tests.browser import Browser
from tests.factories import Make
from tests.filling_in import FORM, WHAT, a_seat, boxes, by_itself, open_section, overview, written


def test_a_participant_writes_and_goes_on(browser: Browser, make: Make) -> None:
    seat = a_seat(make)

    page = overview(browser, seat)
    assert page.title.startswith("Mapping template")
    page = page.click("Fill it in here on the page")
    assert page.one("h1").text == "A. Who are we looking at?"
    page = page.submit(FORM, button="go", **boxes({"A.helpers": "Two pedagogues"}))

    assert page.one("h1").text == "B. What do we do, and for whom?"
    assert "Saved at" in page
    assert written(seat) == {"A.helpers": "Two pedagogues"}


def test_every_section_can_be_opened_and_saved(browser: Browser, make: Make) -> None:
    for kind in ("mapping", "follow_up", "guide", "framework"):
        seat = a_seat(make, kind)
        page = overview(browser, seat, kind)
        count = len(page.html.select("#parts + ol a"))
        page = page.click(page.all("#parts + ol a")[0])
        for _section in range(count):
            page = page.submit(FORM, button="go")
        assert page.path.endswith(f"/worksheet/{kind}")
    assert db.session.query(Answer).count() == 4
    assert written(seat) == {}


def test_what_is_written_stands_there_again(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)

    page = page.submit(FORM, button="save", **boxes({WHAT: " Home visits\r\nbefore starting "}))

    assert page.one(f"[id='{WHAT}']").text.strip() == "Home visits\nbefore starting"
    assert "1 of 4 answered" in page
    whole = overview(browser, seat).click("Read it all on one page")
    assert "Home visits before starting" in whole


def test_switching_language_takes_along_what_is_typed(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)

    page = page.submit(FORM, button="stay", **boxes({WHAT: "Leg i små grupper"}))

    assert page.one("html")["lang"] == "da"
    assert page.one("h1").text == "B. Hvad gør vi, og for hvem?"
    assert page.one(f"[id='{WHAT}']").text.strip() == "Leg i små grupper"
    page = page.submit(FORM, button="stay", status=422, **boxes({WHAT: "010190-1234"}))
    assert "Delete it" in page
    assert page.one(f"[id='{WHAT}']").text.strip() == "010190-1234"


def test_what_looks_like_a_cpr_number_is_refused_and_the_rest_is_saved(
    browser: Browser, make: Make
) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)

    page = page.submit(
        FORM,
        button="go",
        status=422,
        **boxes({WHAT: "Barnet 010190-1234", "B.activities.1.who": "Us"}),
    )

    assert page.title.startswith("Error:")
    assert "That looks like a CPR number" in page.text
    assert page.one(f"[id='{WHAT}']").text.strip() == "Barnet 010190-1234"
    assert written(seat) == {"B.activities.1.who": "Us"}
    page = page.submit(FORM, button="go", **boxes({WHAT: "Barnet"}))
    assert written(seat)[WHAT] == "Barnet"


def test_a_text_that_is_too_long_stays_on_the_page(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)
    long = "æ" * 100_000

    page = page.submit(FORM, button="save", status=422, **boxes({WHAT: long}))

    assert "This text has 100,000 characters. There is room for 4,000" in page
    assert page.one(f"[id='{WHAT}']").text.strip() == long
    assert written(seat) == {}
    page.submit(FORM, button="save", **boxes({WHAT: "æ" * 4000}))
    assert written(seat) == {WHAT: "æ" * 4000}


def test_formulas_and_tags_are_just_text(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    text = '=HYPERLINK("http://x.example")</textarea><script>alert(1)</script>'

    page = open_section(browser, seat).submit(FORM, button="save", **boxes({WHAT: text}))

    assert page.one(f"[id='{WHAT}']").text.strip() == text
    assert written(seat) == {WHAT: text}


def test_the_same_section_sent_twice_is_harmless(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)

    for _time in range(2):
        page.submit(FORM, button="go", **boxes({WHAT: "Once"}))

    assert written(seat) == {WHAT: "Once"}
    assert db.session.query(AnswerSection).one().version == 1


def test_it_saves_by_itself_while_one_types(browser: Browser, make: Make) -> None:
    seat = a_seat(make)
    page = open_section(browser, seat)
    assert page.all("#saved") == [""]

    assert by_itself(page, {WHAT: "Pla"}).startswith("Saved at")
    assert by_itself(page, {WHAT: "Play"}).startswith("Saved at")
    assert written(seat) == {WHAT: "Play"}
    told = by_itself(page, {WHAT: "010190 1234"}, status=422)
    assert told.startswith("Not everything is saved yet. That looks like a CPR number")
    assert written(seat) == {WHAT: "Play"}
    assert "shorten it" in by_itself(page, {WHAT: "x" * 5000}, status=422)
    assert by_itself(page, {WHAT: "Play again"}).startswith("Saved at")
    assert written(seat) == {WHAT: "Play again"}
