"""The certificate: fetched on one's own page, and checked by anybody who has the number."""

import io

import pypdf
import pytest

from app.extensions import db
from app.models import CourseSection, Registration, SectionKind
from app.models.base import Bilingual
from app.models.certificate import grouped
from app.services import attendance
from tests.browser import Browser
from tests.factories import Make
from tests.places import seat_page
from tests.taking_part import again, closed, course_with


def certified(make: Make) -> Registration:
    """Two came, and the course says what they can do now."""
    make.provider()
    course = make.course("A day of reading", sections=False, slug="a-day-of-reading")
    text = Bilingual("kan du\n\n- læse højt", "you can\n\n- read aloud")
    course.sections = [CourseSection(kind=SectionKind.OUTCOMES, text=text)]
    return closed(make, 2, course=course)


def number(registration: Registration) -> str:
    return grouped(registration.seats[0].certificate_no or "")


@pytest.mark.parametrize(
    ("language", "button", "words"),
    [
        ("en", "en", ["Certificate of attendance", "A day of reading", "read aloud", "6 hours"]),
        ("da", "da", ["Kursusbevis", "har deltaget i", "læse højt", "6 timer"]),
        ("en", "da", ["Kursusbevis", "har deltaget i", "læse højt", "/da/bevis/"]),
    ],
)
def test_it_is_fetched_in_either_language(
    browser: Browser, make: Make, language: str, button: str, words: list[str]
) -> None:
    one = certified(make)
    browser.language = language

    page = seat_page(browser, one)
    assert number(one) in page
    answer = page.submit("certificate-form", button=f"language={button}").response

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert number(one) in answer.headers["Content-Disposition"]
    document = pypdf.PdfReader(io.BytesIO(answer.data))
    text = " ".join(document.pages[0].extract_text().split())
    for word in (*words, number(one), str(one.seats[0].name)):
        assert word in text
    assert document.trailer["/Root"]["/Lang"].startswith(button)  # type: ignore[index]


def test_anybody_checks_the_number_and_learns_no_name(browser: Browser, make: Make) -> None:
    one = certified(make)

    page = browser.visit("public.certificate")
    page = page.submit("certificate-form", number=f" {number(one).lower().replace('-', '')} ")

    assert page.path.endswith(f"/en/certificate/{number(one)}")
    assert "The certificate is valid" in page
    assert "A day of reading" in page
    assert "Kursushuset" in page
    assert "Anne" not in page
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.response.headers
    danish = browser.open(page.path.replace("/en/certificate", "/da/bevis"))
    assert "Beviset er gyldigt" in danish


def test_the_holder_lets_it_say_the_name_and_stops_it(browser: Browser, make: Make) -> None:
    one = certified(make)
    name = str(one.seats[0].name)

    page = seat_page(browser, one).submit("name-form", names=True)
    assert name in browser.visit("public.certificate_number", number=number(one))

    page.submit("name-form", names=False)
    assert name not in browser.visit("public.certificate_number", number=number(one))
    assert not again(one.seats[0]).certificate_names


def test_a_name_that_is_forgotten_leaves_the_number_good(browser: Browser, make: Make) -> None:
    one = certified(make)
    one.seats[0].certificate_names, one.seats[0].name = True, None
    db.session.commit()

    page = browser.visit("public.certificate_number", number=number(one))

    assert "The certificate is valid" in page
    assert page.all("dt") == ["Certificate number", "Course", "Date", "Given by"]


def test_a_number_that_never_was_and_one_withdrawn_look_the_same(
    browser: Browser, make: Make
) -> None:
    one = certified(make)
    withdrawn = number(one)
    attendance.correct(one.seats[0], came=False)
    db.session.commit()

    def shown(wanted: str) -> str:
        return browser.visit("public.certificate_number", number=wanted).text.replace(wanted, "N")

    assert "No valid certificate has this number" in shown(withdrawn)
    assert shown(withdrawn) == shown("23456-789AB")
    assert "No valid certificate" in shown("nonsense")
    page = seat_page(browser, one)
    assert not page.html.select("#certificate-form")


@pytest.mark.parametrize("typed", ["", "K7QM3", "K7QM3-XRT9H-2", "O0I1L-ABCDE", "010190-1234"])
def test_what_cannot_be_a_number_is_told_at_the_field(
    browser: Browser, make: Make, typed: str
) -> None:
    make.provider()

    page = browser.visit("public.certificate")
    page = page.submit("certificate-form", number=typed, status=422)

    assert page.title.startswith("Error:")
    assert page.one("#number")["aria-invalid"] == "true"


def test_from_elsewhere_it_is_refused(browser: Browser, make: Make) -> None:
    make.provider()

    answer = browser.send(
        "/en/certificate", method="post", data={"number": "K7QM3-XRT9H"}, came_from="cross-site"
    )

    assert answer.status_code == 400


def test_without_one_nothing_is_fetched(browser: Browser, make: Make) -> None:
    one = certified(make)
    page = seat_page(browser, one)
    attendance.correct(one.seats[0], came=False)
    db.session.commit()

    page = page.submit("certificate-form", button="language=en")

    assert "Something has changed about this place" in page


@pytest.mark.parametrize(
    ("worksheet", "sentence"),
    [
        ({"worksheet": "plan", "must_approve": True}, "when your training plan has been approved"),
        ({"worksheet": "framework"}, "after the quality visit"),
    ],
)
def test_what_it_still_waits_for_is_said(
    browser: Browser, make: Make, worksheet: dict[str, object], sentence: str
) -> None:
    make.provider()
    one = closed(make, course=course_with(make, worksheet))

    page = seat_page(browser, one)

    assert sentence in page
    assert not page.html.select("#certificate-form")
