"""Column types as the migrations spell them: frozen here, so that old migrations keep their meaning.

A type that changes its storage gets a new name in this file; the old name stays for the old migrations.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

INSTANT = sa.TIMESTAMP(timezone=True).with_variant(sa.Text(), "sqlite")
JSON_VALUE = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def one_of(*values: str) -> sa.Enum:
    """Text under a CHECK that allows these values only, named after table and column."""
    return sa.Enum(*values, native_enum=False, create_constraint=True, length=40)
