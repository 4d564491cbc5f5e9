"""One kept connection to a mail server."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from threading import Lock

from app.mail.outgoing import (
    Outcome,
    Outgoing,
    Result,
    Unreachable,
    WeAreRefused,
    sorted_out,
)

CRLF = b"\r\n"
LONGEST_LINE = 8192
WE_MAY_NOT = {530, 534, 535, 538}


class Pile:
    """Mails to take from, one at a time; several connections may share it."""

    def __init__(self, mails: Iterable[Outgoing]) -> None:
        self.mails = iter(mails)
        self.returned: list[Outgoing] = []
        self.lock = Lock()
        self.closed = False

    def take(self) -> Outgoing | None:
        with self.lock:
            if self.closed:
                return None
            return self.returned.pop() if self.returned else next(self.mails, None)

    def put_back(self, mail: Outgoing) -> None:
        self.returned.append(mail)

    def close(self) -> None:
        self.closed = True

    def open(self) -> None:
        self.closed = False


class Connection:
    """Speaks SMTP, in groups of commands where the server lets us (RFC 2920).

    A group is the text of one mail and the envelope of the next: one round trip for each mail.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: str,
        username: str = "",
        password: str = "",
        connect: float = 10,
        command: float = 60,
        dot: float = 120,
    ) -> None:
        self.host, self.port, self.tls = host, port, tls
        self.username, self.password = username, password
        self.connect_timeout, self.command_timeout, self.dot_timeout = connect, command, dot
        self.smtp: smtplib.SMTP | None = None

    def send(self, pile: Pile) -> Generator[Result, None, None]:
        """Send what is on the pile. When there is no connection, the one in hand goes back."""
        mail = pile.take()
        while mail is not None:
            try:
                smtp = self.open()
            except (Unreachable, WeAreRefused):
                pile.put_back(mail)
                raise
            if smtp.has_extn("pipelining"):
                mail = yield from self._in_groups(smtp, mail, pile.take)
            else:
                yield self._one_by_one(smtp, mail)
                mail = pile.take()

    def open(self) -> smtplib.SMTP:
        """The kept connection, or a new one."""
        if self.smtp is None:
            try:
                self.smtp = self._connect()
            except smtplib.SMTPAuthenticationError as refused:
                raise WeAreRefused(said(refused.smtp_code, refused.smtp_error)) from refused
            except smtplib.SMTPResponseException as refused:
                reason = said(refused.smtp_code, refused.smtp_error)
                if refused.smtp_code in WE_MAY_NOT:
                    raise WeAreRefused(reason) from refused
                raise Unreachable(reason) from refused
            except (OSError, smtplib.SMTPException) as trouble:
                raise Unreachable(named(trouble)) from trouble
        return self.smtp

    def stands(self) -> bool:
        return self.smtp is not None

    def close(self) -> None:
        """Say goodbye, if the connection still stands."""
        if self.smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
            self._drop()

    def _connect(self) -> smtplib.SMTP:
        context = None if self.tls == "none" else ssl.create_default_context()
        if self.tls == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.connect_timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.connect_timeout)
        try:
            self._wait(smtp, self.command_timeout)
            if self.tls == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if self.username:
                smtp.login(self.username, self.password)
        except BaseException:
            smtp.close()
            raise
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _drop(self) -> None:
        if self.smtp is not None:
            with suppress(OSError):
                self.smtp.close()
            self.smtp = None

    def _one_by_one(self, smtp: smtplib.SMTP, mail: Outgoing) -> Result:
        """A mail to a server that wants each command answered before the next."""
        try:
            for step, line in enumerate(envelope(mail)):
                self._wait(smtp, self.command_timeout)
                smtp.send(line)
                code, text = reply(smtp)
                refused = judge(mail, step, code, text)
                if refused is not None:
                    self._clear(smtp, code)
                    return refused
            smtp.send(stuffed(mail.data))
            return self._after_dot(smtp, mail)
        except (OSError, smtplib.SMTPServerDisconnected) as trouble:
            self._drop()
            return Result(mail, Outcome.LATER, named(trouble))

    def _in_groups(
        self, smtp: smtplib.SMTP, mail: Outgoing, take: Callable[[], Outgoing | None]
    ) -> Generator[Result, None, Outgoing | None]:
        """Send mail after mail; returns the one that was taken and not begun, if any."""
        following: Outgoing | None = mail
        try:
            smtp.send(b"".join(envelope(mail)))
        except (OSError, smtplib.SMTPServerDisconnected) as trouble:
            self._drop()
            yield Result(mail, Outcome.LATER, named(trouble))
            return take()
        while following is not None:
            mail, following = following, None
            try:
                refused, ready = self._replies(smtp, mail)
            except (OSError, smtplib.SMTPServerDisconnected) as trouble:
                self._drop()
                yield Result(mail, Outcome.LATER, named(trouble))
                return take()
            if not self.stands():
                yield refused or Result(mail, Outcome.LATER, "closed")
                return take()
            following = take()
            group = b"".join(envelope(following)) if following else b""
            try:
                if refused is None:
                    smtp.send(stuffed(mail.data) + group)
                    result = self._after_dot(smtp, mail)
                else:
                    # 354 although nobody takes it: an empty text ends the transaction
                    end = b".\r\n" if ready else b"RSET\r\n"
                    smtp.send(end + group)
                    self._wait(smtp, self.command_timeout)
                    reply(smtp)
                    result = refused
            except (OSError, smtplib.SMTPServerDisconnected) as trouble:
                self._drop()
                yield refused or Result(mail, Outcome.LATER, named(trouble))
                return following
            yield result
            if not self.stands():
                return following
        return None

    def _replies(self, smtp: smtplib.SMTP, mail: Outgoing) -> tuple[Result | None, bool]:
        """What the server says to an envelope, and whether it now waits for a text."""
        refused: Result | None = None
        code = 0
        self._wait(smtp, self.command_timeout)
        for step in range(3):
            code, text = reply(smtp)
            refused = refused or judge(mail, step, code, text)
            if code == 421:
                self._drop()
                break
        return refused, code == 354

    def _after_dot(self, smtp: smtplib.SMTP, mail: Outgoing) -> Result:
        self._wait(smtp, self.dot_timeout)
        code, text = reply(smtp)
        refused = judge(mail, 3, code, text)
        if code == 421:
            self._drop()
        return refused or Result(mail, Outcome.SENT)

    def _clear(self, smtp: smtplib.SMTP, code: int) -> None:
        """Forget a mail that was refused, so that the next one can begin."""
        if code == 421:
            self._drop()
            return
        try:
            smtp.send(b"RSET\r\n")
            reply(smtp)
        except (OSError, smtplib.SMTPServerDisconnected):
            self._drop()

    @staticmethod
    def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
        if smtp.sock is not None:
            smtp.sock.settimeout(seconds)


