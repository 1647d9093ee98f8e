"""What the carrier tells about a call besides its turns: again, late, in any order, and about nobody (F8, F9, F23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotline.app import Application
from hotline.calls import progress
from hotline.calls.models import TERMINAL, Call, ProviderEvent, Recording, Status
from hotline.calls.turns import keep, rings_until, think_of_ring
from tests.calls.lines import at_once, beside, call_of, callbacks_of, found, line, record_of
from tests.support.telephone import Telephone

ANSWER = "/voice/status"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def phone(app: Application) -> Telephone:
    return Telephone(app)


def tell(phone: Telephone, status: str, number: int = 0, **more: str) -> None:
    answer = phone.post(ANSWER, CallStatus=status, SequenceNumber=str(number), **more)
    assert (answer.status_code, answer.text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response></Response>')


def announce(phone: Telephone, sid: str, status: str = "completed", **more: str) -> None:
    answer = phone.post("/voice/recording", RecordingSid=sid, RecordingStatus=status, **more)
    assert answer.text.endswith("<Response></Response>")


def nothing_waits(app: Application) -> bool:
    """Every event was written down; none went to the files for what failed."""
    return not list(app.hotline.spool.waiting())


# Status


def test_the_end_of_a_call_that_broke_off_gives_it_an_outcome_and_a_call_back(
    app: Application, phone: Telephone
) -> None:
    phone.ring()
    tell(phone, "completed")

    record = record_of(app, phone.sid)
    assert (record["status"], record["outcome"]) == ("completed", "abandoned")
    assert [callback["kind"] for callback in record["callbacks"]] == ["abandoned"]
    assert call_of(app, phone.sid).ended_at is not None


def test_the_end_told_four_times_at_once_is_one_end_and_one_call_back(app: Application, phone: Telephone) -> None:
    phone.ring()
    phones = [beside(phone) for _ in range(4)]

    at_once(4, lambda n: phones[n].post(ANSWER, CallStatus="completed", SequenceNumber="3"))

    assert len(callbacks_of(app, phone.sid)) == 1
    assert len(found(app, ProviderEvent)) == 1


def test_the_end_told_again_under_other_numbers_changes_nothing(app: Application, phone: Telephone) -> None:
    phone.ring()
    tell(phone, "completed", 1)
    before = record_of(app, phone.sid)
    app.hotline.clock.advance(timedelta(minutes=5))

    for number, status in enumerate(["completed", "failed", "busy", "in-progress", "ringing", "queued"], 2):
        tell(phone, status, number)

    assert record_of(app, phone.sid) == before
    assert len(found(app, ProviderEvent)) == 7


def test_a_late_ringing_does_not_take_the_answer_back(app: Application, phone: Telephone) -> None:
    phone.ring()
    tell(phone, "ringing", 1)

    assert call_of(app, phone.sid).status is Status.IN_PROGRESS


def test_an_event_about_a_call_that_nobody_knows_is_kept_and_that_is_all(app: Application, phone: Telephone) -> None:
    phone.sid = "CA-unknown"
    tell(phone, "completed")

    assert found(app, Call) == []
    assert [event.call_sid for event in found(app, ProviderEvent)] == ["CA-unknown"]
    assert nothing_waits(app)


@pytest.mark.parametrize("status", ["", "COMPLETED", "on-hold", "完成", "completed\0", "x" * 500])
def test_a_status_that_nobody_knows_changes_nothing(app: Application, phone: Telephone, status: str) -> None:
    phone.ring()
    answer = phone.post(ANSWER, CallStatus=status, SequenceNumber="9")

    assert answer.status_code == 200
    assert call_of(app, phone.sid).status is (Status.COMPLETED if status == "completed\0" else Status.IN_PROGRESS)
    assert nothing_waits(app)


ODD = ["", "²", "１２", "-5", "1e9", "9" * 40, "seven", "7\0"]


def test_odd_numbers_and_times_do_not_keep_a_call_from_ending(app: Application, phone: Telephone) -> None:
    times = ["yesterday", "", "Mon, 99 Jan 2026 00:00:00 +0000", "1 Jan 99999999999999999999 00:00:00 +0000"]
    times += [
        "Tue, 10 Mar 2026 01:30:00 +99999999",
        "Sat, 01 Jan 0100 00:00:00 +0000",
        "Fri, 01 Jan 2100 00:00:00 -0000",
    ]
    for odd, time in [*((odd, "") for odd in ODD), *(("30", time) for time in times), ("9" * 9, times[-2])]:
        phone.ring()
        tell(phone, "completed", CallDuration=odd, Timestamp=time)
        call = call_of(app, phone.sid)
        assert (call.status, call.outcome, call.rings) == (Status.COMPLETED, "abandoned", 1), (odd, time)
        assert call.ended_at is not None
        assert call.arrived_at <= call.ended_at <= app.hotline.clock.now()
    assert nothing_waits(app)


events = st.lists(
    st.tuples(st.sampled_from([*Status, "on-hold"]), st.integers(0, 4), st.integers(-60, 60)), min_size=1, max_size=8
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=events)
def test_in_whatever_order_events_come_an_end_is_final_and_nothing_goes_back(
    app: Application, told: list[tuple[str, int, int]]
) -> None:
    phone, hotline = Telephone(app), app.hotline
    phone.ring()
    seen = [call_of(app, phone.sid)]
    now = seen[0].arrived_at + timedelta(minutes=1)
    for word, number, second in told:
        params = {
            "CallSid": phone.sid,
            "CallStatus": str(word),
            "SequenceNumber": str(number),
            "Timestamp": format_datetime(now + timedelta(seconds=second)),
        }
        hotline.store.write(partial(progress.note_status, house=hotline.house, params=params, now=now))
        seen.append(call_of(app, phone.sid))

    for before, after in pairwise(seen):
        if before.status in TERMINAL:
            assert (after.status, after.ended_at, after.outcome) == (before.status, before.ended_at, before.outcome)
        else:
            assert after.status in {before.status, Status.IN_PROGRESS, *TERMINAL}
        assert (after.ended_at is None) == (after.outcome is None) == (after.status not in TERMINAL)
    assert len(record_of(app, phone.sid)["callbacks"]) == (seen[-1].status in TERMINAL)


# Recordings


def test_a_recording_meets_its_call_in_whatever_order_they_come(app: Application, phone: Telephone) -> None:
    for number, order in enumerate(permutations(["ring", "recording", "end"])):
        phone.sid = sid = f"CA-{number}"
        for step in order:
            if step == "ring":
                phone.ring(sid=sid)
            elif step == "end":
                phone.hang_up()
            else:
                announce(phone, f"RE-{number}", RecordingDuration="17")
        shown = [(one["sid"], one["status"], one["seconds"]) for one in record_of(app, sid)["recordings"]]
        assert shown == [(f"RE-{number}", "completed", 17)], order


def test_a_call_without_a_recording_has_none(app: Application, phone: Telephone) -> None:
    phone.ring()
    phone.hang_up()

    assert record_of(app, phone.sid)["recordings"] == []


@pytest.mark.parametrize("order", [["in-progress", "completed"], ["completed", "in-progress"], ["completed", "absent"]])
def test_a_recording_that_is_complete_stays_so(app: Application, phone: Telephone, order: list[str]) -> None:
    phone.ring()
    for status in order:
        announce(phone, "RE1", status, RecordingDuration="17" if status == "completed" else "0")

    (recording,) = found(app, Recording)
    assert (recording.status, recording.seconds) == ("completed", 17)


def test_a_recording_told_in_two_states_at_once_is_one_recording(app: Application, phone: Telephone) -> None:
    phone.ring()
    phones, states = [beside(phone) for _ in range(6)], ["in-progress", "completed", "absent"] * 2

    at_once(6, lambda n: phones[n].post("/voice/recording", RecordingSid="RE1", RecordingStatus=states[n]))

    (recording,) = found(app, Recording)
    assert recording.status == "completed"
    assert nothing_waits(app)


def test_odd_recordings_are_kept_as_well_as_they_can_be(app: Application, phone: Telephone) -> None:
    phone.ring()
    for number, odd in enumerate(ODD):
        announce(
            phone, f"RE{number}", RecordingDuration=odd, RecordingUrl="http://169.254.169.254/", RecordingTrack=odd
        )
    announce(phone, "R" * 500, "x" * 500)
    announce(phone, "")

    assert len(record_of(app, phone.sid)["recordings"]) == len(ODD) + 1
    assert {one.seconds for one in found(app, Recording)} == {None, 7}
    assert nothing_waits(app)


# Three rings (R1)


def test_an_answer_at_once_is_one_ring(app: Application, phone: Telephone) -> None:
    phone.ring()

    record = record_of(app, phone.sid)
    assert (record["rings"], record["answered_in_three_rings"]) == (1, True)
    assert "hotline_three_rings_ratio 1.0" in phone.client.get("/metrics").text


def test_a_call_that_rang_for_sixteen_seconds_before_our_answer_is_late(app: Application, phone: Telephone) -> None:
    arrived = app.hotline.clock.now()
    answered = arrived + timedelta(seconds=16)
    ring = {"CallSid": "CA-late", "From": "+8613800138000"}
    house = app.hotline.house
    app.hotline.store.write_after(
        lambda session: think_of_ring(session, house=house, params=ring, now=arrived),
        lambda session, thought: keep(session, house=house, thought=thought, now=answered),
    )

    call, record = call_of(app, "CA-late"), record_of(app, "CA-late")
    assert (call.arrived_at, call.answered_at, call.rings) == (arrived, answered, 4)
    assert record["answered_in_three_rings"] is False
    assert "\nhotline_calls_answered_in_three_rings 0.0" in phone.client.get("/metrics").text


def test_an_answer_that_the_carrier_saw_after_sixteen_seconds_is_four_rings_and_shows_in_the_figures(
    app: Application, phone: Telephone
) -> None:
    phone.ring()
    arrived = call_of(app, phone.sid).arrived_at
    app.hotline.clock.advance(timedelta(seconds=40))
    answered = (arrived + timedelta(seconds=16)).astimezone(UTC)
    tell(phone, "in-progress", 1, Timestamp=format_datetime(answered))

    record = record_of(app, phone.sid)
    assert (record["rings"], record["answered_in_three_rings"]) == (4, False)
    figures = phone.client.get("/metrics").text
    for figure in ("offered 1.0", "answered 1.0", "answered_in_three_rings 0.0"):
        assert f"\nhotline_calls_{figure}" in figures
    assert "\nhotline_three_rings_ratio 0.0" in figures


def test_the_length_that_the_carrier_counted_tells_when_it_was_answered(app: Application, phone: Telephone) -> None:
    phone.ring()
    arrived = call_of(app, phone.sid).arrived_at
    app.hotline.clock.advance(timedelta(minutes=2))
    tell(phone, "completed", 2, CallDuration="60", Timestamp=format_datetime(arrived + timedelta(seconds=76)))

    assert (call_of(app, phone.sid).rings, record_of(app, phone.sid)["answered_in_three_rings"]) == (4, False)


def test_an_event_that_comes_late_and_tells_no_time_does_not_make_the_answer_late(
    app: Application, phone: Telephone
) -> None:
    phone.ring()
    app.hotline.clock.advance(timedelta(minutes=2))
    tell(phone, "in-progress", 1)
    tell(phone, "completed", 2, CallDuration="60")

    assert call_of(app, phone.sid).rings == 1


@pytest.mark.parametrize(("seconds", "rings"), [(0, 1), (4.9, 1), (5.1, 2), (15, 3), (15.1, 4), (-3, 1)])
def test_rings_are_counted_by_the_cadence(seconds: float, rings: int) -> None:
    arrived = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)
    assert rings_until(arrived, arrived + timedelta(seconds=seconds), 5) == rings
