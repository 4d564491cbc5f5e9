"""How mails leave: what the outbox asks of a transport, and the one that speaks SMTP."""

import ipaddress
from collections.abc import Generator, Iterable, Mapping
from datetime import timedelta
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from app.mail.outgoing import Misconfigured, Outgoing, Result, Unreachable
from app.mail.smtp import Connection, Pile


class Transport(Protocol):
    # how long one mail can take at most, until it is given up
    longest: timedelta

    def send(self, mails: Iterable[Outgoing]) -> Generator[Result, None, None]:
        """Send, and tell of each mail as soon as it is known.

        Takes a mail only when it is about to send it. May raise Unreachable or WeAreRefused;
        a mail of which nothing is told has not left.
        """
        ...

    def close(self) -> None: ...


class SmtpTransport:
    """Sends over kept connections, several at once where that is set."""

    def __init__(self, connections: list[Connection], longest: timedelta) -> None:
        self.connections = connections
        self.longest = longest

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "SmtpTransport":
        """From the settings; Misconfigured if mails would leave unprotected."""
        host, tls = config["MAIL_HOST"], config["MAIL_TLS"]
        here = is_this_machine(host)
        tls = tls or ("none" if here else "starttls")
        if tls not in {"starttls", "tls", "none"}:
            raise Misconfigured("MAIL_TLS must be starttls, tls or none.")
        if config["DEMO"] and not here:
            raise Misconfigured("The demo sends no mail beyond this machine: unset MAIL_HOST.")
        if tls == "none" and not here:
            raise Misconfigured(
                "Mail leaves this machine only encrypted: set MAIL_TLS to starttls or tls."
            )
        dot = float(max(config["MAIL_DOT_TIMEOUT"], 120))
        connections = [
            Connection(
                host,
                config["MAIL_PORT"],
                tls=tls,
                username=config["MAIL_USERNAME"],
                password=config["MAIL_PASSWORD"],
                dot=dot,
            )
            for _ in range(max(1, config["MAIL_CONNECTIONS"]))
        ]
        return cls(connections, timedelta(seconds=10 + 4 * 60 + dot))

    def send(self, mails: Iterable[Outgoing]) -> Generator[Result, None, None]:
        pile = Pile(mails)
        first, *others = self.connections
        if others:
            # whoever cannot reach the server says so here, before mails are handed out
            first.open()
            yield from _side_by_side(self.connections, pile)
        yield from first.send(pile)

    def close(self) -> None:
        for connection in self.connections:
            connection.close()


def _side_by_side(connections: list[Connection], pile: Pile) -> Generator[Result, None, None]:
    """A thread for each connection; what they tell comes back to the one that asked.

    A server that takes fewer connections than we have is no trouble: what they had in hand goes
    back on the pile.
    """
    told: SimpleQueue[Result | Exception | None] = SimpleQueue()

    def work(connection: Connection) -> None:
        trouble: Exception | None = None
        try:
            for result in connection.send(pile):
                told.put(result)
        except Unreachable:
            pass
        except Exception as found:
            trouble = found
        told.put(trouble)

    threads = [Thread(target=work, args=(one,), daemon=True) for one in connections]
    for thread in threads:
        thread.start()
    running = len(threads)
    troubles: list[Exception] = []
    try:
        while running:
            item = told.get()
            if isinstance(item, Result):
                yield item
                continue
            running -= 1
            troubles += [item] if item is not None else []
    finally:
        # nobody listens any more: no thread may begin another mail
        pile.close()
        for thread in threads:
            thread.join()
        pile.open()
    if troubles:
        raise troubles[0]


def is_this_machine(host: str) -> bool:
    """Whether what is sent there stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
