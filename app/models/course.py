import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.language import Language
from app.models.assignment import Assignment
from app.models.base import Base, Bilingual, bilingual, words
from app.models.course_errors import CourseElsewhere
from app.models.errors import CourseNotInBothLanguages, CourseRetired
from app.models.staff import StaffMember

if TYPE_CHECKING:
    from app.models.cohort import Cohort


class CourseKind(enum.StrEnum):
    DAY = "day"
    TALK = "talk"
    SERIES = "series"
    TEAM = "team"


class PricePer(enum.StrEnum):
    SEAT = "seat"
    REGISTRATION = "registration"


class TagKind(enum.StrEnum):
    AUDIENCE = "audience"
    THEME = "theme"


class SectionKind(enum.StrEnum):
    """The sections of a course page, in the order in which they stand."""

    AUDIENCE = "audience"
    PURPOSE = "purpose"
    CONTENT = "content"
    OUTCOMES = "outcomes"
    FORM = "form"
    BEFORE = "before"
    AFTER = "after"
    PROGRAMME = "programme"


# what stands in two languages beside the sections; a section is the part "sections.<kind>"
TEXT_PARTS = ("title", "lead", "programme", "sources", "price_note", "includes", "terms")

course_tag = Table(
    "course_tag",
    Base.metadata,
    Column("course_id", ForeignKey("course.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(Base):
    """Whom a course is for, or what it is about: a filter of the catalogue."""

    __tablename__ = "tag"

    kind: Mapped[TagKind] = mapped_column(words(TagKind))
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Bilingual] = bilingual("name")


def is_danish_for(
    part: str, language: Language, written: Bilingual, danish_only: list[str]
) -> bool:
    """Whether a reader of that language gets a part of a course in Danish."""
    if language is Language.DANISH:
        return True
    return bool(written.da) and (part in danish_only or not written.en.strip())


class CourseContact(Base):
    """A member of staff on a course page; the course secretary stands last."""

    __tablename__ = "course_contact"
    __table_args__ = (UniqueConstraint("course_id", "member_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    position: Mapped[int] = mapped_column(default=0)

    member: Mapped[StaffMember] = relationship()


class CourseSection(Base):
    """One section of a course page, in Markdown."""

    __tablename__ = "course_section"
    __table_args__ = (UniqueConstraint("course_id", "kind"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    kind: Mapped[SectionKind] = mapped_column(words(SectionKind))
    text: Mapped[Bilingual] = bilingual("text")


class Course(Base):
    """What can be joined, described in both languages."""

    __tablename__ = "course"
    __table_args__ = (
        Index("ix_course_title_da_id", "title_da", "id"),
        Index("ix_course_title_en_id", "title_en", "id"),
        Index("ix_course_programme_da", "programme_da"),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[CourseKind] = mapped_column(words(CourseKind))
    title: Mapped[Bilingual] = bilingual("title")
    lead: Mapped[Bilingual] = bilingual("lead")
    # courses with the same programme are siblings; empty for none
    programme: Mapped[Bilingual] = bilingual("programme")
    sources: Mapped[Bilingual] = bilingual("sources")
    # in whole kroner; None: free
    price: Mapped[int | None]
    price_per: Mapped[PricePer] = mapped_column(words(PricePer), default=PricePer.SEAT)
    price_note: Mapped[Bilingual] = bilingual("price_note")
    # what the price covers, one thing a line
    includes: Mapped[Bilingual] = bilingual("includes")
    # where they differ from the provider's; empty: the provider's
    terms: Mapped[Bilingual] = bilingual("terms")
    # people in one registration
    min_seats: Mapped[int] = mapped_column(default=1)
    max_seats: Mapped[int] = mapped_column(default=10)
    taught_in: Mapped[Language] = mapped_column(default=Language.DANISH)
    external_url: Mapped[str | None]
    published: Mapped[bool] = mapped_column(default=True)
    # the parts that English readers see in Danish, since somebody decided so
    danish_only: Mapped[list[str]] = mapped_column(default=list)
    # no longer offered: the page stays for those who have its address
    retired_at: Mapped[datetime | None]
    # title, lead and tags of both languages, folded for search (services/courses.py)
    search_text: Mapped[str] = mapped_column(default="")

    sections: Mapped[list[CourseSection]] = relationship(cascade="all, delete-orphan")
    tags: Mapped[list[Tag]] = relationship(secondary=course_tag, order_by=Tag.id)
    contacts: Mapped[list[CourseContact]] = relationship(
        order_by=CourseContact.position, cascade="all, delete-orphan"
    )
    assignments: Mapped[list[Assignment]] = relationship(
        order_by=Assignment.send_days, cascade="all, delete-orphan"
    )
    cohorts: Mapped[list["Cohort"]] = relationship(
        back_populates="course", order_by="Cohort.starts_at"
    )

    def __init__(self, **columns: object) -> None:
        """Defaults hold from the start, not only once the course is stored."""
        super().__init__(
            **(
                {
                    "price_per": PricePer.SEAT,
                    "min_seats": 1,
                    "max_seats": 10,
                    "taught_in": Language.DANISH,
                    "published": True,
                    "lead": Bilingual("", ""),
                    "programme": Bilingual("", ""),
                    "sources": Bilingual("", ""),
                    "price_note": Bilingual("", ""),
                    "includes": Bilingual("", ""),
                    "terms": Bilingual("", ""),
                    "danish_only": [],
                }
                | columns
            )
        )

    @property
    def is_retired(self) -> bool:
        """No longer offered: found by its address alone."""
        return self.retired_at is not None

    @property
    def is_external(self) -> bool:
        """Registered for at another provider."""
        return bool(self.external_url)

    @property
    def is_in_both_languages(self) -> bool:
        """Title, lead and every section exist in Danish, and in English but where decided so."""
        parts = ["title", "lead", *(f"sections.{section.kind}" for section in self.sections)]
        return all(
            (written := self.written(part)).da.strip()
            and (written.en.strip() or part in self.danish_only)
            for part in parts
        )

    def require_openable(self) -> None:
        """Refuse a cohort of what is no longer offered, or not said to everybody."""
        if self.is_retired:
            raise CourseRetired
        if self.is_external:
            raise CourseElsewhere
        if not self.is_in_both_languages:
            raise CourseNotInBothLanguages

    def written(self, part: str) -> Bilingual:
        """A part of the page in both languages, as it was written; empty if there is none."""
        if part in TEXT_PARTS:
            found: Bilingual = getattr(self, part)
            return found
        kind = SectionKind(part.removeprefix("sections."))
        return self.section(kind) or Bilingual("", "")

    def is_danish_for(
        self, part: str, language: Language, written: Bilingual | None = None
    ) -> bool:
        """Shown in Danish to a reader of that language: decided so, or there is nothing else.

        `written`: what the part says, where it was read apart.
        """
        if written is None:
            written = self.written(part)
        return is_danish_for(part, language, written, self.danish_only)

    def text(self, part: str, language: Language) -> tuple[str, Language]:
        """What that reader sees of a part, and the language it is really in."""
        danish = self.is_danish_for(part, language)
        shown_in = Language.DANISH if danish else Language.ENGLISH
        return self.written(part)[shown_in], shown_in

    def section(self, kind: SectionKind) -> Bilingual | None:
        return next((s.text for s in self.sections if s.kind is kind), None)

    @property
    def ordered_sections(self) -> list[CourseSection]:
        order = list(SectionKind)
        return sorted(self.sections, key=lambda section: order.index(section.kind))
