"""Calls that broke off again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import INSTANT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callback_later_calls",
        sa.Column("callback_id", sa.String(length=32), nullable=False),
        sa.Column("call_sid", sa.String(length=128), nullable=False),
        sa.Column("extension", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_callback_later_calls_callback_id")),
        sa.PrimaryKeyConstraint("callback_id", "call_sid", name=op.f("pk_callback_later_calls")),
    )
    with op.batch_alter_table("callback_later_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callback_later_calls_call_sid"), ["call_sid"], unique=False)
