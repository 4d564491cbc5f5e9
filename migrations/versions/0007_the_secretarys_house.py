"""Staff write courses, ask for dates, and keep notes at the desk.

It belongs to the first release: no older site has to run on these tables, so the defaults for the
rows that were there go at once. Others wait on PostgreSQL while names are written in small letters,
about two seconds with 20,000 registrations.
"""

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007_the_secretarys_house"
down_revision = "0006_staff_second_factor"
branch_labels = None
depends_on = None

# ids of those who left are not given again (models/subscription.py)
NEVER_AGAIN = {"sqlite_autoincrement": True}
# columns that every row must have, by table
NEW = {
    "cohort": ("desk_note",),
    "course": ("includes_da", "includes_en", "terms_da", "terms_en", "danish_only"),
    "provider": ("signature_da", "signature_en", "claim_windows", "retention"),
    "subscription": ("months",),
}
# whose names a search reads, and their columns that every row must have
NAMED = (
    ("registration", "contact_name", "contact_email", ("staff_note", "search_name")),
    ("seat", "name", "email", ("shares_contact_wording", "search_name")),
)
# what each name is in small letters, while this runs
FOLDED = sa.table("folded_name", sa.column("name"), sa.column("words"))
# names that are written at once
TOGETHER = 1_000


def fold_names() -> None:
    """Small letters, and a blank before each word, as models/searched.py has them.

    Of the names that are not known yet: most are folded while the site is still read.
    """
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(FOLDED.c.name)))
    unknown: set[str] = set()
    for table, column, *_ in NAMED:
        rows: sa.FromClause = sa.table(table, sa.column(column))
        asked = sa.select(rows.c[column]).where(rows.c[column].is_not(None)).distinct()
        unknown |= set(connection.scalars(asked)) - known
    folded = []
    for name in unknown:
        words = unicodedata.normalize("NFC", name).casefold().replace("-", " ").split()
        folded.append({"name": name, "words": "".join(f" {word}" for word in words)})
    for start in range(0, len(folded), TOGETHER):
        connection.execute(sa.insert(FOLDED), folded[start : start + TOGETHER])


def write_names(table: str, name: str) -> None:
    """One statement for all rows: nobody else reads them meanwhile."""
    rows = sa.table(table, sa.column(name), sa.column("search_name"))
    words = sa.select(FOLDED.c.words).where(FOLDED.c.name == rows.c[name]).scalar_subquery()
    op.execute(sa.update(rows).values(search_name=words).where(rows.c[name].is_not(None)))


def keep_prices() -> None:
    """What was announced costs what it costs now, whatever becomes of its course."""
    names = ("price", "told_price", "told_price_per", "course_id", "state")
    cohort = sa.table("cohort", *map(sa.column, names))
    course = sa.table("course", *map(sa.column, ("id", "price", "price_per")))

    def of_course(value: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        return sa.select(value).where(course.c.id == cohort.c.course_id).scalar_subquery()

    kept = sa.func.coalesce(cohort.c.price, of_course(course.c.price), 0)
    told = sa.update(cohort).where(cohort.c.state != "draft")
    op.execute(told.values(told_price=kept, told_price_per=of_course(course.c.price_per)))


def refer(table: str, column: str, other: str, **options: Any) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, **options)


