"""What every call needs and no call changes: settings, flows, rules, calendar, and how answers are written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.calls.models import FlowRevision
from hotline.core import phones
from hotline.core.calendar import WorkingCalendar
from hotline.core.config import Settings
from hotline.core.logs import get_logger
from hotline.diagnosis.deadlines import Deadlines
from hotline.diagnosis.guide import Guide
from hotline.flows import loader
from hotline.flows.definition import Flows
from hotline.flows.engine import Step
from hotline.speech.screen import Lexicon

log = get_logger(__name__)

Render = Callable[[Step, str, int], str]
"""(step, call sid, number of the turn that it asks) -> the document that the carrier is answered with."""

INBOUND = "inbound"


class Library:
    """The flows by revision. The current ones come from files, older ones from the database, for calls that go on."""

    def __init__(self, current: Flows) -> None:
        self.current = current
        self._older: dict[str, Flows] = {}
        self._kept = False
        self._lock = threading.Lock()

    def get(self, session: Session, revision: str) -> Flows:
        """The flows of `revision`.

        The current ones when nobody knows it any more or this release cannot read it: the engine finds a safe exit.
        """
        if revision == self.current.revision:
            return self.current
        with self._lock:
            if revision not in self._older:
                self._older[revision] = self._read(session, revision)
            return self._older[revision]

    def _read(self, session: Session, revision: str) -> Flows:
        row = session.get(FlowRevision, revision)
        if row is None:
            return self.current
        try:
            return loader.parse(row.sources)
        except loader.BrokenFlow as error:
            log.warning("flows of an earlier release cannot be read", revision=revision, error=str(error))
            return self.current

    def keep(self, session: Session, now: datetime) -> None:
        """File the current revision, once per process, so that a later process can go on with this one's calls."""
        if session.get(FlowRevision, self.current.revision) is not None:
            return
        row = FlowRevision(revision=self.current.revision, sources=dict(self.current.sources), first_used_at=now)
        # Several processes start at once with the same new flows; whoever is first files them for all.
        with suppress(IntegrityError), session.begin_nested():
            session.add(row)


@dataclass(frozen=True)
class House:
    """Built once per process, at the start; handed down to whoever speaks with callers."""

    settings: Settings
    library: Library
    guide: Guide
    deadlines: Deadlines
    lexicon: Lexicon
    calendar: WorkingCalendar
    render: Render
    screened: Callable[[str], tuple[str, tuple[str, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The same prompts are said all day long; screening each of them once is enough.
        object.__setattr__(self, "screened", lru_cache(maxsize=4096)(self._screen))

    def _screen(self, text: str) -> tuple[str, tuple[str, ...]]:
        clean, hits = self.lexicon.screen(text)
        return clean, tuple(str(hit) for hit in hits)

    def why_not_called(self, e164: str) -> str | None:
        """Why this number is never called back, in words for staff; None where it may be (S16)."""
        return phones.why_not_called(e164, self.settings.called_countries)

    def today(self, now: datetime) -> date:
        """The local date."""
        return now.astimezone(self.settings.tz).date()
