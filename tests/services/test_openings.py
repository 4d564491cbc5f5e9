"""Several cohorts of a course opened in one press: one letter each, all of it or nothing."""

from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.mail.letter import Rendered
from app.models import (
    AuditEntry,
    Bilingual,
    Cohort,
    CohortState,
    Hold,
    MailState,
    OpeningRule,
    OutboxMail,
    Subscription,
)
from app.models.errors import CohortNotDraft, CohortWithoutPlace, RehearsalOutdated, TooLateToStop
from app.services import (
    calling_off,
    cohorts,
    openings,
    registrations,
    self_check,
    subscriptions,
)
from app.services.cohort_letters import told_of
from tests.factories import Make
from tests.line import order
from tests.subscribing import waiting_since_long

FIRST = OpeningRule.LIST_FIRST


def drafts(make: Make, number: int = 2, **columns: Any) -> list[Cohort]:
    make.provider()
    course = make.course("Samspil")
    return [
        make.cohort(course, in_days=60 + 7 * day, **({"rule": FIRST} | columns))
        for day in range(number)
    ]


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def held() -> list[tuple[int, int | None, int]]:
    rows = select(Hold.cohort_id, Hold.subscription_id, Hold.seats).order_by(Hold.id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows)]


def read(mail: OutboxMail) -> Rendered | letters.Stale:
    subscription = db.session.get_one(Subscription, mail.about_id)
    cohort = db.session.get_one(Cohort, mail.cohort_id)
    return letters.render(mail.letter, subscription, cohort, mail.language)


def text(mail: OutboxMail) -> str:
    found = read(mail)
    assert isinstance(found, Rendered)
    return found.text


def test_one_letter_each_and_each_cohort_holds_in_order_by_itself(make: Make) -> None:
    small, large = drafts(make)
    small.capacity, large.capacity = 2, 4
    one = make.subscription(small.course, seats_wanted=2)
    two = make.subscription(small.course, seats_wanted=2)

    assert openings.open_together([large, small]) == 2
    db.session.commit()

    assert [mail.key for mail in mails()] == [
        f"cohort-open/{small.id}/{one.id}",
        f"cohort-open/{small.id}/{two.id}",
    ]
    assert {mail.letter for mail in mails()} == {"cohorts_open"}
    assert {mail.due_at for mail in mails()} == {small.tell_at} == {large.tell_at}
    assert held() == [(small.id, one.id, 2), (large.id, one.id, 2), (large.id, two.id, 2)]
    assert (small.told_with_id, large.told_with_id) == (None, small.id)
    assert cohorts.mails(small) == cohorts.mails(large)
    opened = select(AuditEntry.subject).where(AuditEntry.action == "cohort.opened")
    assert set(db.session.scalars(opened)) == {f"cohort/{small.id}", f"cohort/{large.id}"}
    assert self_check.findings(clock.now()) == []


def test_pressed_twice_it_happens_once(make: Make) -> None:
    together = drafts(make)
    make.subscription(together[0].course)

    assert [openings.open_together(together) for _ in range(2)] == [1, 1]

    assert len(mails()) == 1


def test_all_of_them_open_or_none(make: Make) -> None:
    together = drafts(make)
    together[1].place = ""
    db.session.commit()

    with pytest.raises(CohortWithoutPlace):
        openings.open_together(together)
    db.session.rollback()

    assert {one.state for one in together} == {CohortState.DRAFT}
    assert mails() == []


def test_what_is_open_already_or_tells_nobody_is_not_opened_together(make: Make) -> None:
    draft, opened = drafts(make)
    cohorts.open_cohort(opened)
    with pytest.raises(CohortNotDraft):
        openings.open_together([draft, opened])
    db.session.rollback()

    opened.unlisted_code = "by-link"
    with pytest.raises(CohortNotDraft):
        openings.open_together([draft, opened])
    assert openings.openable(draft.course) == [draft]


def test_only_what_was_rehearsed_leaves(make: Make) -> None:
    together = drafts(make)
    make.subscription(together[0].course)
    seal = openings.rehearse(together, clock.now()).seal
    together[1].place = "Havnen, Vejle"
    db.session.commit()

    with pytest.raises(RehearsalOutdated):
        openings.open_together(together, rehearsed=seal)
    with pytest.raises(RehearsalOutdated):
        openings.open_together(together[:1], rehearsed=seal)


def test_the_rehearsal_tells_what_happens(make: Make) -> None:
    small, large = drafts(make)
    small.capacity, large.capacity = 1, 2
    for language in (Language.DANISH, Language.ENGLISH, Language.ENGLISH):
        make.subscription(small.course, language=language)

    seen = openings.rehearse([small, large], clock.now())

    assert seen.told == 3
    assert [(one.held, one.held_for) for one in seen.each] == [(1, 1), (2, 2)]
    assert seen.holders == {Language.DANISH: 1, Language.ENGLISH: 1}
    assert seen.is_openable
    danish = seen.letters[Language.DANISH].text
    assert danish.count("Vi har reserveret en plads til dig.") == 2
    assert seen.listed[Language.ENGLISH].text.count("say yes by") == 2
    assert not db.session.dirty
    openings.open_together([small, large], rehearsed=seen.seal)


