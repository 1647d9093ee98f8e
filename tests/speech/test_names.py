"""Company names: taken out of what was said, and found among the customers (R6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.name_parts import name_parts
from hotline.speech.names import NameIndex, company_name, core_name, has_legal_form, introduced, name_in
from hotline.speech.understood import Setting

TODAY = Setting(date(2026, 4, 2), caller="+8613912345678")
CUSTOMERS = {
    1: ["珠海市华金电子有限公司", "华金"],
    2: ["珠海仁和贸易有限公司"],
    3: ["珠海市重阳文具有限公司"],
    4: ["珠海市长乐酒店有限公司"],
    5: ["广东正大会计师事务所"],
    6: ["珠海市辉煌服装有限公司"],
    7: ["珠海市兰天科技有限公司"],
    8: ["珠海市金穗粮油有限公司"],
    9: ["珠海市锦岁粮油有限公司"],
    10: ["中山市宏图机械有限公司"],
    11: ["珠海市恒信达建材有限公司"],
    12: ["珠海市老王五金店"],
    13: ["珠海市生昌物流有限公司"],
}
INDEX = NameIndex(CUSTOMERS.items())


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("珠海市华金电子有限公司", "华金电子"),
        ("金穗(珠海)科技有限公司", "金穗科技"),
        ("金穗（珠海）科技有限公司", "金穗科技"),
        ("广东省珠海市香洲区仁和贸易有限责任公司", "仁和贸易"),
        ("珠海市斗门区井岸镇好味餐厅", "好味餐厅"),
        ("格力电器股份有限公司", "格力电器"),
        ("华金电子有限公司珠海分公司", "华金电子珠海分公司"),
        ("广东正大会计师事务所(普通合伙)", "正大会计师事务所"),
        ("珠海市華金電子有限公司", "华金电子"),
        ("珠海市华金电子有线公司", "华金电子"),  # misheard form
        ("珠海市华金电子优先公司", "华金电子"),
        ("老王五金店", "老王五金店"),
        ("上海城市超市有限公司", "城市超市"),
        ("珠海有限公司", "珠海"),
        ("", ""),
    ],
)
def test_the_core_is_what_tells_a_company_from_others(name: str, core: str) -> None:
    assert core_name(name) == core


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("珠海市华金电子有限公司", True),
        ("仁和贸易有限责任公司", True),
        ("华金电子有限公司珠海分公司", True),
        ("大新机械厂", True),
        ("老王五金店", True),
        ("长城行", True),
        ("三灶水产合作社", True),
        ("正大会计师事务所（普通合伙）", True),
        ("个体工商户", True),
        ("Huajin Electronics Co., Ltd.", True),
        ("华金", False),
        ("华金电子", False),
        ("华金公司", False),
        ("", False),
    ],
)
def test_a_full_name_ends_in_a_legal_form(name: str, *, full: bool) -> None:
    assert has_legal_form(name) is full


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我们是珠海市华金电子有限公司", "珠海市华金电子有限公司"),
        ("你好，我们这边是珠海市华金电子有限公司的", "珠海市华金电子有限公司"),
        ("公司全称是珠海市仁和贸易有限公司", "珠海市仁和贸易有限公司"),
        ("我是华金电子有限公司的会计小王", "华金电子有限公司"),
        ("叫做老王五金店", "老王五金店"),
        ("我是个体户，没有公司，叫老王五金店", "老王五金店"),
        ("嗯，那个，珠海市大华机械厂吧", "珠海市大华机械厂"),
        ("珠海市華金電子有限公司", "珠海市华金电子有限公司"),
        ("我们不是金穗科技有限公司，是华金电子有限公司", "华金电子有限公司"),
        ("华金电子有限公司，不对，是花金电子有限公司", "花金电子有限公司"),
        ("人和电子有限公司，仁义的仁，和平的和", "仁和电子有限公司"),
        ("章记食品有限公司，弓长张", "张记食品有限公司"),
        ("弓长张记食品有限公司", "张记食品有限公司"),
        ("两仪文具店", "两仪文具店"),
        ("This is Zhuhai Huajin Electronics Co Ltd", "Zhuhai Huajin Electronics Co Ltd"),
    ],
)
def test_a_full_name_is_taken_out_of_its_frame(said: str, name: str) -> None:
    found = company_name(said, TODAY)
    assert found
    assert found.value == name
    assert found.certain
    assert found.also == {}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("华金", "华金"),
        ("这里是华金电子", "华金电子"),
        ("我是华金电子的", "华金电子"),
        ("我们公司叫美的电器", "美的电器"),
        ("没有公司名，就叫荣发饲料", "荣发饲料"),
    ],
)
def test_a_short_name_needs_a_yes(said: str, name: str) -> None:
    found = company_name(said, TODAY)
    assert found
    assert found.value == name
    assert found.needs_yes


def test_phone_and_branch_of_the_same_breath_are_kept() -> None:
    found = company_name("珠海华金电子有限公司，属于香洲区税务局，电话2286000转602", TODAY)
    assert found
    assert found.value == "珠海华金电子有限公司"
    assert {slot: part.value for slot, part in found.also.items()} == {
        "phone": {"e164": "+867562286000", "extension": "602", "source": "spoken"},
        "tax_branch": "香洲区税务局",
    }


@pytest.mark.parametrize(
    "said",
    [
        "",
        "你好",
        "是的",
        "不知道",
        "打印机打不出来",
        "能再说一遍吗",
        "13800138000",
        "我想投诉",
        "系统打不开，急死了",
        "不知道啊，客户在等",
        "开票系统打不开",
        "我们公司在珠海",
        "有限公司",
        "对",
        "就是这个号码",
        "嗯",
    ],
)
def test_what_is_plainly_no_name_is_none(said: str) -> None:
    assert company_name(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("你好我们是珠海市华金电子有限公司开不了票", "珠海市华金电子有限公司"),
        ("我们珠海市华金电子有限公司的读卡器不亮灯", "珠海市华金电子有限公司"),
        ("喂，我这里是仁和贸易有限责任公司，打印机坏了", "仁和贸易有限责任公司"),
        ("读卡器不亮，我是大新水产合作社的", "大新水产合作社"),
        ("我们公司开不了票", None),
        ("你们有限公司怎么样", None),
        ("我的打印机坏了", None),
        ("我去银行了", None),
        ("", None),
    ],
)
def test_a_full_name_is_found_in_a_longer_opening(said: str, name: str | None) -> None:
    assert name_in(said) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("我是海狸电子的，读卡器灯不亮", "海狸电子"),
        ("我是海狸电子的读卡器灯不亮", "海狸电子"),
        ("喂你好，我是佳和贸易的小陈，系统提示内存不足", "佳和贸易"),
        ("这里是佳和贸易的会计，开不了票", "佳和贸易"),
        ("你好我们这边是荣发饲料店的", "荣发饲料店"),
        ("我们是昨天报修的，现在还没人来", None),
        ("我是新来的，不会弄", None),
        ("我是做会计的，系统打不开", None),
        ("我们是第一次用的", None),
        ("不是我的问题，是系统的", None),
        ("开不了票", None),
    ],
)
def test_a_short_name_is_heard_where_the_caller_is_introduced_by_it(said: str, name: str | None) -> None:
    assert introduced(said) == name


@pytest.mark.parametrize(
    ("heard", "key", "why"),
    [
        ("珠海市华金电子有限公司", 1, "exactly"),
        ("華金電子有限公司", 1, "traditional"),
        ("华金", 1, "an alias"),
        ("珠海市花金电子有限公司", 1, "the same sound"),
        ("华金电子", 1, "the core alone"),
        ("人和贸易有限公司", 2, "the same sound"),
        ("崇阳文具", 3, "a reading of 重"),
        ("众阳文具", 3, "the other reading of 重"),
        ("常乐酒店", 4, "长 chang 乐 le"),
        ("张月酒店", 4, "长 zhang 乐 yue"),
        ("飞黄服装", 6, "hui as fei"),
        ("南天科技", 7, "l as n"),
        ("横信达建材", 11, "heng"),
        ("老王五金店", 12, "without its town"),
        ("森仓物流", 13, "zh, sh and ng folded away"),
    ],
)
def test_a_customer_is_known_by_sound_and_accent(heard: str, key: int, why: str) -> None:
    match = INDEX.match(heard)
    assert match.kind == "known", why
    assert match.candidates[0].key == key, why
    assert match.candidates[0].name == CUSTOMERS[key][0]


@pytest.mark.parametrize(
    "heard",
    [
        "",
        "大新机械厂",
        "华金贸易有限公司",
        "很好",
        "华银投资有限公司",
        "珠海市新天地娱乐有限公司",
        "123",
        "仁和大药房有限公司",
    ],
)
def test_a_name_that_is_not_there_is_unknown(heard: str) -> None:
    assert INDEX.match(heard).kind == "unknown"


def test_names_that_sound_alike_are_never_chosen_between() -> None:
    match = INDEX.match("珠海市金穗粮油有限公司")
    assert match.kind == "tie"
    assert [candidate.key for candidate in match.candidates] == [8, 9]
    assert INDEX.match("今岁粮油").kind == "tie"


def test_of_two_names_that_an_accent_makes_alike_the_one_that_was_said_comes_first() -> None:
    index = NameIndex([(1, ["珠海兰天科技有限公司"]), (2, ["珠海南天科技有限公司"])])
    match = index.match("难天科技有限公司")
    assert match.kind == "tie"
    assert [candidate.key for candidate in match.candidates] == [2, 1]


@pytest.mark.parametrize("heard", ["海狸电子", "珠海市海狸电子有限公司", "海狸"])
def test_of_two_names_that_sound_alike_the_one_said_to_the_letter_comes_first(heard: str) -> None:
    index = NameIndex([(1, ["珠海海黎电子有限公司", "海黎"]), (2, ["珠海海狸电子有限公司", "海狸电子", "海狸"])])
    assert [candidate.key for candidate in index.match(heard).candidates] == [2, 1]


def test_explained_characters_decide_between_names_that_sound_alike() -> None:
    match = INDEX.match("珠海市锦岁粮油有限公司", explained=True)
    assert match.kind == "known"
    assert match.candidates[0].key == 9


def test_the_same_name_in_another_town_asks() -> None:
    match = INDEX.match("珠海市宏图机械有限公司")
    assert (match.kind, match.candidates[0].evidence) == ("maybe", "other town")
    assert INDEX.match("宏图机械有限公司").kind == "known"


def test_a_short_name_offers_the_one_company_that_begins_so() -> None:
    match = INDEX.match("仁和")
    assert (match.kind, match.candidates[0].key) == ("maybe", 2)


def test_an_empty_index_knows_nobody() -> None:
    assert NameIndex[int]([]).match("华金").kind == "unknown"
    assert NameIndex([(1, [])]).match("华金").kind == "unknown"


@given(st.sampled_from([(key, name) for key, names in CUSTOMERS.items() for name in names]))
def test_every_name_finds_itself_first(listed: tuple[int, str]) -> None:
    match = INDEX.match(listed[1])
    assert match.kind in {"known", "tie"}
    assert match.candidates[0].key == listed[0]
    assert match.candidates[0].score == 100


NAMES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["珠海市", "珠海", "中山市", "(珠海)", ""]),
    st.text(alphabet="金锦穗岁兰南长乐", min_size=1, max_size=3),
    st.sampled_from(["粮油有限公司", "有限公司", "公司", "行", ""]),
)
"""Names of few characters, many of which sound the same or are read in two ways."""
LISTS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), min_size=1, max_size=8).map(
    lambda names: list(enumerate(names))
)


@given(LISTS, st.data(), st.booleans())
def test_a_name_that_is_known_to_the_letter_is_what_comparing_it_with_all_names_finds(
    entries: list[tuple[int, tuple[str, ...]]], data: st.DataObject, explained: bool
) -> None:
    index = NameIndex(entries)
    heard = data.draw(st.sampled_from([name for _, names in entries for name in names]) | NAMES)
    compared = index._compared(heard, name_parts(heard), explained=explained)
    match = index.match(heard, explained=explained)
    assert (match.kind, match.best) == (compared.kind, compared.best)
    assert match.candidates == compared.candidates[: len(match.candidates)]
    assert match.kind == "known" or match == compared


def test_a_name_said_to_the_letter_is_compared_with_none_unless_another_sounds_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = NameIndex(CUSTOMERS.items())
    monkeypatch.delattr(NameIndex, "_compared")
    assert index.match("珠海仁和贸易有限公司").kind == "known"
    for compared in ("华金", "珠海市金穗粮油有限公司"):  # an alias, and a name that sounds like another
        with pytest.raises(AttributeError):
            index.match(compared)


@given(LISTS, st.integers(0, 8), NAMES)
def test_an_index_that_was_added_to_answers_as_one_that_was_built_at_once(
    entries: list[tuple[int, tuple[str, ...]]], first: int, heard: str
) -> None:
    part = NameIndex(entries[:first])
    before = part.match(heard)
    whole = part.with_more(entries[first:])
    assert whole.match(heard) == NameIndex(entries).match(heard)
    assert len(whole) == len(NameIndex(entries))
    assert part.match(heard) == before


@given(
    st.text()
    | st.text(alphabet="珠海市华金电子有限公司()的仁义是叫我们不对，厂店")
    | st.text(alphabet="重乐长行会单朝盛传降", max_size=40)
)
def test_no_text_raises(text: str) -> None:
    found = company_name(text, TODAY)
    assert found is None or isinstance(found.value, str)
    assert INDEX.match(text).kind in {"known", "maybe", "tie", "unknown"}
    assert isinstance(core_name(text), str)
    assert has_legal_form(text) in {True, False}
    inside = name_in(text)
    assert inside is None or has_legal_form(inside)
    assert isinstance(introduced(text), str | None)
