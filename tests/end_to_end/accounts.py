"""The pages about signing in and about accounts, for the tour."""

from app import clock
from app.extensions import db
from app.models import SecondFactor
from app.services import audit, second_factor
from app.web.staff.codes import box
from app.web.staff.presence import HALF
from tests.factories import Make

# who has given the password, and now the code
HALFWAY = ("newcomer", "has an app")
# what the token of a link says besides whose it is
SAID = {"new_email": "new@kursushuset.example"}
# name, view, values of the address, who looks, by which link
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("password forgotten", "staff.forgotten", {}, "stranger", ""),
    ("code", "staff.code", {}, "has an app", ""),
    ("code from paper", "staff.code", {"paper": 1}, "has an app", ""),
    ("first app", "staff.second_factor", {}, "newcomer", ""),
    ("another app", "staff.second_factor", {}, "secretary", ""),
    ("door of the demo", "staff.demo", {}, "invited", "demo"),
    ("show it is still you", "staff.prove", {}, "secretary", ""),
    ("my password", "staff.change_password", {}, "secretary", ""),
    ("my address", "staff.change_email", {}, "secretary", ""),
    ("my new address", "staff.confirm_email", {}, "secretary", "new_email"),
    ("my recovery codes", "staff.recovery_codes", {}, "secretary", ""),
    ("my new passkey", "staff.add_passkey", {}, "secretary", ""),
    ("accounts", "staff.members", {}, "administrator", ""),
    ("accounts, a new one", "staff.invite_member", {}, "administrator", ""),
    ("accounts, one", "staff.member", {"member_id": "has an app"}, "administrator", ""),
    ("log", "staff.log", {}, "administrator", ""),
    ("log, nothing found", "staff.log", {"about": "nothing/1"}, "administrator", ""),
    ("log, no day", "staff.log", {"first": "tomorrow"}, "administrator", ""),
    ("log as a file", "staff.export_log", {"area": "sign-ins"}, "administrator", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Two who are on their way in; and something in the log."""
    newcomer, settled = make.staff(), make.staff("consultant", password_hash="set")
    sealed = box().seal(second_factor.new_secret().encode())
    db.session.add(SecondFactor(member_id=settled.id, sealed=sealed))
    audit.record("staff.signed_in", f"staff_member/{settled.id}", actor=settled)
    audit.record("cohort.opened", "cohort/1", actor=settled, told=19)
    db.session.commit()
    members = zip(HALFWAY, (newcomer, settled), strict=True)
    known = {name: (member.id, member.link_version) for name, member in members}
    return known, {"has an app": settled.id}


def half_way(known: tuple[int, int]) -> dict[str, object]:
    """What stands in the cookie between password and code."""
    return {HALF: [*known, int(clock.now().timestamp())]}
