"""What every benchmark stands on: servers to measure, rounds in turn, a table of ratios.

Machines are noisy, so a goal is a ratio inside one run: the contestants take turns (the order
reversed each round), and the median counts. CPU time is that of the server's processes alone.
"""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
# a site that is installed is there as bytecode; some machines forbid Python to write any
STORED = {"PYTHONDONTWRITEBYTECODE": ""}
KEY = "only-for-measuring-0123456789-abcdefghijklm"


@dataclass
class Server:
    """gunicorn with an app in it, on a port of its own."""

    name: str
    app: str
    settings: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1
    threads: int = 1
    preload: bool = False
    config: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self, path: str = "/") -> float:
        """Start it, and say how many seconds passed until it answered."""
        self.port = free_port()
        base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(self.workers), "--log-level", "error", "--no-control-socket"]
        command += ["--threads", str(self.threads)] if self.threads > 1 else []
        command += ["--preload"] * self.preload
        if self.config:
            command += ["--config", self.config, "--access-logfile", os.devnull]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, self.app],
            cwd=ROOT,
            env={**os.environ, **STORED, "BASE_URL": base, "SECRET_KEY": KEY, **self.settings},
            start_new_session=True,
        )
        while not self.answers(path):
            if self.process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError(f"{self.name} does not start")
            time.sleep(0.01)
        return time.perf_counter() - began

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)

    def get(
        self, path: str, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, dict(answer.getheaders()), body
        finally:
            connection.close()

    @property
    def processes(self) -> list[int]:
        """The master, and its workers."""
        assert self.process is not None
        master = self.process.pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [master, *map(int, children)]

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        total = 0
        for pid in self.processes:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> float:
        """MiB, what processes share counted once."""
        total = 0
        for pid in self.processes:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        return total / 1024


@dataclass(frozen=True)
class Measured:
    """What one round of requests cost."""

    cpu: float
    seconds: float


def requests(
    server: Server,
    path: str,
    number: int,
    headers: Mapping[str, str] | None = None,
    want: int = 200,
) -> Measured:
    """Per request, of so many in a row."""
    cpu, began = server.cpu(), time.perf_counter()
    for _ in range(number):
        status, _, _ = server.get(path, headers)
        assert status == want, f"{server.name}: {status}"
    return Measured((server.cpu() - cpu) / number, (time.perf_counter() - began) / number)


def in_turn(contestants: Mapping[str, Callable[[], Measured]], rounds: int) -> dict[str, Measured]:
    """The median of every contestant; one round first that does not count."""
    seen: dict[str, list[Measured]] = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        names = list(contestants) if turn % 2 else list(contestants)[::-1]
        for name in names:
            measured = contestants[name]()
            if turn:
                seen[name].append(measured)
    return {
        name: Measured(
            statistics.median(one.cpu for one in all_),
            statistics.median(one.seconds for one in all_),
        )
        for name, all_ in seen.items()
    }


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, against what, and what was wished for."""

    what: str
    floor: str
    ours: str
    ratio: float
    goal: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def __str__(self) -> str:
        sign = ">=" if self.at_least else "<="
        met = "yes" if self.is_met else "NO"
        return (
            f"| {self.what} | {self.floor} | {self.ours} | {self.ratio:.2f} "
            f"| {sign} {self.goal:g} | {met} |"
        )


def table(title: str, lines: list[Line]) -> str:
    head = "| What | Floor | Ours | Ratio | Goal | Met |\n|---|---|---|---|---|---|"
    return "\n".join([f"\n{title}\n", head, *map(str, lines), ""])


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdstart-bench-") as name:
        yield Path(name)


@contextmanager
def running(*servers: Server, path: str = "/") -> Iterator[None]:
    """Start them, and stop each however it ends."""
    started: list[Server] = []
    try:
        for server in servers:
            started.append(server)
            server.start(path)
        yield
    finally:
        for server in started:
            server.stop()
