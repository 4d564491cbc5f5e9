"""Who of staff may do what: the one table. The tests are made from it, and docs/roles.md too.

`python -m tests.guards.roles` writes the page anew. A role may do what the one before it may.
"""

from pathlib import Path

from app.models import Role

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
CONSULTANT, SECRETARY, ADMINISTRATOR = Role

# by end point: what is done there; those who must be asked for password and code again: ASKED
ACTIONS: dict[Role, dict[str, str]] = {
    CONSULTANT: {
        "account": "see the own account, and where one is signed in",
        "add_passkey": "add a passkey of one's own",
        "approve_sheet": "approve a worksheet that was handed in",
        "attendance_list": "note who came",
        "change_email": "change the own address",
        "change_password": "change the own password",
        "close_cohort": "close a cohort after the course",
        "confirm_email": "confirm another own address, by the link in the mail to it",
        "consultant": "see who comes to a cohort, and how ready they are",
        "consultant_cohorts": "see the cohorts to come",
        "correct_attendance": "correct who came, after the closing",
        "end_other_sign_ins": "end all other sign-ins of one's own",
        "end_sign_in": "end a sign-in of one's own",
        "find": "search; people and registrations are found for secretaries alone",
        "first": "begin the day",
        "handed_in": "see which worksheets of a cohort were handed in",
        "handed_in_file": "fetch a file that was handed in",
        "handed_in_sheet": "read a worksheet that was handed in",
        "name_tags": "print name tags",
        "participant_list": "print who comes, without food and needs",
        "pass_visit": "note how a quality visit went",
        "prove": "give password and code again",
        "recovery_codes": "make new recovery codes",
        "remove_passkey": "remove a passkey of one's own",
        "return_sheet": "send a worksheet back with a comment",
        "sign_in_sheet": "print a sheet to sign in on",
        "sign_out": "sign out",
    },
    SECRETARY: {
        "add_assignment": "give a course a worksheet",
        "ask_for_dates": "ask a list which dates suit it",
        "date_poll": "see how a list answers about dates",
        "end_date_poll": "end a question about dates",
        "stop_date_poll": "stop a question about dates in its ten minutes",
        "add_registration": "register somebody who rings",
        "call_off": "cancel a cohort",
        "cancel_place": "cancel a place",
        "change_assignment": "change when a worksheet is sent",
        "change_capacity": "change the number of places",
        "cohort": "see everything about a cohort",
        "correct_contact": "correct name and address of a contact",
        "correct_invoice": "correct where the invoice of a registration goes",
        "correct_person": "correct a name or an address everywhere",
        "course": "see a course, and who waits for it",
        "course_history": "see what the page of a course said, and who published it",
        "course_version": "see what a version changed, and begin from it again",
        "courses": "see all courses, and how many wait",
        "delete_course": "delete a course that was never published",
        "delete_cohort": "delete the draft of a cohort",
        "demand": "see who waits, by municipality and month",
        "demand_file": "fetch the numbers of who waits, none of a small group",
        "edit_cohort": "change a cohort",
        "edit_course": "write the page of a course, and publish it",
        "invoice_list": "see the invoice list of a cohort, and decide fees for cancelling late",
        "empty_list": "fetch an empty list for participants",
        "erase_person": "erase somebody at their request",
        "export_cohort": "fetch participants or waiting list as a file",
        "export_invoices": "fetch the invoice list of a cohort as a file",
        "export_list": "fetch the list of a course as a file",
        "export_month": "fetch the invoice list of a month as a file",
        "figures": "see a year in figures, and fetch them",
        "hand_out_person": "hand out everything about somebody, to them",
        "gather": "keep places that come free for a group",
        "kitchen_list": "print how many eat what, without names",
        "month_invoices": "see the invoice lists of a month",
        "move_cohort": "move a cohort",
        "needs_list": "see what participants ask us to take into account",
        "new_cohort": "draft a cohort",
        "note_cohort": "write a note of a cohort for colleagues",
        "note_registration": "write a note of a registration for colleagues",
        "new_course": "make a course that is not published yet",
        "offer_course_again": "offer a retired course again",
        "offer_place": "offer a place by hand",
        "open_together": "rehearse and open several cohorts of a course in one press",
        "outbox": "see the emails, with their addresses",
        "people": "search for somebody, and say why",
        "person": "see everything about somebody, for an hour",
        "preview": "see the public page of a draft",
        "preview_course": "see the page of a course as the own draft would make it",
        "provider": "write the facts, terms and rules of the provider",
        "registration": "see a registration",
        "rehearsal": "rehearse the opening of a cohort, and open it",
        "retire_course": "retire a course",
        "said_yes": "give a place to somebody who said yes on the phone",
        "send_again": "send an email again",
        "send_rehearsal": "send the letters of a rehearsal to oneself",
        "send_rehearsal_together": "send the letters of such a rehearsal, of several cohorts",
        "stop_gathering": "stop keeping places for a group",
        "stop_opening": "stop an opening in its ten minutes",
        "take_back": "take back an offer",
        "throw_draft_away": "throw the own draft of a course away",
        "rename_tag": "rename an audience or a theme, and see its courses",
        "tags": "see the audiences and themes of the courses",
        "term": "see the cohorts of half a year side by side",
        "unlist_cohort": "let a draft be found by its link alone",
        "withdraw_assignment": "take a worksheet from a course",
        "worksheet_version": "tell those who have an older worksheet of a new one",
        "worksheet_versions": "see the versions of the worksheets",
    },
    ADMINISTRATOR: {
        "close_member": "close an account",
        "export_log": "fetch the log as a file",
        "invite_member": "invite somebody",
        "log": "read the log",
        "member": "change name and role of an account",
        "members": "see all accounts",
        "remove_member_factor": "let somebody set up a new app for codes",
        "send_member_link": "send a new link to an account",
    },
}
ASKED = {
    *("change_email", "change_password", "recovery_codes", "export_log"),
    *("add_passkey", "remove_passkey"),
    *("erase_person", "hand_out_person"),
    *("export_cohort", "export_invoices", "export_list", "export_month"),
    *("invite_member", "member", "close_member", "remove_member_factor", "send_member_link"),
}
# before somebody is signed in: the page says itself whom it lets on
BEFORE = {
    "code": "the password was right",
    "forgotten": "everyone",
    "second_factor": "the password was right, and there is no app yet; or signed in, asked again",
    "second_factor_picture": "who sets up an app",
    "set_password": "the link of an invitation or a reset",
    "sign_in": "everyone",
}
# what stands on pages of several roles, and from which role on it is seen there; None: by nobody
FIELDS: dict[str, Role | None] = {
    "name, workplace and municipality of a participant of one's own courses": CONSULTANT,
    "answers that were shown to the consultant, or are always seen": CONSULTANT,
    "address of a participant or a contact": SECRETARY,
    "phone number and note of a contact": SECRETARY,
    "EAN, CVR and reference of an invoice": SECRETARY,
    "food and needs of a participant": SECRETARY,
    "answers that were not shown": None,
    "passwords, codes, keys of apps and passkeys, links of others": None,
}
NAMES = {CONSULTANT: "consultant", SECRETARY: "secretary", ADMINISTRATOR: "administrator"}


