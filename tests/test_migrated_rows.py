"""What a migration does to rows that are there already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from alembic import command
from sqlalchemy import Connection, insert, text

from hotline import migrations
from hotline.migrations.connections import connect
from hotline.migrations.history import configuration
from hotline.migrations.metadata import METADATA
from tests.people.examples import NOW

# A ticket with all that callbacks can be about, as little of each as its table takes.
ROWS: Mapping[str, Mapping[str, Any]] = {
    "staff": {"id": "s", "username": "s", "name": "值班", "role": "agent", "created_at": NOW},
    "tickets": {"id": "t", "number": "260310001", "kind": "visit", "owner_id": "s", "opened_at": NOW},
    "tasks": {"id": "k", "kind": "decide_visit", "owner_id": "s", "what": "", "due_at": NOW, "created_at": NOW},
    "visits": {
        "id": "v",
        "ticket_id": "t",
        "owner_id": "s",
        "task_id": "k",
        "wish_text": "",
        "agreement_state": "unknown",
        "requested_at": NOW,
    },
    "installations": {"id": "i", "ticket_id": "t", "owner_id": "s", "registered_at": NOW},
    "complaints": {
        "id": "c",
        "ticket_id": "t",
        "text": "x",
        "target": "unknown",
        "aspect": "other",
        "owner_id": "s",
        "task_id": "k",
        "received_by": "system",
        "received_at": NOW,
        "investigate_by": NOW,
        "follow_up_due": NOW,
    },
}
SUBJECTS = {"ticket": "t", "visit": "v", "installation": "i", "complaint": "c", "call": "CA1"}


def _upgrade_to(url: str, number: str) -> None:
    with connect(url, writing=True) as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, number)


def _put(connection: Connection, table: str, **values: Any) -> None:
    connection.execute(insert(METADATA.tables[table]).values(**values))


def test_callbacks_of_an_earlier_release_learn_their_ticket(empty_database_url: str) -> None:
    _upgrade_to(empty_database_url, "0004")
    with connect(empty_database_url, writing=True) as connection:
        for table, values in ROWS.items():
            _put(connection, table, **values)
        for subject, subject_id in SUBJECTS.items():
            _put(
                connection,
                "callbacks",
                id=subject,
                kind="resolution",
                subject=subject,
                subject_id=subject_id,
                handler="agent",
                owner_id="s",
                not_before=NOW,
                due_at=NOW + timedelta(hours=1),
                in_line_since=NOW,
                created_at=NOW,
            )

    migrations.upgrade(empty_database_url)

    with connect(empty_database_url) as connection:
        known = {row.id: row.ticket_id for row in connection.execute(text("SELECT id, ticket_id FROM callbacks"))}
    assert known == {"ticket": "t", "visit": "t", "installation": "t", "complaint": "t", "call": None}
