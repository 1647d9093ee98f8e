"""New rows of the hot path: written by a prepared INSERT, then in the session as if they had been loaded.

The ORM's flush costs several times what the statement does. A ticket, its task and the promised call are made while a
caller waits, so these go by here; everything else may be flushed.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import DeclarativeBase, Session, class_mapper, make_transient_to_detached
from sqlalchemy.sql.elements import NamedColumn

from hotline.core.prepared import Prepared


def add_now(session: Session, row: DeclarativeBase) -> None:
    """Write `row`, a new one, with its columns' defaults filled in; what is pending in the session goes first."""
    insertion, columns = _insertion(type(row))
    values = {}
    for name, column in columns.items():
        if name not in row.__dict__:
            setattr(row, name, _default(column))
        values[name] = row.__dict__[name]
    insertion(session, **values)
    make_transient_to_detached(row)
    session.add(row)


@cache
def _insertion(model: type[DeclarativeBase]) -> tuple[Prepared, dict[str, NamedColumn[Any]]]:
    columns = {attribute.key: attribute.columns[0] for attribute in class_mapper(model).column_attrs}
    return Prepared(insert(model).values({name: bindparam(name) for name in columns})), columns


def _default(column: NamedColumn[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
