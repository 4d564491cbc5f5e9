"""Pages for secretaries, consultants and administrators, who sign in."""

from flask import Blueprint, Flask, current_app, g

from app.web import access

bp = Blueprint("staff", __name__)


def init_app(app: Flask) -> None:
    from app.web.staff import (  # noqa: F401  they add pages
        account,
        assignments,
        attendance,
        audit_log,
        by_phone,
        changes,
        codes,
        cohorts,
        consultant,
        course_edit,
        course_history,
        courses,
        dates,
        demand,
        demo_door,
        exports,
        figures,
        finding,
        forgotten,
        handed_in,
        invoice_details,
        invoices,
        line,
        members,
        notes,
        open_together,
        outbox,
        papers,
        passkeys,
        people,
        person_lists,
        presence,
        prove,
        provider,
        registrations,
        sign_in,
        tags,
        term,
        unlisted,
        worksheet_versions,
    )

    presence.init_app(app)
    app.register_blueprint(bp)
    if app.config["DEMO"]:
        demo_door.init_app(app)
    if app.config["OIDC_ISSUER"]:
        # with it comes Authlib, which only few have
        from app.web.staff import oidc

        oidc.init_app(app)


def first_page() -> str:
    """The end point where the day at the desk begins, for whoever signs in."""
    return "staff.first"


@bp.context_processor
def menu() -> dict[str, object]:
    return {"may_open": may_open}


def may_open(endpoint: str) -> bool:
    """Whether the page exists, and is for the work of whoever is signed in."""
    view = current_app.view_functions.get(endpoint)
    return view is not None and g.staff is not None and g.staff.may(getattr(view, access.MARK))