def upgrade() -> None:
    op.create_table(
        "course_draft",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("begun_from", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        refer("course_draft", "course_id", "course", ondelete="CASCADE"),
        refer("course_draft", "member_id", "staff_member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_draft")),
        sa.UniqueConstraint(
            "course_id", "member_id", name=op.f("uq_course_draft_course_id_member_id")
        ),
    )
    op.create_table(
        "course_version",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        refer("course_version", "course_id", "course", ondelete="CASCADE"),
        refer("course_version", "member_id", "staff_member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_version")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_course_version_course_id_number")),
    )
    op.create_table(
        "date_poll",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        refer("date_poll", "course_id", "course"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_poll")),
    )
    op.create_index(op.f("ix_date_poll_course_id"), "date_poll", ["course_id"])

    op.create_table(
        "proposed_date",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        refer("proposed_date", "poll_id", "date_poll"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_date")),
    )
    op.create_index(op.f("ix_proposed_date_poll_id"), "proposed_date", ["poll_id"])

    op.create_table(
        "date_answer",
        sa.Column("proposed_date_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("can_come", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        refer("date_answer", "proposed_date_id", "proposed_date"),
        refer("date_answer", "subscription_id", "subscription", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_answer")),
        sa.UniqueConstraint(
            "proposed_date_id",
            "subscription_id",
            name=op.f("uq_date_answer_proposed_date_id_subscription_id"),
        ),
    )
    op.create_index(op.f("ix_date_answer_subscription_id"), "date_answer", ["subscription_id"])

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.add_column(sa.Column("desk_note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("proposed_date_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("told_with_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("told_price", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("told_price_per", sa.String(20), nullable=True))
        batch_op.create_index(batch_op.f("ix_cohort_told_with_id"), ["told_with_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_cohort_told_with_id_cohort"), "cohort", ["told_with_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cohort_proposed_date_id_proposed_date"),
            "proposed_date",
            ["proposed_date_id"],
            ["id"],
        )

    keep_prices()

    with op.batch_alter_table("course") as batch_op:
        batch_op.add_column(sa.Column("includes_da", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("includes_en", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("terms_da", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("terms_en", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("danish_only", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("provider") as batch_op:
        batch_op.add_column(sa.Column("signature_da", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("signature_en", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("claim_windows", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.add_column(sa.Column("retention", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("subscription", table_kwargs=NEVER_AGAIN) as batch_op:
        batch_op.add_column(sa.Column("months", sa.JSON(), nullable=False, server_default="[]"))

    # for the rows that were there; from now on the site says what it means
    for table, columns in NEW.items():
        kept = NEVER_AGAIN if table == "subscription" else {}
        with op.batch_alter_table(table, table_kwargs=kept) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)

    op.execute("CREATE TEMPORARY TABLE folded_name (name TEXT PRIMARY KEY, words TEXT NOT NULL)")
    fold_names()
    # last, and no step more than is needed: from here on nobody else reads places
    with op.batch_alter_table("registration") as batch_op:
        batch_op.add_column(sa.Column("staff_note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("late_fee", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_fee_for", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("invoiced_amount", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("search_name", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_registration_bill_email"), ["bill_email"])

    with op.batch_alter_table("seat") as batch_op:
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("shares_contact_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("shares_contact_wording", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("search_name", sa.Text(), nullable=False, server_default=""))

    fold_names()
    for table, name, email, columns in NAMED:
        write_names(table, name)
        with op.batch_alter_table(table) as batch_op:
            batch_op.create_index(
                batch_op.f(f"ix_{table}_search_name_{email}"), ["search_name", email]
            )
            batch_op.create_check_constraint(
                batch_op.f(f"ck_{table}_forgets_search_name"),
                f"search_name = '' OR coalesce({name}, '') <> ''",
            )
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    op.execute("DROP TABLE folded_name")


def downgrade() -> None:
    with op.batch_alter_table("subscription", table_kwargs=NEVER_AGAIN) as batch_op:
        batch_op.drop_column("months")

    with op.batch_alter_table("seat") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_seat_forgets_search_name"), type_="check")
        batch_op.drop_index(batch_op.f("ix_seat_search_name_email"))
        batch_op.drop_column("search_name")
        batch_op.drop_column("shares_contact_wording")
        batch_op.drop_column("shares_contact_at")
        batch_op.drop_column("confirmed_at")

    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_registration_forgets_search_name"), type_="check")
        batch_op.drop_index(batch_op.f("ix_registration_search_name_contact_email"))
        batch_op.drop_index(batch_op.f("ix_registration_bill_email"))
        batch_op.drop_column("search_name")
        batch_op.drop_column("invoiced_amount")
        batch_op.drop_column("invoiced_at")
        batch_op.drop_column("late_fee_for")
        batch_op.drop_column("late_fee")
        batch_op.drop_column("staff_note")

    with op.batch_alter_table("provider") as batch_op:
        batch_op.drop_column("retention")
        batch_op.drop_column("claim_windows")
        batch_op.drop_column("signature_en")
        batch_op.drop_column("signature_da")

    with op.batch_alter_table("course") as batch_op:
        batch_op.drop_column("retired_at")
        batch_op.drop_column("danish_only")
        batch_op.drop_column("terms_en")
        batch_op.drop_column("terms_da")
        batch_op.drop_column("includes_en")
        batch_op.drop_column("includes_da")

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_cohort_proposed_date_id_proposed_date"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_cohort_told_with_id_cohort"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cohort_told_with_id"))
        batch_op.drop_column("told_price_per")
        batch_op.drop_column("told_price")
        batch_op.drop_column("called_off_at")
        batch_op.drop_column("told_with_id")
        batch_op.drop_column("proposed_date_id")
        batch_op.drop_column("desk_note")

    op.drop_table("date_answer")
    op.drop_table("proposed_date")
    op.drop_table("date_poll")
    op.drop_table("course_version")
    op.drop_table("course_draft")
