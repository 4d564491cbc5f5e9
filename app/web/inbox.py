"""The mailbox of the demo: every mail that leaves, to be read and clicked. Exists nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import nh3
from flask import Blueprint, Flask, Response, abort, current_app, g
from markupsafe import Markup

from app.web.access import public
from app.web.pages import page

bp = Blueprint("inbox", __name__, url_prefix="/inbox")

SHOWN_HEADERS = (
    "Message-ID",
    "Reply-To",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)
# the site's own look instead of the letter's: style sheets do not reach in
KEPT_TAGS = {"p", "h2", "a", "strong", "br"}
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as a mail program shows it."""

    key: str
    came_at: datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "-")

    @property
    def language(self) -> str:
        return "en" if self.message["Content-Language"] == "en" else "da"

    @property
    def headers(self) -> dict[str, str]:
        return {name: str(self.message[name]) for name in SHOWN_HEADERS if self.message[name]}

    @property
    def text(self) -> str:
        return self._part("plain").strip()

    @property
    def html(self) -> Markup:
        """The HTML part without anything that could act; its heading below the one of the page."""
        source = self._part("html").replace("<h1", "<h2").replace("</h1>", "</h2>")
        return Markup(  # noqa: S704  cleaned here
            nh3.clean(
                source,
                tags=KEPT_TAGS,
                clean_content_tags={"script", "style", "title"},
                attributes={"a": {"href"}},
                allowed_classes={"a": {"button"}},
                url_schemes={"http", "https", "mailto"},
            )
        )

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part is not None else ""


def init_app(app: Flask) -> None:
    if app.config["DEMO"]:
        app.register_blueprint(bp)


@bp.get("")
@public
def messages() -> Response:
    g.private = True
    found = sorted(_files(), key=lambda file: file.stat().st_mtime, reverse=True)[:NEWEST]
    return page("inbox/messages.html", mails=[_read(file) for file in found])


@bp.get("/<key>")
@public
def message(key: str) -> Response:
    g.private = True
    file = next((file for file in _files() if file.name == key), None)
    if file is None:
        abort(404)
    return page("inbox/message.html", mail=_read(file))


def _files() -> Iterator[Path]:
    """The files of the Maildir; nothing is moved, as a mail program would do on reading."""
    folder = Path(current_app.config["INSTANCE_PATH"]) / "inbox"
    for part in ("new", "cur"):
        if (folder / part).is_dir():
            yield from (folder / part).iterdir()


def _read(file: Path) -> Mail:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(f"{file.name} is no mail")
    return Mail(file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC), message)
