"""What is seen before an opening is what leaves, and looking changes nothing."""

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import letters
from app.models import CohortState, OpeningRule, OutboxMail
from app.models.errors import RehearsalOutdated
from app.services import cohorts, rehearsals
from tests.factories import Make


def test_only_what_was_rehearsed_leaves(make: Make) -> None:
    make.provider()
    cohort = make.cohort()
    seal = rehearsals.seal(cohort, clock.now())
    cohort.capacity = 12
    db.session.commit()

    with pytest.raises(RehearsalOutdated):
        cohorts.open_cohort(cohort, rehearsed=seal)
    with pytest.raises(RehearsalOutdated):
        cohorts.open_cohort(
            cohort,
            opens_at=make.next_week(),
            rehearsed=rehearsals.seal(cohort, clock.now()),
        )
    cohorts.open_cohort(cohort, rehearsed=rehearsals.seal(cohort, clock.now()))

    assert cohort.state is CohortState.ANNOUNCED


def test_a_rehearsal_counts_by_language_and_changes_nothing(make: Make) -> None:
    make.provider()
    cohort = make.cohort(opens_at=make.next_week())
    make.subscription(course=cohort.course)
    make.subscription(course=cohort.course, language=Language.ENGLISH)
    make.subscription(course=cohort.course, language=Language.ENGLISH)

    rehearsal = rehearsals.rehearse(cohort, clock.now())

    assert rehearsal.by_language == {Language.DANISH: 1, Language.ENGLISH: 2}
    assert rehearsal.told == 3
    assert rehearsal.broken is None
    assert "Tilmeldingen åbner" in rehearsal.letters[Language.DANISH].text
    assert not db.session.dirty
    assert (cohort.state, cohort.tell_at) == (CohortState.DRAFT, None)


def test_the_letter_to_the_secretary_goes_to_nobody_else(make: Make) -> None:
    make.provider()
    cohort = make.cohort()
    make.subscription(course=cohort.course)
    member = make.staff(email="secretary@kursushuset.example")

    rehearsals.send_to_me(cohort, member)
    db.session.commit()

    recipients = list(db.session.scalars(select(OutboxMail.recipient)))
    assert recipients == ["secretary@kursushuset.example"] * 2


def test_list_first_sends_what_those_with_a_place_and_those_without_get(make: Make) -> None:
    make.provider()
    cohort = make.cohort(capacity=1, opens_at=make.next_week(), rule=OpeningRule.LIST_FIRST)
    for _n in range(2):
        make.subscription(course=cohort.course)
    member = make.staff(email="secretary@kursushuset.example")
    shown = rehearsals.rehearse(cohort, clock.now())

    assert rehearsals.send_to_me(cohort, member) == 4
    db.session.commit()

    sent = list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))
    read = [letters.render(mail.letter, cohort, cohort, mail.language) for mail in sent]
    subjects = [letter.subject for letter in read if isinstance(letter, letters.Rendered)]
    assert subjects == [
        one.subject for kind in (shown.letters, shown.listed) for one in kind.values()
    ]
    texts = [letter.text for letter in read if isinstance(letter, letters.Rendered)]
    assert "reserveret" in texts[0]
    assert texts[0] != texts[2]


def test_when_a_place_is_held_for_everybody_there_are_two(make: Make) -> None:
    make.provider()
    cohort = make.cohort(capacity=5, opens_at=make.next_week(), rule=OpeningRule.LIST_FIRST)
    make.subscription(course=cohort.course)

    assert rehearsals.send_to_me(cohort, make.staff()) == 2
