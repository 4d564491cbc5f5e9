"""What somebody is writing about a course: kept as it was typed, for its writer alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from app import clock
from app.extensions import db
from app.models import Course, CourseDraft, StaffMember
from app.services import text_check


def find(course: Course, member: StaffMember) -> CourseDraft | None:
    return db.session.scalar(_of(course, member))


def save(
    course: Course, typed: Mapping[str, Sequence[str]], *, begun_from: int, actor: StaffMember
) -> CourseDraft:
    """Keep what was typed, right or wrong. Nobody else sees it, and nothing is published.

    What looks like a CPR number is left out, and the rest of that text is kept.
    """
    # the page saves itself while its writer presses a button: the second waits for the first
    db.session.execute(
        select(StaffMember.id).where(StaffMember.id == actor.id).with_for_update(key_share=True)
    )
    draft = db.session.scalar(_of(course, actor).with_for_update())
    if draft is None:
        draft = CourseDraft(course_id=course.id, member_id=actor.id)
        db.session.add(draft)
    draft.typed = {
        name: [text_check.without_cpr(text) for text in texts] for name, texts in typed.items()
    }
    draft.begun_from = begun_from
    draft.saved_at = clock.now()
    db.session.flush()
    return draft


def throw_away(course: Course, *, actor: StaffMember) -> None:
    db.session.execute(
        delete(CourseDraft).where(
            CourseDraft.course_id == course.id, CourseDraft.member_id == actor.id
        )
    )


def by_others(course: Course, member: StaffMember) -> list[StaffMember]:
    """Who else has begun to write about it."""
    others = (
        select(StaffMember)
        .join(CourseDraft, CourseDraft.member_id == StaffMember.id)
        .where(CourseDraft.course_id == course.id, CourseDraft.member_id != member.id)
        .where(StaffMember.active)
        .order_by(StaffMember.id)
    )
    return list(db.session.scalars(others))


def _of(course: Course, member: StaffMember) -> Any:
    return select(CourseDraft).where(
        CourseDraft.course_id == course.id, CourseDraft.member_id == member.id
    )
