"""What leaves: parts, headers, and values that must stay values."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import clock
from app.extensions import db
from app.language import Language
from app.mail import message, writing
from app.models import Course, OutboxMail, Subscription
from app.services import outbox
from tests.factories import Make

EVIL = "[Klik](https://evil.example) **x** <b>y</b> --- \r\nBcc: all@odense.example"


@pytest.fixture(autouse=True)
def provider(make: Make) -> None:
    make.provider(name="Børnehuset", email="kursus@boernehuset.example")


def sent(letter: str, about: Subscription, **columns: object) -> EmailMessage:
    """The mail as it goes over the wire, read by somebody else's parser."""
    outbox.queue(
        letter,
        about=about,
        key=f"{letter}/{about.id}",
        to=about.email,
        language=Language.DANISH,
    )
    [row] = db.session.query(OutboxMail).all()
    for name, value in columns.items():
        setattr(row, name, value)
    found = writing.Desk().write([row], clock.now())
    assert found.failed == {}
    [outgoing] = found.outgoing
    assert max(map(len, outgoing.data.split(b"\r\n"))) <= 998
    assert b"\n" not in outgoing.data.replace(b"\r\n", b"")
    assert outgoing.data.isascii()
    read = message_from_bytes(outgoing.data, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert read.defects == []
    return read


def text_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_mail_has_one_recipient_and_says_that_a_machine_wrote_it(make: Make) -> None:
    mail = sent("confirm_subscription", make.subscription(email="a@odense.example", state="new"))

    assert mail["To"] == "a@odense.example"
    assert mail["Cc"] is None and mail["Bcc"] is None
    assert str(mail["From"]) == "Børnehuset <courses@holdstart.example>"
    assert str(mail["Reply-To"]) == "Børnehuset <kursus@boernehuset.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, NRN, AutoReply, RN"
    assert re.fullmatch(
        r"<confirm_subscription/1\.[0-9a-f]+@holdstart\.example>", mail["Message-ID"]
    )
    assert mail["Date"].datetime is not None
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("letter", "state", "is_notice"),
    [("confirm_subscription", "new", False), ("already_subscribed", "active", True)],
)
def test_only_a_notice_can_be_stopped_by_the_mail_program(
    make: Make, letter: str, state: str, is_notice: bool
) -> None:
    mail = sent(letter, make.subscription(state=state))

    assert (mail["List-Unsubscribe"] is not None) is is_notice
    if is_notice:
        assert re.fullmatch(r"<http://127\.0\.0\.1/da/stop/[\w.-]+>", mail["List-Unsubscribe"])
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_both_parts_have_the_same_links_and_sentences(make: Make) -> None:
    mail = sent("already_subscribed", make.subscription())
    plain, html = text_of(mail, "plain"), BeautifulSoup(text_of(mail, "html"), "html.parser")

    addresses = {str(a["href"]) for a in html.select("a[href^=http]")}
    assert addresses == set(re.findall(r"https?://\S+", plain))
    for line_break in html.select("br"):
        line_break.replace_with(" ")
    body = " ".join(html.get_text().split())
    for line in plain.splitlines():
        words = re.split(r":? ?https?://\S+", line)[0]
        assert " ".join(words.split()) in body


def test_the_html_part_is_sound_and_loads_nothing(make: Make) -> None:
    html = BeautifulSoup(
        text_of(sent("already_subscribed", make.subscription()), "html"), "html.parser"
    )

    assert html.select_one("html[lang=da]") and html.title
    [heading] = html.select("h1")
    assert heading.get_text() == "Du er allerede skrevet op"
    assert not html.select("img, link, script, iframe, [src], [background]")
    assert "url(" not in str(html)
    [button] = html.select("a.button")
    assert button.get_text() == "Se, hvad vi har noteret"
    assert all(a.get_text(strip=True) and "http" not in a.get_text() for a in html.select("a"))


def test_a_title_can_not_become_markup_a_link_or_a_header(make: Make) -> None:
    course: Course = make.course(EVIL)
    mail = sent("already_subscribed", make.subscription(course))
    html = BeautifulSoup(text_of(mail, "html"), "html.parser")

    assert mail["Bcc"] is None
    assert len(mail.keys()) == len(set(mail.keys()))
    assert "[Klik](https://evil.example) **x** <b>y</b> ---" in str(mail["Subject"])
    assert not html.select("b") and not html.select("a[href*=evil]")
    assert "[Klik](https://evil.example) **x** <b>y</b> ---" in html.get_text()
    assert "[Klik](https://evil.example) **x** <b>y</b> ---" in text_of(mail, "plain")


def test_marks_of_our_own_in_a_value_are_taken_out(make: Make) -> None:
    course = make.course("a\x02b\x03c\x04to\x04d")
    mail = sent("already_subscribed", make.subscription(course))

    assert 'om "a b c to d"' in text_of(mail, "plain")


def test_a_long_title_is_cut_in_the_subject_only(make: Make) -> None:
    mail = sent("already_subscribed", make.subscription(make.course("å" * 3000)))

    assert len(str(mail["Subject"])) <= 200
    assert "å" * 3000 in text_of(mail, "plain").replace("\n", "")


def test_a_line_that_begins_with_a_dot_is_doubled_on_the_wire() -> None:
    from app.mail.smtp import stuffed

    assert stuffed(b"A: b\r\n\r\n.\r\n.x\r\n") == b"A: b\r\n\r\n..\r\n..x\r\n.\r\n"


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("leder@tårnby.example", "leder@xn--trnby-mra.example"),
        ("Leder@ODENSE.example", "Leder@odense.example"),
        ("o'brien+kursus@odense.example", "o'brien+kursus@odense.example"),
    ],
)
def test_domains_go_out_in_punycode(app: Flask, address: str, taken: str) -> None:
    assert message.mailbox(address) == taken


@pytest.mark.parametrize(
    "address",
    [
        "jørgen@odense.example",
        "a@odense.example, b@odense.example",
        "a@odense.example\r\nBcc: b@odense.example",
        "a@b@odense.example",
        "<a@odense.example>",
        "a" * 65 + "@odense.example",
        "a@" + "b" * 300 + ".example",
        "odense.example",
        "a@",
        "",
    ],
)
def test_what_is_no_address_is_refused(app: Flask, address: str) -> None:
    with pytest.raises(message.Undeliverable):
        message.mailbox(address)


def test_the_letter_that_asks_for_consent_advertises_nothing(make: Make) -> None:
    mail = sent("confirm_subscription", make.subscription(state="new"))

    for kind in ("plain", "html"):
        for word in ("2.450", "kr.", "/kurser/", "Tilmeld"):
            assert word not in text_of(mail, kind)
