"""Files that were handed in: looked at, stored, opened, and forgotten.

A row names a file only when the file is safe on the disk: it is written under another name, synced,
renamed, its folder synced, and then the caller commits the row. Whoever dies on the way leaves a
file that no row names; the sweep takes it away.
"""

import hashlib
import logging
import os
import re
import secrets
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from app.documents import upload_child, upload_name
from app.documents.gate import gate
from app.documents.upload_refusal import MOST_BYTES, Refused, Why
from app.extensions import db, reading, upload_settings
from app.models import HandedFile
from app.models.errors import FileRefused
from app.services import text_check

log = logging.getLogger("holdstart")

CHUNK = 64 * 1024
# while it is looked at
UNFINISHED = ".part"
OURS = re.compile(r"[0-9a-f]{32}(\.part)?")
KEPT_WITHOUT_ROW = timedelta(hours=24)
# a scanner that has to load its signatures first takes long
SCAN_PATIENCE = 60
INFECTED = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is stored, and that no row names yet."""

    name: str
    format: str
    size: int
    sha256: str
    stored_as: str
    scanned: bool
    # of a worksheet of ours: which one, and what was filled in
    kind: str = ""
    version: int = 0
    answers: dict[str, str] = field(default_factory=dict)


def take(name: str, stream: IO[bytes]) -> Taken:
    """Look at the file and store it, or raise FileRefused and leave nothing behind.

    Takes a second or two, and may wait for its turn: not for within a transaction.
    """
    try:
        name, ending = upload_name.checked(name)
        with _unfinished() as part:
            size, digest = _copy(stream, part)
            with gate:
                found = _look_at(part, ending)
                _refuse_cpr(name, *found.get("answers", {}).values())
                scanned = _scan(part)
            stored_as = _finish(part)
    except Refused as refused:
        raise FileRefused(refused.why) from refused
    except OSError as error:
        log.error("upload: a file could not be stored: %s", error.strerror)
        raise FileRefused(Why.NO_ROOM) from error
    return Taken(name, ending, size, digest, stored_as, scanned, **found)


def drop(taken: Taken) -> None:
    """It is not wanted after all, and no row names it."""
    (_folder() / taken.stored_as).unlink(missing_ok=True)


def remove(names: Iterable[str]) -> None:
    """Files whose rows have been erased, and that shall not wait for the sweep. After the commit.

    What cannot be removed now, the sweep takes.
    """
    for name in names:
        try:
            (_folder() / name).unlink(missing_ok=True)
        except OSError as error:
            log.error("upload: a file could not be removed: %s", error.strerror)


def open_file(file: HandedFile) -> IO[bytes]:
    """NoResultFound if it has gone from the disk: a row that outlives its file is a fault."""
    try:
        return (_folder() / file.stored_as).open("rb")
    except FileNotFoundError as error:
        log.error("upload: file %s has gone from the disk", file.id)
        raise NoResultFound from error


def missing() -> list[int]:
    """The ids of rows whose file is not on the disk."""
    rows = db.session.execute(select(HandedFile.id, HandedFile.stored_as))
    return [number for number, name in rows if not (_folder() / name).is_file()]


def sweep(now: datetime) -> int:
    """Take away what no row names: what was left on the way, and what was forgotten.

    Not before a day is over, so that nothing goes whose row is being written.
    """
    found = [path for path in _ours() if _age(path, now) > KEPT_WITHOUT_ROW]
    if not found:
        return 0
    with reading():
        named = set(db.session.scalars(select(HandedFile.stored_as)))
    orphans = [path for path in found if path.name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _ours() -> list[Path]:
    try:
        return [path for path in _folder().iterdir() if OURS.fullmatch(path.name)]
    except FileNotFoundError:
        return []


def _age(path: Path, now: datetime) -> timedelta:
    try:
        return timedelta(seconds=now.timestamp() - path.stat().st_mtime)
    except FileNotFoundError:
        return timedelta()


def _folder() -> Path:
    return upload_settings().folder


@contextmanager
def _unfinished() -> Iterator[Path]:
    """A new file that nobody else can read; gone afterwards unless it was renamed."""
    folder = _folder()
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)
    part = folder / f"{secrets.token_hex(16)}{UNFINISHED}"
    part.touch(mode=0o600, exist_ok=False)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _copy(stream: IO[bytes], part: Path) -> tuple[int, str]:
    """How large it is, and its hash; stops as soon as it is too much."""
    size, digest = 0, hashlib.sha256()
    with part.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused(Why.TOO_LARGE)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _look_at(part: Path, ending: str) -> dict[str, Any]:
    with part.open("rb") as file:
        return upload_child.look_at(file, ending)


def _refuse_cpr(*texts: str) -> None:
    """In what is kept as text; what else a file holds is read by nobody but people."""
    if any(text_check.looks_like(text) == "CPR number" for text in texts):
        raise Refused(Why.CPR)


def _scan(part: Path) -> bool:
    """Whether a scanner has looked at it. One that cannot say yes says no."""
    command = upload_settings().scan
    if not command:
        return False
    try:
        said = subprocess.run(  # noqa: S603 (the operator's own program)
            [*command, str(part)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SCAN_PATIENCE,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("upload: the scanner did not answer: %s", type(error).__name__)
        raise Refused(Why.NOT_SCANNED) from error
    if said == INFECTED:
        raise Refused(Why.INFECTED)
    if said:
        log.error("upload: the scanner ended with %s", said)
        raise Refused(Why.NOT_SCANNED)
    return True


def _finish(part: Path) -> str:
    """Give it its name, and be sure that the name is on the disk too."""
    final = part.with_suffix("")
    part.rename(final)
    _sync(part.parent)
    return final.name


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
