"""Readers of course pages in both languages, and what the pages say to them."""

from datetime import UTC, date, datetime

from flask import Flask

from app.models import Bilingual, Course, Meeting
from tests.browser import Browser, Page
from tests.factories import Make, at

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SPACE = "\u00a0"

Readers = tuple[Browser, Browser]


def readers(app: Flask, make: Make) -> Readers:
    """A reader of Danish and one of English."""
    make.provider(vat_note=Bilingual("Der er ikke moms", "No VAT"), phone="12 34 56 78")
    return Browser(app, "da"), Browser(app, "en")


def opened(browser: Browser, course: Course) -> Page:
    return browser.visit("public.course", slug=course.slug)


def text(page: Page, selector: str) -> str:
    """What the element says, with ordinary blanks."""
    return " ".join(page.one(selector).get_text().replace(SPACE, " ").split())


def state(page: Page) -> str:
    return text(page, "#state")


def meetings(*days: date, starts: int = 9, ends: int = 15) -> list[Meeting]:
    return [Meeting(starts_at=at(day, starts), ends_at=at(day, ends, 30)) for day in days]