def least() -> dict[str, Role]:
    """The least role for each end point."""
    return {f"staff.{name}": role for role, done in ACTIONS.items() for name in done}


def written() -> str:
    """docs/roles.md."""
    lines = [
        "# Who of staff may do what",
        "",
        "Made from `tests/guards/roles.py`, from which the tests are made as well: every cell is",
        "tried, with every role and with nobody signed in. What a role may not do answers 403, and",
        "is written in the log. *Asked* = password and code are asked for again after ten minutes.",
        "A consultant sees cohorts and worksheets of the courses on whose page they stand; the",
        "others are not there for them (404), as if they did not exist.",
        "",
        "| Action | Consultant | Secretary | Administrator | Asked |",
        "|---|---|---|---|---|",
    ]
    for role, done in ACTIONS.items():
        for name, words in sorted(done.items(), key=lambda item: item[1]):
            cells = ["yes" if _reaches(one, role) else "–" for one in Role]
            asked = "yes" if name in ASKED else ""
            lines.append(f"| {words} (`{name}`) | {' | '.join(cells)} | {asked} |")
    lines += ["", "Before somebody is signed in:", "", "| Page | For |", "|---|---|"]
    lines += [f"| `{name}` | {words} |" for name, words in sorted(BEFORE.items())]
    lines += ["", "What they see of people:", ""]
    lines += ["| Field | Consultant | Secretary | Administrator |", "|---|---|---|---|"]
    for words, least_role in FIELDS.items():
        cells = ["yes" if least_role and _reaches(one, least_role) else "–" for one in Role]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _reaches(role: Role, least_role: Role) -> bool:
    order = list(Role)
    return order.index(role) >= order.index(least_role)


if __name__ == "__main__":
    PAGE.write_text(written(), "utf-8")
