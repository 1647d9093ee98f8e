"""The file that a call makes or brings up to date, in the few statements that a caller waits for.

Two calls at once about one new company make one file. Nothing is locked: each statement says itself under what
condition it may change a row, so that a company from which many call at once keeps none of them waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, or_, select, update
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


_FIND = Prepared(
    select(Company.id, Company.kind, Company.branch_code, Company.branch_heard).where(
        Company.name_key == bindparam("name_key")
    )
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
_CONTACT: dict[str, BindParameter[object]] = {
    name: bindparam(name) for name in ("id", "company_id", "phone", "extension", "name", "verified", "created_at")
}
_ADD_PHONE = {
    "sqlite": Prepared(sqlite.insert(Contact).values(_CONTACT).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(Contact).values(_CONTACT).on_conflict_do_nothing()),
}
_NOTE_BRANCH = Prepared(
    update(Company)
    .where(Company.id == bindparam("file"), or_(Company.branch_code.is_(None), Company.kind == Kind.NEW))
    .values(branch_code=bindparam("code"), branch_heard=bindparam("heard"), updated_at=bindparam("now"))
)
_NOTE_SPOKEN = Prepared(
    update(Company)
    .where(Company.id == bindparam("file"), Company.branch_code.is_(None))
    .values(branch_heard=bindparam("heard"), updated_at=bindparam("now"))
)


def find_or_make(session: Session, *, name: str, now: datetime) -> tuple[File, bool]:
    """The file of this name, and whether it was made just now."""
    key = rules.name_key(name)
    rows = _FIND(session, name_key=key)
    if rows:
        return File(*rows[0]), False
    made = _MAKE[session.get_bind().dialect.name].count(
        session, id=new_id(), name=name, name_key=key, aliases=[], kind=Kind.NEW, created_at=now, updated_at=now
    )
    return File(*_FIND(session, name_key=key)[0]), made > 0


def add_phone(session: Session, file: File, *, phone: str, extension: str | None, now: datetime) -> None:
    """Add the number, or its extension where one is known now."""
    if extension and len(extension) > rules.LONGEST_EXTENSION:
        extension = None
    known = _EXTENSION(session, company_id=file.id, phone=phone)
    if known and extension not in {None, known[0][0]}:
        _EXTEND(session, file=file.id, number=phone, extension=extension)
    elif not known:
        _ADD_PHONE[session.get_bind().dialect.name](
            session,
            id=new_id(),
            company_id=file.id,
            phone=phone,
            extension=extension,
            name=None,
            verified=False,
            created_at=now,
        )


def note_branch(session: Session, file: File, *, code: str | None, spoken: str, now: datetime) -> None:
    """Note the branch: a listed one replaces a spoken one, and neither replaces what the customer list says."""
    heard = spoken[:LONGEST_BRANCH_HEARD]
    if code and code != file.branch_code and (file.branch_code is None or file.kind is Kind.NEW):
        _NOTE_BRANCH(session, file=file.id, code=code, heard=None, now=now)
    elif not code and heard and file.branch_code is None and heard != file.branch_heard:
        _NOTE_SPOKEN(session, file=file.id, heard=heard, now=now)
