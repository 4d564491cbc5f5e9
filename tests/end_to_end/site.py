"""The demo as `make run` starts it: site, worker and inbox, on a folder and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from flask import Flask

from app import create_app
from app.cli import demo
from app.config import from_environment
from tests.factories import Make

READY = "Ctrl-C stops it."
WITHIN = 180.0
numbers = count(10_000)


def beside() -> Make:
    """Makes rows beside those of the tour and of the other tests: their numbers are others."""
    make = Make()
    make.numbers = numbers
    return make


class Site:
    """A running demo, and the same site in this process, to arrange and to look things up."""

    def __init__(self, address: str, app: Flask) -> None:
        self.address = address
        self.app = app


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Start it, and stop it as a person would: with Ctrl-C. It must end well."""
    port = _free_port()
    printed = folder / "printed.txt"
    environment = os.environ | {"INSTANCE_PATH": str(folder / "instance"), "PORT": str(port)}
    command = [str(Path(sys.executable).with_name("flask")), "demo", "run"]
    with printed.open("w") as output:
        program = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            _wait_for(program, printed)
            yield Site(f"http://127.0.0.1:{port}", _same_site(folder / "instance", port))
        finally:
            program.send_signal(signal.SIGINT)
            ended = program.wait(60)
    assert ended == 0, printed.read_text()
    assert "Traceback" not in printed.read_text(), printed.read_text()


def _same_site(instance: Path, port: int) -> Flask:
    return create_app(from_environment(demo.settings(instance, port)))


def _wait_for(program: "subprocess.Popen[bytes]", printed: Path) -> None:
    until = time.monotonic() + WITHIN
    while READY not in printed.read_text():
        assert program.poll() is None, printed.read_text()
        assert time.monotonic() < until, printed.read_text()
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
