"""Who x what x how, from the table of routes: what belongs to somebody else does not exist.

Two of everything: one's own, and another's. Each actor asks for every page of the other's things,
by every method, and gets the answer for things that nobody has; no row changes.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import clock, tokens
from app.extensions import db
from app.models import AnswerState, AuditEntry, Base, Cohort, CourseContact, HandedFile, Role
from app.services import sign_ins
from app.web.access import DEMO, LIFETIMES, MARK
from tests.browser import Browser
from tests.factories import Make
from tests.places import group
from tests.staffing import signed_in, teaching
from tests.taking_part import course_with, today

NOBODY = 987_654
# a page needs them to be asked for at all; they are the same for everybody
WORDS = {"language": "en", "worksheet": "mapping", "section": "B", "act": "share"}
# numbers in an address that name somebody's thing
ROWS = ("seat_id", "file_id", "cohort_id", "answer_id", "sign_in_id")
# entries about refused pages and about reads are written by a look too
LOG = AuditEntry.__tablename__


class Things:
    """One of everything that belongs to somebody, and the private links to it."""

    def __init__(self, make: Make, number: int) -> None:
        course = course_with(make, {"worksheet": "mapping", "send_days": -80})
        cohort = today(make, course)
        registration = group(make, cohort, 2)
        seat = registration.seats[0]
        answer = make.answer(seat, "mapping", H={"H.question": f"WORDS-{number}"})
        answer.is_shared, answer.state, answer.sent_at = True, AnswerState.SENT, clock.now()
        file = {"name": "a.pdf", "format": "pdf", "size": 3, "sha256": "abc"}
        answer.files.append(
            HandedFile(
                **file, stored_as=f"f{number}", handed_by="participant", handed_at=clock.now()
            )
        )
        subscription = make.subscription(course)
        member = make.staff("consultant")
        course.contacts.append(CourseContact(member=member, position=0))
        sign_ins.begin(member)
        db.session.commit()
        self.rows = {
            "seat_id": seat.id,
            "file_id": answer.files[0].id,
            "cohort_id": cohort.id,
            "answer_id": answer.id,
            "sign_in_id": sign_ins.alive(member)[0].id,
        }
        owner: dict[str, Any] = {"seat": seat, "undo": seat, "worksheet": seat, "share": answer}
        owner |= dict.fromkeys(("invite", "password"), member)
        of_list = ("confirm", "status", "stop", "one_click", "renew", "register", "dates")
        owner |= dict.fromkeys(of_list, subscription)
        self.links = {
            purpose: (found.id, found.link_version)
            for purpose in LIFETIMES
            if purpose != DEMO
            for found in [owner.get(purpose, registration)]
        }


def rules(app: Flask, mark: object) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], MARK, None) == mark:
            yield rule


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def address(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    wanted = {name: values.get(name, WORDS.get(name)) for name in rule.arguments}
    return str(app.url_map.bind("127.0.0.1").build(rule.endpoint, wanted))


def everything() -> dict[str, list[str]]:
    """Every row of every table but the log."""
    db.session.rollback()
    tables = [one for one in Base.metadata.sorted_tables if one.name != LOG]
    return {one.name: sorted(map(repr, db.session.execute(one.select()))) for one in tables}


class Actor:
    """Somebody with a browser, who has opened links of their own, or is signed in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser = Browser(app)
        self.proof = ""

    def opens(self, links: dict[str, tuple[int, int]]) -> list[str]:
        """Each link; the digests of them."""
        made = [self.token(purpose, about) for purpose, about in links.items()]
        with self.browser.client.session_transaction() as session:
            session["links"] = made
        found = [tokens.digest(token) for token in made]
        page = self.browser.visit("participant.seat", digest=found[list(links).index("seat")])
        self.proof = str(page.html.select("input[name=csrf_token]")[0]["value"])
        return found

    def signs_in(self, role: str) -> None:
        signed_in(self.browser, role)
        page = self.browser.visit("staff.account")
        self.proof = str(page.one("#sign-out-form input[name=csrf_token]")["value"])

    def token(self, purpose: str, about: tuple[int, int]) -> str:
        return tokens.sign(self.app.config["LINK_KEYS"], purpose, *about)

    def asks(self, there: str, method: str) -> tuple[int, str]:
        """Status and page, but for the address that was asked for and the proof in its forms."""
        data = {"csrf_token": self.proof} if method == "POST" else None
        answer = self.browser.send(there, method=method.lower(), data=data)
        with self.browser.client.session_transaction() as session:
            session.pop("_flashes", None)
        path = re.escape(urlsplit(there).path.split("/", 2)[2])
        # the proof of a form is another one each time it is written
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)
        return answer.status_code, re.sub(path, "", text)


