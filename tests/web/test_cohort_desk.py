"""The secretary sees who comes, who waits and why; and helps the line along, never in secret."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models import AuditEntry, Cohort, MailState, OutboxMail, Pass, Registration
from app.services.staff_notices import MANY_PASSES
from tests.browser import Browser, Page
from tests.factories import Make
from tests.places import full, give_up, group, offered, states


def numbers(page: Page) -> dict[str, str]:
    return {
        str(row.dt.get_text(" ", strip=True)): str(row.dd.get_text(strip=True))  # type: ignore[union-attr]
        for row in page.html.select("#content dl.numbers > div")
    }


def rows(page: Page, table: str) -> list[str]:
    return page.all(f"table[aria-labelledby={table}] tbody tr")


def test_it_shows_who_comes_and_who_waits_in_order(desk: Browser, make: Make) -> None:
    cohort = full(make, 3)
    late = clock.now() - timedelta(hours=1)
    group(make, cohort, 1, state="waiting", name="late", queued_at=late)
    group(make, cohort, 3, state="waiting", name="early", queued_at=late - timedelta(days=1))
    displaced = group(make, cohort, 2, state="waiting", name="first", displaced=True, at_least=1)
    displaced.passes.append(Pass(at=clock.now(), free=1, needed=2, reason=""))
    db.session.commit()

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    assert numbers(page) == {
        "places": "3",
        "confirmed": "3",
        "free": "0",
        "waiting, in 3 registrations": "6",
        "without an EAN number": "3",
    }
    assert len(rows(page, "t-participants")) == 3
    line = rows(page, "t-waiting")
    assert [row.split(" - ")[0] for row in line] == ["1 Anne first", "2 Anne early", "3 Anne late"]
    assert "2, at least 1" in line[0]
    assert "1 free, 2 needed" in line[0]
    assert "3, only together" in line[1]
    assert "Offer a place" not in page


def test_food_and_needs_do_not_show_and_looking_is_noted(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    one = group(make, cohort)
    one.seats[0].food, one.seats[0].needs = "vegan", "a ramp"
    db.session.commit()

    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    detail = desk.visit("staff.registration", registration_id=one.id)

    for shown in (page, detail):
        assert "vegan" not in shown.response.text
        assert "a ramp" not in shown.response.text
    read = [
        one.subject
        for one in db.session.query(AuditEntry).filter_by(action="read").order_by(AuditEntry.id)
    ]
    assert read == [f"cohort/{cohort.id}", f"registration/{one.id}"]


def test_an_offer_shows_its_deadline_and_can_be_taken_back(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    one = offered(make, cohort)
    other = group(make, cohort, 1, state="waiting", name="other")

    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    assert "Answer by" in rows(page, "t-participants")[0]
    page = page.click(f"Take the offer back : {one.contact_name}")
    wrong = page.submit("take-back-form", status=422)
    assert "Enter the reason." in wrong
    page = wrong.submit("take-back-form", reason="A mistake of ours", instead=str(other.id))

    assert f"{one.contact_name} waits again in the same place." in page
    assert (states(one), states(other)) == (["waiting"], ["offered"])
    assert one.taken_back_reason == "A mistake of ours"


def test_passing_somebody_over_takes_a_reason_that_is_kept(desk: Browser, make: Make) -> None:
    cohort = full(make, 1)
    one = group(make, cohort, 2, state="waiting", name="one", gathering=True)
    other = group(make, cohort, 1, state="waiting", name="other")
    give_up(group_of(cohort))

    page = desk.visit("staff.cohort", cohort_id=cohort.id)
    page = page.click("Offer a place : Anne other")
    assert "Anne one, 2 places" in page
    page = page.submit("offer-form", status=422, reason=" ")
    assert "Enter the reason." in page
    page = page.submit("offer-form", reason="Nobody answered the phone")

    assert (states(one), states(other)) == (["waiting"] * 2, ["offered"])
    assert "Nobody answered the phone" in rows(page, "t-waiting")[0]
    entry = db.session.query(AuditEntry).filter_by(action="offer.out_of_order").one()
    assert entry.detail["reason"] == "Nobody answered the phone"


def test_after_three_passes_places_are_kept_for_a_group(desk: Browser, make: Make) -> None:
    cohort = full(make, 2)
    one = group(make, cohort, 2, state="waiting", name="pair")
    for _n in range(MANY_PASSES):
        one.passes.append(Pass(at=clock.now(), free=1, needed=2, reason=""))
    db.session.commit()

    page = desk.visit("staff.cohort", cohort_id=cohort.id).submit(f"gather-{one.id}")
    assert "Places are kept for this group" in rows(page, "t-waiting")[0]
    db.session.refresh(one)
    assert one.gathering is True

    page = page.submit(f"stop-gathering-{one.id}")
    db.session.expire_all()
    assert not any(other.gathering for other in db.session.query(Registration))
    assert "Places that come free go to the next in line again." in page


def test_over_and_lost_mails_are_said_on_top(desk: Browser, make: Make) -> None:
    cohort = full(make, 3)
    lost = group(make, cohort, 1, state="waiting", name="lost", unreachable=True)
    cohort.capacity = 1
    make_failed(cohort, lost.contact_email)

    page = desk.visit("staff.cohort", cohort_id=cohort.id)

    assert "Over by 2 places." in page
    assert numbers(page)["perhaps not reached by an email"] == "1"
    assert "Perhaps not reached" in rows(page, "t-waiting")[0]
    [mail] = rows(page, "t-failed")
    assert "A place is offered" in mail
    assert "550 no such mailbox" in mail


def group_of(cohort: Cohort) -> Registration:
    """Who has had a place from the start."""
    first = select(Registration).where(Registration.cohort_id == cohort.id)
    return db.session.scalars(first.order_by(Registration.id).limit(1)).one()


def make_failed(cohort: Cohort, to: str) -> None:
    now = clock.now()
    db.session.add(
        OutboxMail(
            key="offer/1/1",
            letter="offer",
            about_id=1,
            cohort_id=cohort.id,
            recipient=to,
            language="en",
            message_id="<offer@kursushuset.example>",
            state=MailState.FAILED,
            queued_at=now,
            due_at=now,
            attempts=1,
            error="550 no such mailbox",
        )
    )
    db.session.commit()
