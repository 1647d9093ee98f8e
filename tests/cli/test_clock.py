"""`clock`: moves everybody's time at once, and only where nobody else's calls depend on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotline.core.clock import Clock
from hotline.localcarrier.clock import CarrierClock
from tests.support.commands import CommandLine
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone
from tests.web.api import Program

TWILIO = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "x" * 32,
    "TWILIO_PHONE_NUMBER": "+85212345678",
    "SECRET_KEY": "y" * 32,
    "PUBLIC_BASE_URL": "https://hotline.example",
}


def near(told: str, instant: datetime) -> bool:
    return abs(datetime.fromisoformat(told.strip()) - instant) < timedelta(minutes=5)


def test_set_advance_and_show_agree(line: CommandLine) -> None:
    morning = datetime(2026, 3, 10, 1, tzinfo=UTC)
    assert near(line("clock", "set", "2026-03-10T09:00+08:00").out, morning)
    assert near(line("clock", "show").out, morning)
    assert near(line("clock", "advance", "7d").out, morning + timedelta(days=7))
    for step, length in {"90s": 90, "30m": 1800, "2h": 7200, "1w": 604800}.items():
        before = datetime.fromisoformat(line("clock", "show").out.strip())
        assert near(line("clock", "advance", step).out, before + timedelta(seconds=length))


def test_a_week_passes_with_what_is_due_in_it(line: CommandLine) -> None:
    before = datetime.fromisoformat(line("clock", "show").out.strip())
    told = line("clock", "pass", "7d").out
    assert near(told.splitlines()[-1], before + timedelta(days=7))
    assert near(line("clock", "show").out, before + timedelta(days=7))
    assert line("clock", "pass", "soon").code == 1


def test_a_time_without_a_zone_is_the_offices(line: CommandLine) -> None:
    assert near(line("clock", "set", "2026-03-10T09:00").out, datetime(2026, 3, 10, 1, tzinfo=UTC))
    assert near(line("clock", "set", "2026-03-10").out, datetime(2026, 3, 9, 16, tzinfo=UTC))


def test_it_runs_fast_until_told_otherwise(line: CommandLine) -> None:
    assert near(line("clock", "fast", "60").out, datetime.now(UTC))
    assert Clock(line.settings.clock_file).rate == 60
    line("clock", "advance", "7d")
    line("clock", "set", "2026-03-10T09:00+08:00")
    assert Clock(line.settings.clock_file).rate == 60
    assert near(line("clock", "fast", "1").out, datetime(2026, 3, 10, 1, tzinfo=UTC))
    assert Clock(line.settings.clock_file).rate == 1


@pytest.mark.parametrize("rate", ["0", "-1", "3601", "nan", "fast"])
def test_what_is_no_rate_is_refused(line: CommandLine, rate: str) -> None:
    ran = line("clock", "fast", "--", rate)
    assert (ran.code != 0, ran.out) == (True, "")
    assert Clock(line.settings.clock_file).rate == 1


@pytest.mark.parametrize(
    "words",
    [
        ("set", "nonsense"),
        ("set", "9999-12-31T23:59:59+00:00"),
        ("set", "0001-01-01T00:00+08:00"),
        ("advance", "x"),
        ("advance", "7"),
        ("advance", "7年"),
        ("advance", "99999w"),
    ],
)
def test_what_is_no_time_is_refused_and_moves_nothing(line: CommandLine, words: tuple[str, ...]) -> None:
    ran = line("clock", *words)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert near(line("clock", "show").out, datetime.now(UTC))


@pytest.mark.parametrize("words", [("show",), ("set", "2026-03-10T09:00+08:00"), ("advance", "7d"), ("fast", "60")])
def test_it_is_refused_unless_the_carrier_is_on_this_machine(line: CommandLine, words: tuple[str, ...]) -> None:
    ran = line("clock", *words, **TWILIO)
    assert (ran.code, ran.out) == (1, "")
    assert "本机运营商" in ran.err
    assert not (line.settings.var_dir / "clock").exists()
    beside = line("clock", *words, **TWILIO, TWILIO_API_BASE_URL="http://localhost:4010")
    assert beside.code == 0


def test_everybody_sees_it_at_once(line: CommandLine, tmp_path: Path) -> None:
    app = hotline_for(line.environment["DATABASE_URL"], tmp_path / "var")
    worker, carrier = Clock(line.settings.clock_file), CarrierClock(line.settings.clock_file)
    phone = Telephone(app)
    phone.ring()
    line("clock", "advance", "7d")
    phone.ring()
    newest, oldest = Program(app).get("/calls")["items"]
    assert (oldest["arrived_at"][:10], newest["arrived_at"][:10]) == ("2026-03-10", "2026-03-17")
    assert worker.now().isoformat()[:10] == carrier.now().isoformat()[:10] == "2026-03-17"
    app.hotline.store.close()