@pytest.fixture
def own(make: Make) -> Things:
    make.provider()
    return Things(make, 1)


@pytest.fixture
def others(make: Make, own: Things) -> Things:
    return Things(make, 2)


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["nobody", "customer", *Role])
def test_the_page_behind_somebody_elses_link_is_not_there(
    app: Flask, own: Things, others: Things, who: str
) -> None:
    actor = Actor(app)
    if who == "customer":
        actor.opens(own.links)
    elif who != "nobody":
        actor.signs_in(who)
    # without a cookie of a link no page looks at what the digest stands for
    purposes = list(others.links) if who == "customer" else ["registration", "seat", "status"]
    foreign = [tokens.digest(actor.token(one, others.links[one])) for one in purposes]
    before = everything()

    for rule in rules(app, "link"):
        for method in methods(rule):
            there = [
                address(app, rule, {**others.rows, "digest": digest})
                for digest in (*foreign, "0" * 16)
            ]
            found = {actor.asks(one, method) for one in there}
            assert len(found) == 1, f"{method} {rule.endpoint}"
            # who has opened nothing has no proof either, where one is asked for first
            [(status, _text)] = found
            assert status in ({404, 400} if who == "nobody" else {404}), rule.endpoint
    assert everything() == before


@pytest.mark.one_database
def test_somebody_elses_row_behind_ones_own_link_is_not_there(
    app: Flask, own: Things, others: Things
) -> None:
    actor = Actor(app)
    digests = actor.opens(own.links)
    before, asked = everything(), 0

    for rule in rules(app, "link"):
        for name in rule.arguments & set(ROWS):
            for method in methods(rule):
                for digest in digests:
                    known = {**own.rows, "digest": digest}
                    theirs = actor.asks(
                        address(app, rule, {**known, name: others.rows[name]}), method
                    )
                    nobodys = actor.asks(address(app, rule, {**known, name: NOBODY}), method)
                    assert theirs == nobodys, f"{method} {rule.endpoint}"
                    assert theirs[0] == 404, f"{method} {rule.endpoint}"
                    asked += 1
    assert asked > 0
    assert everything() == before


@pytest.mark.one_database
def test_what_belongs_to_another_consultant_is_not_there(
    app: Flask, own: Things, others: Things
) -> None:
    actor = Actor(app)
    actor.signs_in("consultant")
    before, asked = everything(), 0

    for rule in rules(app, Role.CONSULTANT):
        if not rule.arguments & set(ROWS):
            continue
        for method in methods(rule):
            theirs = actor.asks(address(app, rule, dict(others.rows)), method)
            nobodys = actor.asks(address(app, rule, dict.fromkeys(ROWS, NOBODY)), method)
            assert theirs == nobodys, f"{method} {rule.endpoint}"
            # a sign-in that is over, or nobody's, is ended already
            assert theirs[0] == (303 if "sign_in_id" in rule.arguments else 404), rule.endpoint
            asked += 1
    assert asked > 10
    assert everything() == before


@pytest.mark.one_database
def test_what_is_ones_own_is_there(app: Flask, own: Things) -> None:
    """Otherwise the others say nothing."""
    actor = Actor(app)
    digests = dict(zip(own.links, actor.opens(own.links), strict=True))
    for endpoint, purpose in (("contact.person", "registration"), ("participant.seat", "seat")):
        [rule] = app.url_map.iter_rules(endpoint)
        there = address(app, rule, {**own.rows, "digest": digests[purpose]})
        assert actor.asks(there, "GET")[0] == 200, endpoint
    staff = Actor(app)
    staff.signs_in("consultant")
    cohort = own.rows["cohort_id"]
    staff.browser.visit("staff.consultant", cohort_id=cohort, status=404)
    teaching(db.session.get_one(Cohort, cohort).course)
    staff.browser.visit("staff.consultant", cohort_id=cohort)
