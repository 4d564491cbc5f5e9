"""First tables: courses, cohorts, the list, the outbox, staff and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
    )
    op.create_table(
        "course",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title_da", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("lead_da", sa.Text(), nullable=False),
        sa.Column("lead_en", sa.Text(), nullable=False),
        sa.Column("programme_da", sa.Text(), nullable=False),
        sa.Column("programme_en", sa.Text(), nullable=False),
        sa.Column("sources_da", sa.Text(), nullable=False),
        sa.Column("sources_en", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("price_per", sa.String(20), nullable=False),
        sa.Column("price_note_da", sa.Text(), nullable=False),
        sa.Column("price_note_en", sa.Text(), nullable=False),
        sa.Column("min_seats", sa.Integer(), nullable=False),
        sa.Column("max_seats", sa.Integer(), nullable=False),
        sa.Column("taught_in", sa.String(20), nullable=False),
        sa.Column("external_url", sa.Text(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("slug", name=op.f("uq_course_slug")),
    )
    with op.batch_alter_table("course") as batch_op:
        batch_op.create_index("ix_course_programme_da", ["programme_da"], unique=False)
        batch_op.create_index("ix_course_title_da_id", ["title_da", "id"], unique=False)
        batch_op.create_index("ix_course_title_en_id", ["title_en", "id"], unique=False)

    op.create_table(
        "municipality",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
    )
    op.create_table(
        "outbox_mail",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("give_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_mail_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_mail_message_id")),
    )
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_mail_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_mail_letter_about_id", ["letter", "about_id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_mail_recipient_queued_at", ["recipient", "queued_at"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_mail_state_due_at_id", ["state", "due_at", "id"], unique=False
        )

    op.create_table(
        "provider",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("cvr", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("hours_da", sa.Text(), nullable=False),
        sa.Column("hours_en", sa.Text(), nullable=False),
        sa.Column("accessibility_email", sa.Text(), nullable=False),
        sa.Column("accessibility_phone", sa.Text(), nullable=False),
        sa.Column("vat_note_da", sa.Text(), nullable=False),
        sa.Column("vat_note_en", sa.Text(), nullable=False),
        sa.Column("terms_da", sa.Text(), nullable=False),
        sa.Column("terms_en", sa.Text(), nullable=False),
        sa.Column("closed_weeks", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_limit")),
        sa.UniqueConstraint("key", name=op.f("uq_rate_limit_key")),
    )
    op.create_table(
        "staff_member",
        sa.Column("name_da", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("works_with_da", sa.Text(), nullable=False),
        sa.Column("works_with_en", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
    )
    op.create_table(
        "tag",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name_da", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("slug", name=op.f("uq_tag_slug")),
    )
    op.create_table(
        "assignment",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("worksheet", sa.Text(), nullable=False),
        sa.Column("send_days", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_assignment_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "course_id",
            "worksheet",
            "send_days",
            name=op.f("uq_assignment_course_id_worksheet_send_days"),
        ),
    )
    op.create_table(
        "audit_entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["staff_member.id"], name=op.f("fk_audit_entry_actor_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("tell_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("register_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("free_cancel_until", sa.Date(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("counts_as", sa.String(20), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("note_da", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("unlisted_code", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_cohort_has_seats")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_cohort_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("code", name=op.f("uq_cohort_code")),
        sa.UniqueConstraint("unlisted_code", name=op.f("uq_cohort_unlisted_code")),
    )
    with op.batch_alter_table("cohort") as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_opens_at"), ["opens_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_register_by"), ["register_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_tell_at"), ["tell_at"], unique=False)

    op.create_table(
        "course_contact",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_contact_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["staff_member.id"],
            name=op.f("fk_course_contact_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_contact")),
        sa.UniqueConstraint(
            "course_id", "member_id", name=op.f("uq_course_contact_course_id_member_id")
        ),
    )
    op.create_table(
        "course_section",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_section_course_id_course")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_section")),
        sa.UniqueConstraint("course_id", "kind", name=op.f("uq_course_section_course_id_kind")),
    )
    op.create_table(
        "course_tag",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_tag_course_id_course")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_course_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("course_id", "tag_id", name=op.f("pk_course_tag")),
    )
    op.create_table(
        "staff_session",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["staff_member.id"], name=op.f("fk_staff_session_member_id_staff_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_staff_session_key_hash")),
    )
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_member_id"), ["member_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("seats_wanted", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_ours", sa.Boolean(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("displaced", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_subscription_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_subscription_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("course_id", "email", name=op.f("uq_subscription_course_id_email")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subscription") as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_email"), ["email"], unique=False)
        batch_op.create_index(
            "ix_subscription_order",
            ["course_id", "state", "displaced", "queued_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_subscription_renewed_at"), ["renewed_at"], unique=False
        )
        batch_op.create_index(
            "ix_subscription_state_queued_at", ["state", "queued_at"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_meeting_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_registration_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_registration_municipality_id_municipality"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
    )
    with op.batch_alter_table("registration") as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "seat",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_seat_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    with op.batch_alter_table("seat") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_registration_id"), ["registration_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("seat") as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_registration_id"))

    op.drop_table("seat")
    with op.batch_alter_table("registration") as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_cohort_id"))

    op.drop_table("registration")
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_cohort_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("subscription") as batch_op:
        batch_op.drop_index("ix_subscription_state_queued_at")
        batch_op.drop_index(batch_op.f("ix_subscription_renewed_at"))
        batch_op.drop_index("ix_subscription_order")
        batch_op.drop_index(batch_op.f("ix_subscription_email"))
        batch_op.drop_index(batch_op.f("ix_subscription_asked_at"))

    op.drop_table("subscription")
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_session_member_id"))

    op.drop_table("staff_session")
    op.drop_table("course_tag")
    op.drop_table("course_section")
    op.drop_table("course_contact")
    with op.batch_alter_table("cohort") as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_tell_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_starts_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_register_by"))
        batch_op.drop_index(batch_op.f("ix_cohort_opens_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_ends_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_course_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("audit_entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("assignment")
    op.drop_table("tag")
    op.drop_table("staff_member")
    op.drop_table("rate_limit")
    op.drop_table("provider")
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.drop_index("ix_outbox_mail_state_due_at_id")
        batch_op.drop_index("ix_outbox_mail_recipient_queued_at")
        batch_op.drop_index("ix_outbox_mail_letter_about_id")
        batch_op.drop_index(batch_op.f("ix_outbox_mail_cohort_id"))

    op.drop_table("outbox_mail")
    op.drop_table("municipality")
    with op.batch_alter_table("course") as batch_op:
        batch_op.drop_index("ix_course_title_en_id")
        batch_op.drop_index("ix_course_title_da_id")
        batch_op.drop_index("ix_course_programme_da")

    op.drop_table("course")
    op.drop_table("content_version")
