"""People, promises and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import INSTANT, JSON_VALUE, one_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column(
            "role", one_of("agent", "engineer", "keeper", "supervisor", "manager", "auditor", "admin"), nullable=False
        ),
        sa.Column("label", sa.String(length=128), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_tokens_hash")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=True), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("detail", JSON_VALUE, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_journal_subject_subject_id_id"), ["subject", "subject_id", "id"], unique=False
        )

    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "role", one_of("agent", "engineer", "keeper", "supervisor", "manager", "auditor", "admin"), nullable=False
        ),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("last_given_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("active OR NOT on_duty", name="only_active_staff_is_on_duty"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_role_last_given_at", ["role", "last_given_at"], unique=False)

    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "overflow",
                "abandoned",
                "resolution",
                "visit_booking",
                "follow_up",
                "complaint_follow_up",
                "install_follow_up",
                "feature_code",
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=128), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("extension", sa.String(length=12), nullable=True),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("handler", one_of("bot", "agent"), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            one_of(
                "queued", "claimed", "dialling", "waiting_result", "done", "needs_person", "cancelled", "quarantined"
            ),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("in_line_since", INSTANT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("taker", sa.String(length=64), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("call_sid", sa.String(length=128), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('claimed', 'dialling')) = (lease_until IS NOT NULL)", name="ck_callbacks_leased_while_worked_on"
        ),
        sa.CheckConstraint("(state IN ('done', 'cancelled')) = (done_at IS NOT NULL)", name="ck_callbacks_ended"),
        sa.CheckConstraint("phone IS NOT NULL OR handler = 'agent'", name="ck_callbacks_bot_has_phone"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_callbacks_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index("ix_callbacks_call_sid", ["call_sid"], unique=False)
        batch_op.create_index("ix_callbacks_created", ["created_at", "id"], unique=False)
        batch_op.create_index("ix_callbacks_due", ["due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_callbacks_leased",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_callbacks_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_callbacks_phone", ["phone"], unique=False)
        batch_op.create_index(
            "ix_callbacks_queued",
            ["handler", "not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index("ix_callbacks_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "callback_attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("callback_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "state", one_of("intent", "placed", "refused", "rejected", "unknown", "not_placed", "ended"), nullable=False
        ),
        sa.Column("call_sid", sa.String(length=128), nullable=True),
        sa.Column("dialled_by", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("placed_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_callback_attempts_callback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callback_attempts")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_callback_attempts_call_sid")),
        sa.UniqueConstraint("callback_id", "n", name=op.f("uq_callback_attempts_callback_id_n")),
    )
    with op.batch_alter_table("callback_attempts", schema=None) as batch_op:
        batch_op.create_index(
            "ux_callback_attempts_open",
            ["callback_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('intent', 'placed', 'unknown')"),
            postgresql_where=sa.text("state IN ('intent', 'placed', 'unknown')"),
        )
