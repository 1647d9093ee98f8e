"""The web process is killed in the middle of a call, and the call goes on at its turn (F11)."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls.lines import line, turns_of
from tests.calls.served import WebProcess, WiredTelephone


@pytest.fixture
def web(database_url: str, tmp_path: Path) -> Iterator[WebProcess]:
    process = WebProcess(database_url, tmp_path)
    try:
        process.start()
        yield process
    finally:
        process.kill()


def test_a_call_outlives_the_web_process_that_answered_it(web: WebProcess, database_url: str, tmp_path: Path) -> None:
    phone = WiredTelephone(web.port)
    phone.ring()
    phone.say("我要投诉")
    asked, path = phone.answer, phone.path

    web.kill()
    with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the killed process's sockets go
        phone.say("你们的师傅态度很差")
    web.start()

    assert phone.post(path.replace("/turns/2", "/turns/1"), SpeechResult="我要投诉").text == asked
    phone.say("你们的师傅态度很差")
    assert "您反映的是服务态度的问题" in phone.said
    phone.say("对")
    assert "请问您的企业全称是什么" in phone.said
    assert web.stop() == 0
    with line(database_url, tmp_path) as app:
        heard = [turn.heard for turn in turns_of(app, phone.sid)]
    assert heard == [None, "我要投诉", "你们的师傅态度很差", "对"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_real_server_refuses_what_the_door_refuses(web: WebProcess) -> None:
    """Each server makes its own environ: what was signed must be found in this one, too."""
    phone = WiredTelephone(web.port)
    phone.ring()
    for path in ("/voice/%E5%AE%A2", "/voice/a%20b%2Fc", "/voice/%FF%FE", "/voice//incoming", "/voice/x;y=1,2~"):
        unsigned = phone.send(path, {"CallSid": "CA1"}, {})
        assert unsigned.status_code == 403, path
    for path in (
        "/voice/incoming/",
        "/voice//incoming",
        "/voice/calls",
        "/voice/x?a=1&b=%E5%AE%A2",
        "/voice/%E5%AE%A2%20b",
    ):
        assert phone.post(path).status_code == 404, path
    for path in ("/voice", "//voice/incoming", "/voice/../healthz"):
        assert phone.post(path).status_code in {403, 404, 405}, path

    for length in ("²", "-1", "9" * 30):
        wire = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
        wire.putrequest("POST", "/voice/incoming")
        wire.putheader("Content-Type", "application/x-www-form-urlencoded")
        wire.putheader("Content-Length", length)
        wire.endheaders()
        with wire.getresponse() as answer:
            assert answer.status in {400, 413}, length
        wire.close()
    assert "您好,金穗公司" in WiredTelephone(web.port).ring()
