"""What every table is made of: the base class, the column types and the ids.

The types behave alike on SQLite and PostgreSQL, through the ORM, Core and `Prepared` statements.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import orjson
from sqlalchemy import JSON, TIMESTAMP, Dialect, Enum, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

_LONGEST_STATUS = 40


def new_id() -> str:
    """A random 128-bit id as 32 hexadecimal characters: unguessable, and safe in a URL."""
    return secrets.token_hex(16)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware datetimes go in, aware UTC comes out; a naive one is refused with ValueError.

    On PostgreSQL it is `timestamptz`. On SQLite it is text of fixed width (`2026-03-10T01:02:03.000004Z`), so that
    the order of the text is the order of time, also for SQL written by hand.
    """

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = Text() if dialect.name == "sqlite" else TIMESTAMP(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; the store keeps instants only")
        instant = value.astimezone(UTC)
        return utc_text(instant) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return instant.astimezone(UTC)


def utc_text(instant: datetime) -> str:
    """An aware UTC instant as the text that SQLite keeps: microseconds always, `Z` at the end."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def StrEnumType(enum_class: type[StrEnum]) -> Enum:  # noqa: N802 - it stands where a type stands
    """A column of one of `enum_class`'s members: kept as the member's text under a CHECK, read back as the member."""
    kept = Enum(
        enum_class,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=_LONGEST_STATUS,
    )
    # Unnamed, so that the naming convention names the CHECK after table and column: two columns may share an enum.
    kept.name = None
    return kept


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON value. Changes inside a value are not seen: assign a new one."""


ROW_LOCK: Final = {"key_share": True}
"""How a row is kept from others: others may still refer to it. `FOR UPDATE` would make every new ticket of a colleague
wait for whoever gives that colleague the next one, and two of them wait for each other."""


def to_json(value: object) -> str:
    """`value` as compact JSON text, Chinese readable."""
    return orjson.dumps(value).decode()


from_json = orjson.loads
"""JSON text as Python values. Raises ValueError if it is none."""


class Base(DeclarativeBase):
    """The one declarative base. `Mapped[datetime]` is a `UtcDateTime`; every constraint has a predictable name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text}  # noqa: RUF012 - read once by SQLAlchemy
