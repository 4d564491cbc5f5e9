"""Worksheets that were handed in, approved and returned, and their pages, for the tour."""

import io
from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import Registration
from app.services import answers, hand_in, uploads
from tests.factories import Make
from tests.handing_in import cohort_with_plan, team
from tests.uploading import filled, ours

PLAN: dict[str, object] = {"worksheet": "plan"}
TEXTS = {
    "0.writers": "To ledere og en pædagog",
    "1.challenges.1.challenge": "Vi taler for lidt med børnene under måltidet",
    "1.challenges.1.where": "Observationer",
}
# name of the stop, its view, its values, whose link or who of staff, of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    *(
        (f"plan, {state}", "contact.worksheet", PLAN, f"{state} team", "team_worksheet")
        for state in ("asked", "late", "handed in", "returned", "approved")
    ),
    *(
        (f"hand in, {state}", "contact.hand_in", PLAN, f"{state} team", "team_worksheet")
        for state in ("asked", "returned")
    ),
    ("hand in my plan", "participant.hand_in", PLAN, "own plan", "worksheet"),
    ("handed in", "staff.handed_in", {"cohort_id": "handed in cohort"}, "consultant", ""),
    ("read", "staff.handed_in_sheet", {"answer_id": "sent file"}, "consultant", ""),
    ("read, pdf", "staff.handed_in_sheet", {"answer_id": "sent pdf"}, "consultant", ""),
    ("read, returned", "staff.handed_in_sheet", {"answer_id": "returned"}, "consultant", ""),
    ("read, approved", "staff.handed_in_sheet", {"answer_id": "approved"}, "consultant", ""),
    ("approve", "staff.approve_sheet", {"answer_id": "sent file"}, "consultant", ""),
    ("return", "staff.return_sheet", {"answer_id": "sent file"}, "consultant", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Whose links there are, as id and version; and the numbers that stand in addresses."""
    cohort = cohort_with_plan(make)
    teams = {
        name: team(make, cohort, contact_name=f"Leder {number}")
        for number, name in enumerate(("asked", "handed in", "returned", "approved", "pdf"))
    }
    teams["late"] = team(make, cohort_with_plan(make, in_days=-80))
    own = team(make, cohort_with_plan(make, per="seat")).seats[0]
    numbers = {"handed in cohort": cohort.id}
    consultant = make.staff("consultant")
    make.answer(teams["asked"], "plan", **{"0": {"0.writers": "To ledere"}})
    for name, key in (
        ("handed in", "sent file"),
        ("pdf", "sent pdf"),
        ("returned", "returned"),
        ("approved", "approved"),
    ):
        numbers[key] = _sent(teams[name], "pdf" if name == "pdf" else "docx")
    today = clock.today()
    hand_in.send_back(
        hand_in.get(numbers["returned"]),
        by=consultant,
        comment="Skriv, hvem der passer arbejdet imens.\nResten er godt.",
        due_by=today + timedelta(days=14),
    )
    approved = hand_in.get(numbers["approved"])
    hand_in.approve(approved, by=consultant, grant_from=today, comment="God plan.")
    db.session.commit()
    people = {f"{name} team": (one.id, one.link_version) for name, one in teams.items()}
    return people | {"own plan": (own.id, own.link_version)}, numbers


def _sent(one: Registration, format: str) -> int:
    content = filled(TEXTS) if format == "docx" else ours("pdf")
    taken = uploads.take(f"Kompetenceplan.{format}", io.BytesIO(content))
    answer = answers.begin(one, "plan", clock.now())
    hand_in.hand_in(answer, taken, by="contact")
    db.session.commit()
    return answer.id
