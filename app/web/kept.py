"""Whole public pages, kept in the process as they were sent.

Public pages are the same for every reader, so one rendering serves all, until the content version
is raised, or a moment comes that changes a page by itself (registration opens, a day begins). The
version is read before the page is rendered: what changes meanwhile makes the kept page old at once.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, g, request

from app import clock, workdays
from app.extensions import content_version, db
from app.services import courses

NEVER = datetime.max.replace(tzinfo=UTC)
MOST_PAGES = 512
MOST_BYTES = 16 * 1024 * 1024
QUERY = "SELECT number FROM content_version"
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is sent; compressed when it is asked for again."""

    plain: bytes
    etag: str
    content_type: str
    packed: bytes = b""

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed)


Mark = tuple[int, datetime]


class Shelf:
    """The pages of one version of the content; the one not asked for longest goes first."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.pages: OrderedDict[tuple[str, bytes], Page] = OrderedDict()
        self.size = 0
        # the version, and the moment before which nothing here was rendered
        self.mark: Mark = (0, NEVER)
        # when a page changes by itself; asked for only when the shelf is used again
        self.until: datetime | None = None

    def open(self, version: int, now: datetime) -> Mark:
        """What to put pages under; an empty shelf, if what is kept is not right any more."""
        mark = self.mark
        if mark[0] == version and mark[1] <= now:
            until = self.until or next_change(mark[1])
            with self.lock:
                if self.mark == mark:
                    self.until = until
                    if now < until:
                        return mark
        return self.begin(version, now)

    def begin(self, version: int, now: datetime) -> Mark:
        with self.lock:
            self.pages.clear()
            self.size = 0
            self.mark, self.until = (version, now), None
            return self.mark

    def find(self, key: tuple[str, bytes]) -> Page | None:
        with self.lock:
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, bytes], page: Page, mark: Mark) -> None:
        """Keep it, unless the shelf has been emptied while it was rendered."""
        with self.lock:
            if mark != self.mark or page.size > MOST_BYTES:
                return
            old = self.pages.pop(key, None)
            self.size += page.size - (old.size if old else 0)
            self.pages[key] = page
            while len(self.pages) > MOST_PAGES or self.size > MOST_BYTES:
                _, gone = self.pages.popitem(last=False)
                self.size -= gone.size


def next_change(now: datetime) -> datetime:
    """A day begins, at the latest: near the start of a course the form asks for other things."""
    midnight = workdays.end_of_day(clock.today(now))
    return min(courses.next_change(now) or midnight, midnight)


def init_app(app: Flask) -> None:
    app.extensions["kept_pages"] = Shelf()


def kept(view: View) -> View:
    """Keep what a public view answers: it may depend on the address and the content, no more."""

    @wraps(view)
    def shown(**values: Any) -> Response:
        if request.method == "POST":
            return view(**values)
        shelf: Shelf = current_app.extensions["kept_pages"]
        mark = shelf.open(current_version(), clock.now())
        key = (request.path, request.query_string)
        page = shelf.find(key)
        if page is None:
            response = view(**values)
            if not may_be_kept(response):
                return response
            page = take(response)
            shelf.put(key, page, mark)
        elif not page.packed:
            page = replace(page, packed=gzip.compress(page.plain, compresslevel=6, mtime=0))
            shelf.put(key, page, mark)
        return answer(page)

    return shown


def current_version() -> int:
    """The content version, by the shortest way to the database.

    Anything unusual, such as a connection that is gone, is left to the ordinary way.
    """
    try:
        return read_version()
    except db.engine.dialect.loaded_dbapi.Error:
        return content_version()


def read_version() -> int:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(QUERY)
        [number] = cursor.fetchone() or (0,)
        return int(number)
    except db.engine.dialect.loaded_dbapi.Error:
        connection.invalidate()
        raise
    finally:
        connection.close()


def may_be_kept(response: Response) -> bool:
    return (
        response.status_code == 200
        and not response.is_streamed
        and "Set-Cookie" not in response.headers
        and not g.get("private")
    )


def take(response: Response) -> Page:
    body = response.get_data()
    return Page(body, hashlib.sha256(body).hexdigest()[:32], response.headers["Content-Type"])


def answer(page: Page) -> Response:
    """The page, or only that the reader's copy is still right."""
    packed = page.packed and request.accept_encodings.quality("gzip") > 0
    etag = f"{page.etag}-gzip" if packed else page.etag
    known = request.if_none_match
    if known.contains_weak(page.etag) or known.contains_weak(f"{page.etag}-gzip"):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(page.packed if packed else page.plain)
        response.headers["Content-Type"] = page.content_type
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response
