"""A mail server for tests: takes mails, counts them, and fails as it is told.

`Sink(mode)` listens on loopback in a thread. A mode names what goes wrong:
refuse, 421, 450, 451, 550, 552, 552-data, 535, drop-after-data, drop-after-dot, slow, silent.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType


@dataclass(slots=True)
class Taken:
    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        found = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Sink:
    """What it took is in `taken`; `connections` counts who came."""

    mode: str = ""
    # what the trouble is limited to: the first so many mails; None: all
    times: int | None = None
    # so many connections are let in before one is turned away with 421
    spared: int = 0
    pipelining: bool = True
    tls: ssl.SSLContext | None = None
    auth: bool = False
    # how long a reply takes to arrive, as if the server were far away
    delay: float = 0.0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    encrypted: int = 0

    def __enter__(self) -> "Sink":
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        self.lock = threading.Lock()
        if self.mode == "refuse":
            self.server.close()
        else:
            threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()

    @property
    def message_ids(self) -> list[str]:
        return [str(one.message["Message-ID"]) for one in self.taken]

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            self.connections += 1
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        talk = Talk(self, client)
        with suppress(OSError, ValueError):
            talk.run()
        talk.close()

    def goes_wrong(self, mode: str) -> bool:
        """Whether this is the trouble, and there is some left."""
        with self.lock:
            if self.mode != mode or self.times == 0:
                return False
            if self.times is not None:
                self.times -= 1
            return True


class Talk:
    """One connection."""

    def __init__(self, sink: Sink, client: socket.socket) -> None:
        self.sink, self.client = sink, client
        self.file = client.makefile("rb")
        self.sender, self.recipients = "", list[str]()
        self.commands: dict[str, Callable[[str], bool]] = {
            "EHLO": self.ehlo,
            "STARTTLS": self.starttls,
            "AUTH": self.auth,
            "MAIL": self.mail,
            "RCPT": self.rcpt,
            "DATA": self.data,
            "RSET": self.rset,
            "QUIT": self.quit,
        }

    def close(self) -> None:
        with suppress(OSError):
            self.client.shutdown(socket.SHUT_RDWR)
        self.file.close()
        self.client.close()

    def say(self, line: str) -> bool:
        if self.sink.delay:
            time.sleep(self.sink.delay)
        text = f"{line}\r\n".encode()
        if self.sink.mode == "slow":
            for number in range(len(text)):
                self.client.sendall(text[number : number + 1])
                time.sleep(0.01)
        else:
            self.client.sendall(text)
        return True

    def run(self) -> None:
        if self.sink.goes_wrong("silent"):
            self.client.recv(1)
            return
        if self.sink.connections > self.sink.spared and self.sink.goes_wrong("421"):
            self.say("421 4.3.2 too busy for jane@odense.example")
            return
        self.say("220 sink.example ESMTP")
        while line := self.file.readline():
            text = line.decode("latin-1").strip()
            run = self.commands.get(text[:8].partition(" ")[0].upper(), self.unknown)
            if not run(text):
                return

    def unknown(self, line: str) -> bool:
        return self.say("500 5.5.2 what?")

    def ehlo(self, line: str) -> bool:
        offers = ["sink.example"]
        offers += ["PIPELINING"] if self.sink.pipelining else []
        offers += ["STARTTLS"] if self.sink.tls else []
        offers += ["AUTH PLAIN LOGIN"] if self.sink.auth else []
        return self.say(
            "\r\n".join(f"250{' ' if one == offers[-1] else '-'}{one}" for one in offers)
        )

    def starttls(self, line: str) -> bool:
        assert self.sink.tls is not None
        self.say("220 go ahead")
        self.file.close()
        self.client = self.sink.tls.wrap_socket(self.client, server_side=True)
        self.file = self.client.makefile("rb")
        self.sink.encrypted += 1
        return True

    def auth(self, line: str) -> bool:
        wrong = self.sink.goes_wrong("535")
        return self.say("535 5.7.8 wrong password" if wrong else "235 2.7.0 welcome")

    def mail(self, line: str) -> bool:
        self.sender = line.partition("<")[2].partition(">")[0]
        self.recipients = []
        return self.say("250 2.1.0 ok")

    def rcpt(self, line: str) -> bool:
        address = line.partition("<")[2].partition(">")[0]
        for mode, reply in {
            "450": "450 4.2.1 mailbox busy",
            "550": f"550 5.1.1 no such user {address}",
            "552": "552 5.5.3 too many recipients",
        }.items():
            if self.sink.goes_wrong(mode):
                return self.say(reply)
        self.recipients.append(address)
        return self.say("250 2.1.5 ok")

    def data(self, line: str) -> bool:
        if not self.recipients:
            return self.say("554 5.5.1 no valid recipients")
        self.say("354 go ahead")
        if self.sink.goes_wrong("drop-after-data"):
            return False
        lines = []
        while (text := self.file.readline()) not in {b".\r\n", b""}:
            lines.append(text[1:] if text.startswith(b".") else text)
        if not text:
            return False
        if self.sink.goes_wrong("451"):
            return self.say("451 4.3.0 try later")
        if self.sink.goes_wrong("552-data"):
            return self.say("552 5.2.2 mailbox full")
        with self.sink.lock:
            self.sink.taken.append(Taken(self.sender, self.recipients, b"".join(lines)))
        if self.sink.goes_wrong("drop-after-dot"):
            return False
        return self.say("250 2.0.0 taken")

    def rset(self, line: str) -> bool:
        return self.say("250 2.0.0 ok")

    def quit(self, line: str) -> bool:
        self.say("221 2.0.0 bye")
        return False
