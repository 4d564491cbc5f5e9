"""The floor of start and memory: the libraries of the site, one table, one page."""

import tomllib
from pathlib import Path

from flask import Flask, render_template
from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import Mapped, mapped_column

ROOT = Path(__file__).resolve().parent
COURSE = ROOT.parent / "app" / "content" / "demo" / "01-learning-day.toml"

db = SQLAlchemy()


class Course(db.Model):  # type: ignore[name-defined]
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    lead: Mapped[str]


def create_app() -> Flask:
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config["SECRET_KEY"] = "only-for-measuring"
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    Migrate(app, db)
    Babel(app)
    CSRFProtect(app)
    told = tomllib.loads(COURSE.read_text("utf-8"))
    sections = {kind: text["en"].split("\n\n") for kind, text in told["sections"].items()}

    @app.get("/live")
    def courses() -> str:
        return "ok"

    @app.get("/en/courses/<slug>")
    def page(slug: str) -> str:
        db.create_all()
        course = db.session.query(Course).filter_by(slug=slug).one_or_none()
        found = course or Course(slug=slug, title=told["title"]["en"], lead=told["lead"]["en"])
        return render_template("page.html", course=found, sections=sections)

    return app
