"""A cohort that is found by its link alone, from the tick to the registration."""

import pytest
from flask import Flask

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, CohortState, OutboxMail, Registration
from tests.browser import Browser
from tests.factories import Make
from tests.registering import sent

FOLLOWED = ("news", "calendar")


@pytest.fixture
def reader(app: Flask) -> Browser:
    """Somebody outside."""
    return Browser(app)


def the_cohort() -> Cohort:
    db.session.expire_all()
    return db.session.query(Cohort).one()


def links(desk: Browser) -> list[str]:
    page = desk.visit("staff.cohort", cohort_id=the_cohort().id)
    return [str(one["value"]) for one in page.html.select("input[readonly]")]


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def told(cohort: Cohort) -> None:
    """The ten minutes are over."""
    cohort.tell_at = cohort.opens_at = clock.now()
    db.session.commit()


def test_from_the_tick_to_a_registration(desk: Browser, reader: Browser, make: Make) -> None:
    cohort = make.cohort()
    make.subscription(cohort.course)
    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    assert links(desk) == []

    page = page.submit("link-form", unlisted=True)

    assert "Only those who have the link find the cohort." in page
    danish, english = links(desk)
    assert "/da/kurser/" in danish
    assert "/en/courses/" in english
    for link in (danish, english):
        reader.open(path(link), status=404)

    page = desk.visit("staff.rehearsal", cohort_id=cohort.id)
    assert "nobody on the list is told" in page
    assert "No email goes out" in page
    assert page.html.select("article.letter") == []
    page = page.submit("open-form")

    assert "The link works from" in page
    assert the_cohort().state is CohortState.ANNOUNCED
    assert db.session.query(OutboxMail).count() == 0
    assert links(desk) == [danish, english]

    told(the_cohort())
    for link in (danish, english):
        page = reader.open(path(link))
        assert page.one("meta[name=robots]")["content"] == "noindex"
        assert "Set-Cookie" not in page.response.headers
    sent(reader, the_cohort())
    assert db.session.query(Registration).count() == 1


def test_it_stands_on_no_page_that_others_see(desk: Browser, reader: Browser, make: Make) -> None:
    cohort = make.cohort()
    desk.visit("staff.cohort", cohort_id=cohort.id).submit("link-form", unlisted=True)
    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    told(the_cohort())
    code = the_cohort().unlisted_code or ""

    slug = the_cohort().course.slug
    for text in (
        reader.visit("public.course", slug=slug).response.text,
        reader.visit("public.courses").response.text,
        reader.open("/sitemap.xml").response.text,
        *(reader.visit(f"public.{name}").response.text for name in FOLLOWED),
        *(reader.visit(f"public.course_{name}", slug=slug).response.text for name in FOLLOWED),
    ):
        assert code not in text
        assert f"/{cohort.code}/" not in text
    reader.visit("public.register", slug=slug, code=cohort.code, status=404)
    reader.visit("public.register", slug=slug, code=f"{code}x", status=404)


def test_a_new_link_ends_the_old_one(desk: Browser, reader: Browser, make: Make) -> None:
    cohort = make.cohort()
    page = desk.visit("staff.cohort", cohort_id=cohort.id).submit("link-form", unlisted=True)
    old = links(desk)[0]

    page = page.submit("link-form", button="renew")

    assert "The old one leads nowhere any more." in page
    new = links(desk)[0]
    assert new != old
    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    told(the_cohort())
    reader.open(path(old), status=404)
    reader.open(path(new))
    actions = db.session.query(AuditEntry.action).order_by(AuditEntry.id).all()
    assert [one[0] for one in actions if one[0].startswith("cohort.")] == [
        "cohort.unlisted",
        "cohort.link_renewed",
        "cohort.opened",
    ]


def test_without_the_tick_everybody_finds_it_again(desk: Browser, make: Make) -> None:
    cohort = make.cohort()
    page = desk.visit("staff.cohort", cohort_id=cohort.id).submit("link-form", unlisted=True)

    page = page.submit("link-form", unlisted=False)

    assert "Everybody finds the cohort once it is open." in page
    assert the_cohort().unlisted_code is None


def test_once_it_is_open_the_link_stays_as_it_is(desk: Browser, make: Make) -> None:
    cohort = make.cohort()
    page = desk.visit("staff.cohort", cohort_id=cohort.id).submit("link-form", unlisted=True)
    desk.visit("staff.rehearsal", cohort_id=cohort.id).submit("open-form")
    before = the_cohort().unlisted_code

    page = page.submit("link-form", button="renew")

    assert "This cohort has been opened already." in page
    assert the_cohort().unlisted_code == before
    assert page.html.select("#link-form") == []
