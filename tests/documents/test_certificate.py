"""Certificates as PDF."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pypdf
import pytest

from app.documents import certificate as printed
from app.documents import markdown
from app.language import Language
from app.models import Bilingual
from app.models.certificate import Certificate, Needs

MORNING = datetime(2026, 11, 4, 8, tzinfo=UTC)
ADDRESS = "https://kurser.example/da/bevis/K7QM3-XRT9H"
ONE = Certificate(
    number="K7QM3-XRT9H",
    needs=Needs.ATTENDANCE,
    name="Åse Øllgaard-Łukasz",
    names=False,
    course=Bilingual("Læringsdag for ledere", "A learning day for leaders"),
    outcomes=Bilingual(
        "kan du\n\n- pege på *møder*\n- lægge en\n  plan", "you can\n\n- point to\n- make a plan"
    ),
    content=Bilingual("- Baggrunden", "- The background"),
    times=[(MORNING, MORNING + timedelta(hours=6, minutes=30))],
    place="Havehuset, Odense",
    provider="Kursushuset",
    address="Havnegade 1, 5000 Odense C",
    cvr="12345674",
    given_at=MORNING + timedelta(hours=7),
)


def opened(certificate: Certificate, language: Language) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed.pdf(certificate, language, check_at=ADDRESS)))


def text_of(certificate: Certificate, language: Language = Language.DANISH) -> str:
    pages = opened(certificate, language).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("language", list(Language))
def test_is_tagged_and_says_its_title_and_language(language: Language) -> None:
    document = opened(ONE, language)

    catalogue: Any = document.trailer["/Root"]
    assert catalogue["/Lang"] == {"da": "da-DK", "en": "en-GB"}[language]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == f"{printed.title(ONE, language)}, {ONE.course[language]}"
    assert len(document.pages) == 1


def test_says_who_what_when_and_by_which_number() -> None:
    danish, english = text_of(ONE), text_of(ONE, Language.ENGLISH)

    for text in (
        "Kursusbevis",
        "Åse Øllgaard-Łukasz har deltaget i Læringsdag for ledere",
        "onsdag den 4. november 2026 kl. 9.00-15.30",
        "6,5 timer",
        "Havehuset, Odense",
        "Når du har gennemført kurset, kan du: • pege på møder • lægge en plan",
        "Givet den 4. november 2026 af Kursushuset",
        "Bevis nr. K7QM3-XRT9H",
        f"Nummeret kan tjekkes på {ADDRESS}",
        "Havnegade 1, 5000 Odense C · CVR-nummer 12345674",
    ):
        assert text in danish
    for text in (
        "Certificate of attendance",
        "has taken part in A learning day for leaders",
        "6.5 hours",
        "When you have completed the course, you can: • point to • make a plan",
        "Certificate no. K7QM3-XRT9H",
    ):
        assert text in english
    assert "{" not in danish + english


def test_a_course_without_outcomes_says_what_it_is_about() -> None:
    text = text_of(replace(ONE, outcomes=None))

    assert "Indhold • Baggrunden" in text
    assert "Læringsmål" not in text
    assert "Læringsmål" not in text_of(replace(ONE, outcomes=None, content=None))


def test_what_was_approved_is_said() -> None:
    visit = replace(ONE, needs=Needs.VISIT, level=2)

    assert "kompetencerammen for mentorer og coaches godkendt på trin 2 af 3" in text_of(visit)
    assert "Certificate of recognition" in text_of(visit, Language.ENGLISH)
    plan = text_of(replace(ONE, needs=Needs.APPROVAL))
    assert "har gennemført Læringsdag for ledere Kompetenceplanen er godkendt." in plan


def test_a_value_is_printed_and_never_evaluated() -> None:
    name = '#(1+1) #read("/etc/passwd") *x* $y$ <a> \\ "'

    assert name in text_of(replace(ONE, name=name))


def test_many_meetings_and_outcomes_take_more_pages() -> None:
    """Nothing is cut, and nothing lies over something else."""
    times = [
        (one + timedelta(days=7 * n), one + timedelta(days=7 * n, hours=1))
        for n, one in enumerate([MORNING] * 20)
    ]
    points = "\n".join(f"- punkt {n}" for n in range(90))
    many = replace(ONE, times=times, outcomes=Bilingual(points, points))

    text = text_of(many)

    assert len(opened(many, Language.DANISH).pages) == 3
    assert "20 timer" in text
    assert "punkt 89" in text
    assert "Bevis nr. K7QM3-XRT9H" in text


def test_an_outline_is_without_marks() -> None:
    text = (
        "Du **kan**\ndet:\n\n- *ét*\n  ting\n- to [ting](https://x.example)\n\n| a |\n|---|\n| b |"
    )

    assert markdown.outline(text) == (["Du kan det:"], ["ét ting", "to ting"])


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (printed.pdf(ONE, Language.DANISH, check_at=ADDRESS) for _ in range(2))

    assert first == second