def test_stopping_one_takes_all_of_them_back(make: Make) -> None:
    together = drafts(make, 3)
    make.subscription(together[0].course)
    openings.open_together(together)
    db.session.commit()

    cohorts.stop_opening(together[2])
    db.session.commit()

    assert {one.state for one in together} == {CohortState.DRAFT}
    assert {one.told_with_id for one in together} == {None}
    assert (mails(), held()) == ([], [])
    # and the next opening tells everybody, of whatever is chosen then
    assert openings.open_together(together[1:]) == 1
    assert mails()[0].key.startswith(f"cohort-open/{together[1].id}/")


def test_after_ten_minutes_nothing_is_taken_back(make: Make) -> None:
    together = drafts(make)
    openings.open_together(together)
    db.session.commit()
    assert together[0].tell_at is not None

    with time_machine.travel(together[0].tell_at), pytest.raises(TooLateToStop):
        cohorts.stop_opening(together[1])


def test_who_confirms_late_is_told_of_all_of_them_once(make: Make) -> None:
    together = drafts(make)
    late = waiting_since_long(make, together[0].course)
    openings.open_together(together)
    db.session.commit()

    subscriptions.confirm(late)
    subscriptions.confirm(late)
    db.session.commit()

    [mail] = mails()
    assert (mail.letter, mail.cohort_id) == ("cohorts_open", together[0].id)
    assert self_check.findings(clock.now()) == []


def test_a_cohort_called_off_meanwhile_is_left_out(make: Make) -> None:
    together = drafts(make, 3)
    make.subscription(together[0].course)
    openings.open_together(together)
    db.session.commit()
    assert together[0].tell_at is not None
    reason = Bilingual("For få.", "Too few.")

    with time_machine.travel(together[0].tell_at):
        [mail] = mails()
        assert "3 datoer" in text(mail)
        calling_off.call_off(together[0], reason=reason, actor=None)
        db.session.commit()
        assert "2 datoer" in text(mail)

        # one is left: the letter is the ordinary one
        calling_off.call_off(together[2], reason=reason, actor=None)
        db.session.commit()
        assert "Der er kommet en dato, og vi har reserveret en plads" in text(mail)
        assert "datoer" not in text(mail)

        # none is left, and nothing waits to be sent
        calling_off.call_off(together[1], reason=reason, actor=None)
        db.session.commit()
        left = [one for one in mails() if one.letter == "cohorts_open"]
        assert left == []


def test_who_is_told_late_after_the_first_was_called_off_hears_of_the_others(make: Make) -> None:
    together = drafts(make)
    make.subscription(together[0].course)
    late = waiting_since_long(make, together[0].course)
    openings.open_together(together)
    together[0].state = CohortState.CALLED_OFF
    db.session.commit()

    subscriptions.confirm(late)
    db.session.commit()

    mail = mails()[-1]
    assert mail.key == f"cohort-open/{together[0].id}/{late.id}"
    assert (mail.letter, mail.cohort_id) == ("cohort_open_listed", together[1].id)


def test_a_changed_date_is_told_to_who_heard_of_all_of_them(make: Make) -> None:
    together = drafts(make)
    who = make.subscription(together[0].course)
    openings.open_together(together)
    [mail] = mails()
    mail.state = MailState.SENT
    db.session.commit()

    assert [db.session.scalars(told_of(one)).all() for one in together] == [[who], [who]]

    # who was told late, when the first was called off: the letter is kept under another one
    mail.cohort_id = together[1].id
    assert [db.session.scalars(told_of(one)).all() for one in together] == [[who], [who]]
    # a letter about one date says nothing of the others
    mail.letter = "cohort_open_listed"
    assert [db.session.scalars(told_of(one)).all() for one in together] == [[], [who]]


def test_a_place_on_one_date_ends_the_holds_on_the_others(make: Make) -> None:
    together = drafts(make)
    who = make.subscription(together[0].course)
    openings.open_together(together)
    db.session.commit()
    assert together[1].tell_at is not None

    with time_machine.travel(together[1].tell_at):
        registrations.register(together[1], order(1), subscription=who)
        db.session.commit()

        assert held() == []
        assert isinstance(read(mails()[0]), letters.Stale)


def test_when_the_time_of_the_list_is_over_everyone_may_register(make: Make) -> None:
    together = drafts(make)
    make.subscription(together[0].course)
    openings.open_together(together)
    db.session.commit()
    opens = max(one.opens_at for one in together if one.opens_at)

    with time_machine.travel(opens):
        [mail] = mails()
        assert text(mail).count("Tilmeld dig og dine kolleger senest") == 2
        assert "reserveret" not in text(mail)
