"""Static files: the address changes with the content, so browsers may keep them for good."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

TEXT = {"text/css", "text/javascript", "image/svg+xml"}


@cache
def packed(file: Path, changed: float) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)


@cache
def fingerprint(file: Path, changed: float) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    root = Path(app.static_folder or "")

    @app.url_defaults
    def add_fingerprint(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static" or "v" in values:
            return
        file = root / values["filename"]
        if file.is_file():
            values["v"] = fingerprint(file, file.stat().st_mtime)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200:
            return response
        if "v" in request.args:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        if response.mimetype in TEXT:
            response.headers["Vary"] = "Accept-Encoding"
            if "Range" not in request.headers and request.accept_encodings.quality("gzip") > 0:
                file = root / (request.view_args or {})["filename"]
                pack(response, packed(file, file.stat().st_mtime))
        return response


def pack(response: Response, content: bytes) -> None:
    """Send this instead of the file: the same in other bytes, which a weak ETag says."""
    response.close()
    response.direct_passthrough = False
    response.set_data(content)
    response.headers["Content-Encoding"] = "gzip"
    response.set_etag(response.get_etag()[0] or "", weak=True)
