"""Which link opens which page, and nothing else does. Looking changes nothing."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, url_for

from app import tokens
from app.extensions import db
from app.language import Language
from app.mail import links
from app.models import AssignedTo, Assignment, Base, Bilingual, Cohort, Course, Registration
from app.services import calling_off, waiting_list
from app.web.access import LIFETIMES
from tests.browser import Browser
from tests.factories import Make
from tests.places import group

CONTACT = ("registration", "receipt", "offer", "queue_again", "choice", "team_worksheet")
PARTICIPANT = ("seat", "undo", "worksheet")
OF_SUBSCRIBERS = ("confirm", "status", "stop", "register", "dates")
# every page behind a link of a registration, and the purposes that open it
OPENS = {
    "contact.registration": {"registration"},
    "contact.receipt": {"receipt", "registration"},
    "contact.offer": {"offer", "registration"},
    "contact.queue_again": {"queue_again", "offer", "registration"},
    "contact.choice": {"choice", "registration"},
    "contact.withdraw": {"registration"},
    "contact.accept_unasked": {"registration"},
    "contact.stay_together": {"registration"},
    "contact.replace_link": {"registration"},
    "contact.link_sent": {"registration"},
    "contact.calendar": {"registration", "receipt", "offer"},
    "contact.person": {"registration"},
    "contact.cancel": {"registration"},
    "contact.cancel_all": {"registration"},
    "contact.undo": {"registration"},
    "contact.move": {"registration"},
    "contact.add": {"registration"},
    "contact.invoice": {"registration"},
    "contact.contact": {"registration"},
    "participant.seat": {"seat"},
    "participant.language": {"seat"},
    "participant.give": {"seat"},
    "participant.given": {"seat"},
    "participant.cancel": {"seat"},
    "participant.undo": {"seat", "undo"},
    "participant.withdraw": {"seat"},
    "participant.calendar": {"seat"},
    "participant.certificate": {"seat"},
    "participant.certificate_name": {"seat"},
    "participant.contacts": {"seat"},
}
OF_WORKSHEETS = (
    "worksheet",
    "worksheet_section",
    "worksheet_whole",
    "worksheet_file",
    "worksheet_act",
    "hand_in",
    "send_worksheet",
    "handed_file",
)
OPENS |= {f"contact.{view}": {"registration", "team_worksheet"} for view in OF_WORKSHEETS}
OPENS |= {f"participant.{view}": {"seat", "worksheet"} for view in OF_WORKSHEETS}
# leads to a file that nobody here has handed in
HANDED_IN = {"contact.handed_file", "participant.handed_file"}
# say nothing of the row, so that they can be read when the link has ended
BLANK = {"contact.link_sent", "participant.given"}


class Visitor:
    """Opens pages by their endpoint and a token, in one browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser = Browser(app)
        self.csrf = ""

    def keep(self, purpose: str, subject: int, version: int) -> str:
        """The token in the cookie, as if its link had been opened; its digest."""
        token = tokens.sign(self.app.config["LINK_KEYS"], purpose, subject, version)
        with self.browser.client.session_transaction() as session:
            session["links"] = [*session.get("links", []), token][-20:]
        return tokens.digest(token)

    def ask(self, endpoint: str, digest: str, seat_id: int, method: str) -> tuple[int, str]:
        """Status and page, without what only repeats the address that was asked for."""
        address = url_for(endpoint, language="en", digest=digest, **_place(endpoint, seat_id))
        data = {"csrf_token": self.csrf} if method == "post" else None
        answer = self.browser.send(address, method=method, data=data)
        path = re.escape(urlsplit(address).path.split("/", 2)[2])
        return answer.status_code, re.sub(path, "", answer.text)


def _place(endpoint: str, seat_id: int) -> dict[str, Any]:
    audience, view = endpoint.split(".")
    if view in OF_WORKSHEETS:
        kind, section = ("plan", "1") if audience == "contact" else ("mapping", "B")
        more: dict[str, dict[str, Any]] = {
            "worksheet_section": {"section": section},
            "worksheet_act": {"act": "share"},
            "handed_file": {"file_id": 1},
        }
        return {"worksheet": kind} | more.get(view, {})
    with_seat = {"contact.person", "contact.cancel", "contact.undo"}
    return {"seat_id": seat_id} if endpoint in with_seat else {}


def with_worksheets(make: Make) -> Course:
    """One for each participant, and one for the registration, both to be handed in."""
    return make.course(
        assignments=[
            Assignment(worksheet="mapping", send_days=-80, due_days=-1, per=AssignedTo.SEAT),
            Assignment(worksheet="plan", send_days=-80, due_days=-1, per=AssignedTo.REGISTRATION),
        ]
    )


def methods(app: Flask, endpoint: str) -> list[str]:
    found: set[str] = set()
    for rule in app.url_map.iter_rules(endpoint):
        found |= rule.methods or set()
    return [method for method in ("get", "post") if method.upper() in found]


@pytest.fixture
def registration(make: Make) -> Registration:
    make.provider()
    return group(make, make.cohort(with_worksheets(make), state="open"), 2)


def test_every_page_behind_such_a_link_is_in_the_matrix(app: Flask) -> None:
    found = {name for name in app.view_functions if name.startswith(("contact.", "participant."))}
    assert found == set(OPENS)
    assert {purpose for opens in OPENS.values() for purpose in opens} <= set(LIFETIMES)


