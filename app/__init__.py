"""Holdstart: learning days, the list of who wants to hear, cohorts, and templates."""

from collections.abc import Mapping
from typing import Any

from flask import Flask


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The site, from the environment; settings given here come on top of it."""
    # here and not above: whoever needs one part of the package does not load the whole site
    from app import cli, config, web
    from app.extensions import babel, bind_transaction_rules, csrf, db
    from app.web.languages import locale

    values = dict(settings) if settings is not None else config.from_environment()
    app = Flask(
        __name__,
        template_folder=config.tree("templates"),
        instance_path=values["INSTANCE_PATH"],
    )
    app.config.update(values)
    db.init_app(app)
    babel.init_app(app, locale_selector=locale)
    csrf.init_app(app)
    with app.app_context():
        bind_transaction_rules(db.engine)
    web.init_app(app)
    cli.init_app(app)
    return app
