"""Look at a file that was handed in. Runs as a process of its own, with little of everything.

Reads the file from its input, and answers in JSON: {"refused": why}, or what our own file has been
filled in with: {"kind", "version", "answers"}; of a list of people, what people_list.py says.
app/documents/upload_child.py starts it.
"""

import json
import resource
import sys
from typing import Any

from app.documents import people_list, upload_parts, upload_pdf
from app.documents.upload_refusal import MOST_BYTES, Refused, Why

MEGABYTE = 1024 * 1024
# characters in all answers together
MOST_TEXT = 500_000
LIMITS = {
    # address space: more than is ever in memory
    resource.RLIMIT_AS: 192 * MEGABYTE,
    # seconds of work
    resource.RLIMIT_CPU: 2,
    resource.RLIMIT_NOFILE: 16,
    # writes no file
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
# what nothing here has to do
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# a document with a password is a zip file in a stream with this name
LOCKED = "EncryptedPackage".encode("utf-16-le")


def check(data: bytes, ending: str) -> None:
    """Raises Refused if the file is not a harmless one of its kind."""
    if not data:
        raise Refused(Why.EMPTY)
    if len(data) > MOST_BYTES:
        raise Refused(Why.TOO_LARGE)
    if data.startswith(OLE) and ending != "pdf":
        raise Refused(Why.PASSWORD if LOCKED in data else Why.OLD_FORMAT)
    if ending == "pdf":
        upload_pdf.check(data)
    else:
        upload_parts.check(data, ending)


def read_back(data: bytes, ending: str) -> dict[str, Any]:
    """What stands in a worksheet of ours. Of a file that is not one, or that is broken, nothing."""
    from app.documents import reading_back

    readers = {"docx": reading_back.read_docx, "xlsx": reading_back.read_xlsx}
    try:
        found = readers[ending](data)
    except Exception:
        # whatever a library makes of a stranger's file: it is kept, and read by a person
        return {}
    answers = dict(found.answers)
    if not found.kind or sum(map(len, answers.values())) > MOST_TEXT:
        return {}
    return {"kind": found.kind, "version": found.version, "answers": answers}


def limit() -> None:
    """For good: a limit that is lowered cannot be raised again."""
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: object) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)


def _look_at(data: bytes, ending: str) -> dict[str, Any]:
    if kind := people_list.ENDINGS.get(ending):
        return people_list.read(data, kind)
    check(data, ending)
    return read_back(data, ending) if ending != "pdf" else {}


def main(ending: str) -> None:
    limit()
    said: dict[str, Any]
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        said = _look_at(data, ending)
    except Refused as refused:
        said = {"refused": refused.why}
    except MemoryError:
        said = {"refused": Why.TOO_MUCH_INSIDE}
    sys.stdout.write(json.dumps(said))
