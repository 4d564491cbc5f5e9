"""Who comes: rows for colleagues, added and taken away with and without JavaScript."""

import pytest

from tests.browser import Browser
from tests.factories import Make
from tests.registering import FORM, OWN, open_form, registrations, row, sent, to_check, who


def test_rows_are_added_and_removed_and_nothing_typed_is_lost(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))

    page = page.submit(FORM, button="add", name="Contact Example", note="Hello")
    assert page.one("[autofocus]")["id"] == "people-0-name"
    assert "Participant 2 has been added." in page.all("#messages")[0]
    page = page.submit(FORM, button="add", **row(0, name="First"))
    page = page.submit(FORM, button="add", **row(1, name="Second"))
    page = page.submit(FORM, button="remove=0", **row(2, name="Third"))

    assert "Participant 2 has been removed." in page.all("#messages")[0]
    assert page.one("[autofocus]")["id"] == "add"
    assert [page.one(f"#people-{n}-name")["value"] for n in (0, 1)] == ["Second", "Third"]
    assert page.all("legend")[:3] == ["Participant 1: yourself", "Participant 2", "Participant 3"]
    assert page.one("#name")["value"] == "Contact Example"
    assert page.one("#note").get_text(strip=True) == "Hello"


def test_the_buttons_of_rows_swap_the_form_and_announce_it(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open")).submit(FORM, button="add")

    for name in ("add", "remove"):
        button = page.one(f"button[name={name}]")
        assert button["hx-post"] == page.path
        assert button["hx-target"] == button["hx-select"] == "#register"
        assert button["hx-select-oob"] == "#messages:innerHTML"
    assert page.one("#messages")["role"] == "status"
    # a swap never takes away what announces it
    assert page.one("#messages").find_parent(id="register") is None


def test_enter_presses_the_main_button_on_every_page(browser: Browser, make: Make) -> None:
    make.provider()
    who_comes = open_form(browser, make.cohort(state="open")).submit(FORM, button="add")
    invoice = who(open_form(browser, make.cohort(state="open")))
    check = invoice.submit(FORM, bill="ean", later=True)

    for page in (who_comes, invoice, check):
        # the first button that belongs to the form, wherever it stands
        first = page.html.select(f"#{FORM} button, button[form={FORM}]")[0]
        assert not first.get("name")
        assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_own_details_may_be_filled_in_by_the_browser_and_others_may_not(
    browser: Browser, make: Make
) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open")).submit(FORM, button="add")

    own = {"name": "name", "email": "email", "phone": "tel", "title": "organization-title"}
    assert {name: page.one(f"#{name}")["autocomplete"] for name in own} == own
    for name in ("name", "email", "title", "workplace"):
        assert page.one(f"#people-0-{name}")["autocomplete"] == "off"


def test_a_course_takes_only_so_many(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(make.course(max_seats=2), state="open")
    page = open_form(browser, cohort).submit(FORM, button="add")

    assert page.html.select("#add") == []
    page = page.submit(FORM, status=422, **OWN, unnamed="5")

    assert "One registration has room for 2 participants. Write to us if you are more" in page


def test_a_team_comes_with_the_rows_it_needs(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(make.course(min_seats=3), state="open")
    page = open_form(browser, cohort)

    assert page.all("legend")[:3] == ["Participant 1: yourself", "Participant 2", "Participant 3"]
    page = page.submit(FORM, button="remove=1")
    page = who(page, status=422)

    assert "This course needs at least 3 participants from the same workplace" in page


@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "99999"])
def test_what_is_no_number_of_places_is_refused(browser: Browser, make: Make, typed: str) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))

    page = who(page, unnamed=typed, status=422)

    assert page.one("#unnamed")["aria-invalid"] == "true"
    assert page.one("#unnamed")["value"] == typed


def test_somebody_must_come(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))

    page = who(page, attending=False, status=422)

    assert "Add a participant, or tick that you take part yourself" in page
    assert page.one(".errors a")["href"] == "#attending"


