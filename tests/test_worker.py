"""The worker ticks, outlives whatever a tick raises, and keeps what was promised (F9, F12, F19, F21)."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from hotline import worker
from hotline.app import Application
from hotline.callbacks import operations as callbacks
from hotline.callbacks.models import Callback, State
from hotline.calls.models import Call, Status
from hotline.calls.progress import SILENT_FOR
from hotline.flows.state import Answer
from tests.calls.lines import call_of, callbacks_of, found, line
from tests.calls.served import environment_for, free_port
from tests.calls.trouble import away, without_table
from tests.support.telephone import Telephone

ROOT = Path(__file__).parents[1]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


# Calls whose end nobody tells


def test_a_call_without_a_sign_of_life_ends_with_an_outcome_and_a_call_back(app: Application, phone: Telephone) -> None:
    phone.ring()
    app.hotline.clock.advance(SILENT_FOR + timedelta(seconds=1))
    for _ in range(2):
        worker.end_silent_calls(app.hotline)

    call = call_of(app, phone.sid)
    assert (call.status, call.outcome) == (Status.COMPLETED, "abandoned")
    assert call.ended_at is not None
    assert [callback.phone for callback in callbacks_of(app, phone.sid)] == [phone.caller]


def test_a_call_that_may_still_be_spoken_is_left_alone(app: Application, phone: Telephone) -> None:
    phone.ring()
    app.hotline.clock.advance(SILENT_FOR - timedelta(minutes=1))
    worker.end_silent_calls(app.hotline)

    assert call_of(app, phone.sid).ended_at is None


def test_the_end_that_the_carrier_tells_too_late_changes_nothing(app: Application, phone: Telephone) -> None:
    phone.ring()
    app.hotline.clock.advance(SILENT_FOR + timedelta(seconds=1))
    worker.end_silent_calls(app.hotline)
    ended_at = call_of(app, phone.sid).ended_at
    phone.hang_up()

    assert call_of(app, phone.sid).ended_at == ended_at
    assert len(callbacks_of(app, phone.sid)) == 1


def spoil(app: Application, sid: str) -> None:
    """Make a call such that nobody can bring it to its end: its caller's number is none."""
    state = call_of(app, sid).state
    slots = {**state["slots"], "contact_phone": Answer({"e164": ["a number", "in two parts"]}).to_json()}
    app.hotline.store.write(
        lambda session: session.execute(update(Call).where(Call.sid == sid).values(state={**state, "slots": slots}))
    )


def test_one_call_that_cannot_be_ended_keeps_none_of_the_others(app: Application, phone: Telephone) -> None:
    for sid in ("CA1", "CA2", "CA3"):
        phone.ring(sid=sid)
    spoil(app, "CA1")
    app.hotline.clock.advance(SILENT_FOR + timedelta(seconds=1))

    with capture_logs() as logged:
        worker.end_silent_calls(app.hotline)

    assert [call_of(app, sid).outcome for sid in ("CA1", "CA2", "CA3")] == [None, "abandoned", "abandoned"]
    assert [entry["call_sid"] for entry in logged if entry["log_level"] == "error"] == ["CA1"]


def claim(app: Application, callback: Callback, lease: timedelta) -> None:
    """Somebody takes a promised call, for so long."""
    taken = {"state": State.CLAIMED, "lease_until": app.hotline.clock.now() + lease, "taker": "xiaowang"}
    app.hotline.store.write(
        lambda session: session.execute(update(Callback).where(Callback.id == callback.id).values(**taken))
    )


# What was kept aside


def test_one_request_that_cannot_be_taken_up_keeps_none_of_the_others(
    app: Application, phone: Telephone, database_url: str
) -> None:
    phone.ring(sid="CA1")
    with away(database_url):
        phone.hang_up()
        phone.ring(sid="CA2")
    spoil(app, "CA1")
    app.hotline.clock.advance(timedelta(minutes=2))

    worker.take_up_spooled(app.hotline)

    assert len(callbacks_of(app, "CA2")) == 1
    assert [one.kind for one in app.hotline.spool.waiting()] == ["status"]


