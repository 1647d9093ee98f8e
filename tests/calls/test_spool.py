"""Requests kept as files while the database is away: whole, in order, with the words first said (F10, F12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hotline.calls.spool import SETTLED_AFTER, Spool

NOW = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def test_a_request_waits_as_it_came_until_it_is_removed(spool: Spool) -> None:
    spool.put("turn", "CA1", 3, {"SpeechResult": "开不了票", "From": "+8613800138000"}, NOW)

    kept = spool.take("turn", "CA1", 3)
    assert kept is not None
    assert (kept.kind, kept.sid, kept.number, kept.at) == ("turn", "CA1", 3, NOW)
    assert kept.params == {"SpeechResult": "开不了票", "From": "+8613800138000"}
    assert [one.sid for one in spool.waiting()] == ["CA1"]

    spool.remove(kept)
    spool.remove(kept)
    assert spool.take("turn", "CA1", 3) is None
    assert list(spool.waiting()) == []


def test_each_try_is_counted_and_the_words_of_the_first_stay(spool: Spool) -> None:
    tries = [
        spool.put("turn", "CA1", 3, {"SpeechResult": "开不了票"}, NOW),
        spool.put("turn", "CA1", 3, {"SpeechResult": ""}, NOW + timedelta(seconds=3)),
        spool.put("turn", "CA1", 3, {}, NOW + timedelta(seconds=6)),
    ]

    assert tries == [1, 2, 3]
    kept = spool.take("turn", "CA1", 3)
    assert kept is not None
    assert (kept.params["SpeechResult"], kept.at) == ("开不了票", NOW + timedelta(seconds=6))


def test_kinds_calls_and_turns_are_told_apart(spool: Spool) -> None:
    for kind, sid, number in [("turn", "CA1", 1), ("turn", "CA1", 2), ("turn", "CA2", 1), ("failed", "CA1", 1)]:
        spool.put(kind, sid, number, {}, NOW)

    assert len(list(spool.waiting())) == 4


def test_the_oldest_is_taken_up_first(spool: Spool) -> None:
    for second, sid in [(9, "third"), (1, "first"), (5, "second")]:
        spool.put("incoming", sid, 0, {}, NOW + timedelta(seconds=second))

    assert [one.sid for one in spool.waiting()] == ["first", "second", "third"]


def test_a_turn_is_its_calls_own_for_a_minute_and_an_event_is_nobodys(spool: Spool) -> None:
    spool.put("turn", "CA1", 1, {}, NOW)
    spool.put("status", "CA1", 1, {}, NOW)

    settled = {one.kind: (one.is_settled(NOW), one.is_settled(NOW + 2 * SETTLED_AFTER)) for one in spool.waiting()}
    assert settled == {"turn": (False, True), "status": (True, True)}


def test_a_torn_file_and_a_draft_that_nobody_finished_hold_nothing_up(spool: Spool, tmp_path: Path) -> None:
    spool.put("turn", "CA1", 1, {}, NOW)
    (tmp_path / "spool" / "turn-CA2-1.json").write_text('{"kind": "turn", "si', "utf-8")
    (tmp_path / "spool" / "turn-CA3-1.json").write_text('{"kind": "turn"}', "utf-8")
    (tmp_path / "spool" / "turn-CA4-1.77-88.tmp").write_text("{", "utf-8")

    with capture_logs() as logged:
        assert [one.sid for one in spool.waiting()] == ["CA1"]
        assert spool.put("turn", "CA2", 1, {"SpeechResult": "喂"}, NOW) == 1
    assert {entry["file"] for entry in logged} == {"turn-CA2-1.json", "turn-CA3-1.json"}


def test_what_cannot_be_kept_counts_as_never_kept(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    spool = Spool(tmp_path / "spool")

    with capture_logs():
        assert spool.put("turn", "CA1", 1, {}, NOW) == 0
        assert spool.take("turn", "CA1", 1) is None
        assert list(spool.waiting()) == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sid=st.text(max_size=200),
    params=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))
    ),
)
def test_whatever_a_call_is_named_it_stays_in_the_folder(tmp_path: Path, sid: str, params: dict[str, str]) -> None:
    spool = Spool(tmp_path / "spool")
    spool.put("turn", sid.encode(errors="replace").decode(), 1, params, NOW)

    assert [file.name for file in tmp_path.iterdir()] == ["spool"]
    (kept,) = spool.waiting()
    assert kept.params == params
    spool.remove(kept)
