"""The migrations make the tables of the models, lead both ways, and lose nothing."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, inspect, text

from app import clock, create_app
from app.cli import migrations
from app.config import from_environment
from app.extensions import db
from app.language import Language
from app.models import (
    AuditEntry,
    Base,
    Bilingual,
    CourseDraft,
    CourseVersion,
    DateAnswer,
    DatePoll,
    Download,
    HandedFile,
    Pass,
    Passkey,
    ProposedDate,
    RateLimit,
    RecoveryCode,
    Seat,
    SecondFactor,
    StaffSession,
    WorksheetChange,
)
from app.services import demo, health
from tests import postgresql
from tests.conftest import missing
from tests.databases import environment
from tests.factories import Make

FOLDER = Path(__file__).parents[2] / "migrations"
# Alembic's column for it on PostgreSQL
LONGEST_NAME = 32
# the tables with the rows that every site has: further down there is nothing to keep
FIRST = "0002_first_rows"


@pytest.fixture(params=["sqlite", "postgresql"])
def scratch(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """The site on a database without any table."""
    url = f"sqlite:///{tmp_path / 'scratch.db'}"
    if request.param == "postgresql":
        try:
            url = postgresql.new_database(f"holdstart_scratch_{worker_id}")
        except postgresql.NoServer as reason:
            missing(f"no PostgreSQL: {reason}")
    app = create_app(from_environment(environment(url, tmp_path)))
    migrations.bind(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def connected() -> Iterator[Connection]:
    db.session.remove()
    with db.engine.connect() as connection:
        yield connection


def differences(metadata: MetaData) -> list[Any]:
    """What the models have and the tables have not, and the other way round."""
    with connected() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "render_as_batch": True}
        )
        return list(compare_metadata(context, metadata))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, as the database itself shows it."""
    with connected() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: sorted(
                map(dict, connection.execute(text(f'SELECT * FROM "{name}"')).mappings()), key=repr
            )
            for name in sorted(names)
        }


def as_it_was(rows: dict[str, list[dict[str, Any]]], then: dict[str, Any]) -> dict[str, Any]:
    """The rows with the tables and columns of an earlier step."""
    return {
        name: sorted(({key: row[key] for key in found[0]} for row in rows[name]), key=repr)
        for name, found in then.items()
    }


def fill() -> None:
    """Put something into every table."""
    demo.seed()
    db.session.commit()
    make = Make()
    member = make.staff()
    now = clock.now()
    db.session.add_all(
        [
            StaffSession(member_id=member.id, key_hash="hash", started_at=now),
            SecondFactor(member_id=member.id, sealed="sealed", last_step=1),
            RecoveryCode(member_id=member.id, code_hash="hash"),
            Passkey(member_id=member.id, credential_id="id", public_key="key", added_at=now),
            AuditEntry(at=now, actor_id=member.id, action="opened", subject="cohort/1"),
            RateLimit(key="subscribe/1", hits=1, expires_at=2_000_000_000),
        ]
    )
    cohort = make.cohort(state="announced")
    make.hold(cohort, make.subscription(cohort.course))
    group = make.registration(cohort, seats=2, state="waiting")
    group.passes.append(Pass(at=now, free=1, needed=2, reason=""))
    db.session.commit()
    worksheets(make, group.seats[0].id, member.id)
    courses(make, member.id)


def courses(make: Make, member_id: int) -> None:
    """One that is being written about, and whose list was asked for a date."""
    now = clock.now()
    listed = make.subscription(make.course())
    poll = DatePoll(course_id=listed.course_id, asked_at=now, answer_by=now.date())
    poll.dates.append(ProposedDate(starts_at=now, ends_at=now))
    course: dict[str, Any] = {"course_id": listed.course_id, "member_id": member_id}
    draft = CourseDraft(**course, typed={"title_da": "Ny"}, saved_at=now)
    db.session.add_all([poll, draft, CourseVersion(**course, number=1, at=now, content={})])
    db.session.flush()
    said = {"proposed_date_id": poll.dates[0].id, "subscription_id": listed.id}
    db.session.add(DateAnswer(**said, can_come=True, answered_at=now))
    db.session.commit()


