"""Files that programs ask for: search engines, finders of faults, browsers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, render_template, url_for

from app import clock
from app.services import courses, provider, worksheets
from app.web.access import public
from app.web.kept import kept
from app.web.public import bp

EXPIRES = timedelta(days=180)
PAGES = ("home", "courses", "accessibility", "privacy", "cookies", "terms", "certificate")


@bp.get("/was")
@public
def was() -> Response:
    """The short address of the accessibility statement, as public bodies give it."""
    return make_response(redirect(url_for(".accessibility")))


@bp.get("/robots.txt")
@public
def robots() -> Response:
    base = current_app.config["BASE_URL"]
    return text(
        ["User-agent: *", "Disallow: /*/staff", "Disallow: /*/l/", f"Sitemap: {base}/sitemap.xml"]
    )


@bp.get("/sitemap.xml")
@public
@kept
def sitemap() -> Response:
    """Every public page, with its other language."""
    places: list[tuple[str, dict[str, Any]]] = [(f"public.{name}", {}) for name in PAGES]
    places += [("public.worksheet", {"kind": kind}) for kind in worksheets.kinds()]
    places += [("public.course", {"slug": slug}) for slug in courses.addresses()]
    pages = [
        {code: url_for(name, language=code, **values) for code in ("da", "en")}
        for name, values in places
    ]
    body = render_template("public/sitemap.xml", base=current_app.config["BASE_URL"], pages=pages)
    return Response(body, content_type="application/xml; charset=utf-8")


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell of a hole (RFC 9116). Without somebody to tell there is no such file."""
    contact = current_app.config["SECURITY_CONTACT"] or provider.get().email
    if not contact:
        abort(404)
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    base = current_app.config["BASE_URL"]
    return text(
        [
            f"Contact: {contact}",
            f"Expires: {expires(clock.now()):%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: da, en",
            f"Canonical: {base}/.well-known/security.txt",
        ]
    )


def expires(now: datetime) -> datetime:
    """The first of a month, about half a year ahead, so that the file does not change daily."""
    later = now + EXPIRES
    return datetime(later.year, later.month, 1, tzinfo=UTC)


def text(lines: list[str]) -> Response:
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
