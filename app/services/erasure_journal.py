"""Who was erased, outside the database: so that a backup that is put back can be cleaned again.

A line holds a moment and keyed hashes, no address and no name. It is on the disk before the
erasure is committed; a line too many erases nothing that was not to be erased.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.extensions import erasure_settings


@dataclass(frozen=True, slots=True)
class Erased:
    """Under this address, what there was at that moment; of one name, or of one list, alone."""

    at: datetime
    address: str
    # of two people who share an address
    name: str = ""
    # the address left the list of this course
    course_id: int | None = None


def marks(email: str) -> list[str]:
    """What stands for an address in the log and in the journal; the one of today's key last."""
    return [_hash(key, f"person/{email}") for key in erasure_settings().keys]


def names(name: str) -> list[str]:
    """The same for a name."""
    return [_hash(key, f"name/{name.casefold()}") for key in erasure_settings().keys]


def note(email: str, *, name: str = "", course_id: int | None = None) -> None:
    """Append it, and be sure that it is on the disk. Raises OSError if it is not."""
    file = erasure_settings().file
    line: dict[str, object] = {"at": clock.now().isoformat(), "address": marks(email)[-1]}
    if name:
        line["name"] = names(name)[-1]
    if course_id is not None:
        line["course"] = course_id
    is_new = not file.exists()
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # one write: two that come at once do not mix
        os.write(opened, (json.dumps(line) + "\n").encode())
        os.fsync(opened)
    finally:
        os.close(opened)
    if is_new:
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read() -> Iterator[Erased]:
    """All of it, the first first. A last line that a power cut left unfinished is passed over."""
    try:
        lines = erasure_settings().file.read_text().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            said = json.loads(line)
            at = datetime.fromisoformat(said["at"])
        except (ValueError, KeyError, TypeError):
            continue
        yield Erased(at, said["address"], said.get("name", ""), said.get("course"))


def _hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