def worksheets(make: Make, seat_id: int, member_id: int) -> None:
    """One that is filled in, fetched, handed back, and has a new version."""
    now = clock.now()
    seat = db.session.get_one(Seat, seat_id)
    answer = make.answer(seat, A={"A.helpers": "The health visitor"})
    file = {"name": "a.pdf", "format": "pdf", "size": 3, "sha256": "abc", "stored_as": "random"}
    answer.files.append(HandedFile(**file, handed_by="participant", handed_at=now))
    sheet: dict[str, Any] = {"worksheet": "mapping", "version": 1}
    db.session.add_all(
        [
            Download(**sheet, seat_id=seat_id, format="docx", language=Language.DANISH, at=now),
            WorksheetChange(
                **sheet, note=Bilingual("Nyt.", "New."), told_at=now, told_by_id=member_id
            ),
        ]
    )
    db.session.commit()


def test_the_migrations_make_the_tables_of_the_models(scratch: Flask) -> None:
    flask_migrate.upgrade()

    assert differences(Base.metadata) == []


def test_a_model_without_a_migration_is_found(scratch: Flask) -> None:
    flask_migrate.upgrade()
    changed = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(changed)
    Table("forgotten", changed, *[column._copy() for column in RateLimit.__table__.columns])

    assert [kind for kind, *_ in differences(changed) if kind == "add_table"] == ["add_table"]


def test_an_empty_database_goes_up_down_and_up(scratch: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.downgrade(revision="base")
    assert set(everything()) == set()

    flask_migrate.upgrade()
    assert differences(Base.metadata) == []


def test_rows_are_kept_on_the_way_down_and_up(scratch: Flask) -> None:
    flask_migrate.upgrade()
    fill()
    before = everything()
    assert [name for name, rows in before.items() if not rows] == []

    flask_migrate.downgrade(revision=FIRST)
    kept = everything()
    assert kept == as_it_was(before, kept)
    flask_migrate.upgrade()

    assert as_it_was(everything(), kept) == kept


def test_what_was_announced_before_keeps_the_price_of_its_course(scratch: Flask) -> None:
    flask_migrate.upgrade()
    make = Make()
    course = make.course(price=2450)
    own = [make.cohort(course, state="open", price=price).id for price in (None, 1000, 0)]
    free = make.cohort(make.course(price=None), state="called_off").id
    draft = make.cohort(course).id
    db.session.remove()
    flask_migrate.downgrade(revision="0006_staff_second_factor")

    flask_migrate.upgrade()

    told = {row["id"]: (row["told_price"], row["told_price_per"]) for row in everything()["cohort"]}
    assert [told[one] for one in (*own, free)] == [(one, "seat") for one in (2450, 1000, 0, 0)]
    assert told[draft] == (None, None)


def test_foreign_keys_hold_afterwards(scratch: Flask) -> None:
    flask_migrate.upgrade()
    fill()
    flask_migrate.downgrade(revision=FIRST)
    flask_migrate.upgrade()

    if db.engine.dialect.name == "sqlite":
        with connected() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def scripts() -> list[Path]:
    return sorted((FOLDER / "versions").glob("[0-9]*.py"))


def faults(name: str, source: str) -> list[str]:
    """What is wrong with the file of one migration."""
    tree = ast.parse(source)
    found = []
    if not ast.get_docstring(tree):
        found.append("does not say what it does")
    values = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    if values.get("revision") != name:
        found.append("has another name than its file")
    if len(name) > LONGEST_NAME:
        found.append(f"has a name of more than {LONGEST_NAME} characters")
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for way in ("upgrade", "downgrade"):
        body = functions[way].body if way in functions else []
        if not body or all(isinstance(step, ast.Pass) for step in body):
            found.append(f"does nothing on {way}")
    if imports_ours(tree):
        found.append("imports our classes, which will change")
    return found


def imports_ours(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app")
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize("file", scripts(), ids=lambda file: str(file.stem))
def test_a_migration_is_in_order(file: Path) -> None:
    assert faults(file.stem, file.read_text("utf-8")) == []


def test_there_is_one_line_of_migrations() -> None:
    directory = ScriptDirectory(str(FOLDER))

    assert directory.get_heads() == [health.newest(str(FOLDER))]
    numbered = [f"{number:04d}" for number in range(1, len(scripts()) + 1)]
    assert [file.stem[:4] for file in scripts()] == numbered


def test_a_migration_that_is_not_in_order_is_found() -> None:
    source = 'revision = "0009_other"\nfrom app.models import Course\n\ndef upgrade(): pass\n'

    assert faults("0009_a_name_that_is_longer_than_the_column", source) == [
        "does not say what it does",
        "has another name than its file",
        "has a name of more than 32 characters",
        "does nothing on upgrade",
        "does nothing on downgrade",
        "imports our classes, which will change",
    ]
