"""Publishing course pages: versions, the decision about English, and what retiring asks for."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app import clock
from app.extensions import db
from app.language import Language
from app.models import (
    AuditEntry,
    Bilingual,
    Cohort,
    CohortState,
    Course,
    CourseKind,
    StaffMember,
    TagKind,
)
from app.models.course_errors import (
    CourseChangedMeanwhile,
    CourseElsewhere,
    NothingToPublish,
    PartsUndecided,
    RegisteredForHere,
)
from app.models.errors import (
    CohortsToCome,
    CourseRetired,
)
from app.services import cohorts, course_content, course_editing, course_versions, openings
from app.services.course_content import PARTS, Content
from app.services.course_parity import Decision, judge
from app.services.slugs import free_slug, slug_of
from tests.factories import Make

PART = "sections.purpose"


def publish(course: Course, author: StaffMember, *, begun_from: int = 0, **wanted: object) -> None:
    """With some of what is published changed; other arguments are those of the press."""
    press = {"decisions": {}, "all_danish": False} | {
        name: wanted.pop(name) for name in ("decisions", "all_danish") if name in wanted
    }
    now = course_content.of(course)
    parts = {**now.parts, **wanted.pop("parts", {})}  # type: ignore[dict-item]
    content = replace(now, parts=parts, **wanted)  # type: ignore[arg-type]
    course_editing.publish(
        course,
        content,
        new_tags={},
        begun_from=begun_from,
        actor=author,
        **press,  # type: ignore[arg-type]
    )
    db.session.commit()


def test_what_people_register_for_here_does_not_move_elsewhere(make: Make) -> None:
    cohort, author = make.cohort(state="announced"), make.staff()
    course, there = cohort.course, "https://other.example"

    with pytest.raises(RegisteredForHere):
        publish(course, author, external_url=there)
    db.session.rollback()
    assert not course.is_external

    cohort.state = CohortState.CALLED_OFF
    draft = make.cohort(course)
    publish(course, author, external_url=there)
    with pytest.raises(CourseElsewhere):
        cohorts.open_cohort(draft)


def test_the_same_press_once_more_is_answered_as_the_first_was_with_a_new_tag_too(
    make: Make,
) -> None:
    course, author = make.course(), make.staff()
    content = course_content.of(course)

    def press(theme: str) -> None:
        course_editing.publish(
            course,
            content,
            new_tags={TagKind.THEME: Bilingual(theme, theme)},
            decisions={},
            all_danish=False,
            begun_from=0,
            actor=author,
        )

    press("Sprog")
    with pytest.raises(NothingToPublish):
        press("Sprog")
    with pytest.raises(CourseChangedMeanwhile):
        press("Leg")


def test_content_survives_being_kept(make: Make) -> None:
    course = make.course(price_note=Bilingual("inkl. kaffe", "with coffee"), danish_only=["lead"])
    content = course_content.of(course)

    assert course_content.from_json(course_content.as_json(content)) == content


def test_publishing_changes_what_was_asked_for_and_nothing_else(make: Make) -> None:
    course, author = make.course(), make.staff()
    other = make.course()
    before = course_content.of(course)

    publish(course, author, parts={PART: Bilingual("Nyt", "New")}, contacts=(author.id,))

    after = course_content.of(course)
    changed = {one.field for one in course_versions.changes(before, after)}
    assert changed == {PART, "contacts"}
    assert course.section(next(s.kind for s in course.sections if s.kind == "purpose"))
    assert course_content.of(other).contacts == ()
    publish(course, author, begun_from=2, parts={PART: Bilingual("", "")}, contacts=())
    assert PART not in course_content.of(course).parts
    assert course.contacts == []


def test_nobody_overwrites_what_they_have_not_seen(make: Make) -> None:
    course, author = make.course(), make.staff()
    publish(course, author, price=100)

    with pytest.raises(CourseChangedMeanwhile):
        publish(course, author, begun_from=1, price=200)

    assert course.price == 100
    # the same press twice
    with pytest.raises(NothingToPublish):
        publish(course, author, begun_from=1, price=100)


def test_a_version_that_says_the_same_is_not_kept(make: Make) -> None:
    course, author = make.course(), make.staff()

    with pytest.raises(NothingToPublish):
        publish(course, author)

    assert course_versions.newest(course) is None


def test_undecided_parts_stop_the_press(make: Make) -> None:
    course, author = make.course(), make.staff()
    new = {PART: Bilingual("Nyt formål", course.written(PART).en), "sources": Bilingual("Bog", "")}

    with pytest.raises(PartsUndecided) as refused:
        publish(course, author, parts=new)

    assert refused.value.parts == (PART, "sources")
    publish(course, author, parts=new, decisions={PART: Decision.FITS, "sources": Decision.DANISH})
    assert course.danish_only == ["sources"]
    assert course.text("sources", Language.ENGLISH) == ("Bog", Language.DANISH)


def test_the_whole_page_may_be_danish_and_is_thought_of_anew_afterwards(make: Make) -> None:
    course, author = make.course(), make.staff()
    publish(course, author, parts={"lead": Bilingual("Kun dansk", "")}, all_danish=True)
    assert course.danish_only == list(PARTS)

    with pytest.raises(PartsUndecided) as refused:
        publish(course, author, begun_from=2, price=1)

    assert {"title", "lead", PART} <= set(refused.value.parts)


@pytest.mark.parametrize(
    ("old", "new", "was_danish", "decided", "expected"),
    [
        (("a", "b"), ("a", "b"), False, None, Decision.FITS),
        (("a", "b"), ("a2", "b"), False, None, None),
        (("a", "b"), ("a2", "b2"), False, None, Decision.FITS),
        (("a", "b"), ("a2", "b"), False, Decision.FITS, Decision.FITS),
        (("a", "b"), ("a2", "b"), False, Decision.DANISH, Decision.DANISH),
        (("a", "b"), ("a2", "b"), True, None, Decision.DANISH),
        (("a", "b"), ("a2", "b2"), True, Decision.DANISH, Decision.FITS),
        (("a", "b"), ("a", "b"), True, Decision.FITS, Decision.FITS),
        (("a", ""), ("a", ""), True, None, Decision.DANISH),
        (("a", ""), ("a", ""), True, Decision.FITS, Decision.DANISH),
        (("a", "b"), ("a", ""), False, Decision.FITS, None),
        (("a", "b"), ("", ""), True, None, Decision.FITS),
    ],
)
def test_what_becomes_of_the_english(
    old: tuple[str, str],
    new: tuple[str, str],
    was_danish: bool,
    decided: Decision | None,
    expected: Decision | None,
) -> None:
    before = Content(
        kind=CourseKind.DAY,
        parts={"lead": Bilingual(*old)},
        danish_only=("lead",) if was_danish else (),
    )
    after = Content(kind=CourseKind.DAY, parts={"lead": Bilingual(*new)})

    parity = judge(before, after, {"lead": decided} if decided else {})

    assert ("lead" in parity.undecided) is (expected is None)
    assert ("lead" in parity.danish_only) is (expected is Decision.DANISH)


def test_a_course_with_told_dates_to_come_is_not_retired(make: Make) -> None:
    course, author = make.course(), make.staff()
    cohort = make.cohort(course, state="announced")
    with pytest.raises(CohortsToCome):
        course_editing.retire(course, actor=author)

    draft = make.cohort(course)
    cohort.state = CohortState.CALLED_OFF
    course_editing.retire(course, actor=author)

    with pytest.raises(CourseRetired):
        draft.require_openable(clock.now())
    acts = db.session.scalars(select(AuditEntry.action))
    assert list(acts) == ["course.retired"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Børn på øen: år 1", "boern-paa-oeen-aar-1"),
        ("  Én – to!  ", "en-to"),
        ("ÆBLE", "aeble"),
        ("???", "x"),
        ("a" * 200, "a" * 80),
    ],
)
def test_addresses_come_from_danish_titles(title: str, slug: str) -> None:
    assert slug_of(title) == slug
    assert free_slug(title, {slug, f"{slug}-2"}.__contains__) == f"{slug}-3"


def test_a_course_retired_while_a_cohort_is_opened_stays_without_dates(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = make.cohort()
    course, held_back = cohort.course, cohorts.hold_back_confirmations

    def retired_a_moment_ago(cohort: Cohort) -> None:
        unseen = update(Course).execution_options(synchronize_session=False)
        db.session.execute(unseen.values(retired_at=clock.now()))
        held_back(cohort)

    monkeypatch.setattr(cohorts, "hold_back_confirmations", retired_a_moment_ago)

    assert course.retired_at is None
    with pytest.raises(CourseRetired):
        cohorts.open_cohort(cohort)
    with pytest.raises(CourseRetired):
        openings.open_together([cohort, make.cohort(course)])
