"""Every page says who may see it. A new page that is open to everyone is added here, on purpose."""

import pytest
from flask import Flask

from app.models import Role
from app.web.access import MARK, by_link, public, staff
from tests import issuing

PUBLIC = {
    "health.live",
    "health.ready",
    "links.open_private",
    "public.find_registration",
    "public.register",
    "public.accessibility",
    "public.calendar",
    "public.certificate",
    "public.certificate_number",
    "public.cookies",
    "public.course",
    "public.course_calendar",
    "public.course_news",
    "public.courses",
    "public.home",
    "public.news",
    "public.privacy",
    "public.robots",
    "public.security",
    "public.sitemap",
    "public.start",
    "public.subscribe",
    "public.terms",
    "public.was",
    "public.worksheet",
    "public.worksheet_file",
    "staff.forgotten",
    "staff.sign_in",
    "static",
    "subscriber.one_click",
}
# on this machine alone
DEMO = {"inbox.message", "inbox.messages"}
# where it is configured
ORGANISATION = {"staff.from_organisation", "staff.to_organisation"}


def access(app: Flask) -> dict[str, str | None]:
    return {name: getattr(view, MARK, None) for name, view in app.view_functions.items()}


def faults(marks: dict[str, str | None], known: set[str]) -> list[str]:
    """What is wrong with who may see what, one sentence each."""
    found = [f"{name} does not say who may see it" for name, mark in marks.items() if mark is None]
    open_to_all = {name for name, mark in marks.items() if mark == "public"}
    found += [f"{name} is open to everyone, which nobody decided" for name in open_to_all - known]
    found += [f"{name} is not there, or no longer open" for name in known - open_to_all]
    for name, mark in marks.items():
        if name.startswith("staff.") and name not in known and mark not in {"link", "halfway"}:
            if mark not in set(Role):
                found.append(f"{name} needs no role")
        elif mark in set(Role):
            found.append(f"{name} asks for a role outside the pages of staff")
    return sorted(found)


@pytest.mark.one_database
def test_every_page_says_who_may_see_it(app: Flask) -> None:
    assert faults(access(app), PUBLIC) == []


@pytest.mark.one_database
@pytest.mark.environment(DEMO="1")
def test_the_demo_adds_its_inbox_alone(app: Flask) -> None:
    assert faults(access(app), PUBLIC | DEMO) == []


@pytest.mark.one_database
@pytest.mark.environment(**issuing.CONFIGURED)
def test_the_sign_in_of_the_organisation_adds_its_two_addresses_alone(app: Flask) -> None:
    assert faults(access(app), PUBLIC | ORGANISATION) == []


def test_what_nobody_decided_is_found() -> None:
    def view() -> None: ...

    views = {
        "public.unmarked": view,
        "public.course": public(lambda: None),
        "public.secret": public(lambda: None),
        "public.desk": staff(Role.SECRETARY)(view),
        "staff.desk": staff(Role.SECRETARY)(view),
        "staff.set_password": by_link("invite")(view),
        "staff.cohort": public(lambda: None),
    }
    marks = {name: getattr(one, MARK, None) for name, one in views.items()}

    assert faults(marks, {"public.course", "public.gone"}) == [
        "public.desk asks for a role outside the pages of staff",
        "public.gone is not there, or no longer open",
        "public.secret is open to everyone, which nobody decided",
        "public.unmarked does not say who may see it",
        "staff.cohort is open to everyone, which nobody decided",
        "staff.cohort needs no role",
    ]
