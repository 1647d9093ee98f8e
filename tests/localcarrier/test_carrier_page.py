"""The switchboard at `/carrier`, in a real browser: what a developer sees and does when a call goes wrong."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import Faults
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import CALLER, NUMBER, Call, plug_in, until
from tests.support.browsers import DESK, POCKET, OpenPage, require_access

OTHER = "+8613900000001"
ASK = '<Gather input="speech dtmf" action="/words"><Say>请问有什么可以帮您</Say></Gather>'


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    page = open_page("/carrier")
    expect(page.get_by_role("status")).to_have_text("实时")
    return page


def rows(page: Page) -> Locator:
    return page.locator("#calls a")


def events(page: Page) -> Locator:
    return page.locator(".events > li")


def place(page: Page, steps: str, to: str = NUMBER, number: str = OTHER) -> None:
    """Let a scripted person call, by the page's own dialog."""
    page.get_by_role("button", name="打一通脚本电话").click()
    page.get_by_label("拨给").fill(to)
    page.get_by_label("脚本（YAML）").fill(f'name: x\nfrom: "{number}"\nsteps: {steps}\n')
    page.get_by_role("button", name="拨号", exact=True).click()


def test_a_call_is_seen_with_each_request_and_what_was_made_of_it(application: Application, page: Page) -> None:
    application.on("/voice", ASK)
    application.on("/words", "<Say>再见</Say>")
    place(page, "[{says: 读卡器不亮}]")
    expect(page.get_by_role("heading", name=f"{OTHER} → {NUMBER}")).to_be_visible()
    expect(page.locator(".head .badge")).to_have_text("已结束")
    expect(events(page)).to_have_count(3)
    expect(events(page).nth(0)).to_contain_text("振铃")
    expect(events(page).nth(1)).to_contain_text("请问有什么可以帮您")
    answered = events(page).nth(2)
    expect(answered).to_contain_text("说“读卡器不亮”")
    expect(answered).to_contain_text("200")
    answered.locator("summary").click()
    expect(answered.get_by_role("row", name="SpeechResult 读卡器不亮")).to_be_visible()
    expect(answered.locator("pre")).to_have_text("<Response>\n  <Say>再见</Say>\n</Response>")
    answered.get_by_text("每个请求都有的").click()
    expect(answered.get_by_role("row", name=f"From {OTHER}", exact=True)).to_be_visible()


def test_a_call_under_way_is_followed_and_ended(application: Application, page: Page, carrier: Carrier) -> None:
    carrier.telephones.plug_in("client:agent", lambda: pytest.fail("nobody calls here"), live=True)
    application.on("/voice", "<Enqueue waitUrl='/wait'>hall</Enqueue>")
    application.on("/wait", '<Say>请稍候</Say><Pause length="600"/>')
    place(page, "[]")
    expect(page.locator(".head .badge")).to_have_text("通话中")
    expect(events(page).filter(has_text="请稍候")).to_be_visible()
    expect(page.locator("#meetings")).to_contain_text("hall")
    expect(page.locator("#meetings").get_by_role("link", name=OTHER)).to_be_visible()
    page.get_by_role("button", name="进行中").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="挂断这通电话").click()
    expect(page.locator(".head .badge")).to_have_text("已结束")
    expect(page.locator("#meetings")).to_contain_text("没有人在等")
    expect(rows(page)).to_have_count(0)
    expect(page.get_by_text("没有这样的通话")).to_be_visible()


def test_what_goes_wrong_is_told_with_twilios_number(application: Application, page: Page) -> None:
    application.on("/voice", Answer("no", 500))
    place(page, "[]")
    wrong = events(page).filter(has_text="错误")
    expect(wrong.get_by_role("link", name="11217")).to_have_attribute(
        "href", "https://www.twilio.com/docs/api/errors/11217"
    )
    expect(events(page).nth(1)).to_contain_text("500")
    page.get_by_role("button", name="有问题").click()
    expect(rows(page)).to_contain_text("1 个错误")
    page.keyboard.press("Escape")
    page.locator("#errors").get_by_role("link", name="这通电话").click()
    expect(wrong).to_be_visible()


def test_the_legs_of_a_call_lead_to_each_other(application: Application, page: Page, carrier: Carrier) -> None:
    plug_in(carrier, CALLER, "steps: [{says: 您好}]")
    application.on("/voice", f"<Dial>{CALLER}</Dial>")
    place(page, "[{says: 喂, hangs up: true}]")
    page.locator(".legs").get_by_role("link").click()
    expect(page.get_by_role("heading", level=2, name=f"→ {CALLER}")).to_be_visible()
    expect(page.locator(".head .facts")).to_contain_text("转接")