def test_what_is_wrong_stands_at_the_top_and_at_the_field_in_the_same_words(
    browser: Browser, make: Make
) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))

    page = who(page, 2, status=422, **{"people-0-email": "bo@", "people-1-name": ""})

    assert page.title.startswith("Error: ")
    assert "autofocus" in page.one(".errors").attrs
    assert page.all(".errors a") == [
        "The email address for participant 2 is missing something after @",
        "Enter the name of participant 3",
    ]
    for link, name in zip(page.html.select(".errors a"), ("0-email", "1-name"), strict=True):
        field = page.one(f"#people-{name}")
        assert link["href"] == f"#{field['id']}"
        assert field["aria-invalid"] == "true"
        said = page.one(f"#{str(field['aria-describedby']).split()[-1]}").get_text(" ", strip=True)
        assert said == f"Error: {link.get_text(strip=True)}"
    assert page.one("#people-0-email")["value"] == "bo@"


def test_two_lines_with_one_address_are_told(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))
    same = {"people-0-email": "Contact@Odense.example ", "people-1-email": "x@odense.example"}

    page = who(page, 2, status=422, **same)

    both = "Participants 1 and 2 have the same email address. Each needs their own"
    assert page.all(".errors a") == [both]


def test_a_slip_in_an_address_is_asked_about_and_stops_nobody(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    page = to_check(browser, cohort, 1, **{"people-0-email": "colleague@odnse.dk"})
    assert "Did you mean colleague@odense.dk?" in page
    mended = page.submit(FORM, button="use=people-0-email")
    assert "The address is now colleague@odense.dk." in mended
    page.submit(FORM)

    [made] = registrations()
    assert made.seats[1].email == "colleague@odnse.dk"


def test_the_hint_stands_at_the_field_too(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))

    page = who(page, 1, status=422, name="", **{"people-0-email": "colleague@odnse.dk"})
    assert "Did you mean colleague@odense.dk?" in page
    page = page.submit(FORM, button="use=people-0-email")

    assert page.one("#people-0-email")["value"] == "colleague@odense.dk"


def test_a_cpr_number_is_refused_in_every_text(browser: Browser, make: Make) -> None:
    make.provider()
    page = open_form(browser, make.cohort(state="open"))
    text = "Bo, 010203-1234"

    page = who(page, 1, status=422, note=text, workplace=text, **{"people-0-name": text})

    told = "That looks like a CPR number (Danish personal ID). Delete it – we do not need it"
    assert page.all(".errors a") == [told] * 3
    assert page.one("#note").get_text(strip=True) == text


def test_three_stay_together_unless_they_say_otherwise(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    sent(browser, cohort, 2)

    assert registrations()[0].at_least == 3


def test_four_must_say_what_happens_if_there_is_not_room(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    page = who(open_form(browser, cohort), 3, status=422)
    assert page.all(".errors a") == ["Choose what we do if there is not room for all of you"]
    page = page.submit(FORM, status=422, together="some", at_least="4")
    assert "Enter a number from 1 to 3." in page
    page = page.submit(FORM, together="some", at_least="2")
    page = page.submit(FORM, bill="ean", later=True)
    assert "You are happy to take fewer places, but at least 2" in page
    page.submit(FORM)

    assert registrations()[0].at_least == 2


def test_names_with_line_breaks_become_one_line(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")

    sent(browser, cohort, name="Contact\r\nBcc: x@y.example", workplace="A\nB")

    [made] = registrations()
    assert made.contact_name == "Contact Bcc: x@y.example"
    assert made.workplace == "A B"


def test_nobody_can_say_more_than_the_form_asks(browser: Browser, make: Make) -> None:
    make.provider()
    cohort = make.cohort(state="open")
    page = to_check(browser, cohort)
    data = {str(field["name"]): str(field["value"]) for field in page.html.select(f"#{FORM} input")}
    more = {"reference": "X", "displaced": "y", "queued_at": "2020-01-01", "state": "attended"}

    browser.send(page.path, method="post", data=data | more | {"cohort_id": "99"})

    [made] = registrations()
    assert made.cohort_id == cohort.id
    assert made.reference != "X"
    assert not made.displaced
    assert made.queued_at.year > 2020
