"""What a newcomer does first: one command, a call from the browser, a look at what went over the wires, a call back."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browsers import OpenPage, opening
from tests.support.commands import alone_in, start

CALL = [
    ("请问有什么可以帮您", "我们的开票系统进不去，提示找不到读卡器"),
    ("请问您的企业全称是什么", "珠海市海狸电子有限公司"),
    ("来电号码，可以吗", "[1]"),
    ("税务分局是哪一个", "香洲区税务局"),
    ("红绿灯正常吗", "红灯绿灯都不亮"),
    ("问题解决了吗", "[1]"),
]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """The whole hotline, as `scripts/run` starts it; gives the address of its web server."""
    line = alone_in(tmp_path)
    with start(line, "demo") as demo:
        assert "Ctrl-C" in _told(demo)
        yield f"http://127.0.0.1:{line.environment['PORT']}"


def _told(demo: subprocess.Popen[str]) -> str:
    """What the command says until the line is up."""
    assert demo.stdout
    told = ""
    while "Ctrl-C" not in told and (more := demo.stdout.readline()):
        told += more
    return told


@pytest.fixture
def open_page(browser: Browser, place: str) -> Iterator[OpenPage]:
    with opening(browser, place) as open_page:
        yield open_page


def test_a_newcomer_calls_answers_looks_inside_and_is_called_back(open_page: OpenPage) -> None:
    page = open_page("/phone", pace="now")
    customer = page.get_by_role("article").first
    customer.get_by_role("button", name="拨打热线").click()
    for question, answer in CALL:
        expect(_captions(customer, question)).to_be_visible(timeout=20_000)
        _answer(customer, answer)
    expect(_captions(customer, "工单号是")).to_be_visible(timeout=20_000)
    expect(_captions(customer, "通话结束，对方已挂断")).to_be_visible(timeout=20_000)

    _look_inside(page.context.new_page(), customer)

    page.get_by_role("button", name="再开一部电话").click()
    page.get_by_role("button", name="坐席 client:agent").click()
    agent = page.get_by_role("article", name="坐席 client:agent")
    agent.get_by_label("要拨的号码").fill("+8613800138000")
    agent.get_by_role("button", name="拨号").click()
    customer.get_by_role("button", name="接听").click()
    agent.get_by_label("要说的话").fill("您好，金穗公司回访，开票正常了吗")
    agent.get_by_role("button", name="说出去").click()
    expect(_captions(customer, "金穗公司回访")).to_be_visible()


def _captions(line: Locator, text: str) -> Locator:
    return line.locator(".caption", has_text=text).last


def _answer(line: Locator, answer: str) -> None:
    """Say it, or press it where it is a key in brackets."""
    if answer.startswith("["):
        line.get_by_role("button", name=answer.strip("[]"), exact=True).click()
        return
    line.get_by_label("要说的话").fill(answer)
    line.get_by_role("button", name="说出去").click()


def _look_inside(switchboard: Page, customer: Locator) -> None:
    """Every webhook of the call stands there, and so does the call that the command itself has made."""
    switchboard.goto(switchboard.context.pages[0].url.replace("/phone", "/carrier"))
    expect(switchboard.locator("#calls a")).to_have_count(2)
    address = customer.get_by_role("link", name="看看每个请求").first.get_attribute("href")
    switchboard.goto(switchboard.url.replace("/carrier", str(address)))
    events = switchboard.locator(".events > li")
    for said in ("说“珠海市海狸电子有限公司”", "按键 1", "工单号是"):
        expect(events.filter(has_text=said).first).to_be_visible()
    expect(events.filter(has_text="状态回调")).to_be_visible()
    expect(events.filter(has_text="错误")).to_have_count(0)
