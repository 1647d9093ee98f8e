"""The names of companies and branches, ready to be compared with what was heard; one copy per process.

A copy is good as long as its list bears the same stamp, which every change of names renews in its own transaction.
So a name that one process files is found by every other one at its next question, without anybody telling them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hotline.core.store import new_id
from hotline.customers.models import Company, DirectoryVersion, TaxBranch
from hotline.speech.branches import BranchIndex
from hotline.speech.names import NameIndex

COMPANIES = "companies"
BRANCHES = "branches"

Index = TypeVar("Index")

_RESTAMP = text(
    "INSERT INTO directory_versions (directory, stamp) VALUES (:directory, :stamp)"
    " ON CONFLICT (directory) DO UPDATE SET stamp = excluded.stamp"
)


def restamp(session: Session, directory: str) -> None:
    """Say that the names of this list have changed. Called after the change, in the same transaction."""
    session.execute(_RESTAMP, {"directory": directory, "stamp": new_id()})


class _Kept(Generic[Index]):
    """The index of one list as it was last built."""

    def __init__(self, directory: str, build: Callable[[Session], Index]) -> None:
        self._stamp = select(DirectoryVersion.stamp).where(DirectoryVersion.directory == directory)
        self._build = build
        self._lock = threading.Lock()
        self._kept: tuple[str, Index] | None = None

    def __call__(self, session: Session) -> Index:
        stamp = session.scalar(self._stamp)
        if (
            stamp is None
        ):  # Nothing was ever filed here: building it costs nothing, and there is no stamp to keep it by.
            return self._build(session)
        with self._lock:  # One thread builds, the others wait for its work instead of repeating it.
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._build(session))
            return self._kept[1]


def _build_companies(session: Session) -> NameIndex[str]:
    rows = session.execute(select(Company.id, Company.name, Company.aliases))
    return NameIndex((key, (name, *aliases)) for key, name, aliases in rows)


def _build_branches(session: Session) -> BranchIndex[str]:
    rows = session.execute(select(TaxBranch.code, TaxBranch.name, TaxBranch.aliases))
    return BranchIndex((code, (name, *aliases)) for code, name, aliases in rows)


companies = _Kept(COMPANIES, _build_companies)
branches = _Kept(BRANCHES, _build_branches)
