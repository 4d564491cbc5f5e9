"""The demo's inbox: shows what left, lets links be clicked, and exists only in the demo."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from tests.browser import Browser
from tests.factories import Make

HTML = """<!doctype html><html lang="da"><head><title>weg</title>
<style>a { color: red }</style></head>
<body style="margin: 0"><h1 style="x">Vil du have besked?</h1><p>Sig ja
<a class="button" href="http://127.0.0.1/da/l/token" onclick="x()">Ja, skriv mig op</a></p>
<img src="https://evil.example/pixel"><script>alert(1)</script>
<a href="javascript:alert(1)">klik</a></body></html>"""


def receive(app: Flask) -> Path:
    mail = EmailMessage()
    mail["From"] = "Kursushuset <courses@holdstart.example>"
    mail["To"] = "leader@odense.example"
    mail["Subject"] = "Vil du have besked <b>nu</b>?"
    mail["Content-Language"] = "da"
    mail["Message-ID"] = "<1@holdstart.example>"
    mail.set_content("Sig ja:\nhttp://127.0.0.1/da/l/token\n")
    mail.add_alternative(HTML, subtype="html")
    folder = Path(app.config["INSTANCE_PATH"]) / "inbox" / "new"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "1.mail"
    file.write_bytes(mail.as_bytes())
    return file


@pytest.mark.environment(DEMO="1")
def test_a_newcomer_reads_every_mail_and_follows_its_link(
    app: Flask, browser: Browser, make: Make
) -> None:
    make.provider()
    file = receive(app)

    page = browser.open("/inbox").click("Vil du have besked <b>nu</b>?")

    assert "leader@odense.example" in page
    assert "Message-ID" in page
    [link] = [a for a in page.html.select("a[href]") if a.get_text() == "Ja, skriv mig op"]
    assert link["href"] == "http://127.0.0.1/da/l/token"
    assert not page.html.select("main script, main img, main [style], main [onclick], main style")
    assert not page.html.select("a[href^=javascript]")
    assert page.response.headers["Cache-Control"] == "no-store"
    file.unlink()
    browser.open("/inbox/1.mail", status=404)


@pytest.mark.environment(DEMO="1")
def test_an_empty_inbox_says_so(browser: Browser, make: Make) -> None:
    make.provider()

    assert "No emails yet" in browser.open("/inbox")


@pytest.mark.parametrize("address", ["/inbox", "/inbox/1.mail", "/inbox/..%2F..%2Fsecret_key"])
def test_a_real_site_has_no_inbox(app: Flask, address: str) -> None:
    file = receive(app)

    answer = app.test_client().get(address)

    assert answer.status_code == 404
    file.unlink()
