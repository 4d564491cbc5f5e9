"""Mail leaves this machine only encrypted, to a server whose certificate is trusted."""

import ssl
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from app.mail.outgoing import Misconfigured
from app.mail.transport import SmtpTransport
from app.models import Course
from tests.factories import Make
from tests.mailing import deliver, people, queue, states
from tests.smtp_sink import Sink


class Certificate:
    """A certificate of our own, which nobody trusts unless told."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", str(folder / "key.pem"), "-out", str(self.file)),
            ],
            check=True,
            capture_output=True,
        )
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(self.file, folder / "key.pem")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"))


def test_a_certificate_that_is_not_trusted_lets_nothing_leave(
    make: Make, course: Course, certificate: Certificate
) -> None:
    queue(make, course, *people(2))

    with Sink(tls=certificate.server) as sink:
        told = deliver(sink, tls="starttls")

    assert told.unreachable.startswith("TLS: ")
    assert states() == {"queued": 2}
    assert sink.taken == []


def test_a_server_without_tls_gets_nothing(make: Make, course: Course) -> None:
    queue(make, course, *people(2))

    with Sink() as sink:
        told = deliver(sink, tls="starttls")

    assert told.unreachable == "SMTPNotSupportedError"
    assert states() == {"queued": 2}


def test_a_trusted_certificate_is_used(
    make: Make, course: Course, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    queue(make, course, *people(2))

    with Sink(tls=certificate.server) as sink:
        told = deliver(sink, tls="starttls")

    assert (told.sent, sink.encrypted) == (2, 1)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"MAIL_HOST": "mail.example", "MAIL_TLS": "none"}, "only encrypted"),
        (
            {"MAIL_HOST": "mail.example", "MAIL_TLS": "starttls", "DEMO": True},
            "beyond this machine",
        ),
        ({"MAIL_HOST": "127.0.0.1", "MAIL_TLS": "perhaps"}, "starttls, tls or none"),
    ],
)
def test_settings_that_would_send_in_the_open_are_refused(
    app: Flask, settings: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        SmtpTransport.from_config(app.config | settings)


def test_mail_beyond_this_machine_is_encrypted_without_being_told(app: Flask) -> None:
    made = SmtpTransport.from_config(app.config | {"MAIL_HOST": "mail.example", "MAIL_TLS": ""})

    assert {connection.tls for connection in made.connections} == {"starttls"}
