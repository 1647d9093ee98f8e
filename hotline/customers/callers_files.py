"""The file that a call makes or brings up to date, in the few statements that a caller waits for.

Two calls at once about one new company make one file: its row is locked, so that the second of them sees what the first
has added to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hotline.core.store import Prepared, new_id
from hotline.customers import rules
from hotline.customers.models import Company, Contact, Kind

LONGEST_BRANCH_HEARD = 200


@dataclass(frozen=True, slots=True)
class File:
    """What a call must know of a customer's file to add to it."""

    id: str
    kind: Kind
    branch_code: str | None
    branch_heard: str | None


_LOCK = Prepared(
    select(Company.id, Company.kind, Company.branch_code, Company.branch_heard)
    .where(Company.name_key == bindparam("name_key"))
    .with_for_update(key_share=True)
)
_FILE: dict[str, BindParameter[object]] = {
    name: bindparam(name) for name in ("id", "name", "name_key", "aliases", "kind", "created_at", "updated_at")
}
_MAKE = {
    "sqlite": Prepared(sqlite.insert(Company).values(_FILE).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(Company).values(_FILE).on_conflict_do_nothing()),
}
_EXTENSION = Prepared(
    select(Contact.extension).where(Contact.company_id == bindparam("company_id"), Contact.phone == bindparam("phone"))
)
_EXTEND = Prepared(
    update(Contact)
    .where(Contact.company_id == bindparam("file"), Contact.phone == bindparam("number"))
    .values(extension=bindparam("extension"))
)
_ADD_PHONE = Prepared(
    insert(Contact).values(
        {name: bindparam(name) for name in ("id", "company_id", "phone", "extension", "name", "verified", "created_at")}
    )
)
_NOTE_BRANCH = Prepared(
    update(Company)
    .where(Company.id == bindparam("file"))
    .values(branch_code=bindparam("code"), branch_heard=bindparam("heard"))
)
_TOUCH = Prepared(update(Company).where(Company.id == bindparam("file")).values(updated_at=bindparam("now")))


def lock_or_make(session: Session, *, name: str, now: datetime) -> tuple[File, bool]:
    """The file of this name, locked, and whether it was made just now."""
    key = rules.name_key(name)
    rows = _LOCK(session, name_key=key)
    if rows:
        return File(*rows[0]), False
    made = _MAKE[session.get_bind().dialect.name].count(
        session, id=new_id(), name=name, name_key=key, aliases=[], kind=Kind.NEW, created_at=now, updated_at=now
    )
    return File(*_LOCK(session, name_key=key)[0]), made > 0


def add_phone(session: Session, file: File, *, phone: str, extension: str | None, now: datetime) -> bool:
    """Add the number, or its extension where one is known now. True if that changed anything."""
    if extension and len(extension) > rules.LONGEST_EXTENSION:
        extension = None
    known = _EXTENSION(session, company_id=file.id, phone=phone)
    if not known:
        _ADD_PHONE(
            session,
            id=new_id(),
            company_id=file.id,
            phone=phone,
            extension=extension,
            name=None,
            verified=False,
            created_at=now,
        )
        return True
    if extension in {None, known[0][0]}:
        return False
    return _EXTEND.count(session, file=file.id, number=phone, extension=extension) > 0


def note_branch(session: Session, file: File, *, code: str | None, spoken: str) -> bool:
    """Note the branch: a listed one replaces a spoken one, and neither replaces what the customer list says."""
    before = noted = file.branch_code, file.branch_heard
    if code and (file.branch_code is None or file.kind is Kind.NEW):
        noted = code, None
    elif spoken and file.branch_code is None:
        noted = None, spoken[:LONGEST_BRANCH_HEARD]
    if noted != before:
        _NOTE_BRANCH(session, file=file.id, code=noted[0], heard=noted[1])
    return noted != before


def touch(session: Session, file: File, *, now: datetime) -> None:
    """Say when the file was last changed."""
    _TOUCH(session, file=file.id, now=now)