def reply(smtp: smtplib.SMTP) -> tuple[int, bytes]:
    """What the server says next. As smtplib reads it, at a quarter of the cost."""
    if smtp.file is None:
        return smtp.getreply()
    lines = []
    while True:
        line: bytes = smtp.file.readline(LONGEST_LINE)
        if not line:
            raise smtplib.SMTPServerDisconnected("connection closed")
        if not line[:3].isdigit():
            raise smtplib.SMTPServerDisconnected("no reply")
        lines.append(line[4:].strip())
        if line[3:4] != b"-":
            return int(line[:3]), b" ".join(lines)


def envelope(mail: Outgoing) -> tuple[bytes, bytes, bytes]:
    return (
        f"MAIL FROM:<{mail.sender}>\r\n".encode("ascii"),
        f"RCPT TO:<{mail.recipient}>\r\n".encode("ascii"),
        b"DATA\r\n",
    )


def stuffed(data: bytes) -> bytes:
    """The text as it goes over the wire: leading dots doubled, a dot at the end."""
    return data.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def judge(mail: Outgoing, step: int, code: int, text: bytes) -> Result | None:
    """What a reply means for the mail; None where all is well so far."""
    if code in WE_MAY_NOT:
        raise WeAreRefused(said(code, text))
    outcome = sorted_out(step, code)
    return None if outcome is None else Result(mail, outcome, said(code, text))


PRIVATE = re.compile(r"\S*(?:@|://)\S*|[A-Za-z0-9_.=-]{24,}")


def said(code: int, text: bytes | str) -> str:
    """A reply without addresses, tokens and line breaks."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {PRIVATE.sub('…', ' '.join(words.split()))}"[:200].strip()


def named(trouble: Exception) -> str:
    """What went wrong on the way to the server, in words that hold no address."""
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return f"TLS: {trouble.verify_message}"[:200]
    if isinstance(trouble, ssl.SSLError):
        return f"TLS: {trouble.reason}"[:200]
    if isinstance(trouble, TimeoutError):
        return "time-out"
    if isinstance(trouble, ConnectionRefusedError):
        return "connection refused"
    if isinstance(trouble, smtplib.SMTPServerDisconnected):
        return "time-out" if "timed out" in str(trouble) else "connection closed"
    return type(trouble).__name__
