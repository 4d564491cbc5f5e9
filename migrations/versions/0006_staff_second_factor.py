"""Staff have a second factor; nobody has one yet, so everybody sets one up at the next sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0006_staff_second_factor"
down_revision = "0005_worksheets_filled_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_second_factor_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("member_id", name=op.f("uq_second_factor_member_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_recovery_code_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_member_id"), "recovery_code", ["member_id"])
    with op.batch_alter_table("staff_session") as session:
        session.add_column(sa.Column("device", sa.Text(), nullable=False, server_default=""))
        session.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("staff_session") as session:
        session.alter_column("device", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as session:
        session.drop_column("proved_at")
        session.drop_column("device")
    op.drop_index(op.f("ix_recovery_code_member_id"), table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
