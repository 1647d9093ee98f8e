"""`invariants`, `export` and `doctor`."""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from hotline.calls.spool import Spool
from hotline.core.store import open_store
from tests.cli.test_clock import TWILIO
from tests.support.commands import CommandLine
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone


def spoken(line: CommandLine) -> str:
    """A house in which one call was made and broke off."""
    app = hotline_for(line.environment["DATABASE_URL"], Path(line.environment["HOTLINE_VAR"]))
    phone = Telephone(app)
    phone.ring()
    phone.hang_up()
    app.hotline.store.close()
    return phone.sid


def run_sql(line: CommandLine, statement: str) -> None:
    store = open_store(line.settings.database_url)
    store.write(lambda session: session.execute(text(statement)).close())
    store.close()


def test_broken_invariants_are_printed_with_their_rows(line_on_both: CommandLine) -> None:
    sid = spoken(line_on_both)
    assert line_on_both("invariants").out == "10 invariants hold\n"
    run_sql(line_on_both, "DELETE FROM callbacks")
    ran = line_on_both("invariants")
    assert (ran.code, ran.out) == (1, f"every call that broke off is called back (R5): {sid}\n")


def test_many_broken_rows_are_counted_and_the_first_named(line: CommandLine) -> None:
    app = hotline_for(line.environment["DATABASE_URL"], Path(line.environment["HOTLINE_VAR"]))
    phone = Telephone(app)
    for n in range(21):
        phone.ring(f"+86138001380{n:02}")
        phone.hang_up()
    app.hotline.store.close()
    run_sql(line, "DELETE FROM callbacks")
    told = line("invariants").out
    assert (told.count("CA"), told.rstrip().endswith("... (21)")) == (20, True)


@pytest.mark.parametrize("name", ["calls", "tickets", "callbacks", "customers"])
def test_lists_are_written_as_utf_8_csv(line: CommandLine, name: str) -> None:
    line("seed", "demo")
    plain, marked = line("export", name), line("export", name, "--excel")
    assert (plain.code, marked.code) == (0, 0)
    assert "," in plain.out.splitlines()[0]
    assert marked.out == f"\ufeff{plain.out}"


def test_a_list_that_does_not_exist_is_a_mistake_of_usage(line: CommandLine) -> None:
    assert line("export", "secrets").code == 2


def findings(line: CommandLine, **more: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the mark by what was looked at."""
    ran = line("doctor", **more)
    told = [finding.partition(":")[0].split("] ") for finding in ran.out.splitlines() if finding.startswith("[")]
    return ran.code, {name: mark.strip("[") for mark, name in told}


def test_doctor_finds_a_fresh_house_well_and_says_what_does_not_run(line: CommandLine) -> None:
    code, found = findings(line)
    assert code == 0
    assert found == {
        "schema": "ok",
        "flows": "ok",
        "calendar": "ok",
        "disk": "ok",
        "keys": "ok",
        "carrier": "--",
        "worker": "--",
        "spool": "ok",
    }


def test_doctor_names_what_keeps_calls_from_being_answered(line: CommandLine, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'none.db'}"
    (tmp_path / "flows").mkdir()
    code, found = findings(line, DATABASE_URL=empty, HOTLINE_FLOWS=str(tmp_path / "flows"), SECRET_KEY="short")
    assert (code, [name for name, mark in found.items() if mark == "!!"]) == (1, ["schema", "flows", "keys"])
    assert "db upgrade" in line("doctor", DATABASE_URL=empty).out


def test_doctor_warns_of_a_year_whose_holidays_nobody_knows(line: CommandLine) -> None:
    line("clock", "set", "2031-01-05T09:00")
    code, found = findings(line)
    assert (code, found["calendar"]) == (0, "--")


def test_doctor_sees_the_worker_by_its_lock(line: CommandLine) -> None:
    with (line.settings.var_dir / "worker.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        assert findings(line)[1]["worker"] == "ok"
    assert findings(line)[1]["worker"] == "--"


def test_doctor_counts_what_waits_to_be_written_down(line: CommandLine) -> None:
    spool = Spool(line.settings.var_dir / "spool")
    spool.put("fallback", "CA1", 0, {"CallSid": "CA1"}, datetime.now(UTC))
    assert findings(line)[1]["spool"] == "--"
    assert "1 条等待写入" in line("doctor").out


def test_doctor_cannot_ask_a_carrier_that_does_not_answer(line: CommandLine) -> None:
    code, found = findings(line, **TWILIO, HOTLINE_CARRIER="twilio", TWILIO_API_BASE_URL="http://127.0.0.1:9")
    assert (code, found["carrier"]) == (1, "!!")


def test_a_call_to_a_line_that_is_not_up_says_how_to_open_it(line: CommandLine) -> None:
    ran = line("call", PORT="9", TWILIO_API_BASE_URL="http://127.0.0.1:10")
    assert (ran.code, "python -m hotline serve" in ran.err) == (1, True)