def test_an_address_leads_to_a_call(application: Application, open_page: OpenPage, call: Call) -> None:
    application.on("/voice", "<Say>您好</Say>")
    sid = call().call_sid
    page = open_page(f"/carrier?call={sid}")
    expect(events(page).filter(has_text="您好")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("选一通电话")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name=sid)).to_be_visible()


def test_a_call_that_is_not_there_any_more_is_told(open_page: OpenPage) -> None:
    page = open_page(f"/carrier?call=CA{'0' * 32}")
    expect(page.get_by_text("这通电话不在了")).to_be_visible()


def test_calls_are_found_by_keyboard_and_by_words(application: Application, page: Page, call: Call) -> None:
    application.on("/voice", "<Say>您好</Say>")
    first, second, third = (call().call_sid for _ in range(3))
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("j")
    expect(page.get_by_role("button", name=third)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    expect(page.get_by_role("button", name=first)).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("button", name=second)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(first[-8:])
    expect(rows(page)).to_have_count(1)
    page.get_by_label("筛选通话").fill("已结束")
    expect(rows(page)).to_have_count(3)


def test_all_calls_can_be_reached(application: Application, call: Call, open_page: OpenPage) -> None:
    application.on("/voice", "<Hangup/>")
    sids = [call().call_sid for _ in range(430)]
    page = open_page(f"/carrier?call={sids[5]}")
    expect(page.get_by_role("button", name=sids[5])).to_be_visible()
    expect(rows(page)).to_have_count(201)
    older = page.get_by_role("button", name="更早的通话")
    older.click()
    expect(rows(page)).to_have_count(401)
    older.click()
    expect(rows(page)).to_have_count(430)
    expect(older).to_be_hidden()


def test_what_is_read_stays_open_while_other_calls_come(application: Application, page: Page) -> None:
    application.on("/voice", "<Say>您好</Say>")
    place(page, "[]")
    first = events(page).nth(1)
    first.locator("summary").click()
    first.get_by_text("每个请求都有的").click()
    sid = page.url.rpartition("=")[2]
    held = first.locator(".more").element_handle()
    page.request.post(
        page.url.partition("?")[0] + "/calls",
        data={"to": NUMBER, "caller": f'name: x\nfrom: "{CALLER}"'},
    )
    expect(rows(page)).to_have_count(2)
    expect(page.get_by_role("button", name=sid)).to_be_visible()
    assert held.evaluate("element => element.isConnected && element.open")


def test_a_bad_day_begins_and_ends_with_a_button(application: Application, page: Page, carrier: Carrier) -> None:
    application.on("/voice", "<Say>您好</Say>")
    page.get_by_label("种子").fill("7")
    page.get_by_label("请求送到两次").fill("100")
    page.get_by_role("button", name="从下一通开始").click()
    until(lambda: str(carrier.faults.today) == "seed=7,duplicate=1")
    place(page, "[]")
    expect(events(page).filter(has_text="故障")).to_contain_text("duplicate")
    expect(events(page).filter(has_text="第 2 次尝试")).to_have_count(1)
    expect(rows(page)).to_contain_text("1 次故障")
    page.get_by_role("button", name="风平浪静").click()
    until(lambda: not carrier.faults.today.rates)
    expect(page.get_by_label("请求送到两次")).to_have_value("0")


def test_what_one_sets_moves_nothing_else_and_nobody_takes_it_away(page: Page, carrier: Carrier) -> None:
    carrier.faults.set(Faults.parse("seed=7,duplicate=0.004"))
    expect(page.locator(".is-on .value")).to_have_text("0.4%")
    page.get_by_label("回调晚到").fill("50")
    carrier.faults.set(Faults.parse("seed=8,duplicate=0.004"))
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("a callback arrives late")).to_have_value("50")
    page.get_by_role("button", name="From the next call on").click()
    until(lambda: carrier.faults.today.rates == {"duplicate": 0.004, "delay": 0.5})


def test_faults_that_others_set_are_shown(page: Page, carrier: Carrier) -> None:
    carrier.faults.set(Faults.parse("seed=42,slow=0.25"))
    expect(page.get_by_label("种子")).to_have_value("42")
    expect(page.get_by_label("答复来得慢")).to_have_value("25")


def test_the_clock_is_moved_by_buttons(page: Page, carrier: Carrier) -> None:
    page.get_by_role("button", name="+1 周").click()
    until(lambda: carrier.clock.shift().offset > timedelta(days=6))
    page.get_by_role("button", name="×60", exact=True).click()
    expect(page.locator("#rate")).to_have_text("×60")
    page.get_by_role("button", name="回到现在").click()
    expect(page.locator("#rate")).to_have_text("")
    page.get_by_label("拨到这个时间").fill("2031-05-06T07:08")
    page.get_by_role("button", name="拨到", exact=True).click()
    expect(page.locator("#now")).to_contain_text("2031-05-06 07:08")


