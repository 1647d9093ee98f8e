"""Customers and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hotline.migrations.columns import INSTANT, JSON_VALUE, one_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_versions",
        sa.Column("directory", sa.String(length=20), nullable=False),
        sa.Column("stamp", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("directory", name=op.f("pk_directory_versions")),
    )
    op.create_table(
        "tax_branches",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("aliases", JSON_VALUE, nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tax_branches")),
    )
    op.create_table(
        "ticket_serials",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ticket_serials")),
    )
    op.create_table(
        "companies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("aliases", JSON_VALUE, nullable=False),
        sa.Column("taxpayer_id", sa.String(length=18), nullable=True),
        sa.Column("kind", one_of("registered", "new"), nullable=False),
        sa.Column("branch_code", sa.String(length=40), nullable=True),
        sa.Column("branch_heard", sa.String(length=200), nullable=True),
        sa.Column("agreement_expires_on", sa.Date(), nullable=True),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["branch_code"], ["tax_branches.code"], name=op.f("fk_companies_branch_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("name_key", name=op.f("uq_companies_name_key")),
        sa.UniqueConstraint("taxpayer_id", name=op.f("uq_companies_taxpayer_id")),
    )
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_companies_branch_code"), ["branch_code"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("company_id", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("extension", sa.String(length=10), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_contacts_company_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("company_id", "phone", name=op.f("uq_contacts_company_id_phone")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_phone"), ["phone"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("kind", one_of("fault", "visit", "complaint", "install", "enquiry"), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=True),
        sa.Column("status", one_of("open", "in_progress", "waiting_customer", "solved", "closed"), nullable=False),
        sa.Column("urgency", one_of("low", "normal", "high"), nullable=False),
        sa.Column("company_id", sa.String(length=32), nullable=True),
        sa.Column("company_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.String(length=16), nullable=True),
        sa.Column("contact_extension", sa.String(length=12), nullable=True),
        sa.Column("branch_code", sa.String(length=40), nullable=True),
        sa.Column("branch_name", sa.Text(), nullable=True),
        sa.Column("symptom", sa.Text(), nullable=True),
        sa.Column("diagnosis", JSON_VALUE, nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("solution", sa.Text(), nullable=True),
        sa.Column("call_sid", sa.String(length=128), nullable=True),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("promised_until", INSTANT, nullable=True),
        sa.Column("visit_time", INSTANT, nullable=True),
        sa.Column("engineer", sa.Text(), nullable=True),
        sa.Column("solved_at", INSTANT, nullable=True),
        sa.Column("confirmed_by_user_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status IN ('solved', 'closed')) = (solved_at IS NOT NULL)", name="ck_tickets_solved"),
        sa.CheckConstraint("status != 'closed' OR confirmed_by_user_at IS NOT NULL", name="ck_tickets_closed_by_user"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_tickets_company_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_tickets_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["tickets.id"], name=op.f("fk_tickets_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_call_sid"), ["call_sid"], unique=False)
        batch_op.create_index("ix_tickets_category_opened", ["category", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_contact_phone"), ["contact_phone"], unique=False)
        batch_op.create_index("ix_tickets_opened", ["opened_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_tickets_repeats", ["company_id", "category", "opened_at"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "reproduce_fault",
                "verify_complaint",
                "director_notice",
                "decide_visit",
                "call_customer",
                "incident_notice",
                "check_record",
            ),
            nullable=False,
        ),
        sa.Column("ticket_id", sa.String(length=32), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (result IS NULL)", name="ck_tasks_done_with_result"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_tasks_owner_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_tasks_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_owner_due", ["owner_id", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "ticket_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_notes_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
    )
    with op.batch_alter_table("ticket_notes", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_notes_ticket", ["ticket_id", "at"], unique=False)
