"""Where a database differs from the models, seen with the database's own eyes.

The models are built into an empty place beside the database, and both are described in the same words from what the
database itself reports: columns with type, nullability and default, keys, foreign keys, indexes with their
conditions, CHECKs. So a change that Alembic's autogenerate cannot see (a CHECK, a partial index) is found as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Inspector, inspect

from hotline.migrations.connections import connect
from hotline.migrations.metadata import METADATA

_BESIDE = "hotline_drift"


def drift(url: str) -> list[str]:
    """One line for each difference between the database and the models; empty if there is none. Leaves no trace."""
    with connect(url) as connection:
        found = _describe(connection, None)
        with _models_beside(connection) as (beside, schema):
            wanted = _describe(beside, schema)
    missing = [f"missing in the database: {line}" for line in sorted(wanted - found)]
    surplus = [f"unknown to the models: {line}" for line in sorted(found - wanted)]
    return missing + surplus


@contextmanager
def _models_beside(connection: Connection) -> Iterator[tuple[Connection, str | None]]:
    """The models' tables, freshly made: in a schema that is rolled back, or in an SQLite database in memory."""
    if connection.dialect.name == "sqlite":
        with connect("sqlite://", writing=True) as memory:
            METADATA.create_all(memory)
            yield memory, None
        return
    with connection.begin_nested() as scratch:
        connection.exec_driver_sql(f"CREATE SCHEMA {_BESIDE}")
        METADATA.create_all(connection.execution_options(schema_translate_map={None: _BESIDE}))
        yield connection, _BESIDE
        scratch.rollback()


def _describe(connection: Connection, schema: str | None) -> set[str]:
    inspector = inspect(connection)
    lines: set[str] = set()
    for table in inspector.get_table_names(schema=schema):
        if table != "alembic_version":
            lines |= {f"{table}: {line}" for line in _describe_table(inspector, table, schema)}
    return lines


def _describe_table(inspector: Inspector, table: str, schema: str | None) -> Iterator[str]:
    yield "table"
    for column in inspector.get_columns(table, schema=schema):
        nullable = "" if column["nullable"] else " NOT NULL"
        default = f" DEFAULT {column['default']}" if column.get("default") is not None else ""
        yield f"column {column['name']} {column['type']!r}{nullable}{default}"
    yield f"primary key ({', '.join(inspector.get_pk_constraint(table, schema=schema)['constrained_columns'])})"
    for key in inspector.get_foreign_keys(table, schema=schema):
        own, theirs = ", ".join(key["constrained_columns"]), ", ".join(key["referred_columns"])
        yield f"foreign key {key['name']} ({own}) to {key['referred_table']} ({theirs}){_options(key)}"
    for unique in inspector.get_unique_constraints(table, schema=schema):
        yield f"unique {unique['name']} ({', '.join(unique['column_names'])})"
    for index in inspector.get_indexes(table, schema=schema):
        kind = "unique index" if index["unique"] else "index"
        parts = ", ".join(map(str, index.get("expressions") or index["column_names"]))
        yield f"{kind} {index['name']} ({parts}){_options(index)}"
    for rule in inspector.get_check_constraints(table, schema=schema):
        yield f"check {rule['name']}: {rule['sqltext']}"


def _options(reflected: Any) -> str:
    options = {**reflected.get("options", {}), **reflected.get("dialect_options", {})}
    return "".join(f" {name} {value}" for name, value in sorted(options.items()) if value is not None)
