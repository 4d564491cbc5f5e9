"""The site as several processes on a test database, and members of staff who use it over HTTP."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from app import clock
from app.extensions import db
from app.models import StaffMember
from app.services import sign_ins
from app.web.staff.presence import KEY
from tests import databases

TOKEN = re.compile(r'name="(csrf_token|seal)" value="([^"]*)"')


@contextmanager
def served(
    database: databases.Sites,
    factory: str = "app:create_app()",
    processes: int = 2,
    threads: int = 1,
    port: int = 0,
    host: str = "127.0.0.1",
    **more: str,
) -> Iterator[int]:
    """gunicorn with so many processes, and more settings if need be; gives the port."""
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    settings = databases.environment(database.url, database.folder) | more
    settings["BASE_URL"] = f"http://{host}:{port}"
    gunicorn = Path(sys.executable).with_name("gunicorn")
    options = ["--no-control-socket", "-w", str(processes), "-b", f"127.0.0.1:{port}"]
    options += ["--threads", str(threads)]
    running = subprocess.Popen(
        [gunicorn, *options, "--log-level", "warning", factory], env=os.environ | settings
    )
    try:
        until = time.monotonic() + 20
        while not _answers(port):
            assert running.poll() is None, "gunicorn has ended"
            assert time.monotonic() < until, "gunicorn does not answer"
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait(20)


def _answers(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
            asked.request("GET", "/live")
            return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


class Desk:
    """A signed-in member of staff at another computer."""

    def __init__(self, app: Flask, port: int, member: StaffMember) -> None:
        self.port = port
        key = sign_ins.begin(member)
        db.session.commit()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = signer.dumps({KEY: [key, int(clock.now().timestamp())]})
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}={cookie}"
        self.hidden: dict[str, str] = {}

    def get(self, path: str) -> str:
        """Open a page, and keep what its forms would send."""
        status, body, _ = self._ask("GET", path)
        assert status == 200, f"{status} at {path}: {body[:300]}"
        self.hidden = dict(TOKEN.findall(body))
        return body

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """The status, and where it sends on to."""
        status, _, location = self._ask("POST", path, urlencode(self.hidden | fields))
        return status, location

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as asked:
            asked.request(method, path, body, headers)
            answer = asked.getresponse()
            for name, value in answer.getheaders():
                if name == "Set-Cookie":
                    self.cookie = value.split(";")[0]
            return answer.status, answer.read().decode(), answer.getheader("Location") or ""
