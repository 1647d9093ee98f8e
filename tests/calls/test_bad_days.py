"""Whole calls over TCP on a bad day of the carrier's: webhooks come twice, late and out of order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from hotline.app import Application
from hotline.calls.models import ProviderEvent, Status
from hotline.cli import lines
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import Faults
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.scripted import Outcome
from hotline.tickets.models import Ticket
from tests.calls.lines import call_of, callbacks_of, found
from tests.calls.served import free_port
from tests.support.houses import hotline_for
from tests.support.serving import served

CALLERS = [
    script.load(Path(__file__).parents[1] / "callers" / f"{name}.yaml")
    for name in ("card_reader_solved", "unresolved_fault")
]
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


@pytest.fixture
def hotline(database_url: str, tmp_path: Path) -> Iterator[Application]:
    """A hotline that listens on a port of its own."""
    port = free_port()
    app = hotline_for(database_url, tmp_path, PORT=str(port), PUBLIC_BASE_URL=f"http://127.0.0.1:{port}")
    with served(app, port):
        yield app
    app.hotline.store.close()


def call_all(app: Application, day: str) -> tuple[Carrier, list[Outcome]]:
    """Both callers call twice, all at once; the carrier reports everything that there is to report."""
    network = lines.network(app.hotline.settings, Faults.parse(day))
    numbers = {to: replace(number, status_events=EVENTS) for to, number in network.numbers.items()}
    carrier = Carrier(replace(network, numbers=numbers, fault_seconds=0.05))
    (to,) = numbers
    with ThreadPoolExecutor(2 * len(CALLERS)) as threads:
        return carrier, list(threads.map(lambda caller: scripted.call(carrier, caller, to), CALLERS * 2))


def test_webhooks_that_come_twice_late_and_out_of_order_leave_one_ticket_for_each_call(hotline: Application) -> None:
    carrier, outcomes = call_all(hotline, "seed=7,duplicate=0.3,shuffle=0.3,delay=0.3")
    assert {fault.kind for fault in carrier.log.faults()} == {"duplicate", "shuffle", "delay"}
    assert carrier.log.errors() == []
    for outcome in outcomes:
        assert outcome.missed == (), outcome
        call = call_of(hotline, outcome.call_sid)
        assert (call.status, call.ended_at is not None) == (Status.COMPLETED, True)
        assert len(found(hotline, Ticket, Ticket.call_sid == call.sid)) == 1
        assert len(callbacks_of(hotline, call.sid)) == 1
        assert len(found(hotline, ProviderEvent, ProviderEvent.call_sid == call.sid)) == len(EVENTS)


def test_a_call_goes_on_where_answers_are_lost_on_the_way(hotline: Application) -> None:
    """The carrier delivers the request, loses the answer and asks the fallback, which goes back to the turn."""
    carrier, outcomes = call_all(hotline, "seed=4,drop=0.1")
    lost = [fault for fault in carrier.log.faults() if "/turns/" in fault.url]
    assert lost
    for outcome in outcomes:
        assert outcome.missed == (), outcome
        assert len(found(hotline, Ticket, Ticket.call_sid == outcome.call_sid)) == 1
        assert len(callbacks_of(hotline, outcome.call_sid)) == 1
