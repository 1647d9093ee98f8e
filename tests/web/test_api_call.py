"""`GET /api/v1/calls/{call_sid}` is the contract, key for key, on calls that were really spoken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hotline.app import Application
from tests.web.api import Program

CONTRACT = json.loads((Path(__file__).parent / "call_contract.json").read_text("utf-8"))
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CALLS = ("CAsolved", "CAunsolved", "CAcomplaint", "CAwithheld", "CAspeaking")


def _differences(given: Any, wanted: Any, path: str = "call") -> Iterator[str]:
    """Where an answer has other keys, other types or other words than the contract. None stands for not known."""
    if given is None or wanted is None or path.endswith(".value"):
        return
    if isinstance(wanted, dict):
        wanted = {"heard": "..", "value": ".."} if ".answers." in path and given else wanted
        if list(given) != list(wanted if given else {}):
            yield f"{path}: {list(given)} for {list(wanted)}"
        for key in given.keys() & wanted.keys():
            yield from _differences(given[key], wanted[key], f"{path}.{key}")
    elif isinstance(wanted, list):
        for item in given:
            yield from _differences(item, wanted[0] if wanted else None, f"{path}[]")
    elif not _fits(given, wanted):
        yield f"{path}: {given!r} for {wanted!r}"


def _fits(given: Any, wanted: Any) -> bool:
    if wanted == "..Z":
        return INSTANT.fullmatch(given) is not None
    if isinstance(wanted, str) and "|" in wanted:
        return given in wanted.split("|")
    return type(given) is type(wanted)


@pytest.mark.parametrize("sid", CALLS)
def test_every_call_has_the_shape_of_the_contract(busy_day: Application, sid: str) -> None:
    assert list(_differences(Program(busy_day).get(f"/calls/{sid}"), CONTRACT)) == []


def test_a_solved_call_tells_everything_that_was_said_and_done(busy_day: Application) -> None:
    call = Program(busy_day).get("/calls/CAsolved")
    assert (call["from"], call["to"], call["direction"]) == ("+8613800138066", "+867562286000", "inbound")
    assert (call["status"], call["outcome"], call["intent"]) == ("completed", "ticket_opened", "fault")
    assert (call["rings"], call["answered_in_three_rings"]) == (1, True)
    assert call["flow"]["name"] == "inbound"
    assert call["intake"] == {
        "company": {
            "heard": "珠海市海狸电子有限公司",
            "name": "珠海市海狸电子有限公司",
            "match": "known",
            "taxpayer_id": "91440402MA000100XL",
        },
        "contact_phone": {**call["intake"]["contact_phone"], "e164": "+8613800138066", "extension": None},
        "tax_branch": {
            "heard": "香洲区税务局",
            "name": "国家税务总局珠海市香洲区税务局",
            "code": "XZ",
            "match": "known",
        },
    }
    assert call["symptom"] == "我们的开票系统进不去，提示找不到读卡器"
    assert call["diagnosis"]["answers"]["card_reader"] == {"heard": "红灯绿灯都不亮", "value": "none"}
    assert call["diagnosis"]["answers"]["memory"] == {}
    assert (call["diagnosis"]["category"], call["diagnosis"]["resolved"]) == ("card_reader", True)
    assert call["diagnosis"]["advice"]
    assert call["ticket"]["status"] == "solved"
    assert [(one["kind"], one["state"]) for one in call["callbacks"]] == [("follow_up", "queued")]
    assert call["callbacks"][0]["due_at"] <= "2026-03-17T23:59"
    assert (call["visit"], call["complaint"], call["recordings"]) == (None, None, [])


def test_a_turn_is_what_was_said_and_what_was_answered_to_it(busy_day: Application) -> None:
    turns = Program(busy_day).get("/calls/CAsolved")["turns"]
    assert [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
    assert turns[0]["said"].startswith("您好,金穗公司")
    assert turns[0]["heard"] == "我们的开票系统进不去，提示找不到读卡器"
    assert (turns[0]["confidence"], turns[0]["digits"]) == (0.92, None)
    assert turns[-1]["said"].endswith("再见,如果以后您的开票系统有什么问题请再与我们联系。")
    assert turns[-1]["heard"] is None
    assert [turn["at"] for turn in turns] == sorted(turn["at"] for turn in turns)


def test_a_call_that_still_speaks_has_no_end_yet(busy_day: Application) -> None:
    call = Program(busy_day).get("/calls/CAspeaking")
    assert (call["status"], call["ended_at"], call["outcome"], call["intent"]) == ("in-progress", None, None, None)
    assert call["intake"]["company"] == {"heard": None, "name": None, "match": "unknown", "taxpayer_id": None}


def test_a_complaint_stands_beside_its_ticket(busy_day: Application) -> None:
    call = Program(busy_day).get("/calls/CAcomplaint")
    assert call["intent"] == "complaint"
    assert call["complaint"]["number"] == call["ticket"]["number"]
    assert set(call["complaint"]) == {"number", "status", "text", "target", "unit", "aspect", "serious"}
    assert {one["kind"] for one in call["callbacks"]} == {"complaint_follow_up"}


def test_a_withheld_number_is_null(busy_day: Application) -> None:
    call = Program(busy_day).get("/calls/CAwithheld")
    assert (call["from"], call["outcome"]) == (None, "abandoned")
    assert [one["state"] for one in call["callbacks"]] == ["needs_person"]


def test_a_ticket_and_its_promise_are_found_from_the_call(busy_day: Application) -> None:
    program = Program(busy_day)
    call = program.get("/calls/CAunsolved")
    ticket = program.get(f"/tickets/{call['ticket']['number']}")
    assert (ticket["call_sid"], ticket["callbacks"]) == ("CAunsolved", call["callbacks"])
    assert [(task["kind"], bool(task["owner"]), task["done_at"]) for task in ticket["tasks"]] == [
        ("reproduce_fault", True, None)
    ]
    callback = program.get(f"/callbacks/{call['callbacks'][0]['id']}")
    assert callback.items() >= call["callbacks"][0].items()
    assert (callback["kind"], callback["phone"], callback["subject"]) == ("resolution", "+8613802223344", "ticket")
    assert callback["owner"] in {"王小梅", "李建国"}