def test_a_script_that_is_wrong_stays_where_it_was_written(page: Page) -> None:
    place(page, "[{sings: true}]")
    expect(page.get_by_role("alert").filter(has_text="sings")).to_be_visible()
    expect(page.get_by_label("脚本（YAML）")).to_have_value(f'name: x\nfrom: "{OTHER}"\nsteps: [{{sings: true}}]\n')
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_scripted_person_waits_by_the_phone(application: Application, page: Page, twilio: Client) -> None:
    application.on("/voice", "<Gather input='speech' action='/done'/>")
    application.on("/done", "<Hangup/>")
    page.keyboard.press("n")
    page.get_by_label("脚本（YAML）").fill(f'name: x\nfrom: "{OTHER}"\nsteps: [{{says: 在的}}]\n')
    page.get_by_role("button", name="让他守着电话").click()
    expect(page.locator("#lines")).to_contain_text(OTHER)
    twilio.calls.create(to=OTHER, from_=NUMBER, url=f"{application.url}/voice")
    expect(rows(page)).to_contain_text(OTHER)
    rows(page).click()
    expect(events(page).filter(has_text="说“在的”")).to_be_visible()
    page.get_by_role("button", name=f"拿走 {OTHER}").click()
    expect(page.locator("#lines")).to_contain_text("没有别的电话")


def test_a_recording_can_be_heard_where_it_was_made(application: Application, page: Page) -> None:
    application.on("/voice", '<Record action="/done" recordingStatusCallback="/recorded"/>')
    application.on("/done", "<Hangup/>")
    application.on("/recorded", "")
    place(page, "[{says: 打印机坏了}]")
    recorded = events(page).filter(has_text="录音回调")
    recorded.locator("summary").first.click()
    source = recorded.locator("audio").get_attribute("src")
    assert page.request.get(page.url.split("/carrier")[0] + str(source)).status == 200


def test_what_callers_say_is_never_read_as_html(application: Application, page: Page) -> None:
    application.on("/voice", ASK)
    application.on("/words", Answer("<b>not TwiML</b><script>alert(1)</script>", 200, "text/html"))
    place(page, """[{says: "<img src=x onerror=alert(1)>"}]""")
    expect(events(page).filter(has_text="<img src=x onerror=alert(1)>")).to_be_visible()
    events(page).nth(2).locator("summary").click()
    expect(events(page).nth(2).locator("pre")).to_contain_text("<script>alert(1)</script>")
    assert page.locator(".call img, .call script").count() == 0


def test_a_lost_connection_is_told(open_page: OpenPage) -> None:
    page = open_page("/phone")

    def end(route: Route) -> None:
        route.fulfill(status=200, content_type="text/event-stream", body="retry: 600000\n\n")

    page.route("**/carrier/events", end)
    page.goto(page.url.replace("/phone", "/carrier"))
    expect(page.get_by_role("status")).to_have_text("连接断了，正在重试…")


def test_it_speaks_english(application: Application, page: Page) -> None:
    application.on("/voice", "<Say>Hello</Say>")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Switchboard")).to_be_visible()
    expect(page.get_by_label("delivered twice")).to_be_visible()
    page.reload()
    expect(page.get_by_role("status")).to_have_text("Live")
    words = page.evaluate("document.body.innerText")
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in words.replace("中文", ""))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, POCKET], ids=["desk", "pocket"])
def test_everybody_can_use_it(
    application: Application, open_page: OpenPage, carrier: Carrier, scheme: str, size: tuple[int, int]
) -> None:
    application.on("/voice", ASK)
    application.on("/words", Answer("broken", 500))
    plug_in(carrier, CALLER)
    page = open_page("/carrier", size, scheme)
    expect(page.get_by_label("请求送到两次")).to_be_visible()
    require_access(page)
    place(page, "[{says: 喂}]")
    expect(rows(page)).to_contain_text("个错误")
    events(page).nth(1).locator("summary").click()
    require_access(page)
    page.keyboard.press("n")
    require_access(page)


def test_every_text_of_the_pages_has_both_languages() -> None:
    folder = Path(__file__).parents[2] / "hotline/localcarrier/service/static"
    for words in folder.glob("*/words.js"):
        chinese, english = words.read_text("utf-8").split("const ENGLISH", 1)
        names = [line.split(":")[0].strip() for line in chinese.splitlines() if line.startswith("  ")]
        told = [line.split(":")[0].strip() for line in english.splitlines() if line.startswith("  ")]
        assert names == [name for name in told if not name.startswith('"') or name in names], words
