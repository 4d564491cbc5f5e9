"""What is seen before an opening is what leaves, and looking changes nothing."""

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.language import Language
from app.models import CohortState, OutboxMail
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
