"""Writes about customers: the two imports, and the file that a call makes or brings up to date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from hotline.core import journal
from hotline.core.errors import Invalid
from hotline.customers import callers_files, directory, rules, sheet
from hotline.customers.models import Company, Contact, Kind, TaxBranch
from hotline.customers.sheet import BadSheet, CustomerRow, Problem


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    added: int
    updated: int


def import_branches(session: Session, *, now: datetime, content: str | bytes, actor: str = "system") -> Imported:
    """Take over a branch list (code,name,aliases); a code that is known is renamed, none removed. Raises BadSheet."""
    rows = sheet.read_branches(content)
    known = {branch.code: branch for branch in session.scalars(select(TaxBranch))}
    for row in rows:
        branch = known.get(row.code)
        if branch is None:
            branch = TaxBranch(code=row.code)
            session.add(branch)
        branch.name, branch.aliases = row.name, list(row.aliases)
    session.flush()
    directory.restamp(session, directory.BRANCHES)
    updated = sum(row.code in known for row in rows)
    return _imported(session, now, actor, directory.BRANCHES, Imported(len(rows) - updated, updated))


def import_customers(
    session: Session,
    *,
    now: datetime,
    content: str | bytes,
    actor: str = "system",
    area_code: str = "0756",
    country: str = "CN",
) -> Imported:
    """Take over a customer list, whole or not at all. Raises BadSheet naming every bad row.

    A company is found again by its taxpayer id, else by its name. An empty cell leaves what is known; telephone
    numbers and names by which it was known are added to, never taken away.
    """
    rows, problems = sheet.read_customers(content, area_code=area_code, country=country)
    files = _Files(session)
    problems += _misfits(session, rows, files)
    if problems:
        raise BadSheet(problems)
    updated = 0
    for row in rows:
        company = files.of(row)
        updated += company is not None
        _take_over(company or _new_file(session, row.name, now), row, now)
    session.flush()
    directory.restamp(session, directory.COMPANIES)
    return _imported(session, now, actor, directory.COMPANIES, Imported(len(rows) - updated, updated))


def remember_caller(
    session: Session,
    *,
    now: datetime,
    name: str,
    phone: str | None,
    extension: str | None = None,
    branch_code: str | None = None,
    branch_text: str | None = None,
) -> str:
    """The id of the caller's file, made or brought up to date in the call itself (R62, R160).

    `name` is the matched company's name or, for a new caller, the name as heard; `phone` is E.164, None when it was
    refused. What a list says of a registered company stays; only its gaps are filled. Raises Invalid on an empty name.
    """
    shown = rules.tidy(name)[: rules.LONGEST_NAME].rstrip()
    if not rules.name_key(shown):
        raise Invalid("name", "缺少企业名称 (the company's name is missing)")
    file, is_new = callers_files.find_or_make(session, name=shown, now=now)
    if phone is not None:
        callers_files.add_phone(session, file, phone=phone, extension=extension, now=now)
    callers_files.note_branch(session, file, code=branch_code, spoken=rules.tidy(branch_text or ""), now=now)
    if is_new:
        directory.restamp(session, directory.CALLERS)
    return file.id


class _Files:
    """The files that there are, by taxpayer id and by name."""

    def __init__(self, session: Session) -> None:
        companies = session.scalars(select(Company).options(selectinload(Company.contacts))).all()
        self.by_taxpayer = {company.taxpayer_id: company for company in companies if company.taxpayer_id}
        self.by_name = {company.name_key: company for company in companies}

    def of(self, row: CustomerRow) -> Company | None:
        registered = self.by_taxpayer.get(row.taxpayer_id) if row.taxpayer_id else None
        return registered or self.by_name.get(rules.name_key(row.name))


def _misfits(session: Session, rows: Sequence[CustomerRow], files: _Files) -> Iterator[Problem]:
    """Rows that are well written but do not fit what is known already."""
    branches = set(session.scalars(select(TaxBranch.code)))
    taken: dict[Company, int] = {}
    for row in rows:
        if row.branch_code and row.branch_code not in branches:
            yield Problem(row.row, "branch_code", _NO_BRANCH.format(row.branch_code))
        company, namesake = files.of(row), files.by_name.get(rules.name_key(row.name))
        if namesake is not company and namesake is not None:
            yield Problem(row.row, "name", _TAKEN)
        if company is None:
            continue
        if row.taxpayer_id and company.taxpayer_id not in {None, row.taxpayer_id}:
            yield Problem(row.row, "taxpayer_id", _OTHER_ID.format(company.taxpayer_id))
        elif company in taken:
            yield Problem(row.row, "name", _TWICE.format(taken[company], taken[company]))
        taken.setdefault(company, row.row)


_NO_BRANCH = "没有分局 {}，请先导入分局表或更正 (no such branch: import it first or correct it)"
_TAKEN = (
    "另一家企业的档案已用这个名称，请保留原名称并把新名称填入 aliases "
    "(another company is filed under this name: keep the former name and put this one into aliases)"
)
_OTHER_ID = "这家企业登记的识别号是 {}，请核对后更正 (this company is registered under that id: check and correct it)"
_TWICE = "与第{}行是同一家企业，请只保留一行 (the same company as row {}: keep one)"


def _take_over(company: Company, row: CustomerRow, now: datetime) -> None:
    former = [company.name] if rules.name_key(company.name) != rules.name_key(row.name) else []
    company.name, company.name_key = row.name, rules.name_key(row.name)
    company.aliases = [alias for alias in dict.fromkeys([*company.aliases, *former, *row.aliases]) if alias != row.name]
    company.kind = Kind.REGISTERED
    company.taxpayer_id = row.taxpayer_id or company.taxpayer_id
    if row.branch_code:
        company.branch_code, company.branch_heard = row.branch_code, None
    company.agreement_expires_on = row.agreement_expires_on or company.agreement_expires_on
    company.device = row.device or company.device
    company.updated_at = now
    for phone, extension in row.phones:
        _list_phone(company, phone, extension, now)


def _new_file(session: Session, name: str, now: datetime) -> Company:
    company = Company(
        name=name, name_key=rules.name_key(name), aliases=[], kind=Kind.NEW, created_at=now, updated_at=now
    )
    session.add(company)
    return company


def _list_phone(company: Company, phone: str, extension: str | None, now: datetime) -> None:
    """Add a number of the list, or its extension where one is known now; the list vouches for it (S17)."""
    for contact in company.contacts:
        if contact.phone == phone:
            contact.verified = True
            contact.extension = extension or contact.extension
            return
    company.contacts.append(Contact(phone=phone, extension=extension, verified=True, created_at=now))


def _imported(session: Session, now: datetime, actor: str, subject: str, done: Imported) -> Imported:
    detail = {"added": done.added, "updated": done.updated}
    journal.record(
        session, now=now, actor=actor, action=f"{subject}.imported", subject=subject, subject_id=subject, detail=detail
    )
    return done
