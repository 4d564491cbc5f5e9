"""Worksheets in every state, and the pages behind their links, for the tour."""

from typing import Any

from app import clock
from app.extensions import db
from app.models import Answer, Registration, Seat
from app.services import answers, places, sharing
from tests.factories import Make
from tests.filling_in import WHAT, a_team

MAPPING: dict[str, object] = {"worksheet": "mapping"}
SECTIONS = [
    *(("mapping", section) for section in "ABCDEFGHI"),
    *(("guide", section) for section in "ABCD"),
    *(("framework", section) for section in "1234"),
]


def _section(kind: str, section: str) -> dict[str, object]:
    return {"worksheet": kind, "section": section}


# name of the stop, its view, its values, whose link, of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("worksheets of a place", "participant.seat", {}, "writer", "seat"),
    ("worksheets of a place given up", "participant.seat", {}, "gone writer", "seat"),
    ("give a place with worksheets", "participant.give", {}, "writer", "seat"),
    ("worksheet", "participant.worksheet", MAPPING, "writer", "worksheet"),
    ("worksheet, shared", "participant.worksheet", MAPPING, "sharer", "worksheet"),
    ("worksheet, empty", "participant.worksheet", MAPPING, "new writer", "worksheet"),
    ("worksheet, given up", "participant.worksheet", MAPPING, "gone writer", "worksheet"),
    ("worksheet, whole", "participant.worksheet_whole", MAPPING, "writer", "worksheet"),
    *(
        (
            f"section {section} of {kind}",
            "participant.worksheet_section",
            _section(kind, section),
            "writer",
            "worksheet",
        )
        for kind, section in SECTIONS
    ),
    ("worksheets of a team", "contact.registration", {}, "team", "registration"),
    ("plan", "contact.worksheet", {"worksheet": "plan"}, "team", "team_worksheet"),
    ("plan, whole", "contact.worksheet_whole", {"worksheet": "plan"}, "team", "team_worksheet"),
    *(
        (
            f"section {section} of plan",
            "contact.worksheet_section",
            _section("plan", section),
            "team",
            "team_worksheet",
        )
        for section in "0123456"
    ),
    ("shared worksheet", "colleague.worksheet", {}, "colleague", "share"),
    ("shared section", "colleague.worksheet_section", {"section": "B"}, "colleague", "share"),
    ("shared, whole", "colleague.worksheet_whole", {}, "colleague", "share"),
    ("shared no more", "colleague.worksheet", {}, "late colleague", "share"),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Whose links there are, as id and version."""
    writer, sharer, new, gone = (_seat(make) for _ in range(4))
    for seat in (writer, sharer, gone):
        _write(make, seat)
    shared = answers.begin(sharer, "mapping", clock.now())
    sharing.share(shared, clock.now())
    places.cancel([gone], by="participant")
    team = a_team(make, "plan", name="Bo Mønster")
    make.answer(team, "plan", **{"0": {"0.writers": "To ledere"}})
    db.session.commit()
    rows: dict[str, Seat | Registration | Answer] = {
        "writer": writer,
        "sharer": sharer,
        "new writer": new,
        "gone writer": gone,
        "team": team,
        "colleague": shared,
    }
    people = {name: (row.id, row.link_version) for name, row in rows.items()}
    people["late colleague"] = (shared.id, shared.link_version - 1)
    return people, {}


def _seat(make: Make) -> Seat:
    return a_team(make, "mapping", "guide", "framework", name="Bo Mønster").seats[0]


def _write(make: Make, seat: Seat) -> Answer:
    text: dict[str, Any] = {WHAT: "Besøg hjemme før start", "B.activities.1.who": "En pædagog"}
    return make.answer(seat, "mapping", B=text, A={"A.helpers": "En leder", "A.scope.area": "1"})
