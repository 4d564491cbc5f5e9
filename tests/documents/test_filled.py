"""Documents with what is written: in Word, on paper, and when it is very much."""

import io
import threading
import time
from collections.abc import Callable

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from app.documents import docx as word
from app.documents import pdf, txt, xlsx
from app.documents.gate import AT_A_TIME, gate
from app.models.worksheet import load
from tests.documents.answers import BOTH, filled

Writer = Callable[..., bytes]
WRITERS: list[Writer] = [word.worksheet, pdf.worksheet, xlsx.worksheet, txt.worksheet]


def printed(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_what_is_written_is_printed_and_never_evaluated(kind: str, language: str) -> None:
    sheet = load(kind)
    texts = filled(sheet)

    text = printed(pdf.worksheet(sheet, language, texts))

    assert "=1+1" in text and "+45 12 34 56 78" in text
    assert "Æblegrød" in text
    assert "“hej” □" in text, "what the fonts lack is a square, and stops nothing"
    assert text.count("=1+1") == [*texts.values()].count("=1+1")


def test_a_tick_and_a_choice_are_seen_on_paper() -> None:
    sheet = load("framework")

    blank = pdf.worksheet(sheet, "da", {"3.proud": "x"})
    chosen = pdf.worksheet(sheet, "da", {"3.proud": "x", "1.level": "2"})

    assert printed(chosen).count("×") == printed(blank).count("×") + 1


def test_a_box_that_was_ticked_is_ticked_in_word() -> None:
    texts = {"A.scope.area": "1", "F.habits.try": "always", "E.partners.ppr.firmness": "4"}

    document = docx.Document(io.BytesIO(word.worksheet(load("mapping"), "da", texts)))

    said = {
        control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): "".join(
            one.text or "" for one in control.iter(qn("w:t"))
        )
        for control in document.element.body.iter(qn("w:sdt"))
    }
    assert said["A.scope.area"] == said["F.habits.try.always"] == "☒"
    assert said["A.scope.centre"] == said["F.habits.try.rarely"] == "☐"
    assert said["E.partners.ppr.firmness"] == "4 fast og aftalt"
    assert said["E.partners.health.firmness"] == "Vælg"


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("text", ["ordet " * 16_700, "x" * 100_000, "\n" * 50_000 + "slut"])
def test_a_hundred_thousand_letters_are_no_harm(write: Writer, text: str) -> None:
    answers = {"B.activities.1.what": text, "H.question": text, "A.groups": text}

    content = write(load("mapping"), "da", answers)

    assert len(content) > 1_000


@pytest.mark.parametrize("write", WRITERS)
def test_letters_that_no_file_may_hold_are_left_out(write: Writer) -> None:
    text = "før\x00\x07\x0b\ud800\ufffe\x1befter"

    write(load("mapping"), "da", {"A.groups": text})

    assert "førefter" in printed(pdf.worksheet(load("mapping"), "da", {"A.groups": text}))


def test_strange_letters_are_squares_and_others_stay() -> None:
    many = "".join(chr(0x4E00 + n) for n in range(400))
    texts = {"A.groups": f"Łukasz Żółw Ελλη Привет 你好 😀👍🏽 ❤️ {many} slut"}

    text = printed(pdf.worksheet(load("mapping"), "da", texts))

    assert "Łukasz Żółw Ελλη Привет □□ □□□" in text
    assert "slut" in text


def test_the_day_a_plan_is_due_is_printed() -> None:
    plan = load("plan")

    assert "Send planen senest 3. marts 2027." in printed(
        pdf.worksheet(plan, "da", {}, "3. marts 2027")
    )
    assert "Send the plan by the day given in your email." in printed(pdf.worksheet(plan, "en"))


def test_two_documents_are_made_at_a_time_and_no_more() -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        with gate:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == AT_A_TIME == 2
