"""Registrations whole: who pays, the waiting list, offers, holds."""

import sqlalchemy as sa
from alembic import op

revision = "0004_registrations_and_the_line"
down_revision = "0003_guard_the_audit_log"
branch_labels = None
depends_on = None

NEVER_AGAIN = {"sqlite_autoincrement": True}


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_hold_has_seats")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_hold_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["subscription.id"],
            name=op.f("fk_hold_subscription_id_subscription"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    with op.batch_alter_table("hold") as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            "uq_hold_cohort_id_subscription_id", ["cohort_id", "subscription_id"], unique=True
        )

    op.create_table(
        "pass",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_pass_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass")),
    )
    with op.batch_alter_table("pass") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pass_registration_id"), ["registration_id"], unique=False
        )

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("moved_from_times", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("moved_from_place", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("called_off_reason_da", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("called_off_reason_en", sa.Text(), nullable=False, server_default="")
        )

    with op.batch_alter_table("registration") as batch_op:
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE registration SET made_at = queued_at")
    with op.batch_alter_table("registration") as batch_op:
        batch_op.alter_column("made_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("form_key", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("form_digest", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("contact_phone", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("contact_title", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("bill", sa.String(20), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("ean", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("cvr", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("bill_email", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("person_ref", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("order_ref", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ean_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("displaced", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("at_least", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("offered_seats", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("taken_back_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accept_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("gathering", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("unreachable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("replace_by", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("moved_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("link_version", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_index("ix_registration_contact_email", ["contact_email"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registration_offer_until"), ["offer_until"], unique=False
        )
        batch_op.create_index(
            "ix_registration_order", ["cohort_id", "displaced", "queued_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_subscription_id"), ["subscription_id"], unique=False
        )
        batch_op.create_unique_constraint(batch_op.f("uq_registration_form_key"), ["form_key"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_registration_id_cohort_id"), ["id", "cohort_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_subscription_id_subscription"),
            "subscription",
            ["subscription_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_registration_moved_from_id_registration"),
            "registration",
            ["moved_from_id"],
            ["id"],
        )

    with op.batch_alter_table("seat") as batch_op:
        batch_op.add_column(sa.Column("cohort_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE seat SET cohort_id = (SELECT cohort_id FROM registration"
        " WHERE registration.id = seat.registration_id)"
    )
    with op.batch_alter_table("seat") as batch_op:
        batch_op.alter_column("cohort_id", existing_type=sa.Integer(), nullable=False)
        batch_op.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("workplace", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("language", sa.String(20), nullable=False, server_default="da")
        )
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("former_name", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("food", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("needs", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("link_version", sa.Integer(), nullable=False, server_default="1")
        )
        batch_op.create_index("ix_seat_email_state", ["email", "state"], unique=False)
        batch_op.create_index(
            "uq_seat_live_address",
            ["cohort_id", "email"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('waiting', 'offered', 'confirmed', 'attended', 'absent', 'completed')"
            ),
            postgresql_where=sa.text(
                "state IN ('waiting', 'offered', 'confirmed', 'attended', 'absent', 'completed')"
            ),
        )
        batch_op.drop_constraint(
            batch_op.f("fk_seat_registration_id_registration"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_seat_registration_id_cohort_id_registration"),
            "registration",
            ["registration_id", "cohort_id"],
            ["id", "cohort_id"],
        )

    # made anew on SQLite: an id must still never be given to another
    with op.batch_alter_table("subscription", table_kwargs=NEVER_AGAIN) as batch_op:
        batch_op.add_column(
            sa.Column("unreachable", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("subscription", table_kwargs=NEVER_AGAIN) as batch_op:
        batch_op.drop_column("unreachable")

    with op.batch_alter_table("seat") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_seat_registration_id_cohort_id_registration"), type_="foreignkey"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_seat_registration_id_registration"),
            "registration",
            ["registration_id"],
            ["id"],
        )
        batch_op.drop_index(
            "uq_seat_live_address",
            sqlite_where=sa.text(
                "state IN ('waiting', 'offered', 'confirmed', 'attended', 'absent', 'completed')"
            ),
            postgresql_where=sa.text(
                "state IN ('waiting', 'offered', 'confirmed', 'attended', 'absent', 'completed')"
            ),
        )
        batch_op.drop_index("ix_seat_email_state")
        batch_op.drop_column("link_version")
        batch_op.drop_column("needs")
        batch_op.drop_column("food")
        batch_op.drop_column("given_at")
        batch_op.drop_column("former_name")
        batch_op.drop_column("cancelled_at")
        batch_op.drop_column("reason")
        batch_op.drop_column("language")
        batch_op.drop_column("workplace")
        batch_op.drop_column("title")
        batch_op.drop_column("cohort_id")

    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_registration_moved_from_id_registration"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_registration_subscription_id_subscription"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("uq_registration_id_cohort_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_registration_form_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_registration_subscription_id"))
        batch_op.drop_index("ix_registration_order")
        batch_op.drop_index(batch_op.f("ix_registration_offer_until"))
        batch_op.drop_index("ix_registration_contact_email")
        batch_op.drop_column("link_version")
        batch_op.drop_column("moved_from_id")
        batch_op.drop_column("replace_by")
        batch_op.drop_column("unreachable")
        batch_op.drop_column("gathering")
        batch_op.drop_column("accept_until")
        batch_op.drop_column("lapsed_at")
        batch_op.drop_column("taken_back_reason")
        batch_op.drop_column("offered_seats")
        batch_op.drop_column("offered_at")
        batch_op.drop_column("offer_until")
        batch_op.drop_column("at_least")
        batch_op.drop_column("displaced")
        batch_op.drop_column("made_at")
        batch_op.drop_column("ean_asked_at")
        batch_op.drop_column("order_ref")
        batch_op.drop_column("person_ref")
        batch_op.drop_column("bill_email")
        batch_op.drop_column("cvr")
        batch_op.drop_column("ean")
        batch_op.drop_column("bill")
        batch_op.drop_column("note")
        batch_op.drop_column("contact_title")
        batch_op.drop_column("contact_phone")
        batch_op.drop_column("form_digest")
        batch_op.drop_column("form_key")
        batch_op.drop_column("subscription_id")

    with op.batch_alter_table("cohort") as batch_op:
        batch_op.drop_column("called_off_reason_en")
        batch_op.drop_column("called_off_reason_da")
        batch_op.drop_column("moved_from_place")
        batch_op.drop_column("moved_from_times")
        batch_op.drop_column("moved_at")
        batch_op.drop_column("sequence")

    with op.batch_alter_table("pass") as batch_op:
        batch_op.drop_index(batch_op.f("ix_pass_registration_id"))

    op.drop_table("pass")
    with op.batch_alter_table("hold") as batch_op:
        batch_op.drop_index("uq_hold_cohort_id_subscription_id")
        batch_op.drop_index(batch_op.f("ix_hold_cohort_id"))

    op.drop_table("hold")
