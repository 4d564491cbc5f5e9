"""The rows that every site has: the content version and the 98 municipalities."""

import csv
from importlib.resources import files

import sqlalchemy as sa
from alembic import op

revision = "0002_first_rows"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

content_version = sa.table("content_version", sa.column("id"), sa.column("number"))
municipality = sa.table("municipality", sa.column("id"), sa.column("code"), sa.column("name"))


def upgrade() -> None:
    op.bulk_insert(content_version, [{"id": 1, "number": 1}])
    text = (files("app.content") / "municipalities.csv").read_text("utf-8")
    op.bulk_insert(
        municipality,
        [
            {"id": position, "code": row["code"], "name": row["name"]}
            for position, row in enumerate(csv.DictReader(text.splitlines()), start=1)
        ],
    )


def downgrade() -> None:
    op.execute(sa.delete(municipality))
    op.execute(sa.delete(content_version))
