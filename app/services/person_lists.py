"""A list of participants in a file: read for review, and never stored."""

from dataclasses import dataclass
from typing import IO

from app.documents import upload_child, upload_name
from app.documents.gate import gate
from app.documents.people_list import FORMATS, MOST_BYTES, Trouble
from app.documents.upload_refusal import Refused, Why
from app.services import text_check


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list, as it was typed."""

    name: str
    email: str
    title: str
    workplace: str


class ListRefused(Exception):
    """The file is no list of people that could be filled in; perhaps one row is to blame."""

    def __init__(self, why: Why | Trouble, row: int = 0) -> None:
        super().__init__(why)
        self.why, self.row = why, row


def read(name: str, stream: IO[bytes]) -> list[Listed]:
    """Who is in the list. Raises ListRefused.

    Takes up to a second or two, and may wait for its turn: not for within a transaction.
    """
    data = stream.read(MOST_BYTES + 1)
    try:
        with gate:
            said = upload_child.look_into(data, f"list.{_ending(name)}")
    except Refused as refused:
        raise ListRefused(refused.why) from refused
    if "trouble" in said:
        raise ListRefused(Trouble(said["trouble"]), int(said["row"]))
    return [_listed(person) for person in said["people"]]


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending in upload_name.WITH_MACROS:
        raise Refused(Why.MACROS)
    if ending in upload_name.OLD_FORMATS:
        raise Refused(Why.OLD_FORMAT)
    if "." not in name or ending not in FORMATS:
        raise Refused(Why.FORMAT)
    return ending


def _listed(said: dict[str, str]) -> Listed:
    found = Listed(said["name"], said["email"], said["title"], said["workplace"])
    texts = (found.name, found.email, found.title, found.workplace)
    if any(text_check.looks_like(text) == "CPR number" for text in texts):
        raise ListRefused(Why.CPR, int(said["row"]))
    return found