def test_nothing_is_taken_up_while_the_database_is_away_and_nothing_lost(app: Application, database_url: str) -> None:
    app.hotline.spool.put("incoming", "CA1", 0, {"From": "+8613800138000"}, app.hotline.clock.now())
    app.hotline.clock.advance(timedelta(minutes=2))
    tick = worker._guarded(worker.take_up_spooled, app.hotline)
    with away(database_url), capture_logs() as logged:
        tick()
    assert [entry["log_level"] for entry in logged] == ["warning"]

    tick()
    assert len(callbacks_of(app, "CA1")) == 1


# Ticks


def test_a_claim_that_ran_out_is_free_again_for_the_next(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.hang_up()
    (promised,) = callbacks_of(app, phone.sid)
    claim(app, promised, callbacks.AGENT_LEASE)
    worker.release_expired_claims(app.hotline)
    assert callbacks_of(app, phone.sid)[0].state is State.CLAIMED

    app.hotline.clock.advance(callbacks.AGENT_LEASE + timedelta(seconds=1))
    worker.release_expired_claims(app.hotline)
    assert callbacks_of(app, phone.sid)[0].state is State.QUEUED


def test_a_tick_survives_a_broken_database(app: Application, phone: Telephone, database_url: str) -> None:
    phone.ring()
    app.hotline.clock.advance(SILENT_FOR + timedelta(seconds=1))
    with without_table(database_url, "calls"), capture_logs() as logged:
        for tick in (worker.end_silent_calls, worker.take_up_spooled, worker.release_expired_claims):
            worker._guarded(tick, app.hotline)()

    assert [entry["tick"] for entry in logged if entry["event"] == "tick failed"] == ["end_silent_calls"]
    assert found(app, Callback) == []


def test_every_tick_has_its_beat() -> None:
    assert {tick.name for tick in worker.TICKS} == {"end_silent_calls", "take_up_spooled", "release_expired_claims"}
    assert all(tick.seconds > 0 for tick in worker.TICKS)


# A week in a second


def test_a_week_passes_with_everything_done_when_it_falls_due(
    app: Application, phone: Telephone, database_url: str
) -> None:
    began = app.hotline.clock.now()
    phone.ring(sid="CA1")
    phone.hang_up()
    (promised,) = callbacks_of(app, "CA1")
    claim(app, promised, timedelta(hours=2))
    phone.ring(sid="CA2")
    with away(database_url):
        phone.ring("+8613900000009", sid="CA3")  # calls of one number that break off make one call back

    moments = list(worker.pass_time(app.hotline, began + timedelta(days=7)))

    def minutes(moment: datetime | None) -> int:
        assert moment is not None
        return round((moment - began) / timedelta(minutes=1))

    assert list(map(minutes, moments)) == [1, 120, 270, 7 * 24 * 60]
    assert minutes(callbacks_of(app, "CA3")[0].created_at) == 1
    assert callbacks_of(app, "CA1")[0].state is State.QUEUED
    assert minutes(call_of(app, "CA2").ended_at) == 270
    assert app.hotline.clock.now() >= began + timedelta(days=7)


def test_what_cannot_be_done_does_not_hold_up_the_week(app: Application, phone: Telephone) -> None:
    began = app.hotline.clock.now()
    for sid in ("CA1", "CA2"):
        phone.ring(sid=sid)
    spoil(app, "CA1")
    with capture_logs():
        moments = list(worker.pass_time(app.hotline, began + timedelta(days=2)))
    assert call_of(app, "CA2").outcome == "abandoned"
    assert len(moments) < 50


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_week_without_anything_to_do_just_passes(app: Application) -> None:
    until = app.hotline.clock.now() + timedelta(days=7)
    assert list(worker.pass_time(app.hotline, until)) == [until]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_runs_until_it_is_asked_to_stop(database_url: str, tmp_path: Path, asked: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hotline", "worker"],
        cwd=ROOT,
        env=environment_for(database_url, tmp_path, free_port()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    impatience = threading.Timer(60, process.kill)
    impatience.start()
    try:
        assert process.stdout is not None
        lines = []
        for said in process.stdout:
            lines.append(said)
            if "worker started" in said:
                process.send_signal(asked)
        assert process.wait() == 0, lines
        assert "worker started" in "".join(lines)
        assert "Traceback" not in "".join(lines)
    finally:
        impatience.cancel()
        process.kill()
        process.communicate()
