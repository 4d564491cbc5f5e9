"""Every page of staff has its cell in the table of roles, and each cell is tried.

A new page of staff is added to tests/guards/roles.py, and `python -m tests.guards.roles` writes
docs/roles.md.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.extensions import db
from app.models import AuditEntry, CourseContact, Role
from app.web.access import MARK
from app.web.staff import fresh
from tests.browser import Browser
from tests.factories import Make
from tests.guards import roles
from tests.staffing import member_of_staff, signed_in

# no row has it: what is refused is refused before anything is looked for
NO_ROW = {"int": 987654, "default": "findes-ikke", "any": "en"}
NOBODY = "nobody"
SECRETS: dict[str, Any] = {
    "food": "FOOD-nuts",
    "needs": "NEEDS-ramp",
    "email": "seat-secret@odense.example",
    "contact_email": "contact-secret@odense.example",
    "contact_phone": "+4587654321",
    "note": "NOTE-secret",
    "ean": "5798000000001",
    "order_ref": "ORDER-secret",
}


def rules(app: Flask) -> Iterator[Rule]:
    """The addresses of staff behind a role."""
    for rule in app.url_map.iter_rules():
        mark = getattr(app.view_functions[rule.endpoint], MARK, None)
        if rule.endpoint.startswith("staff.") and isinstance(mark, Role):
            yield rule


def address(app: Flask, rule: Rule, **rows: int) -> str:
    """With values that lead to no row, unless they are given."""
    values: dict[str, Any] = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        kind = {"RowNumber": "int", "AnyConverter": "any"}.get(kind, "default")
        values[name] = rows.get(name, NO_ROW[kind])
    built = app.url_map.bind("127.0.0.1").build(rule.endpoint, values)
    return str(built)


def faults(marks: dict[str, Any], table: dict[str, Role], asking: set[str]) -> list[str]:
    """What the table and the site say differently."""
    found = [f"{name} has no cell in the table" for name in marks.keys() - table.keys()]
    found += [f"{name} stands in the table, and is not there" for name in table.keys() - marks]
    for name in marks.keys() & table.keys():
        if marks[name] is not table[name]:
            found.append(f"{name} is for {marks[name]}, and the table says {table[name]}")
        if (name in asking) is not (name.removeprefix("staff.") in roles.ASKED):
            found.append(f"{name}: table and site differ about asking again")
    return sorted(found)


@pytest.mark.one_database
def test_every_page_has_its_cell(app: Flask) -> None:
    marks = {rule.endpoint: getattr(app.view_functions[rule.endpoint], MARK) for rule in rules(app)}
    asking = {name for name in marks if getattr(app.view_functions[name], fresh.MARK, False)}

    assert faults(marks, roles.least(), asking) == []


@pytest.mark.one_database
def test_every_page_before_the_sign_in_is_in_the_table(app: Flask) -> None:
    behind = {rule.endpoint for rule in rules(app)}
    before = {name for name in app.view_functions if name.startswith("staff.")} - behind

    assert before == {f"staff.{name}" for name in roles.BEFORE}


def test_the_page_in_the_docs_is_the_table() -> None:
    assert roles.PAGE.read_text("utf-8") == roles.written()


def answers(app: Flask, browser: Browser, rule: Rule) -> dict[str, int]:
    """What a press and a look bring; the press carries no token, and is stopped after the role."""
    there = address(app, rule)
    found = {}
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        found[method] = browser.send(there, method=method.lower()).status_code
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("who", [NOBODY, *Role])
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    app: Flask, browser: Browser, who: str
) -> None:
    if who != NOBODY:
        signed_in(browser, who)
    order = list(Role)
    refused = []

    for rule in rules(app):
        least = roles.least()[rule.endpoint]
        for method, status in answers(app, browser, rule).items():
            told = f"{method} {rule.endpoint} for {who}: {status}"
            if who == NOBODY:
                assert status == (303 if method == "GET" else 401), told
            elif order.index(Role(who)) < order.index(least):
                assert status == 403, told
                refused.append(f"page/{rule.endpoint}")
            else:
                # without a token no press gets through, whoever it is
                assert status in ({200, 303, 404} if method == "GET" else {400}), told
    db.session.rollback()
    written = select(AuditEntry.subject).where(AuditEntry.action == "page.refused")
    assert sorted(db.session.scalars(written)) == sorted(refused)


@pytest.mark.one_database
def test_a_press_without_proof_is_refused_for_who_may(app: Flask, browser: Browser) -> None:
    signed_in(browser, "administrator")

    for rule in rules(app):
        if "POST" in (rule.methods or ()):
            there = address(app, rule)
            for came_from in ("cross-site", "same-site", "none"):
                response = browser.send(there, method="post", came_from=came_from)
                assert response.status_code == 400, f"{rule.endpoint} from {came_from}"


@pytest.mark.one_database
def test_a_consultant_sees_no_field_that_is_not_theirs(
    app: Flask, browser: Browser, make: Make
) -> None:
    member = signed_in(browser, "consultant")
    cohort = make.cohort(state="open", in_days=-1)
    cohort.course.contacts.append(CourseContact(member=member, position=0))
    of_contact = ("contact_email", "contact_phone", "note", "ean", "order_ref")
    registration = make.registration(cohort, **{name: SECRETS[name] for name in of_contact})
    seat = registration.seats[0]
    seat.name, seat.food, seat.needs = "Deltageren", SECRETS["food"], SECRETS["needs"]
    seat.email = SECRETS["email"]
    answer = make.answer(seat, A={"A.helpers": "ANSWER-secret"})
    rows = {
        "cohort_id": cohort.id,
        "registration_id": registration.id,
        "seat_id": seat.id,
        "answer_id": answer.id,
    }
    seen = ""

    for rule in rules(app):
        if roles.least()[rule.endpoint] is Role.CONSULTANT and "GET" in (rule.methods or ()):
            seen += browser.send(address(app, rule, **rows)).text

    assert "Deltageren" in seen
    assert [secret for secret in (*SECRETS.values(), "ANSWER-secret") if secret in seen] == []
    assert "87 65 43 21" not in seen


def test_what_the_table_does_not_say_is_found() -> None:
    table = {"staff.a": Role.SECRETARY, "staff.b": Role.SECRETARY, "staff.gone": Role.SECRETARY}
    marks = {"staff.a": Role.SECRETARY, "staff.b": Role.CONSULTANT, "staff.new": Role.SECRETARY}

    assert faults(marks, table, {"staff.a"}) == [
        "staff.a: table and site differ about asking again",
        "staff.b is for consultant, and the table says secretary",
        "staff.gone stands in the table, and is not there",
        "staff.new has no cell in the table",
    ]


@pytest.mark.one_database
def test_the_accounts_of_the_tests_have_the_roles_they_say(app: Flask) -> None:
    assert [member_of_staff(role).role for role in Role] == list(Role)
