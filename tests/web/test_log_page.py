"""The log: read by administrators, searched by address, fetched as a file that runs nothing."""

import csv
import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from app.documents import rows
from app.extensions import db
from app.models import AuditEntry
from app.services import audit_log
from app.web.staff import log_words
from tests.browser import Browser, Page
from tests.conftest import missing
from tests.staffing import member_of_staff, signed_in

AT = datetime(2027, 3, 1, 8, tzinfo=UTC)
NASTY = [
    "\uff1d1+1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x")',
]
HARMLESS = ["", 'æøå; "a"\nb', "+45 12 34 56 78", "2.450 kr.", "a=1", "2027-03-01"]


def write(number: int = 1, **columns: Any) -> None:
    said: dict[str, Any] = {"at": AT, "action": "cohort.opened", "subject": "cohort/1"}
    db.session.add_all(AuditEntry(**said | columns) for _ in range(number))
    db.session.commit()


def fetch(page: Page) -> list[list[str]]:
    """The rows of the file, the first with the names of the columns."""
    text = page.submit("file-form").response.text
    assert text.startswith(rows.MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(rows.MARK)), delimiter=";"))


def test_it_says_who_did_what_to_what_and_when(browser: Browser) -> None:
    member = signed_in(browser, "administrator")
    write(actor_id=member.id, peer="192.0.2.7", detail={"told": 19})
    write(action="place.cancelled", subject="registration/4", detail={"by": "contact"})

    page = browser.visit("staff.log")

    contact, staff = page.all("tbody tr")
    assert "the contact" in contact
    assert "A place was cancelled" in contact
    assert "The administrator" in staff
    assert "Opened a cohort, and had the list told" in staff
    assert "192.0.2.7" in staff
    assert "told: 19" in staff


def test_it_is_searched_in_the_address(browser: Browser) -> None:
    member = signed_in(browser, "administrator")
    write(actor_id=member.id, action="read", subject="registration/12")
    write(subject="registration/1")
    page = browser.visit("staff.log")

    searches: tuple[dict[str, Any], ...] = (
        {"member": str(member.id)},
        {"area": "reads"},
        {"about": "registration/12"},
        {"member": str(member.id), "first": "1.3.2027", "last": "1/3 2027"},
    )
    for asked in searches:
        assert len(page.submit("search-form", **asked).all("tbody tr")) == 1
    assert "Nothing was found" in page.submit("search-form", first="2.3.2027")
    assert len(page.submit("search-form", about="registration").all("tbody tr")) == 2


@pytest.mark.parametrize(
    "asked",
    [{"first": "tomorrow"}, {"about": "' OR 1=1"}, {"about": "x" * 200}, {"last": "31.2.2027"}],
)
def test_what_cannot_be_searched_for_is_said(browser: Browser, asked: dict[str, Any]) -> None:
    signed_in(browser, "administrator")

    page = browser.visit("staff.log", **asked, status=422)

    assert page.all(".errors li")


@pytest.mark.parametrize(
    "asked", [{"member": "x"}, {"area": "x"}, {"before": "x"}, {"before": "9" * 30}]
)
def test_what_nobody_can_choose_finds_everything(browser: Browser, asked: dict[str, Any]) -> None:
    signed_in(browser, "administrator")
    write()

    assert len(browser.visit("staff.log", **asked).all("tbody tr")) == 1


def test_older_entries_stand_on_the_next_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "A_PAGE", 3)
    signed_in(browser, "administrator")
    write(4, subject="cohort/7")
    write(3)

    page = browser.visit("staff.log", about="cohort/7")
    assert len(page.all("tbody tr")) == 3
    page = page.click("Older entries")
    assert len(page.all("tbody tr")) == 1
    assert len(page.click("Back to the newest").all("tbody tr")) == 3


def test_the_file_holds_what_was_found_and_that_it_was_fetched_is_noted(browser: Browser) -> None:
    member = signed_in(browser, "administrator")
    write(2, actor_id=member.id, peer="192.0.2.7", detail={"reason": "sygdom på øen"})
    write(action="read", subject="cohort/2")

    page = browser.visit("staff.log", area="cohorts").click("Fetch as a file")
    assert "The file holds 2 entries" in page
    names, first, _second = fetch(page)

    assert names == ["at", "member", "action", "subject", "from", "detail"]
    assert first == [
        "2027-03-01 08:00:00Z",
        member.email,
        "cohort.opened",
        "cohort/1",
        "192.0.2.7",
        '{"reason": "sygdom på øen"}',
    ]
    db.session.rollback()
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert noted is not None
    assert (noted.action, noted.actor_id) == ("log.exported", member.id)
    assert noted.detail == {"entries": 2, "asked": {"area": "cohorts"}}


def test_the_file_is_never_shown_by_a_browser(browser: Browser) -> None:
    signed_in(browser, "administrator")
    write()

    response = browser.visit("staff.export_log").submit("file-form").response

    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=log-")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("cell", NASTY)
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert rows.inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", HARMLESS)
def test_a_cell_stays_as_it_is(cell: str) -> None:
    assert rows.inert(cell) == cell


def test_a_spreadsheet_reads_it_and_reckons_nothing(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        missing("LibreOffice is not installed")
    said = [*NASTY[:4], *HARMLESS[2:]]
    (tmp_path / "a.csv").write_text(rows.MARK + rows.line(said), "utf-8", newline="")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    # semicolons, quotes, UTF-8
    filters = ("--infilter=CSV:59,34,76", "--convert-to", "xlsx", "--outdir", str(tmp_path))
    subprocess.run(
        [str(program), profile, "--headless", *filters, str(tmp_path / "a.csv")],
        check=True,
        capture_output=True,
        timeout=120,
    )

    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    [row] = sheet.iter_rows()
    assert [cell.data_type for cell in row if cell.data_type == "f"] == []
    assert "+45 12 34 56 78" in [cell.value for cell in row]


def test_every_act_of_staff_has_words() -> None:
    source = "".join(
        file.read_text("utf-8")
        for file in (Path(__file__).parents[2] / "app" / "services").glob("*.py")
    )
    acts = set(re.findall(r'audit\.record\(\s*"(staff\.\w+)"', source))

    assert {"staff.added", "staff.proved"} <= acts
    assert sorted(acts - log_words.SENTENCES.keys()) == []


def test_nobody_but_administrators_reads_it(browser: Browser) -> None:
    member_of_staff("administrator")
    signed_in(browser, "secretary")

    for endpoint in ("log", "export_log", "members"):
        assert "You may not see this page" in browser.visit(f"staff.{endpoint}", status=403)
