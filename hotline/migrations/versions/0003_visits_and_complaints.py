"""Visits and complaints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import INSTANT, one_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("status", one_of("registered", "in_progress", "done", "cancelled"), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("taxpayer_id", sa.String(length=20), nullable=True),
        sa.Column("branch_code", sa.String(length=40), nullable=True),
        sa.Column("branch_name", sa.Text(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.String(length=16), nullable=True),
        sa.Column("contact_extension", sa.String(length=12), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("has_computer", sa.Boolean(), nullable=True),
        sa.Column("has_printer", sa.Boolean(), nullable=True),
        sa.Column("fees_collected", sa.Boolean(), nullable=True),
        sa.Column("told_backup", sa.Boolean(), nullable=False),
        sa.Column("told_dedicated", sa.Boolean(), nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_installations_owner_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_installations_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installations")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_installations_ticket_id")),
    )
    with op.batch_alter_table("installations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_installations_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "complaints",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column(
            "status", one_of("received", "verifying", "escalated", "answered", "told", "signed_off"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("target", one_of("own", "subordinate", "person", "product", "unknown"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column(
            "aspect",
            one_of("service", "technical", "staff", "conduct", "fee", "delay", "product", "other"),
            nullable=False,
        ),
        sa.Column("serious", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("received_by", sa.String(length=64), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("investigate_by", INSTANT, nullable=False),
        sa.Column("follow_up_due", INSTANT, nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("handling_result", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("told_user_at", INSTANT, nullable=True),
        sa.Column("signed_by", sa.String(length=32), nullable=True),
        sa.Column("signed_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "status != 'signed_off' OR (told_user_at IS NOT NULL AND signed_by IS NOT NULL AND signed_at IS NOT NULL)",
            name="ck_complaints_told_and_signed",
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_complaints_decided_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_complaints_owner_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["staff.id"], name=op.f("fk_complaints_signed_by")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_complaints_task_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_complaints_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_complaints_ticket_id")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaints_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_complaints_status_investigate_by", ["status", "investigate_by"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column(
            "status", one_of("requested", "approved", "refused", "scheduled", "done", "cancelled"), nullable=False
        ),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("wish_text", sa.Text(), nullable=False),
        sa.Column("wish_date", sa.Date(), nullable=True),
        sa.Column("wish_part", sa.String(length=20), nullable=True),
        sa.Column("agreement_heard", sa.Date(), nullable=True),
        sa.Column("agreement_on_record", sa.Date(), nullable=True),
        sa.Column("agreement_state", one_of("in_force", "expired", "conflict", "unknown"), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("scheduled_for", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("(status = 'requested') = (decided_at IS NULL)", name="ck_visits_decided"),
        sa.CheckConstraint("status != 'refused' OR refusal IS NOT NULL", name="ck_visits_refused_with_reason"),
        sa.CheckConstraint(
            "status NOT IN ('scheduled', 'done') OR scheduled_for IS NOT NULL", name="ck_visits_scheduled"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_visits_decided_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_visits_owner_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_visits_task_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_visits_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_visits_status_requested", ["status", "requested_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_ticket_id"), ["ticket_id"], unique=False)
