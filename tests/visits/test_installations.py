from __future__ import annotations

from typing import Any

import pytest

from hotline.callbacks.models import Callback, Handler
from hotline.callbacks.models import Kind as CallbackKind
from hotline.core.errors import Conflict
from hotline.core.store import Store
from hotline.people.models import Role
from hotline.tickets.models import Kind, Ticket
from hotline.visits import operations, queries
from hotline.visits.models import INSTALLATION_MOVES, Installation, InstallationStatus
from tests.people.examples import CALENDAR, NOW, colleagues, local
from tests.tickets.examples import PHONE, opened


def _registered(store: Store, **changes: Any) -> tuple[Installation, Callback]:
    ticket = opened(store, kind=Kind.INSTALL, company_name="珠海明达贸易有限公司", branch_name="香洲税务分局")
    told: dict[str, Any] = {"now": NOW, "calendar": CALENDAR} | changes
    return store.write(lambda s: operations.register_installation(s, ticket=s.get_one(Ticket, ticket.id), **told))


def test_the_form_is_filled_from_the_ticket_and_keeps_what_was_not_said_empty(store: Store) -> None:
    (agent,) = colleagues(store, Role.AGENT, "an")

    installation, _ = _registered(store, has_computer=False, address="吉大路1号", told_backup=True)

    kept = store.read(lambda s: queries.installation_for_ticket(s, installation.ticket_id))
    assert kept is not None
    assert (kept.company_name, kept.branch_name, kept.contact_phone) == ("珠海明达贸易有限公司", "香洲税务分局", PHONE)
    assert (kept.has_computer, kept.has_printer, kept.fees_collected) == (False, None, None)
    assert (kept.told_backup, kept.told_dedicated, kept.owner_id) == (True, False, agent.id)


def test_somebody_calls_within_a_working_day_to_agree_on_the_time(store: Store) -> None:
    installation, callback = _registered(store)

    assert (callback.kind, callback.handler) == (CallbackKind.VISIT_BOOKING, Handler.AGENT)
    assert (callback.subject, callback.subject_id) == ("installation", installation.id)
    assert callback.due_at == local("2026-03-11 11:00")


def test_nothing_is_installed_before_the_fees_are_in(store: Store) -> None:
    installation, _ = _registered(store, fees_collected=False)

    with pytest.raises(Conflict, match="fees"):
        installation.move(InstallationStatus.IN_PROGRESS, NOW)


@pytest.mark.parametrize("start", InstallationStatus)
def test_only_the_ways_of_the_table_can_be_gone(start: InstallationStatus) -> None:
    for end in InstallationStatus:
        installation = Installation(status=start, fees_collected=True)
        if end in INSTALLATION_MOVES[start]:
            installation.move(end, NOW)
            assert (installation.ended_at is None) == bool(INSTALLATION_MOVES[end])
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                installation.move(end, NOW)
