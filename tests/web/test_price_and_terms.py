"""What the price covers, and terms that one course has for itself."""

from datetime import timedelta
from typing import Any

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.models import Bilingual, Course
from tests.browser import Browser
from tests.factories import Make
from tests.places import contact_page, group
from tests.registering import to_check

COVERS = Bilingual("To halve dage\n- Et bevis", "Two half days\n- A certificate")
TERMS = Bilingual(
    "Afmeld senest 1. marts. Derefter **fuld pris**.",
    "Cancel by 1 March. After that the **full price** is due.",
)


def special(make: Make, **columns: Any) -> Course:
    make.provider()
    return make.course(includes=COVERS, terms=TERMS, **columns)


def test_the_page_of_the_course_says_both(browser: Browser, make: Make) -> None:
    course = special(make)

    page = browser.visit("public.course", slug=course.slug)

    assert page.all("dl.facts li") == ["Two half days", "A certificate"]
    assert "The price covers" in page
    assert "Cancel by 1 March. All the terms of this course" in page.one("dl.facts").get_text()
    assert "full price" in page.one("#about-terms + div strong").get_text()
    assert "Cancelling is free." not in page


def test_a_course_without_terms_of_its_own_has_the_providers(browser: Browser, make: Make) -> None:
    make.provider()
    course = make.course()

    page = browser.visit("public.course", slug=course.slug)

    assert "Cancelling is free." in page
    assert page.all("#about-terms") == []
    assert "The price covers" not in page


def test_whoever_registers_reads_both_before_the_press(browser: Browser, make: Make) -> None:
    page = to_check(browser, make.cohort(special(make), state="open"))

    assert page.all("#register-form h3 + ul li") == ["Two half days", "A certificate"]
    assert "This course has cancellation terms of its own:" in page
    assert "full price" in page.all("#register-form li strong")


def test_a_free_course_says_what_is_included(browser: Browser, make: Make) -> None:
    page = to_check(browser, make.cohort(special(make, price=None), state="open"))

    assert page.all("#register-form h3") == ["Included"]


def test_whoever_cancels_late_reads_the_terms_of_the_course(browser: Browser, make: Make) -> None:
    day = clock.today() - timedelta(days=1)
    cohort = make.cohort(special(make, danish_only=["terms"]), state="open", free_cancel_until=day)

    page = contact_page(browser, group(make, cohort, 2))

    assert page.all("[lang=da] strong") == ["fuld pris"]
    assert "This part is in Danish." in page
    assert "Cancelling is free." not in page


def test_the_receipt_leads_to_the_terms_of_the_course(make: Make) -> None:
    day = clock.today() + timedelta(days=10)
    cohort = make.cohort(special(make), state="open", free_cancel_until=day)
    registration = group(make, cohort)
    db.session.commit()

    receipt = letters.render("receipt", registration, cohort, Language.ENGLISH)

    assert isinstance(receipt, Rendered)
    assert f"/en/courses/{cohort.course.slug}#about-terms" in receipt.text
