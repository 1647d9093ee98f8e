"""The terminal telephone, with a pipe for a keyboard."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from hotline.localcarrier.calls.call import Call, Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import terminal
from hotline.localcarrier.lines.line import Sound
from hotline.localcarrier.lines.terminal import TerminalLine
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import NUMBER

ASK = '<Gather input="dtmf speech" action="/turn" actionOnEmptyResult="true"><Say>请讲</Say></Gather>'


class Keyboard(io.StringIO):
    """Somebody sits at it."""

    def isatty(self) -> bool:
        return True


def dial(carrier: Carrier, typed: str, *, watched: bool = False) -> tuple[int, str]:
    screen = Keyboard() if watched else io.StringIO()
    code = terminal.main(carrier.network, NUMBER, "+8613700000000", stdin=io.StringIO(typed), stdout=screen)
    return code, screen.getvalue()


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("读卡器不亮\n", {"SpeechResult": "读卡器不亮"}),
        ("123*#\n", {"Digits": "123*"}),
        ("/say 123\n", {"SpeechResult": "123"}),
        ("/help\n喂\n", {"SpeechResult": "喂"}),
        ("/shout\n喂\n", {"SpeechResult": "喂"}),
        ("\n", {"SpeechResult": "", "Digits": ""}),
    ],
)
def test_what_a_typed_line_means(application: Application, carrier: Carrier, typed: str, heard: dict[str, str]) -> None:
    application.on("/voice", ASK)
    application.on("/turn", "<Say>再见</Say>")
    code, screen = dial(carrier, typed)
    assert heard.items() <= application.at("/turn")[0].items()
    assert code == 0
    assert "对方  请讲" in screen
    assert "对方  再见" in screen
    assert terminal.HELP in screen


class Impatient(TerminalLine):
    """Somebody who presses Ctrl-C while the carrier is busy."""

    def hear(self, call: Call, sound: Sound) -> None:
        super().hear(call, sound)
        raise KeyboardInterrupt


def test_ctrl_c_is_a_hang_up_that_the_application_hears_of(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Say>您好</Say><Redirect/>")
    line = Impatient("+8613700000000", io.StringIO(), terminal.Screen(io.StringIO()))
    assert carrier.dial(line, NUMBER).status is Status.COMPLETED
    assert application.paths() == ["/voice"]


@pytest.mark.parametrize("typed", ["", "/hangup\n"])
def test_the_end_of_input_and_the_command_hang_up(application: Application, carrier: Carrier, typed: str) -> None:
    application.on("/voice", ASK)
    code, screen = dial(carrier, typed)
    assert "来电  [挂断]" in screen
    assert code == 0
    assert application.paths() == ["/voice"]


def test_an_unanswered_call_has_another_exit_code(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Reject/>")
    assert dial(carrier, "")[0] == 1


def test_hold_music_without_end_does_not_hold_a_pipe_for_ever(application: Application, carrier: Carrier) -> None:
    application.on("/voice", "<Enqueue>support</Enqueue>")
    code, screen = dial(carrier, "")
    assert code == 0
    assert screen.count("hold music") < 30


def test_colours_are_for_eyes_only(application: Application, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    application.on("/voice", "<Say>您好</Say>")
    assert "\x1b[" not in dial(carrier, "")[1]
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[1;36m" in dial(carrier, "", watched=True)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in dial(carrier, "", watched=True)[1]


def test_a_script_makes_the_call(application: Application, carrier: Carrier, tmp_path: Path) -> None:
    application.on("/voice", ASK)
    application.on("/turn", "<Say>再见</Say>")
    file = tmp_path / "caller.yaml"
    steps = "steps:\n  - hears: 请讲\n    says: 你好\n"
    file.write_text("name: x\nfrom: '+8613711111111'\n" + steps, encoding="utf-8")
    screen = io.StringIO()
    assert terminal.main(carrier.network, NUMBER, script=file, stdout=screen) == 0
    assert "来电  你好" in screen.getvalue()
    assert application.at("/voice")[0]["From"] == "+8613711111111"

    file.write_text("name: x\nfrom: '1'\n" + steps + "  - hears: 什么\n    says: 啊\n", encoding="utf-8")
    screen = io.StringIO()
    assert terminal.main(carrier.network, NUMBER, script=file, stdout=screen) == 1
    assert "没有用到的步骤:line 6" in screen.getvalue()

    file.write_text("name: x\n", encoding="utf-8")
    screen = io.StringIO()
    assert terminal.main(carrier.network, NUMBER, script=file, stdout=screen) == 2
    assert "caller.yaml:1: from is missing" in screen.getvalue()
