"""Worksheets filled in on the page: the same for participants, contacts and colleagues."""

from dataclasses import dataclass
from typing import Any

from flask import Response, url_for

from app.models import Answer
from app.models.worksheet import Worksheet
from app.services import answers, worksheets
from app.services.answers import Owner
from app.web import languages
from app.web.pages import page


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose worksheet it is, and by which door one came: the audience, and the parts of the URL."""

    audience: str
    owner: Owner
    sheet: Worksheet
    answer: Answer | None
    values: dict[str, Any]

    def url(self, view: str, **values: Any) -> str:
        return url_for(f"{self.audience}.{view}", **self.values, **values)


def at(audience: str, owner: Owner, kind: str, **values: Any) -> Desk:
    """The worksheet the owner has, or would begin; NoResultFound if it is none of theirs."""
    answer = answers.require_there(owner, kind)
    sheet = answers.sheet(answer) if answer else worksheets.get(kind)
    return Desk(audience, owner, sheet, answer, values)


def overview(desk: Desk) -> Response:
    shown = worksheets.text(desk.sheet, languages.language())
    return page("fill_in/worksheet.html", desk=desk, sheet=shown)
