"""One registration at the desk: everything about it, its history, and somebody who rings."""

import re
from pathlib import Path
from typing import Any

import app as package
from app.extensions import db
from app.models import AuditEntry, Registration
from app.services import offers
from app.web.staff import acts, letters
from tests.browser import Browser, Page
from tests.factories import Make
from tests.line import mails
from tests.places import full, group, offered, states
from tests.staffing import member_of_staff

RECORDED = re.compile(r'audit\.record\(\s*((?:"[a-z_.]+"|[^,])+?),\s*f"registration/')
WORD = re.compile(r'"([a-z_]+\.[a-z_]+)"')


def test_every_act_on_a_registration_has_a_sentence() -> None:
    folder = Path(str(package.__file__)).parent
    found = {
        word
        for file in folder.rglob("*.py")
        for said in RECORDED.findall(file.read_text("utf-8"))
        for word in WORD.findall(said)
    }

    assert len(found) > 20
    assert found <= acts.SENTENCES.keys()


def test_every_letter_has_a_name_for_staff() -> None:
    from app.mail.letter import LETTERS

    assert LETTERS.keys() == letters.NAMES.keys()


def test_it_shows_people_payer_and_history(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=2)
    one = offered(make, cohort, 2, contact_phone="12 34 56 78", note="We come by train")
    offers.accept(one, keep_rest=True)
    db.session.commit()

    page = desk.visit("staff.registration", registration_id=one.id)

    for text in ("12 34 56 78", "We come by train", "Lacks an EAN number", one.contact_email):
        assert text in page
    assert page.all("#participants + ul li strong") == [seat.name for seat in one.seats]
    history = page.all("#t-history + ol > li")
    assert history[0].startswith("Said yes to the offer")
    assert history[1].startswith("Was offered places, and told by email")


def test_a_place_is_cancelled_with_a_reason_and_the_name_of_who_did_it(
    desk: Browser, make: Make
) -> None:
    cohort = make.cohort(state="open")
    one = group(make, cohort, 2)
    who = member_of_staff().name["en"]

    page = desk.visit("staff.registration", registration_id=one.id)
    page = page.click(f"Cancel the place for {one.seats[0].name}")
    page = page.submit("cancel-form", reason="Rang in ill")

    assert "The place is cancelled, and free for others." in page
    assert states(one) == ["cancelled", "confirmed"]
    history = page.all("#t-history + ol > li")
    assert history[0].startswith("A place was cancelled. The reason: Rang in ill")
    assert history[0].endswith(who)
    assert {mail.recipient for mail in mails("place_cancelled")} == {one.seats[0].email}


def test_another_registration_s_place_is_not_there(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    one, other = group(make, cohort), group(make, cohort)

    desk.visit("staff.cancel_place", registration_id=one.id, seat_id=other.seats[0].id, status=404)


def test_the_address_is_corrected_and_offers_come_again(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=1)
    one = group(make, cohort, 1, state="waiting", unreachable=True)
    version = one.link_version

    page = desk.visit("staff.registration", registration_id=one.id)
    assert "The email about the offer did not get through." in page
    wrong = page.submit("contact-form", email="anne@", status=422)
    assert "Enter an address like name@example.dk." in wrong
    page = wrong.submit("contact-form", email="anne.right@odense.example")

    db.session.expire_all()
    assert (one.contact_email, one.unreachable) == ("anne.right@odense.example", False)
    assert one.link_version == version + 1
    assert states(one) == ["offered"]
    assert "did not get through" not in page.all("#content")[0].split("What has happened")[0]


def ring(page: Page, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Anne Leder",
        "email": "anne@odense.example",
        "phone": "12 34 56 78",
        "workplace": "Dagtilbud Åkanden",
        "municipality": "Odense",
        "title": "Head of centre",
        "later": True,
    } | fields


def test_somebody_who_rings_is_registered_by_the_same_rules(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open", capacity=5)
    page = desk.visit("staff.cohort", cohort_id=cohort.id).click("Register somebody who rings")

    page = page.submit("add-form", button="add", **ring(page))
    more: dict[str, Any] = {
        "people-0-name": "Bo Kollega",
        "people-0-email": "bo@odense.example",
        "people-0-title": "Pedagogue",
        "unnamed": "1",
        "mail_language": "en",
        "note": "Rang on Monday",
    }
    done = page.submit("add-form", **more)

    assert "Registered. The receipt is on its way." in done
    made = db.session.query(Registration).one()
    assert [seat.name for seat in made.seats] == ["Anne Leder", "Bo Kollega", None]
    assert states(made) == ["confirmed"] * 3
    assert [(mail.recipient, mail.language) for mail in mails("receipt")] == [
        ("anne@odense.example", "en")
    ]
    entry = db.session.query(AuditEntry).filter_by(action="registration.made").one()
    assert entry.actor_id is not None
    # sent twice it is one registration
    page.submit("add-form", **more)
    assert db.session.query(Registration).count() == 1


def test_too_few_places_are_asked_about_with_everything_kept(desk: Browser, make: Make) -> None:
    cohort = full(make, 2)
    cohort.capacity = 3
    db.session.commit()
    page = desk.visit("staff.add_registration", cohort_id=cohort.id)

    page = page.submit("add-form", status=422, **ring(page, unnamed="1"))
    assert "There is 1 place left for them." in page
    assert "There are not enough places left for all of them." in page
    assert page.one("#name")["value"] == "Anne Leder"
    page = page.submit("add-form", status=422, choice="split", first=["0", "1"])
    assert "Choose the one of them who takes the place" in page
    page = page.submit("add-form", choice="split", first=["1"])

    made = db.session.query(Registration).order_by(Registration.id.desc()).first()
    assert made is not None
    assert states(made) == ["waiting", "confirmed"]


def test_what_is_missing_is_said_and_nothing_is_stored(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="open")
    page = desk.visit("staff.add_registration", cohort_id=cohort.id)

    page = page.submit("add-form", status=422, name="Anne", email="anne@", ean="123")

    assert "Enter an address like name@example.dk." in page
    assert "The EAN number has 3 digits. It must have 13" in page
    # said to the secretary, not to whoever rings
    for sentence in (
        "Enter the name of the workplace",
        "Enter the job title of the contact",
        'Choose their municipality, or choose "Not a municipality"',
    ):
        assert sentence in page
    assert " your " not in page.one(".errors").get_text()
    page = page.submit("add-form", status=422, attending=False)
    assert "Add a participant, or tick that the contact takes part" in page
    page = page.submit("add-form", status=422, ean="")
    assert "Enter the EAN number, or tick that they send it later" in page
    assert db.session.query(Registration).count() == 0


def test_nobody_is_registered_on_a_closed_cohort(desk: Browser, make: Make) -> None:
    cohort = make.cohort(state="announced")

    page = desk.visit("staff.add_registration", cohort_id=cohort.id)

    assert page.path.endswith(f"/cohorts/{cohort.id}")
    assert "Registration for this date is not open." in page
