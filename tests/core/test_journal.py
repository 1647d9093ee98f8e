"""Who did what, when and why."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hotline.core import journal
from hotline.core.store import Base, Store, open_store

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)


@pytest.fixture
def journal_store(empty_database_url: str) -> Store:
    store = open_store(empty_database_url)
    store.write(lambda session: Base.metadata.create_all(session.connection(), [Base.metadata.tables["journal"]]))
    return store


def close_ticket(session: Session) -> None:
    journal.record(
        session,
        now=NOON,
        actor="staff:7",
        action="closed",
        subject="ticket",
        subject_id="260310001",
        detail={"为什么": "修好了"},
    )


def test_an_entry_tells_who_did_what_to_which_thing_when_and_why(journal_store: Store) -> None:
    journal_store.write(close_ticket)

    entry = journal_store.read(lambda session: session.scalars(select(journal.Entry)).one())

    assert (entry.at, entry.actor, entry.action) == (NOON, "staff:7", "closed")
    assert (entry.subject, entry.subject_id, entry.detail) == ("ticket", "260310001", {"为什么": "修好了"})
    journal_store.close()


def test_an_entry_is_undone_with_the_work_that_it_tells_of(journal_store: Store) -> None:
    def work(session: Session) -> None:
        close_ticket(session)
        raise LookupError

    with pytest.raises(LookupError):
        journal_store.write(work)

    assert journal_store.read(lambda session: session.scalars(select(journal.Entry)).all()) == []
    journal_store.close()


def test_entries_stand_in_the_order_in_which_they_were_made(journal_store: Store) -> None:
    def record(session: Session, action: str) -> None:
        journal.record(session, now=NOON, actor="system", action=action, subject="ticket", subject_id="1")

    for action in ("opened", "assigned", "closed"):
        journal_store.write(partial(record, action=action))

    found = journal_store.read(
        lambda session: session.scalars(select(journal.Entry.action).order_by(journal.Entry.id)).all()
    )
    assert found == ["opened", "assigned", "closed"]
    journal_store.close()


def test_the_journal_has_no_way_to_change_or_remove_an_entry() -> None:
    public = {
        name
        for name, value in vars(journal).items()
        if callable(value) and getattr(value, "__module__", "") == journal.__name__
    }

    assert public == {"Entry", "record"}
