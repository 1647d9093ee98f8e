"""`normalize`: one JSON object for each line, whatever the line."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.commands import CommandLine

TODAY = ("--today", "2026-03-10")
NO_DATABASE = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}


def meanings(line: CommandLine, *words: str, said: str | bytes, **more: str) -> list[dict[str, Any]]:
    ran = line("normalize", *words, stdin=said, **more)
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(answer) for answer in ran.out.splitlines()]


def test_telephones_are_understood_without_a_database(line: CommandLine) -> None:
    said = "一三八零零一三八零零零\n2286002转8\n就是这个号码\n您好\n"
    found = meanings(line, "phone", "--caller", "+8613912345678", said=said, **NO_DATABASE)
    assert [(one.get("e164"), one.get("extension")) for one in found] == [
        ("+8613800138000", None),
        ("+867562286002", "8"),
        ("+8613912345678", None),
        (None, None),
    ]
    assert [one["input"] for one in found] == said.splitlines()
    assert found[3] == {"input": "您好", "value": None}
    assert {"confidence", "evidence", "value"} <= found[0].keys()


def test_the_area_code_may_be_another(line: CommandLine) -> None:
    found = meanings(line, "phone", "--area-code", "020", said="82286002\n", **NO_DATABASE)
    assert found[0]["e164"] == "+862082286002"


def test_dates_and_months_go_by_the_day_that_was_given(line: CommandLine) -> None:
    assert [one["value"] for one in meanings(line, "date", *TODAY, said="昨天\n三月九号\n", **NO_DATABASE)] == [
        "2026-03-09",
        "2026-03-09",
    ]
    assert [one["value"] for one in meanings(line, "month", *TODAY, said="上个月\n", **NO_DATABASE)] == ["2026-02"]


def test_today_is_the_day_of_our_clock(line: CommandLine) -> None:
    line("clock", "set", "2026-03-10T00:30+08:00")
    assert meanings(line, "date", said="今天\n", **NO_DATABASE)[0]["value"] == "2026-03-10"


def test_any_slot_may_listen(line: CommandLine) -> None:
    found = meanings(line, "date", "--slot", "wish_time", *TODAY, said="明天下午三点\n", **NO_DATABASE)
    assert found[0]["value"]["date"] == "2026-03-11"
    refused = line("normalize", "date", "--slot", "nothing", **NO_DATABASE)
    assert (refused.code, "wish_time" in refused.err) == (2, True)


def test_companies_and_branches_come_from_the_database(line_on_both: CommandLine) -> None:
    line_on_both("seed", "demo")
    names = meanings(line_on_both, "name", said="珠海市海里电子有限公司\n没有这家公司\n")
    assert [(one["match"], one["name"], one["taxpayer_id"]) for one in names] == [
        ("known", "珠海市海狸电子有限公司", "91440402MA000100XL"),
        ("unknown", None, None),
    ]
    branches = meanings(line_on_both, "branch", said="斗门国税\n火星分局\n")
    assert [(one["match"], one["code"]) for one in branches] == [("known", "DM"), ("unknown", None)]


@pytest.mark.parametrize("kind", ["phone", "date", "month", "name", "branch"])
def test_no_line_stops_it(line: CommandLine, kind: str) -> None:
    lines = [b"", b"\xff\xfe\xc3", "😀".encode(), b"\x00\x1b[31m", b"a\rb", "\u2028\u0085".encode(), b"9" * 70_000]
    lines += [b"=1+1", b"<script>", "１３８００１３８０００".encode(), b"last, without an end"]
    found = meanings(line, kind, *TODAY, said=b"\n".join(lines))
    assert len(found) == len(lines)
    assert [one["input"] for one in found] == [text.decode("utf-8", "replace") for text in lines]
    assert all("value" in one for one in found)


def test_a_day_that_is_none_is_a_mistake_of_usage(line: CommandLine) -> None:
    ran = line("normalize", "date", "--today", "someday")
    assert (ran.code, ran.out) == (2, "")


def test_each_line_is_answered_before_the_next_is_read(line: CommandLine) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hotline", "normalize", "phone"],
        env={**line.subprocess_environment, **NO_DATABASE, "PYTHONIOENCODING": "ascii"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdin
        assert program.stdout
        for said in ("幺三八零零幺三八零零零", "13800138000"):
            program.stdin.write(f"{said}\n".encode())
            program.stdin.flush()
            answer = json.loads(program.stdout.readline().decode("utf-8"))
            assert (answer["input"], answer["e164"]) == (said, "+8613800138000")
        program.stdin.close()
        assert program.wait() == 0
