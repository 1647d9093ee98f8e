"""Promises to call, written down for a test, each in a transaction of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hotline.callbacks import attempts, operations
from hotline.callbacks.models import Callback, CallbackAttempt, Kind
from hotline.core.store import Store
from hotline.people.operations import ensure_duty_desk
from tests.people.examples import NOW

PHONE = "+867562286000"
LEASE = timedelta(minutes=2)
SID = "CA" + "0" * 32


def promised(store: Store, **changes: Any) -> Callback:
    """A follow-up that is due in an hour, changed as the test wishes."""

    def promise(session: Any) -> Callback:
        told: dict[str, Any] = {
            "now": NOW,
            "kind": Kind.FOLLOW_UP,
            "subject": "ticket",
            "subject_id": "t1",
            "phone": PHONE,
            "due_at": NOW + timedelta(hours=1),
            "owner_id": ensure_duty_desk(session, now=NOW).id,
        }
        return operations.promise(session, **(told | changes))

    return store.write(promise)


def claimed(store: Store, *, now: datetime = NOW, limit: int = 10, worker: str = "dialler") -> list[Callback]:
    return store.write(lambda session: operations.claim_due(session, now=now, limit=limit, lease=LEASE, worker=worker))


def dialled(store: Store, callback: Callback, *, now: datetime = NOW) -> CallbackAttempt:
    return store.write(
        lambda session: attempts.start_attempt(session, now=now, callback_id=callback.id, fence=callback.fence)
    )


def now_is(store: Store, callback: Callback) -> Callback:
    """The row as it stands in the database."""
    return store.read(lambda session: session.get_one(Callback, callback.id))