def test_no_other_link_opens_a_page(app: Flask, make: Make, registration: Registration) -> None:
    """None, a made-up one, an old version, another purpose: the same page, and nothing done."""
    seat = registration.seats[0]
    visitor = Visitor(app)
    page = visitor.browser.open(links.participant(seat, language=Language.ENGLISH))
    visitor.csrf = str(page.html.select("input[name=csrf_token]")[0]["value"])
    before = everything()
    pages = set()
    for endpoint, opens in OPENS.items():
        of_contact = endpoint.startswith("contact.")
        row = registration if of_contact else seat
        wrong = {p: (row.id, row.link_version) for p in CONTACT + PARTICIPANT if p not in opens}
        wrong |= dict.fromkeys(
            ("confirm", "status", "stop", "register"), (row.id, row.link_version)
        )
        digests = ["0" * 16, *(visitor.keep(p, *about) for p, about in wrong.items())]
        if endpoint not in BLANK:
            right = next(iter(opens))
            digests += [
                visitor.keep(right, row.id, row.link_version + 1),
                visitor.keep(right, row.id, 0),
                visitor.keep(right, row.id + 1000, 1),
            ]
        for digest in digests:
            for method in methods(app, endpoint):
                status, text = visitor.ask(endpoint, digest, seat.id, method)
                assert status == 404, f"{endpoint} {method}"
                pages.add(text)
    assert len(pages) == 1
    assert "This link does not work any more" in pages.pop()
    assert everything() == before


def test_a_place_of_another_registration_is_not_there(
    app: Flask, make: Make, registration: Registration
) -> None:
    """The same answer as for one that nobody has."""
    other = group(make, registration.cohort, 2)
    visitor = Visitor(app)
    page = visitor.browser.open(links.registration(registration, language=Language.ENGLISH))
    visitor.csrf = str(page.html.select("input[name=csrf_token]")[0]["value"])
    digest = page.path.rsplit("/", 1)[1]
    before = everything()
    for endpoint in ("contact.person", "contact.cancel", "contact.undo"):
        for method in methods(app, endpoint):
            foreign = visitor.ask(endpoint, digest, other.seats[0].id, method)
            nobody = visitor.ask(endpoint, digest, 999_999, method)
            assert foreign == nobody
            assert foreign[0] == 404
    assert everything() == before


@pytest.mark.parametrize("kind", ["confirmed", "offered", "waiting", "called_off"])
def test_looking_changes_nothing(app: Flask, make: Make, kind: str) -> None:
    """Scanners of mail open every link, and follow what they find."""
    registration = in_state(make, kind)
    seat = registration.seats[0]
    before = everything()
    visitor = Visitor(app)
    for endpoint, opens in OPENS.items():
        if "get" not in methods(app, endpoint) or endpoint in HANDED_IN:
            continue
        row = registration if endpoint.startswith("contact.") else seat
        for purpose in opens:
            digest = visitor.keep(purpose, row.id, row.link_version)
            status, _text = visitor.ask(endpoint, digest, seat.id, "get")
            assert status in {200, 303}, f"{endpoint} by {purpose}: {status}"
    for make_link in (links.registration, links.offer, links.queue_again, links.choice):
        visitor.browser.open(make_link(registration, language=Language.ENGLISH))
    for make_seat_link in (links.participant, links.undo):
        visitor.browser.open(make_seat_link(seat, language=Language.ENGLISH))
    assert everything() == before


def in_state(make: Make, kind: str) -> Registration:
    make.provider()
    cohort: Cohort = make.cohort(with_worksheets(make), state="open")
    make.cohort(cohort.course, state="open", in_days=90)
    if kind in {"confirmed", "called_off"}:
        registration = group(make, cohort, 2)
    else:
        registration = group(make, cohort, 2, state="waiting")
    if kind == "offered":
        waiting_list.fill(cohort)
    if kind == "called_off":
        calling_off.call_off(cohort, reason=Bilingual("For få.", "Too few."), actor=None)
    db.session.commit()
    return registration


def everything() -> dict[str, list[Any]]:
    """Every row of every table, as it stands."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(table.select()).all()))
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.parametrize("purpose", ["registration", "participant"])
def test_the_token_leaves_the_address(
    browser: Browser, registration: Registration, purpose: str
) -> None:
    link = (
        links.registration(registration, language=Language.ENGLISH)
        if purpose == "registration"
        else links.participant(registration.seats[0], language=Language.ENGLISH)
    )
    token = link.rsplit("/", 1)[1]

    page = browser.open(link)

    assert token not in page.path
    assert token not in page.response.text
    headers = page.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Cookie" in headers["Vary"]


def test_a_press_without_proof_changes_nothing(app: Flask, registration: Registration) -> None:
    visitor = Visitor(app)
    seat = registration.seats[0]
    before = everything()
    for endpoint, opens in OPENS.items():
        if "post" not in methods(app, endpoint):
            continue
        row = registration if endpoint.startswith("contact.") else seat
        digest = visitor.keep(next(iter(opens)), row.id, row.link_version)
        status, _text = visitor.ask(endpoint, digest, seat.id, "post")
        assert status == 400, endpoint
    assert everything() == before


def test_a_link_that_was_given_on_ends_with_the_place(
    browser: Browser, make: Make, registration: Registration
) -> None:
    """Who gave the place away sees nothing of whoever has it now."""
    seat = registration.seats[1]
    page = browser.open(links.participant(seat, language=Language.ENGLISH))
    page.click("Give the place to a colleague").submit(
        "give-form", name="Freja Ny", email="freja@odense.example"
    )

    after = browser.open(page.path, status=404)

    assert "Freja" not in after.response.text
