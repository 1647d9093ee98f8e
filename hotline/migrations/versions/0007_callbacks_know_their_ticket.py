"""Callbacks know their ticket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticket_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_callbacks_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_callbacks_ticket_id"), "tickets", ["ticket_id"], ["id"])

    op.execute("UPDATE callbacks SET ticket_id = subject_id WHERE subject = 'ticket'")
    for subject, table in (("visit", "visits"), ("installation", "installations"), ("complaint", "complaints")):
        op.execute(
            f"UPDATE callbacks SET ticket_id = (SELECT {table}.ticket_id FROM {table}"  # noqa: S608 - our own names
            f" WHERE {table}.id = callbacks.subject_id) WHERE subject = '{subject}'"
        )
