"""Many people who press the last button of the form at the same moment, each from another place."""

import asyncio
import http.client
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

from app.models import Cohort
from tests.registering import EAN, OWN


@dataclass(frozen=True, slots=True)
class Answered:
    """What one of them got, and after how many seconds."""

    status: int
    location: str
    cookie: str
    body: str
    seconds: float


def form(who: str, people: int = 1) -> bytes:
    """Everything the last page posts: the contact takes part, with so many people in all."""
    fields = dict(OWN) | {
        "step": "check",
        "reached": "check",
        "form_key": f"key-of-{who}".ljust(16, "-"),
        "email": f"{who}@odense.example",
        "attending": "y",
        "together": "all",
        "bill": "ean",
        "ean": EAN,
    }
    for n in range(people - 1):
        fields |= {
            f"people-{n}-name": f"Colleague {n + 1}",
            f"people-{n}-email": f"{who}-{n + 1}@odense.example",
            f"people-{n}-title": "Pedagogue",
        }
    return urlencode(fields).encode()


def path(cohort: Cohort) -> str:
    return f"/en/courses/{cohort.course.slug}/{cohort.code}/register"


def rush(port: int, path: str, forms: Sequence[bytes]) -> list[Answered]:
    """Connect them all first, let them all go at once, and wait for the last answer."""
    return asyncio.run(_rush(port, path, forms))


def follow(port: int, answered: Answered) -> str:
    """The page to which the answer leads."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as asked:
        asked.request("GET", answered.location, headers={"Cookie": answered.cookie})
        answer = asked.getresponse()
        assert answer.status == 200, answered.location
        return answer.read().decode()


async def ask(port: int, request: bytes) -> Answered:
    """Send it on a connection of its own."""
    pair = await asyncio.open_connection("127.0.0.1", port)
    return await _answer(*pair, request, time.perf_counter())


async def _rush(port: int, path: str, forms: Sequence[bytes]) -> list[Answered]:
    ready = [await asyncio.open_connection("127.0.0.1", port) for _form in forms]
    posts = [post(path, number, body) for number, body in enumerate(forms)]
    began = time.perf_counter()
    sent = zip(ready, posts, strict=True)
    return await asyncio.gather(*(_answer(*pair, request, began) for pair, request in sent))


def post(path: str, number: int, body: bytes) -> bytes:
    """The press of the last button, from an address of its own."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Sec-Fetch-Site: same-origin\r\nX-Forwarded-For: 10.0.{number >> 8}.{number & 255}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, began: float
) -> Answered:
    writer.write(request)
    answer = await reader.read()
    seconds = time.perf_counter() - began
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
    location, cookie = headers.get("location", ""), headers.get("set-cookie", "")
    return Answered(
        int(lines[0].split()[1]), location, cookie.split(";")[0], body.decode(), seconds
    )
