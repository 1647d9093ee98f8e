"""How the carrier's way through the house is built: one door, no memory, no call to anybody while a caller waits."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask import Flask

from hotline.app import Application
from hotline.flows.engine import Ended, Listen, Recording, Step, Waiting
from hotline.flows.state import Frame, State
from tests.calls.lines import line, turns_of
from tests.support.telephone import Telephone

PRODUCT = Path(__file__).parents[1] / "hotline"
WHILE_A_CALLER_WAITS = [
    PRODUCT / "web" / "voice.py",
    PRODUCT / "telephony" / "webhook.py",
    PRODUCT / "telephony" / "twiml.py",
    *sorted((PRODUCT / "calls").rglob("*.py")),
]
SPEAK_TO_OTHERS = {"http", "httpx", "requests", "socket", "subprocess", "twilio", "urllib3", "smtplib", "asyncio"}
SENT_WHERE = ("action", "waitUrl", "recordingStatusCallback")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    with line(database_url, tmp_path) as opened:
        yield opened


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("file", WHILE_A_CALLER_WAITS, ids=lambda file: str(file.relative_to(PRODUCT)))
def test_nobody_else_is_asked_while_a_caller_waits(file: Path) -> None:
    asked = {name for name in imports_of(file) if name.split(".")[0] in SPEAK_TO_OTHERS or name == "urllib.request"}
    assert asked == set()


@pytest.mark.parametrize("file", WHILE_A_CALLER_WAITS, ids=lambda file: str(file.relative_to(PRODUCT)))
def test_no_module_remembers_a_call(file: Path) -> None:
    """What a module keeps is written in capitals and made once; `global` would be a memory that dies with us (F11)."""
    tree = ast.parse(file.read_text("utf-8"))
    kept = [
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for name in node.targets
        if isinstance(name, ast.Name)
    ]
    assert [name for name in kept if not re.fullmatch(r"_*[A-Z][A-Za-z_]*|log|__all__", name)] == []
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]


def test_the_pages_know_no_way_to_a_webhook(app: Application) -> None:
    assert isinstance(app.pages, Flask)
    paths = [str(rule) for rule in app.pages.url_map.iter_rules()]
    assert "/healthz" in paths
    assert [path for path in paths if path.lower().startswith("/voice")] == []


def test_everywhere_we_send_the_carrier_there_is_somebody_who_answers(app: Application) -> None:
    phone = Telephone(app)
    phone.ring()
    state = State("r1", "zh-CN", [Frame("inbound", "purpose")])
    sent = {"/voice/incoming", "/voice/fallback", "/voice/status"}
    for then in (Listen("purpose"), Listen("phone"), Recording(60), Waiting("agents"), Ended(None)):
        root = ET.fromstring(app.hotline.house.render(Step(("好",), then, state), phone.sid, 1))
        sent |= {element.get(name, "") for element in root.iter() for name in SENT_WHERE if element.get(name)}
        sent |= {element.text or "" for element in root.iter("Redirect")}

    assert {path.rpartition("/")[2] for path in sent} == {"incoming", "fallback", "status", "recording", "zh-CN", "1"}
    assert {path for path in sent if not re.fullmatch(r"[A-Za-z0-9/._~-]+", path)} == set()
    assert {path: phone.post(path).status_code for path in sent} == dict.fromkeys(sent, 200)


def test_any_process_may_answer_any_turn_of_a_call(database_url: str, tmp_path: Path) -> None:
    with line(database_url, tmp_path) as one, line(database_url, tmp_path) as other:
        phones = [Telephone(one), Telephone(other)]
        phones[0].ring()
        for turn, words in enumerate(
            ["我要投诉", "你们的师傅态度很差", "对", "珠海市海狸电子有限公司", "可以", "拱北分局"]
        ):
            last, mine = phones[turn % 2], phones[(turn + 1) % 2]
            mine.sid, mine.caller, mine.path = last.sid, last.caller, last.path
            mine.say(words)

        assert "投诉编号" in mine.said
        assert [turn.number for turn in turns_of(one, mine.sid)] == list(range(1, 8))
