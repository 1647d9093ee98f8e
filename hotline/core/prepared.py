"""Statements for the hot path: written with SQLAlchemy, compiled once, run on the driver.

A telephone turn has about 250 microseconds. Executing one Core statement costs SQLAlchemy more than SQLite takes for
the statement, and the ORM several times that. A `Prepared` keeps what is worth having - one text for both databases,
typed columns - and skips the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Dialect, SelectBase, TextClause, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType, TypeEngine

from hotline.core.columns import Json, UtcDateTime
from hotline.core.lines import LineSession

Statement: TypeAlias = SelectBase | UpdateBase | TextClause
Row: TypeAlias = tuple[Any, ...]
_Convert: TypeAlias = Callable[[Any], Any]


class Prepared:
    """A statement that runs inside the session's transaction: `rows = FIND_CALL(session, sid="CA..")`.

    Values go in and come out as the columns' types say, as with Core: aware datetimes, enum members, JSON as Python
    values. In a `text()` an aware datetime, a dict or a list goes in as it does into a typed column; what comes out of
    one is typed by `.columns(at=UtcDateTime, ...)`, else it is what the driver gives (str, int, float, bytes, None).

    An INSERT names its columns: `.values(sid=bindparam("sid"))`. Python-side column defaults and `IN` lists of changing
    length need Core; they are refused with ValueError when the statement is compiled. Errors are SQLAlchemy's, as from
    Core.

    What the ORM has pending in the session is flushed first. A statement that has nothing to do with it `stands_alone`,
    and leaves it to be written later, all at once.
    """

    def __init__(self, statement: Statement, *, stands_alone: bool = False) -> None:
        self._statement = statement
        self._stands_alone = stands_alone
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, session: Session, **values: Any) -> list[Row]:
        """Run it and return the rows; none for a statement that answers no rows."""
        cursor, compiled = self._run(session, values)
        if cursor.description is None:
            return []
        # All at once: the cursor is the next statement's too.
        rows: list[Row] = cursor.fetchall()
        return [compiled.from_driver(row) for row in rows] if compiled.outward else rows

    def count(self, session: Session, **values: Any) -> int:
        """Run an INSERT, UPDATE or DELETE and return how many rows it touched."""
        cursor, _ = self._run(session, values)
        return int(cursor.rowcount)

    def compile(self, dialect: Dialect) -> _Compiled:
        """Compile for `dialect` now, so that a mistake in the statement shows at the start and not in a call."""
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect)
        return compiled

    def _run(self, session: Session, values: dict[str, Any]) -> tuple[Any, _Compiled]:
        if not self._stands_alone:
            session.flush()  # returns at once when nothing is pending
        cursor, dialect = _reach(session)
        compiled = self._compiled.get(dialect.name) or self.compile(dialect)
        parameters = compiled.to_driver(values)
        try:
            cursor.execute(compiled.text, parameters)
        except dialect.loaded_dbapi.Error as error:
            # Without the parameters in its text: they are callers' names and numbers (S18).
            raise DBAPIError.instance(
                compiled.text,
                parameters,
                error,
                dialect.loaded_dbapi.Error,
                hide_parameters=True,
                dialect=dialect,
            ) from error
        return cursor, compiled


def _reach(session: Session) -> tuple[Any, Dialect]:
    """A cursor in the transaction of `session`, after what SQLAlchemy must do first."""
    if isinstance(session, LineSession):
        if session.in_nested_transaction():
            session.connection()  # a session's savepoint is not set before the session connects
        return session.cursor, session.dialect
    connection = session.connection()
    return connection.connection.cursor(), connection.dialect


class _Compiled:
    """A statement as one database's driver takes it, with what turns Python's values into the driver's and back."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"{statement} is no query")
        _refuse_what_needs_core(compiled)
        self.text = compiled.string
        self._by_place = compiled.positiontup is not None
        self._defaults = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        self._names = compiled.binds.keys()
        self._inward = [
            (name, _to_driver(compiled.binds[name].type, dialect)) for name in compiled.positiontup or self._names
        ]
        columns = list(getattr(statement, "exported_columns", ()))
        self.outward = _by_place([_from_driver(column.type, dialect) for column in columns])

    def to_driver(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """The parameters of one execution; TypeError if one is missing or unknown."""
        given = {**self._defaults, **values} if self._defaults else values
        if given.keys() != self._names:
            raise TypeError(f"needs the values {sorted(self._names)} and was given {sorted(given)}")
        if self._by_place:
            return tuple([convert(given[name]) if convert else given[name] for name, convert in self._inward])
        return {name: convert(given[name]) if convert else given[name] for name, convert in self._inward}

    def from_driver(self, row: Row) -> Row:
        """The row with Python's values in it."""
        values = list(row)
        for place, convert in self.outward:
            values[place] = convert(values[place])
        return tuple(values)


def _refuse_what_needs_core(compiled: SQLCompiler) -> None:
    if "__[POSTCOMPILE_" in compiled.string:
        raise ValueError(f"the length of an IN list changes: {compiled.string}")
    if compiled.insert_prefetch or compiled.update_prefetch:
        columns = [column.name for column in (*compiled.insert_prefetch, *compiled.update_prefetch)]
        raise ValueError(f"{columns} have defaults that Python makes; name them in .values(): {compiled.string}")


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    if isinstance(kind, NullType):
        return _untyped(dialect)
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _untyped(dialect: Dialect) -> _Convert:
    """A value whose column is not known, as in a `text()`, goes in as its Python type says."""
    instant = _to_driver(UtcDateTime(), dialect)
    json = _to_driver(Json, dialect)

    def convert(value: Any) -> Any:
        if isinstance(value, datetime) and instant is not None:
            return instant(value)
        if isinstance(value, dict | list) and json is not None:
            return json(value)
        return value

    return convert


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _by_place(converters: list[_Convert | None]) -> list[tuple[int, _Convert]]:
    return [(place, convert) for place, convert in enumerate(converters) if convert is not None]
