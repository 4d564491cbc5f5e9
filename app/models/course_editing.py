from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.staff import StaffMember


class CourseDraft(Base):
    """What somebody is writing about a course, saved before it is published: one a person."""

    __tablename__ = "course_draft"
    __table_args__ = (UniqueConstraint("course_id", "member_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    # the fields of the form, as they were typed
    typed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # the version that the writing began from
    begun_from: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]

    member: Mapped[StaffMember] = relationship()


class CourseVersion(Base):
    """A course as it was published: who wrote it, when, and what it said."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    # counted from 1
    number: Mapped[int]
    at: Mapped[datetime]
    # None: as it came with the site
    member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    member: Mapped[StaffMember | None] = relationship()
