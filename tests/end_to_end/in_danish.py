"""A course that English readers get in Danish in part, and one that is retired, for the tour."""

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models import Bilingual, CourseSection, SectionKind
from tests.factories import Make

# name of the stop, its view, its values, who looks, by a link of which purpose
STOPS: list[tuple[str, str, dict[str, object], str, str]] = [
    ("partly in Danish", "public.course", {"slug": "partly-in-danish"}, "reader", ""),
    ("retired", "public.course", {"slug": "retired"}, "reader", ""),
]


def arrange(make: Make) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    programme = Bilingual("Små børn", "Small children")
    course = make.course(
        "Course in two languages",
        slug="partly-in-danish",
        programme=programme,
        price_note=Bilingual("inkl. forplejning", "including lunch"),
        includes=Bilingual("Frokost\nEn bog om leg", "Lunch\nA book about play"),
        terms=Bilingual(
            "Afmeld senest en uge før. Derefter betaler I **fuld pris**.",
            "Cancel a week before at the latest. After that you pay the **full price**.",
        ),
        danish_only=["lead", "sections.purpose", "price_note", "includes", "terms"],
    )
    sections = [("Tabel", "Table"), ("Kilder", "Sources")]
    course.sections.append(
        CourseSection(
            kind=SectionKind.OUTCOMES,
            text=Bilingual(*("\n".join(f"- {pair[n]}" for pair in sections) for n in (0, 1))),
        )
    )
    make.cohort(course, state="open")
    retired = make.course("Course that was", slug="retired", programme=programme)
    make.cohort(retired, state="open", in_days=-90)
    retired.retired_at = clock.now() - timedelta(days=30)
    db.session.commit()
    return {}, {}
