"""What a cohort costs, before and after it is announced."""

from datetime import UTC, date, datetime

import pytest

from app.models import Bilingual, Cohort, Course, CourseKind, Meeting, PricePer

NOW = datetime(2027, 1, 11, 8, 12, tzinfo=UTC)
START = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
END = datetime(2027, 3, 3, 14, 30, tzinfo=UTC)


def course(price: int | None = None) -> Course:
    title, lead = Bilingual("Dag", "Day"), Bilingual("En dag.", "A day.")
    return Course(slug="day", kind=CourseKind.DAY, title=title, lead=lead, price=price)


def cohort_of(course: Course, price: int | None = None) -> Cohort:
    return Cohort(
        course=course,
        code="A",
        capacity=24,
        place="Odense",
        register_by=date(2027, 2, 3),
        meetings=[Meeting(starts_at=START, ends_at=END)],
        price=price,
    )


def test_a_price_of_nothing_is_free_and_no_price_is_that_of_the_course() -> None:
    priced = course(price=2450)

    assert cohort_of(priced).price_now == 2450
    assert cohort_of(priced, price=1000).price_now == 1000
    assert cohort_of(priced, price=0).price_now is None
    assert cohort_of(course()).price_now is None


@pytest.mark.parametrize(("own", "told"), [(None, 2450), (1000, 1000), (0, None)])
def test_what_is_announced_keeps_its_price(own: int | None, told: int | None) -> None:
    cohort = cohort_of(course(price=2450), price=own)

    cohort.announce(NOW)
    cohort.course.price, cohort.course.price_per = 3000, PricePer.REGISTRATION

    assert (cohort.price_now, cohort.price_per) == (told, PricePer.SEAT)


def test_what_was_announced_free_stays_free() -> None:
    cohort = cohort_of(course())

    cohort.announce(NOW)
    cohort.course.price = 3000

    assert cohort.price_now is None


@pytest.mark.parametrize(("own", "after"), [(None, 3000), (2450, 2450)])
def test_what_is_taken_back_follows_its_course_but_in_a_price_of_its_own(
    own: int | None, after: int
) -> None:
    cohort = cohort_of(course(price=2450), price=own)
    cohort.announce(NOW)
    cohort.course.price, cohort.course.price_per = 3000, PricePer.REGISTRATION

    cohort.take_back(NOW)

    assert (cohort.price_now, cohort.price_per) == (after, PricePer.REGISTRATION)
