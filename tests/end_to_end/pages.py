"""Every page there is to see, by name: where it is, and who may look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, url_for

from app import clock, tokens
from app.extensions import db
from app.language import Language
from app.models import (
    CohortState,
    Course,
    CourseContact,
    Hold,
    MailState,
    OpeningRule,
    OutboxMail,
    StaffMember,
    Subscription,
    SubscriptionState,
)
from app.models.worksheet import versions
from app.services import sign_ins
from tests.end_to_end import (
    accounts,
    after_the_day,
    asked_dates,
    at_the_desk,
    closing,
    day_papers,
    filled_in,
    handed_in,
    in_danish,
    openings,
    persons,
    registered,
    wanted,
    written_courses,
)
from tests.end_to_end.chromium import Tab
from tests.end_to_end.site import Site
from tests.factories import Make

LEARNING_DAY = "barnets-foerste-1000-dage-laeringsdag"
COURSES = (
    LEARNING_DAY,
    "fem-dage-for-dagplejere",
    "fem-dage-for-paedagogiske-assistenter",
    "tidlig-indsats-diplommodul",
    "ledersamtalen",
    "coaching-og-mentoring-for-ledere",
    "mentorer-i-eget-hus",
    "de-toaarige-temadag",
    "skriv-en-praksisfortaelling",
    "naar-en-kollega-rejser",
)
# each has stops of its own, and arranges the rows behind them
PARTS = (
    *(after_the_day, accounts, filled_in, handed_in),
    *(openings, written_courses, wanted, day_papers, asked_dates, in_danish, closing),
)


@dataclass(frozen=True)
class Stop:
    """A page of the tour. Its view is named, so that a guard can see that none is left out."""

    name: str
    endpoint: str
    values: Mapping[str, object]
    who: str = "reader"
    link: str = ""


def _stops() -> list[Stop]:
    public = [
        Stop(name, f"public.{name}", {})
        for name in ("home", "courses", "accessibility", "privacy", "cookies", "terms")
    ]
    public += [Stop(slug, "public.course", {"slug": slug}) for slug in COURSES]
    public += [Stop(f"sheet {kind}", "public.worksheet", {"kind": kind}) for kind in versions()]
    public += [
        Stop("nothing found", "public.courses", {"q": "astrofysik"}),
        Stop("something found", "public.courses", {"q": "ledere"}),
        Stop("notify", "public.subscribe", {"slug": LEARNING_DAY}),
        *(
            Stop(f"register {code}", "public.register", {"slug": slug, "code": code})
            for slug, code in (
                ("naar-en-kollega-rejser", "kollega-svendborg"),
                ("fem-dage-for-paedagogiske-assistenter", "assistenter-naestved"),
                ("course-of-the-list", "TOUR-LIST"),
            )
        ),
        Stop("find my registration", "public.find_registration", {}),
        Stop("no such course", "public.course", {"slug": "findes-ikke"}),
        Stop("sign in", "staff.sign_in", {}, "stranger"),
        Stop("inbox", "inbox.messages", {}, "stranger"),
    ]
    private = [
        Stop("confirm", "subscriber.confirm", {}, "new", "confirm"),
        Stop("confirmed", "subscriber.confirm", {}, "active", "confirm"),
        Stop("my place", "subscriber.status", {}, "active", "status"),
        Stop("my place, paused", "subscriber.status", {}, "paused", "status"),
        Stop("my place, settled", "subscriber.status", {}, "settled", "status"),
        Stop("pause", "subscriber.pause", {}, "active", "status"),
        Stop("still interested", "subscriber.renew", {}, "active", "renew"),
        Stop("stop", "subscriber.stop", {}, "active", "stop"),
        Stop("stopped", "subscriber.stopped", {}, "active", "stop"),
        Stop("stop at once", "subscriber.one_click", {}, "active", "one_click"),
        Stop("an old link", "subscriber.status", {}, "gone", "status"),
        *(
            Stop(f"{view}, {who}", f"subscriber.{view}", {"cohort": "TOUR-LIST"}, who, "register")
            for view in ("register", "refuse_hold")
            for who in ("held", "listed")
        ),
        Stop("first password", "staff.set_password", {}, "invited", "invite"),
    ]
    private += [Stop(*about) for about in registered.STOPS]
    desk = [
        Stop(f"desk {name}", f"staff.{name}", values, "secretary")
        for name, values in {
            "courses": {},
            "course": {"slug": LEARNING_DAY},
            "new_cohort": {"slug": LEARNING_DAY},
            "outbox": {},
            "worksheet_versions": {},
            "account": {},
        }.items()
    ]
    desk += [
        Stop(f"desk {name}, {cohort}", f"staff.{name}", {"cohort_id": cohort}, "secretary")
        for name, cohort in (
            ("cohort", "draft"),
            ("cohort", "stoppable"),
            ("cohort", "open"),
            ("edit_cohort", "draft"),
            ("edit_cohort", "open"),
            ("rehearsal", "draft"),
            ("preview", "draft"),
        )
    ]
    desk += [
        Stop(f"desk {view}, {next(iter(values.values()))}", f"staff.{view}", values, "secretary")
        for view, values in at_the_desk.STOPS
    ]
    desk.append(Stop("desk provider", "staff.provider", {}, "administrator"))
    desk.append(Stop("desk provider, not for me", "staff.provider", {}, "consultant"))
    return (
        public
        + private
        + desk
        + [Stop(*about) for part in (*PARTS, persons) for about in part.STOPS]
    )


STOPS = _stops()


class Arranged:
    """The rows behind the stops, in the demo's own database."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.app.app_context():
            make = Make()
            self.cohorts = self._cohorts(make)
            self.people: dict[str, tuple[int, int]] = {}
            for state in SubscriptionState:
                self.people[state.value] = _known(make.subscription(state=state.value))
            number, version = _known(make.subscription())
            self.people["gone"] = (number, version + 1)
            self.people["invited"] = _known(make.staff())
            self.people |= self._listed(make)
            people, numbers = registered.arrange(make)
            self.people |= people
            self.cohorts |= numbers | at_the_desk.arrange(make)
            self._failed_mail(number)
            for part in PARTS:
                people, numbers = part.arrange(make)
                self.people |= people
                self.cohorts |= numbers
            staff = {
                role: make.staff(role) for role in ("consultant", "secretary", "administrator")
            }
            self.consultant = staff["consultant"].id
            self.keys = {role: self._signed_in(member) for role, member in staff.items()}
            self.people |= {role: _known(member) for role, member in staff.items()}
            self.persons = persons.arrange(make, staff["secretary"])
            written_courses.begin_draft(staff["secretary"])

    def _teach_everything(self) -> None:
        """The consultant of the tour stands on every page, and sees every cohort."""
        for course in db.session.query(Course):
            if self.consultant not in {contact.member_id for contact in course.contacts}:
                course.contacts.append(CourseContact(member_id=self.consultant, position=9))
        db.session.commit()

    @staticmethod
    def _cohorts(make: Make) -> dict[str, int]:
        course = make.course("A course of the tour")
        now = clock.now()
        soon: dict[str, Any] = {
            "tell_at": now + timedelta(days=1),
            "opens_at": now + timedelta(days=1),
        }
        return {
            "draft": make.cohort(course).id,
            "open": make.cohort(course, state="open", days=3).id,
            "stoppable": make.cohort(course, state=CohortState.ANNOUNCED, **soon).id,
        }

    @staticmethod
    def _listed(make: Make) -> dict[str, tuple[int, int]]:
        """A cohort that opens to the list first: one of two has places held."""
        course = make.course("A course of the list", slug="course-of-the-list")
        cohort = make.cohort(
            course, state="announced", rule=OpeningRule.LIST_FIRST, code="TOUR-LIST"
        )
        held, listed = make.subscription(course), make.subscription(course)
        db.session.add(Hold(cohort_id=cohort.id, subscription=held, seats=2, until=cohort.opens_at))
        db.session.commit()
        return {"held": _known(held), "listed": _known(listed)}

    @staticmethod
    def _failed_mail(about: int) -> None:
        now = clock.now()
        db.session.add(
            OutboxMail(
                key="tour/1",
                letter="confirm_subscription",
                about_id=about,
                recipient="nobody@odense.example",
                language=Language.DANISH,
                message_id="<tour.1@holdstart.example>",
                state=MailState.FAILED,
                queued_at=now,
                due_at=now,
                attempts=3,
                error="550 no such mailbox",
            )
        )
        db.session.commit()

    def _signed_in(self, member: StaffMember) -> str:
        """The key of somebody who has signed in."""
        key = sign_ins.begin(member)
        db.session.commit()
        return key

    def go(self, tab: Tab, stop: Stop, language: str) -> None:
        """Open the page, with what its reader has in the cookie."""
        kept: dict[str, object] = {}
        if stop.who in self.keys:
            kept["staff"] = [self.keys[stop.who], int(clock.now().timestamp())]
        if stop.who in accounts.HALFWAY:
            kept |= accounts.half_way(self.people[stop.who])
        known: dict[str, object] = {**self.cohorts, **self.persons}
        values = {
            name: [known[one] for one in value]
            if isinstance(value, tuple)
            else known.get(str(value), value)
            for name, value in stop.values.items()
        }
        with self.site.app.app_context():
            if stop.who == "consultant":
                self._teach_everything()
            if stop.link:
                token = self._token(stop)
                if stop.endpoint == "subscriber.one_click":
                    values["token"] = token
                else:
                    values["digest"], kept["links"] = tokens.digest(token), [token]
            if self.site.app.url_map.is_endpoint_expecting(stop.endpoint, "language"):
                values["language"] = language
            address = url_for(stop.endpoint, **values)  # type: ignore[arg-type]
        if kept:
            self._let_in(tab, cookie(self.site.app, kept))
        tab.open(address.removeprefix(self.site.address))

    def _token(self, stop: Stop) -> str:
        number, version = self.people[stop.who]
        keys, said = self.site.app.config["LINK_KEYS"], accounts.SAID.get(stop.link, "")
        return tokens.sign(keys, stop.link, number, version, said=said)

    def _let_in(self, tab: Tab, value: str) -> None:
        name = self.site.app.config["SESSION_COOKIE_NAME"]
        tab.context.add_cookies([{"name": name, "value": value, "url": self.site.address}])


def _known(row: Subscription | StaffMember) -> tuple[int, int]:
    return row.id, row.link_version


def cookie(app: Flask, values: dict[str, object]) -> str:
    """What Flask would write into the cookie for this."""
    signer: Callable[..., object] = app.session_interface.get_signing_serializer  # type: ignore[attr-defined]
    return str(signer(app).dumps(values))  # type: ignore[attr-defined]
