"""The browser telephone, in a real browser: what a newcomer sees, does and hears at `/phone`."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from playwright.sync_api import Locator, Page, expect
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.line import Ears, HungUp, Pickup, Reaction, Speech
from hotline.localcarrier.lines.phone_line import PhoneLine
from tests.localcarrier.application import Application
from tests.localcarrier.calls import arriving
from tests.localcarrier.conftest import CALLER, NUMBER
from tests.support.browsers import DESK, POCKET, OpenPage, require_access

ASK = '<Gather input="dtmf speech" action="{}" actionOnEmptyResult="true" timeout="20"><Say>{}</Say></Gather>'

Visit = Callable[..., Page]


@pytest.fixture
def visit(open_page: OpenPage) -> Visit:
    """Open the page as somebody new; prompts take no time unless a pace is given."""

    def visit(size: tuple[int, int] = DESK, pace: str = "now", scheme: str = "light") -> Page:
        page = open_page("/phone", size, scheme, pace=pace)
        expect(page.locator(".line .status")).to_have_text("空闲")
        return page

    return visit


def says(page: Page | Locator, text: str) -> Locator:
    """A caption on the page."""
    return page.locator(".caption", has_text=text)


def call_hotline(page: Page) -> None:
    page.get_by_role("button", name="拨打热线").first.click()


def open_agent(page: Page) -> Locator:
    page.get_by_role("button", name="再开一部电话").click()
    page.get_by_role("button", name="坐席 client:agent").click()
    line = page.get_by_role("article", name="坐席 client:agent")
    expect(line.locator(".status")).to_have_text("空闲")
    return line


def test_a_newcomer_is_asked_and_answers_by_words_and_keys(application: Application, visit: Visit) -> None:
    application.on("/voice", ASK.format("/words", "请问有什么可以帮您"))
    application.on("/words", ASK.format("/keys", "满意请按一"))
    application.on("/keys", "<Say>再见</Say>")
    page = visit()
    call_hotline(page)
    expect(says(page, "请问有什么可以帮您")).to_be_visible()
    page.get_by_label("要说的话").fill("读卡器不亮")
    page.keyboard.press("Enter")
    expect(says(page, "读卡器不亮")).to_be_visible()
    expect(says(page, "满意请按一")).to_be_visible()
    page.get_by_role("button", name="1", exact=True).click()
    page.get_by_role("button", name="#").click()
    expect(says(page, "再见")).to_be_visible()
    expect(says(page, "通话结束，对方已挂断")).to_be_visible()
    expect(page.locator(".status")).to_have_text("空闲")
    assert application.at("/words")[0]["SpeechResult"] == "读卡器不亮"
    assert application.at("/keys")[0]["Digits"] == "1"
    sid = application.at("/voice")[0]["CallSid"]
    assert page.get_by_role("link", name="看看每个请求").get_attribute("href") == f"/carrier?call={sid}"


def answer_and_listen(line: PhoneLine, heard: list[Reaction]) -> None:
    """Be the carrier: ring a telephone, speak to whoever answers, and hear what they say."""
    call = arriving(line.number)
    pickup = Pickup.NOT_YET
    while pickup is Pickup.NOT_YET:
        with line._changed:
            line._changed.wait(0.05)
        pickup = line.rung(call, 1)
    if pickup is not Pickup.ANSWERS:
        line.ended(call, pickup.value)
        return
    try:
        heard.append(line.listen(call, Ears((Speech("您好，我是客户"),), frozenset({"speech"}), timeout=20)))
        line.hear(call, Speech("好" * 500))
    except HungUp:
        line.ended(call, "您已挂断")


@pytest.fixture
def ring(carrier: Carrier) -> Iterator[Callable[[str], list[Reaction]]]:
    """Let a telephone ring; what the person on it says is in the list in the end."""
    threads = []

    def ring(address: str) -> list[Reaction]:
        line = carrier.telephones.at(address)
        assert isinstance(line, PhoneLine)
        heard: list[Reaction] = []
        threads.append(Thread(target=answer_and_listen, args=(line, heard), daemon=True))
        threads[-1].start()
        return heard

    yield ring
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def test_an_incoming_call_rings_and_is_answered(visit: Visit, ring: Callable[[str], list[Reaction]]) -> None:
    page = visit(pace="real")
    agent = open_agent(page)
    heard = ring("client:agent")
    expect(agent.locator(".status")).to_have_text("来电")
    expect(agent.locator(".peer")).to_have_text(CALLER)
    assert page.title() == "☎ 来电"
    agent.get_by_role("button", name="接听").click()
    expect(says(page, "您好，我是客户")).to_be_visible()
    agent.get_by_label("要说的话").fill("您好，我是坐席")
    agent.get_by_role("button", name="说出去").click()
    expect(says(page, "好好好")).to_be_visible()
    assert heard == [Reaction(words="您好，我是坐席")]
    agent.get_by_role("button", name="挂断").click()
    expect(agent.locator(".status")).to_have_text("空闲")


def test_an_incoming_call_is_rejected(visit: Visit, ring: Callable[[str], list[Reaction]]) -> None:
    page = visit()
    agent = open_agent(page)
    heard = ring("client:agent")
    agent.get_by_role("button", name="拒接").click()
    expect(agent.locator(".status")).to_have_text("空闲")
    assert heard == []


def test_hanging_up_during_a_prompt_ends_the_call_at_once(
    application: Application, carrier: Carrier, visit: Visit
) -> None:
    application.on("/voice", f"<Say>{'很长' * 1000}</Say><Redirect>/next</Redirect>")
    page = visit(pace="real")
    call_hotline(page)
    expect(says(page, "很长")).to_be_visible()
    page.get_by_role("button", name="挂断").click()
    expect(says(page, "通话结束，您已挂断")).to_be_visible()
    assert [call.status.value for call in carrier.calls] == ["completed"]
    assert application.paths() == ["/voice"]


def test_a_long_prompt_can_be_skipped(application: Application, visit: Visit) -> None:
    application.on("/voice", f"<Say>{'很长' * 1000}</Say><Say>终于</Say>")
    page = visit(pace="real")
    call_hotline(page)
    page.get_by_role("button", name="跳过").click()
    expect(says(page, "终于")).to_be_visible()


def test_a_telephone_works_by_keyboard_alone(application: Application, visit: Visit) -> None:
    application.on("/voice", f"<Say>{'很长' * 1000}</Say>" + ASK.format("/words", "请讲"))
    application.on("/words", ASK.format("/keys", "请按键"))
    application.on("/keys", f"<Say>{'再见' * 1000}</Say>")
    page = visit(pace="real")
    page.keyboard.press("Enter")
    expect(page.get_by_label("要说的话")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.locator(".captions").focus()
    page.keyboard.press("Space")
    expect(says(page, "请讲")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("喂")
    page.keyboard.press("Enter")
    expect(says(page, "请按键")).to_be_visible()
    page.locator(".captions").focus()
    page.keyboard.press("5")
    page.keyboard.press("#")
    expect(says(page, "再见")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="拨打热线")).to_be_focused()
    assert application.at("/words")[0]["SpeechResult"] == "喂"
    assert application.at("/keys")[0]["Digits"] == "5"


def test_two_lines_stand_side_by_side_on_a_desk(visit: Visit) -> None:
    page = visit()
    open_agent(page)
    left, right = (line.bounding_box() for line in page.locator(".line").all())
    assert left is not None
    assert right is not None
    assert left["x"] + left["width"] < right["x"]
    assert right["x"] + right["width"] <= DESK[0]


def test_a_small_screen_shows_one_line_at_a_time(application: Application, visit: Visit) -> None:
    application.on("/voice", ASK.format("/turn", "请讲"))
    page = visit(POCKET)
    open_agent(page)
    customer, agent = page.locator(".line").all()
    expect(agent).to_be_in_viewport(ratio=0.9)
    expect(customer).not_to_be_in_viewport()
    page.get_by_role("navigation").get_by_role("button", name="客户").click()
    expect(customer).to_be_in_viewport(ratio=0.9)
    call_hotline(page)
    expect(says(page, "请讲")).to_be_in_viewport()
    for name in ("挂断", "1"):
        expect(customer.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= POCKET[0]


def test_a_page_that_is_loaded_again_keeps_its_call(application: Application, visit: Visit) -> None:
    application.on("/voice", ASK.format("/turn", "请讲"))
    application.on("/turn", "<Say>再见</Say>")
    page = visit()
    call_hotline(page)
    expect(says(page, "请讲")).to_be_visible()
    page.reload()
    expect(says(page, "请讲")).to_be_visible()
    expect(page.locator(".status")).to_have_text("通话中")
    page.get_by_label("要说的话").fill("还在")
    page.keyboard.press("Enter")
    expect(says(page, "再见")).to_be_visible()
    assert application.at("/turn")[0]["SpeechResult"] == "还在"


def test_whatever_is_said_stays_text(application: Application, visit: Visit) -> None:
    hostile = "<img src=x onerror=document.title='taken'>"
    application.on("/voice", ASK.format("/turn", hostile.replace("<", "&lt;").replace(">", "&gt;")))
    application.on("/turn", "<Say>再见</Say>")
    page = visit()
    call_hotline(page)
    expect(says(page, hostile)).to_have_count(1)
    page.get_by_label("要说的话").fill(hostile)
    page.keyboard.press("Enter")
    expect(says(page, "再见")).to_be_visible()
    expect(says(page, hostile)).to_have_count(2)
    assert page.locator("img").count() == 0
    assert page.title() == "电话"


def test_on_hold_nothing_is_heard_and_muted_nothing_is_said(application: Application, visit: Visit) -> None:
    application.on("/voice", ASK.format("/turn", "请讲"))
    page = visit()
    call_hotline(page)
    expect(page.locator(".doing")).to_contain_text("轮到您了")
    page.get_by_role("button", name="静音").click()
    expect(page.get_by_label("要说的话")).to_be_disabled()
    page.get_by_role("button", name="静音").click()
    page.get_by_role("button", name="保持").click()
    expect(page.locator(".status")).to_have_text("通话保持中")
    expect(page.get_by_label("要说的话")).to_be_disabled()


def test_everything_is_said_in_english_too(application: Application, visit: Visit) -> None:
    application.on("/voice", "<Say>Hello</Say>")
    page = visit()
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Call the hotline").click()
    expect(says(page, "Call over, they hung up")).to_be_visible()
    page.reload()
    expect(page.locator(".status")).to_have_text("Idle")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="中文").click()
    expect(says(page, "通话结束，对方已挂断")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, POCKET], ids=["desk", "pocket"])
def test_everybody_can_use_it(
    application: Application,
    visit: Visit,
    ring: Callable[[str], list[Reaction]],
    scheme: str,
    size: tuple[int, int],
) -> None:
    application.on("/voice", ASK.format("/turn", "请讲"))
    page = visit(size, scheme=scheme)
    require_access(page)
    call_hotline(page)
    page.get_by_label("要说的话").fill("喂")
    expect(says(page, "请讲")).to_be_visible()
    require_access(page)
    page.get_by_role("button", name="保持").click()
    expect(page.locator(".status")).to_have_text("通话保持中")
    require_access(page)
    agent = open_agent(page)
    ring("client:agent")
    expect(agent.get_by_role("button", name="拒接")).to_be_visible()
    require_access(page)
    agent.get_by_role("button", name="拒接").click()
    page.get_by_role("button", name="再开一部电话").click()
    require_access(page)


def test_the_number_that_is_shown_is_the_network_s_first(visit: Visit) -> None:
    expect(visit().get_by_role("button", name="拨打热线")).to_contain_text(NUMBER)


def test_customer_and_agent_talk_with_each_other(application: Application, carrier: Carrier, visit: Visit) -> None:
    application.on("/voice", '<Dial answerOnBridge="true" action="/dialled"><Client>agent</Client></Dial>')
    application.on("/dialled", "<Say>感谢来电</Say>")
    page = visit()
    agent = open_agent(page)
    customer = page.get_by_role("article").first
    call_hotline(page)
    expect(agent.locator(".status")).to_have_text("来电")
    agent.get_by_role("button", name="接听").click()
    customer.get_by_label("要说的话").fill("打印机坏了")
    customer.get_by_role("button", name="说出去").click()
    expect(says(agent, "打印机坏了")).to_be_visible()
    agent.get_by_label("要说的话").fill("请重启打印机")
    agent.get_by_role("button", name="说出去").click()
    expect(says(customer, "请重启打印机")).to_be_visible()
    agent.get_by_role("button", name="挂断").click()
    expect(says(customer, "感谢来电")).to_be_visible()
    expect(customer.locator(".status")).to_have_text("空闲")
    assert application.at("/dialled")[0]["DialCallStatus"] == "completed"
    assert all(call.over.wait(20) for call in carrier.calls)


def test_an_agent_calls_a_customer_straight_back(visit: Visit) -> None:
    page = visit()
    agent = open_agent(page)
    customer = page.get_by_role("article").first
    agent.get_by_label("要拨的号码").fill("+8613800138000")
    agent.get_by_role("button", name="拨号").click()
    expect(customer.locator(".status")).to_have_text("来电")
    expect(customer.locator(".peer")).to_contain_text("client:agent")
    customer.get_by_role("button", name="接听").click()
    agent.get_by_label("要说的话").fill("您好，问题解决了吗")
    agent.get_by_role("button", name="说出去").click()
    expect(says(customer, "您好，问题解决了吗")).to_be_visible()
    customer.get_by_role("button", name="挂断").click()
    expect(says(agent, "通话结束，对方已挂断")).to_be_visible()


def test_somebody_is_called_back_and_does_not_answer_twice(
    application: Application, carrier: Carrier, visit: Visit, twilio: Client
) -> None:
    application.on("/back", ASK.format("/solved", "您的问题解决了吗"))
    application.on("/solved", "<Say>再见</Say>")
    page = visit()
    twilio.calls.create(to="+8613800138000", from_=NUMBER, url=f"{application.url}/back")
    expect(page.locator(".status")).to_have_text("来电")
    page.get_by_role("button", name="接听").click()
    expect(says(page, "您的问题解决了吗")).to_be_visible()
    page.get_by_label("要说的话").fill("解决了")
    page.keyboard.press("Enter")
    expect(says(page, "再见")).to_be_visible()
    expect(page.locator(".status")).to_have_text("空闲")
    assert application.at("/solved")[0]["SpeechResult"] == "解决了"
    assert len(carrier.log.rings(to="+8613800138000")) == 1


def test_a_caller_in_the_queue_is_taken_by_the_agent(
    application: Application, carrier: Carrier, visit: Visit, twilio: Client
) -> None:
    application.on("/voice", '<Enqueue waitUrl="/wait">support</Enqueue><Say>再见</Say>')
    application.on("/wait", "<Say>前面没有人</Say><Pause length='60'/>")
    page = visit()
    agent = open_agent(page)
    customer = page.get_by_role("article").first
    call_hotline(page)
    expect(says(customer, "前面没有人")).to_be_visible()
    twilio.calls.create(
        to="client:agent", from_=NUMBER, twiml="<Response><Dial><Queue>support</Queue></Dial></Response>"
    )
    agent.get_by_role("button", name="接听").click()
    agent.get_by_label("要说的话").fill("我来接听")
    agent.get_by_role("button", name="说出去").click()
    expect(says(customer, "我来接听")).to_be_visible()
    customer.get_by_role("button", name="挂断").click()
    expect(agent.locator(".status")).to_have_text("空闲")
    assert all(call.over.wait(20) for call in carrier.calls)
