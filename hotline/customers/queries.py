"""Reads about customers: who rings, whom the words mean, and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from hotline.core.errors import Invalid
from hotline.core.store import Prepared
from hotline.customers import directory
from hotline.customers.models import Company, Contact, TaxBranch
from hotline.speech.names import NameCandidate

MatchKind: TypeAlias = Literal["known", "maybe", "tie", "unknown"]
"""known: near enough to be read back; maybe: only with a yes; tie: several, ask which; unknown: keep it as heard."""


Candidate: TypeAlias = NameCandidate[str]
"""One file that the words may mean: its key (company id or branch code), name, score 0 to 100, and evidence."""


@dataclass(frozen=True, slots=True)
class ListedCompany:
    """What the list of names tells of a company: enough to go on with, without reading its file."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedBranch:
    """What the list of names tells of a tax branch, the official name first."""

    code: str
    names: Sequence[str]

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class CompanyMatch:
    """Whom the words mean. `company` stands for known and maybe only; `candidates` come best first."""

    kind: MatchKind
    company: ListedCompany | None
    candidates: tuple[Candidate, ...]
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class BranchMatch:
    """Which tax branch the words mean. `branch` stands for known and maybe only."""

    kind: MatchKind
    branch: ListedBranch | None
    candidates: tuple[Candidate, ...]
    score: float
    evidence: str


def get(session: Session, company_id: str) -> Company | None:
    return session.get(Company, company_id)


def by_phone(session: Session, e164: str, *, verified: bool = False) -> list[Company]:
    """Every company that this number reaches, by name; usually one, none for a new caller.

    With `verified`, only by numbers from a list or from staff: those prove something about who calls (S17).
    """
    reached = select(Contact.company_id).where(Contact.phone == e164)
    if verified:
        reached = reached.where(Contact.verified)
    return list(session.scalars(select(Company).where(Company.id.in_(reached)).order_by(Company.name_key)))


_NAMES_BY_PHONE = Prepared(
    select(Company.id, Company.name)
    .join(Contact, Contact.company_id == Company.id)
    .where(Contact.phone == bindparam("phone"))
    .order_by(Company.name_key)
)


def names_by_phone(session: Session, e164: str) -> list[tuple[str, str]]:
    """(id, name) of every company that this number reaches: all that the first ring needs, at a tenth of the cost."""
    return [(str(row[0]), str(row[1])) for row in _NAMES_BY_PHONE(session, phone=e164)]


def branch(session: Session, code: str) -> TaxBranch | None:
    return session.get(TaxBranch, code)


def branches(session: Session) -> list[TaxBranch]:
    """The whole list, by code: it has some dozens."""
    return list(session.scalars(select(TaxBranch).order_by(TaxBranch.code)))


def page(session: Session, *, cursor: str | None = None, limit: int = 50) -> tuple[list[Company], str | None]:
    """Companies by name, and the cursor of the next page, None after the last. Raises Invalid on an unknown cursor."""
    listed = select(Company).options(selectinload(Company.contacts), selectinload(Company.branch))
    if cursor is not None:
        last = session.scalar(select(Company.name_key).where(Company.id == cursor))
        if last is None:
            raise Invalid("cursor", "这个翻页标记已失效，请从头开始 (this cursor is not valid: start again)")
        listed = listed.where(Company.name_key > last)
    found = list(session.scalars(listed.order_by(Company.name_key).limit(limit + 1)))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def warm(session: Session) -> None:
    """Read all names now, at the start of a process, so that no caller waits for it (half a second for thousands)."""
    directory.companies(session)
    directory.branches(session)


def match_company(session: Session, heard: str, *, explained: bool = False) -> CompanyMatch:
    """Whom `heard` means, by sound and by characters; never chosen silently where two are alike (domain.md 2.3).

    `explained`: the caller told the characters (仁义的仁), so they decide between names that sound alike.
    """
    found = directory.companies(session).index.match(heard, explained=explained)
    best = found.best if found.kind in {"known", "maybe"} else None
    company = ListedCompany(best.key, best.name) if best else None
    return CompanyMatch(found.kind, company, found.candidates, *_best(found.candidates))


def match_branch(session: Session, heard: str) -> BranchMatch:
    """Which listed branch `heard` means; an unlisted one is unknown and kept as it was spoken (R8)."""
    listed = directory.branches(session)
    found = listed.index.match(heard)
    best = found.best if found.kind in {"known", "maybe"} else None
    chosen = ListedBranch(best.key, listed.names[best.key]) if best else None
    return BranchMatch(found.kind, chosen, found.candidates, *_best(found.candidates))


def _best(candidates: tuple[Candidate, ...]) -> tuple[float, str]:
    return (candidates[0].score, candidates[0].evidence) if candidates else (0.0, "")
