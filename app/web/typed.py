"""What was typed, while its writer signs in again: it travels on the page, sealed, and comes back.

Nothing of it is stored here. Afterwards the form is shown as it was filled in, by a request that
can change nothing; its writer looks at it, and sends it.
"""

import json
import zlib
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, g, request
from werkzeug.datastructures import ImmutableMultiDict

from app.extensions import db
from app.sealed import Box

FIELD = "typed"
# what nobody finds on a page later, not even sealed; a guard compares it with the forms
NEVER = {FIELD, "csrf_token", "username", "password", "code", "passkey"}
# a form of the site is far smaller; what is larger would not be taken back
LARGEST = 200_000
LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was sent too late, and whose it is (0: nobody knows)."""

    member_id: int
    path: str
    fields: list[tuple[str, str]]

    def is_of(self, member_id: int) -> bool:
        return self.member_id in {0, member_id}


def keep(member_id: int) -> str:
    """The form of this request, for a hidden field; empty if there is nothing to show again."""
    if FIELD in request.form:
        return request.form[FIELD] if opened(request.form[FIELD]) else ""
    rule = request.url_rule
    fields = [one for one in request.form.items(multi=True) if one[0] not in NEVER]
    if rule is None or "GET" not in (rule.methods or ()) or not fields:
        return ""
    body = json.dumps([member_id, here(), fields]).encode()
    sealed = _box().seal(zlib.compress(body))
    if len(sealed) > LARGEST:
        g.too_large = True
        return ""
    return sealed


def opened(sealed: str) -> Typed | None:
    """What is in the hidden field, if we have written it."""
    body = _box().open(sealed, LASTS) if sealed else None
    if body is None:
        return None
    member_id, path, fields = json.loads(zlib.decompress(body))
    return Typed(member_id, path, [(name, value) for name, value in fields])


def show_again(member_id: int) -> bool:
    """Let the view show the form as it was typed, in a transaction that cannot write."""
    found = opened(request.form.get(FIELD, ""))
    if found is None or found.path != here() or not found.is_of(member_id):
        return False
    db.session.rollback()
    g.reads_only = True
    g.shown_again = True
    request.form = ImmutableMultiDict(found.fields)
    return True


def texts() -> list[str]:
    """What somebody wrote who may not send it any more: sentences, to be copied from the page."""
    said = [text for name, text in request.form.items(multi=True) if name not in NEVER]
    return [text for text in said if len(text.split()) > 1]


def here() -> str:
    """The address of this request, with what follows the question mark."""
    return request.full_path.rstrip("?")


def _box() -> Box:
    return Box(current_app.config["LINK_KEYS"], FIELD)
