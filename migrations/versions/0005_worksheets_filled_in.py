"""Worksheets are filled in, handed back and followed up."""

import sqlalchemy as sa
from alembic import op

revision = "0005_worksheets_filled_in"
down_revision = "0004_registrations_and_the_line"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worksheet_change",
        sa.Column("worksheet", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note_da", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["told_by_id"],
            ["staff_member.id"],
            name=op.f("fk_worksheet_change_told_by_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worksheet_change")),
    )
    with op.batch_alter_table("worksheet_change") as batch_op:
        batch_op.create_index(
            "uq_worksheet_change_worksheet_version", ["worksheet", "version"], unique=True
        )

    op.create_table(
        "answer",
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("worksheet", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_as_file", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("grant_from", sa.Date(), nullable=True),
        sa.Column("due_by", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(seat_id IS NULL) <> (registration_id IS NULL)", name=op.f("ck_answer_has_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff_member.id"],
            name=op.f("fk_answer_decided_by_id_staff_member"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_answer_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_answer_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer") as batch_op:
        batch_op.create_index(
            "uq_answer_registration_id_worksheet", ["registration_id", "worksheet"], unique=True
        )
        batch_op.create_index("uq_answer_seat_id_worksheet", ["seat_id", "worksheet"], unique=True)

    op.create_table(
        "download",
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("worksheet", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(seat_id IS NULL) <> (registration_id IS NULL)", name=op.f("ck_download_has_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_download_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_download_seat_id_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download")),
    )
    with op.batch_alter_table("download") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_download_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_download_seat_id"), ["seat_id"], unique=False)
        batch_op.create_index(
            "ix_download_worksheet_version", ["worksheet", "version"], unique=False
        )

    op.create_table(
        "answer_section",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer.id"],
            name=op.f("fk_answer_section_answer_id_answer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_section")),
    )
    with op.batch_alter_table("answer_section") as batch_op:
        batch_op.create_index(
            "uq_answer_section_answer_id_section", ["answer_id", "section"], unique=True
        )

    op.create_table(
        "handed_file",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("handed_by", sa.Text(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer.id"],
            name=op.f("fk_handed_file_answer_id_answer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_handed_file_stored_as")),
    )
    with op.batch_alter_table("handed_file") as batch_op:
        batch_op.create_index(batch_op.f("ix_handed_file_answer_id"), ["answer_id"], unique=False)

    with op.batch_alter_table("assignment") as batch_op:
        batch_op.add_column(sa.Column("due_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("per", sa.String(20), nullable=False, server_default="seat"))
        batch_op.add_column(
            sa.Column("must_approve", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.add_column(
            sa.Column("arrival_note_da", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("arrival_note_en", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("seat") as batch_op:
        batch_op.add_column(sa.Column("certificate_no", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("certificate_level", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("certificate_names", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_unique_constraint(batch_op.f("uq_seat_certificate_no"), ["certificate_no"])


def downgrade() -> None:
    with op.batch_alter_table("seat") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_seat_certificate_no"), type_="unique")
        batch_op.drop_column("certificate_names")
        batch_op.drop_column("certificate_level")
        batch_op.drop_column("certified_at")
        batch_op.drop_column("certificate_no")

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.drop_column("closed_at")
        batch_op.drop_column("arrival_note_en")
        batch_op.drop_column("arrival_note_da")

    with op.batch_alter_table("assignment") as batch_op:
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("must_approve")
        batch_op.drop_column("per")
        batch_op.drop_column("due_days")

    with op.batch_alter_table("handed_file") as batch_op:
        batch_op.drop_index(batch_op.f("ix_handed_file_answer_id"))

    op.drop_table("handed_file")
    with op.batch_alter_table("answer_section") as batch_op:
        batch_op.drop_index("uq_answer_section_answer_id_section")

    op.drop_table("answer_section")
    with op.batch_alter_table("download") as batch_op:
        batch_op.drop_index("ix_download_worksheet_version")
        batch_op.drop_index(batch_op.f("ix_download_seat_id"))
        batch_op.drop_index(batch_op.f("ix_download_registration_id"))

    op.drop_table("download")
    with op.batch_alter_table("answer") as batch_op:
        batch_op.drop_index("uq_answer_seat_id_worksheet")
        batch_op.drop_index("uq_answer_registration_id_worksheet")

    op.drop_table("answer")
    with op.batch_alter_table("worksheet_change") as batch_op:
        batch_op.drop_index("uq_worksheet_change_worksheet_version")

    op.drop_table("worksheet_change")
