"""The names of companies and branches, ready to be compared with what was heard; one copy per process.

A copy is good as long as its list bears the same stamp, which every change of names renews in its own transaction.
So a name that one process files is found by every other one at its next question, without anybody telling them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from hotline.core.store import new_id
from hotline.customers.models import Company, DirectoryVersion, Kind, TaxBranch
from hotline.speech.branches import BranchIndex
from hotline.speech.names import NameIndex, NameMatch

COMPANIES = "companies"
"""Renewed by an import, which may change every name."""
CALLERS = "callers"
"""Renewed by a call that makes a new file."""
BRANCHES = "branches"

MOST_RECENT = 200
"""New files that are looked through beside the big index before that one is built anew; it takes a moment."""

Names: TypeAlias = Mapping[str, Sequence[str]]
"""What each key is called, the shown name first."""

_RESTAMP = text(
    "INSERT INTO directory_versions (directory, stamp) VALUES (:directory, :stamp)"
    " ON CONFLICT (directory) DO UPDATE SET stamp = excluded.stamp"
)


def restamp(session: Session, directory: str) -> None:
    """Say that the names of this list have changed. Called after the change, in the same transaction."""
    session.execute(_RESTAMP, {"directory": directory, "stamp": new_id()})


def _stamps(session: Session) -> dict[str, str]:
    return {version.directory: version.stamp for version in session.execute(_VERSIONS)}


_VERSIONS = select(DirectoryVersion.directory, DirectoryVersion.stamp)
_COMPANY_NAMES = select(Company.id, Company.name, Company.aliases)
_BRANCH_NAMES = select(TaxBranch.code, TaxBranch.name, TaxBranch.aliases)
_NEW_FILES = select(Company.id).where(Company.kind == Kind.NEW)


def _read(session: Session, names: Select[str, str, list[str]]) -> Names:
    return {key: (name, *aliases) for key, name, aliases in session.execute(names)}


@dataclass(frozen=True, slots=True)
class CompanyNames:
    """Every company by name: those of the big index, and the few files made since it was built."""

    settled: Names
    index: NameIndex[str]
    new_files: frozenset[str]
    recent: Names
    recent_index: NameIndex[str]

    @classmethod
    def of(cls, session: Session) -> CompanyNames:
        names = _read(session, _COMPANY_NAMES)
        return cls(names, NameIndex(names.items()), frozenset(session.scalars(_NEW_FILES)), {}, NameIndex([]))

    def with_recent(self, session: Session) -> CompanyNames:
        """The same with the new files of today's state, or built anew where that is simpler or needed."""
        new_files = frozenset(session.scalars(_NEW_FILES))
        missing = new_files - self.settled.keys()
        # A file that was there and is gone belonged to work that was rolled back after this index was built in it.
        if not self.new_files <= new_files or len(missing) > MOST_RECENT:
            return CompanyNames.of(session)
        recent = _read(session, _COMPANY_NAMES.where(Company.id.in_(missing)))
        return CompanyNames(self.settled, self.index, self.new_files, recent, NameIndex(recent.items()))

    def match(self, heard: str, *, explained: bool = False) -> NameMatch[str]:
        """As `NameIndex.match`, over both: where both have something to say, their candidates are judged together."""
        settled = self.index.match(heard, explained=explained)
        recent = self.recent_index.match(heard, explained=explained)
        if "unknown" in {settled.kind, recent.kind}:
            return settled if recent.kind == "unknown" else recent
        rivals = {*settled.candidates, *recent.candidates}
        named = [(rival.key, self.settled.get(rival.key) or self.recent[rival.key]) for rival in rivals]
        return NameIndex(named).match(heard, explained=explained)


class _Companies:
    """The names of the companies as they were last read, renewed when their stamps say so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str | None, str | None, CompanyNames] | None = None

    def __call__(self, session: Session) -> CompanyNames:
        stamps = _stamps(session)
        listed, called = stamps.get(COMPANIES), stamps.get(CALLERS)
        if listed is None:  # No list was ever imported: there is little to read, and no stamp to keep it by.
            return CompanyNames.of(session)
        with self._lock:  # One thread reads, the others wait for its work instead of repeating it.
            if self._kept is None or self._kept[0] != listed:
                self._kept = (listed, called, CompanyNames.of(session))
            elif self._kept[1] != called:
                self._kept = (listed, called, self._kept[2].with_recent(session))
            return self._kept[2]


class _Branches:
    """The names of the tax branches, likewise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, BranchIndex[str]] | None = None

    def __call__(self, session: Session) -> BranchIndex[str]:
        stamp = _stamps(session).get(BRANCHES)
        if stamp is None:
            return BranchIndex([])
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, BranchIndex(_read(session, _BRANCH_NAMES).items()))
            return self._kept[1]


companies = _Companies()
branches = _Branches()
