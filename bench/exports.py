"""Fetching 10,000 rows as a file: what memory it takes, and what a row costs, against 500.

A process of its own for each: the highest memory it has had is that of the export, not of what
made the rows.
"""

import ctypes
import gc
import multiprocessing
import re
import time
from multiprocessing.connection import Connection
from pathlib import Path

from app import clock
from app.extensions import db
from app.models import StaffMember
from app.services import sign_ins
from app.web.staff.presence import KEY
from bench.crowds import fill
from bench.ground import Line, milliseconds, table
from bench.lists import KINDS, site
from tests.browser import Browser
from tests.factories import Make
from tests.staffing import member_of_staff

MANY, FEW = 10_000, 500
MOST_GROWTH = 30


def main() -> None:
    lines: list[Line] = []
    for kind in KINDS:
        with site(kind) as app:
            make = Make()
            member = member_of_staff()
            cohorts = {}
            for people in (FEW, MANY):
                cohort = make.cohort(state="open", capacity=people)
                fill(cohort, people, made_at=clock.now())
                cohorts[people] = cohort.id
            reader = Browser(app)
            _let_in(reader, member)
            for file in ("csv", "xlsx"):
                found = {people: _apart(reader, cohorts[people], file) for people in cohorts}
                lines += _lines(f"{kind}, {file}", found)
    print(table(f"{MANY:,} participants as a file", lines))


def _lines(what: str, found: dict[int, tuple[float, float]]) -> list[Line]:
    seconds = {people: found[people][0] / people for people in found}
    grown = found[MANY][1]
    return [
        Line(
            f"{what}: a row, against a file of {FEW}",
            milliseconds(seconds[FEW]),
            milliseconds(seconds[MANY]),
            seconds[MANY] / seconds[FEW],
            1.3,
        ),
        Line(f"{what}: memory it adds, MiB", "", f"{grown:.1f}", grown, MOST_GROWTH),
    ]


def _let_in(reader: Browser, member: StaffMember) -> None:
    """Signed in a moment ago, with password and code."""
    key = sign_ins.begin(member)
    used = sign_ins.find(key, clock.now())
    assert used is not None
    sign_ins.prove(used)
    db.session.commit()
    with reader.client.session_transaction() as cookie:
        cookie[KEY] = [key, int(clock.now().timestamp())]


def _apart(reader: Browser, cohort_id: int, file: str) -> tuple[float, float]:
    """Seconds of processor time, and MiB, in a process that does nothing else and ends."""
    db.session.remove()
    db.engine.dispose()
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=_fetch, args=(reader, cohort_id, file, theirs)
    )
    child.start()
    theirs.close()
    seconds, grown = ours.recv()
    child.join()
    return seconds, grown


def _fetch(reader: Browser, cohort_id: int, file: str, out: Connection) -> None:
    page = reader.visit("staff.export_cohort", cohort_id=cohort_id)
    form = page.html.select("form[id]")[-1] if page.html.select("form[id]") else None
    assert form is not None
    _let_go()
    before = _kilobytes("VmRSS")
    began = time.process_time()
    token = str(form.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]
    response = reader.client.post(
        page.path,
        data={"csrf_token": token, "what": "participants", "kind": file},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    size = sum(len(piece) for piece in response.iter_encoded())
    seconds = time.process_time() - began
    after = _kilobytes("VmHWM")
    assert response.status_code == 200, response.status
    assert size > 10_000, size
    response.close()
    out.send((seconds, (after - before) / 1024))


def _let_go() -> None:
    """Give back what making the rows has left, and forget the highest that there was."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
    assert found is not None
    return int(found[1])


if __name__ == "__main__":
    main()
