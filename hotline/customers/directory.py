"""The names of companies and branches, ready to be compared with what was heard; one copy per process.

A copy is good as long as its list bears the same stamp, which every change of names renews in its own transaction.
So a name that one process files is found by every other one at its next question, without anybody telling them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from hotline.core.store import Prepared, new_id
from hotline.customers.models import Company, DirectoryVersion, Kind, TaxBranch
from hotline.speech.branches import BranchIndex
from hotline.speech.names import NameIndex

COMPANIES = "companies"
"""Renewed by an import, which may change every name."""
CALLERS = "callers"
"""Renewed by a call that makes a new file."""
BRANCHES = "branches"

MOST_RECENT = 200
"""New files that are read one by one; where there are more, the whole list is read at once."""

Names: TypeAlias = Mapping[str, Sequence[str]]
"""What each key is called, the shown name first."""

_RESTAMP = text(
    "INSERT INTO directory_versions (directory, stamp) VALUES (:directory, :stamp)"
    " ON CONFLICT (directory) DO UPDATE SET stamp = excluded.stamp"
)


def restamp(session: Session, directory: str) -> None:
    """Say that the names of this list have changed. Called after the change, in the same transaction."""
    session.execute(_RESTAMP, {"directory": directory, "stamp": new_id()})


_VERSIONS = Prepared(select(DirectoryVersion.directory, DirectoryVersion.stamp))
_COMPANY_NAMES = select(Company.id, Company.name, Company.aliases)
_ALL_COMPANY_NAMES = Prepared(_COMPANY_NAMES)
_ONE_COMPANYS_NAMES = Prepared(_COMPANY_NAMES.where(Company.id == bindparam("key")))
_ALL_BRANCH_NAMES = Prepared(select(TaxBranch.code, TaxBranch.name, TaxBranch.aliases))
_NEW_FILES = Prepared(select(Company.id).where(Company.kind == Kind.NEW))


def _stamps(session: Session) -> dict[str, str]:
    return dict(_VERSIONS(session))


def _new_files(session: Session) -> frozenset[str]:
    return frozenset(key for (key,) in _NEW_FILES(session))


def _names(rows: Iterable[tuple[str, str, list[str]]]) -> Names:
    return {key: (name, *aliases) for key, name, aliases in rows}


@dataclass(frozen=True, slots=True)
class CompanyNames:
    """Every company by name, and which of them are files that calls have made."""

    index: NameIndex[str]
    new_files: frozenset[str]

    @classmethod
    def of(cls, session: Session) -> CompanyNames:
        return cls(NameIndex(_names(_ALL_COMPANY_NAMES(session)).items()), _new_files(session))

    def renewed(self, session: Session) -> CompanyNames:
        """The same with the new files of today's state; all is read again only where that is simpler or needed."""
        new_files = _new_files(session)
        missing = new_files - self.new_files
        # A file that was there and is gone belonged to work that was rolled back after this index was built in it.
        if not self.new_files <= new_files or len(missing) > MOST_RECENT:
            return CompanyNames.of(session)
        added = _names(row for key in sorted(missing) for row in _ONE_COMPANYS_NAMES(session, key=key))
        return CompanyNames(self.index.with_more(added.items()), new_files)


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
                self._kept = (listed, called, self._kept[2].renewed(session))
            return self._kept[2]


@dataclass(frozen=True, slots=True)
class BranchNames:
    """Every tax branch by name."""

    names: Names
    index: BranchIndex[str]

    @classmethod
    def of(cls, names: Names) -> BranchNames:
        return cls(names, BranchIndex(names.items()))


class _Branches:
    """The names of the tax branches, likewise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[str, BranchNames] | None = None

    def __call__(self, session: Session) -> BranchNames:
        stamp = _stamps(session).get(BRANCHES)
        if stamp is None:
            return BranchNames.of({})
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, BranchNames.of(_names(_ALL_BRANCH_NAMES(session))))
            return self._kept[1]


companies = _Companies()
branches = _Branches()
