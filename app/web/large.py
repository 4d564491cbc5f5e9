"""The few pages that take a file, or much text: their requests may be larger than all others."""

from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.documents.upload_refusal import MOST_BYTES

MARK = "takes_files"
MUCH_TEXT = "takes_much_text"
# a letter outside ASCII takes six bytes in a form
MOST_TEXT = 2 * 1024 * 1024
# a file that is a little too large gets its answer on the page, with the rest of what it says
MOST = MOST_BYTES + 1024 * 1024
# browsers show an answer only once they have sent everything: so much is listened to for that
PATIENCE = 10 * MOST
CHUNK = 64 * 1024


def takes_files(view: Any) -> Any:
    """Goes below the mark of access, which keeps what it finds on the view."""
    setattr(view, MARK, True)
    return view


def takes_much_text(view: Any) -> Any:
    """The same, for a form of many boxes: a text that is too long is told so, and not lost."""
    setattr(view, MUCH_TEXT, True)
    return view


def init_app(app: Flask) -> None:
    # before anything reads the form
    app.before_request(allow)


def allow() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, MUCH_TEXT, False):
        request.max_content_length = request.max_form_memory_size = MOST_TEXT
    if request.method != "POST" or not getattr(view, MARK, False):
        return
    request.max_content_length = MOST
    if MOST < (request.content_length or 0) <= PATIENCE:
        source = request.environ["wsgi.input"]
        left = request.content_length or 0
        while left > 0 and (chunk := source.read(min(CHUNK, left))):
            left -= len(chunk)
        raise RequestEntityTooLarge
