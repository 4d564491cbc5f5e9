"""Courses that are being written, for the tour."""

from dataclasses import replace

from app.extensions import db
from app.models import Bilingual, Course, CourseKind, StaffMember
from app.services import course_content, course_drafts, course_editing, course_versions
from tests.factories import Make

MINE, NEW, COMING, GONE = "written-twice", "en-ny-dag", "a-coming-day", "a-day-that-was"

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("new course", "staff.new_course", {}, "secretary", ""),
    ("edit course, behind", "staff.edit_course", {"slug": MINE}, "secretary", ""),
    ("edit course, new", "staff.edit_course", {"slug": NEW}, "secretary", ""),
    ("preview course", "staff.preview_course", {"slug": MINE}, "secretary", ""),
    ("history of a course", "staff.course_history", {"slug": MINE}, "secretary", ""),
    ("version of a course", "staff.course_version", {"slug": MINE, "number": 2}, "secretary", ""),
    ("tags", "staff.tags", {}, "secretary", ""),
    ("rename a tag", "staff.rename_tag", {"tag_id": 1}, "secretary", ""),
    ("retire course", "staff.retire_course", {"slug": MINE}, "secretary", ""),
    ("retire course, dates to come", "staff.retire_course", {"slug": COMING}, "secretary", ""),
    ("course, retired", "staff.course", {"slug": GONE}, "secretary", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """One with a history, one that is new, one that cannot be retired, one that is."""
    author = make.staff(name=Bilingual("Kursussekretæren", "The course secretary"))
    course = make.course("Skriv sammen", slug=MINE)
    publish(course, author, lead=Bilingual("En dag om at skrive.", "A day about writing."))
    publish(course, author, price_note=Bilingual("inkl. forplejning", "meals included"))
    make.cohort(make.course("A coming day", slug=COMING), state="open")
    course_editing.create(CourseKind.DAY, Bilingual("En ny dag", "A new day"), actor=author)
    gone = make.course("A day that was", slug=GONE)
    course_editing.retire(gone, actor=author)
    db.session.commit()
    return {}, {}


def publish(course: Course, author: StaffMember, **parts: Bilingual) -> None:
    said = course_content.of(course)
    course_editing.publish(
        course,
        replace(said, parts={**said.parts, **parts}),
        new_tags={},
        decisions={},
        all_danish=False,
        begun_from=course_versions.newest_number(course),
        actor=author,
    )


def begin_draft(writer: StaffMember) -> None:
    """Their own draft, begun before the newest version, with Danish that is new."""
    course = course_editing.get(MINE)
    course_drafts.save(
        course,
        {
            "title_da": ["Skriv sammen"],
            "title_en": ["Write together"],
            "lead_da": ["En *ny* dag om at skrive."],
            "lead_en": ["A day about writing."],
            "sections_purpose_da": ["At skrive **sammen**.\n\n- først\n- så"],
            "price_per": ["seat"],
        },
        begun_from=2,
        actor=writer,
    )
    db.session.commit()
