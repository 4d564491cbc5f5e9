"""The way through a registration: who comes, where the invoice goes, check, send.

Every page posts all answers, so nothing is kept between two requests: no session, no cookie. A
lost connection or a press on "back" loses nothing.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from app import clock
from app.extensions import db, reading, write
from app.models import Cohort, CountsAs, CourseState, Subscription
from app.models.errors import CohortNotOpen, FormUsed, RuleBroken, TooFewLeft
from app.services import receipts, register_pages, registrations
from app.services.courses import Board
from app.services.registrations import Choice, Order
from app.web import full_cohorts, register_fields, register_order, register_rows
from app.web.access import grant_link
from app.web.forms import Form
from app.web.full_cohorts import CONFLICT
from app.web.pages import page, see_other
from app.web.register_form import RegisterByLinkForm, RegisterForm, Step

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
PURPOSE = "receipt"


@dataclass
class Asked:
    """One cohort, as somebody registers for it: on its public page, or by a private link."""

    cohort: Cohort
    url: str
    back: str
    subscription: Subscription | None = None
    # before the cohort opens: so many seats are held for the subscription
    held: int = 0
    early: bool = False
    # asks to be told of the next date, with the address that was typed; None: is told anyway
    notify: Callable[[str | None], Form] | None = None
    # where one says no thanks to what is held
    refuse: str = ""
    typed: register_rows.Typed = field(init=False)
    form: Any = field(init=False)

    def __post_init__(self) -> None:
        kind = RegisterForm if self.subscription is None else RegisterByLinkForm
        if request.method == "POST":
            self.typed = register_rows.read(request.form)
            self.form = kind(self.typed.answers)
        else:
            self.typed = register_rows.Typed(MultiDict())
            self.form = kind(formdata=None, data=self._at_first())
        self.form.cohort = self.cohort

    def _at_first(self) -> dict[str, Any]:
        """A team comes with as many rows as it must have; the owner of a link is known."""
        data: dict[str, Any] = {"people": [{}] * (self.cohort.course.min_seats - 1)}
        if self.subscription is not None:
            data["email"] = self.subscription.email
            municipality = self.subscription.municipality
            data["municipality"] = municipality.name if municipality else ""
        return data

    @cached_property
    def board(self) -> Board:
        """How the places stood when the page was asked for."""
        return register_pages.board(self.cohort, clock.now())

    @property
    def steps(self) -> list[Step]:
        """Nothing is asked about an invoice that never comes."""
        return list(Step) if self.cohort.price_now else [Step.WHO, Step.CHECK]

    @property
    def may_be_nameless(self) -> bool:
        return registrations.may_be_nameless(self.cohort, clock.now())

    @property
    def is_possible(self) -> bool:
        return self.early or self.cohort.is_open(clock.now())

    @property
    def waits(self) -> bool:
        """The way leads into the line."""
        if self.early:
            return not self.held
        return self.board.state is CourseState.WAITING

    def answer(self) -> Response:
        """The page that comes next; or the registration is made, and the receipt shown."""
        if not self.is_possible:
            return self._closed()
        step = self._step(request.form.get("step", ""))
        if request.method != "POST":
            return self._show(Step.WHO)
        if self.typed.edited:
            shown = self._first_in_doubt() if step is Step.CHECK else step
            return self._show(shown, focus=self.typed.focus)
        if "stay" in request.form:
            return self._stay(step)
        go = request.form.get("go", "")
        if go and go != Step.CHECK:
            return self._show(self._step_of(go), focus=go)
        for passed in self.steps[: self.steps.index(step) + 1] if not go else self.steps:
            if not self.form.check(passed) or self.form.warning:
                return self._show(passed)
        if step is Step.CHECK and not go:
            return self._send()
        if go or self.form.reached.data == Step.CHECK:
            return self._show(self._first_in_doubt())
        return self._show(self.steps[self.steps.index(step) + 1])

    def _step(self, text: str) -> Step:
        return Step(text) if text in self.steps else Step.WHO

    def _step_of(self, name: str) -> Step:
        """On which page a field stands."""
        asked_of_invoice = ("invoice", "bill", "ean", "later", "person_ref", "order_ref", "cvr")
        return Step.INVOICE if name in asked_of_invoice and self.cohort.price_now else Step.WHO

    def _first_in_doubt(self) -> Step:
        """Who comes back from the last page goes there again, unless something is missing now."""
        doubts = (step for step in self.steps if not self.form.check(step) or self.form.warning)
        return next(doubts, Step.CHECK)

    def _stay(self, step: Step) -> Response:
        """The page that was shown, in the language of this address: nothing is judged or sent."""
        shown = self._first_in_doubt() if step is Step.CHECK else step
        if shown is Step.CHECK and "used" in request.form:
            return self._used()
        if shown is Step.CHECK and "choosing" in request.form and self._free() < self.form.count:
            return self._choose(self._free(), self.order())
        return self._show(shown)

    def _show(self, step: Step, *, focus: str = "") -> Response:
        form = self.form
        if step is Step.CHECK:
            form.reached.data = Step.CHECK
        if step is not Step.WHO and not KEY.fullmatch(form.form_key.data or ""):
            # public pages are the same for everyone: the key is made when somebody has typed
            form.form_key.data = secrets.token_urlsafe(24)
        if step is Step.INVOICE and form.person_ref.data is None:
            form.person_ref.data = form.name.data
        form.step.data = step
        if not form.errors:
            form.focus(focus)
        return page(
            f"public/register_{step}.html",
            form=form,
            focus=focus,
            told=self.typed.told or form.warning,
            number=self.steps.index(step) + 1,
            titles=register_fields.titles(),
            **self._context(),
        )

    def _context(self) -> dict[str, Any]:
        return {
            "asked": self,
            "cohort": self.cohort,
            "course": self.cohort.course,
            "total": register_pages.total(self.cohort, self.form.count),
        }

    def _send(self) -> Response:
        order = self.order()
        # without a choice everybody gets a place, or nobody: it does not depend on what there was
        free = self._free() if order.choice else 0
        write()
        try:
            registration = registrations.register(
                self.cohort, order, subscription=self.subscription
            )
        except RuleBroken as broken:
            # in a rush most are refused: nobody who writes waits for these pages
            with reading():
                return self._refused(broken, order)
        mine = registration.id, registration.link_version
        waiting = receipts.in_line(registration, order, free)
        db.session.commit()
        # whose the address is has not been proved: it opens the receipt, and nothing else
        line = "-".join(map(str, waiting)) or None
        return see_other("contact.receipt", digest=grant_link(PURPOSE, *mine), line=line)

    def _free(self) -> int:
        """How many people could have a place when the page was asked for."""
        free = self.held if self.early else self.board.places.free
        one_is_enough = self.cohort.counts_as is CountsAs.REGISTRATIONS and free
        return self.form.count if one_is_enough else free

    def _refused(self, broken: RuleBroken, order: Order) -> Response:
        if isinstance(broken, TooFewLeft):
            return self._choose(broken.left, order)
        if isinstance(broken, FormUsed):
            return self._used()
        if isinstance(broken, CohortNotOpen):
            return self._closed()
        self.form.refuse(broken)
        return self._show(Step.WHO)

    def _used(self) -> Response:
        self.form.form_key.data = ""
        return page("public/register_used.html", form=self.form, status=CONFLICT, **self._context())

    def _choose(self, left: int, order: Order) -> Response:
        """Too few places: everything is kept, and the contact says what now."""
        form = self.form
        if order.choice is Choice.SPLIT and left:
            form.first.errors = [form.words.who_first(left)]
        kept = len(order.first) == left or "stay" in request.form
        first = order.first if kept else tuple(range(left))
        context = {
            "form": form,
            "left": left,
            "first": first,
            "people": order.people,
            "others": [] if self.early else self.others(),
        } | self._context()
        if not left and self.cohort.unlisted_code is None:
            full_cohorts.keep(**context)
        return page(full_cohorts.TEMPLATE, status=CONFLICT, typed="", **context)

    def _closed(self) -> Response:
        """Why one cannot register (any more), and how to hear of the next date."""
        return page(
            "public/register_closed.html",
            form=self.notify(self.form.email.data) if self.notify else None,
            status=200 if request.method == "GET" else CONFLICT,
            answers=self.form,
            others=self.others(),
            called_off=register_pages.is_called_off(self.cohort, clock.now()),
            **self._context(),
        )

    def others(self) -> list[tuple[Board, str]]:
        """The other dates of the course, and the address of their forms."""
        found = register_pages.others(self.cohort, clock.now())
        return [(board, address(board.cohort)) for board in found]

    def order(self) -> Order:
        return register_order.of(self.form, self.cohort)


def address(cohort: Cohort) -> str:
    """Of the public form of a cohort."""
    code = register_pages.code(cohort)
    return url_for("public.register", slug=cohort.course.slug, code=code)
