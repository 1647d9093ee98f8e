"""Alembic runs this file for every command; the connection comes from `hotline.migrations.history`."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Enum

from hotline.core.columns import UtcDateTime
from hotline.migrations.metadata import METADATA


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their frozen names; False leaves an item to Alembic."""
    if kind != "type":
        return False
    match item:
        case UtcDateTime():
            name, arguments = "INSTANT", ""
        case JSON():
            name, arguments = "JSON_VALUE", ""
        case Enum():
            name, arguments = "one_of", f"({', '.join(map(repr, item.enums))})"
        case _:
            return False
    autogen_context.imports.add(f"from hotline.migrations.columns import {name}")
    return name + arguments


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=render_item,
    render_as_batch=True,  # SQLite cannot alter a column in place
    transactional_ddl=True,  # true of both databases, in the way that we open SQLite
)
with context.begin_transaction():
    context.run_migrations()
