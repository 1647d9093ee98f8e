"""Tax branches: the phrase in an answer, and which listed branch it means (R8)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.branches import BranchIndex, branch_phrase, tax_branch
from hotline.speech.understood import Setting

TODAY = Setting(date(2026, 4, 2))
LISTED = {
    "city": ["国家税务总局珠海市税务局", "市局"],
    "xiangzhou": ["国家税务总局珠海市香洲区税务局"],
    "doumen": ["国家税务总局珠海市斗门区税务局"],
    "jinwan": ["国家税务总局珠海市金湾区税务局"],
    "hengqin": ["国家税务总局横琴粤澳深度合作区税务局"],
    "gaoxin": ["国家税务总局珠海高新技术产业开发区税务局", "高新区税务局"],
    "first": ["国家税务总局珠海市第一税务分局"],
    "second": ["国家税务总局珠海市第二税务分局"],
    "gongbei": ["国家税务总局珠海市香洲区税务局拱北税务分局"],
    "qianshan": ["国家税务总局珠海市香洲区税务局前山税务分局"],
    "jingan": ["国家税务总局珠海市斗门区税务局井岸税务所"],
}
INDEX = BranchIndex(LISTED.items())


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("我们属于香洲区税务局", "香洲区税务局"),
        ("归拱北分局管", "拱北分局"),
        ("我们归井岸所管的", "井岸所"),
        ("所属税务分局是第一税务分局", "第一税务分局"),
        ("应该是金湾区税务局吧", "金湾区税务局"),
        ("嗯，在前山那边", "前山"),
        ("我们是吉大分局的", "吉大分局"),
        ("国家税务总局珠海市香洲区税务局", "国家税务总局珠海市香洲区税务局"),
        ("香洲区税务局拱北税务分局", "香洲区税务局拱北税务分局"),
        ("香洲税務局", "香洲税务局"),
        ("斗门", "斗门"),
        ("拱北的那个", "拱北"),
        ("金湾那一个", "金湾"),
        ("以前的斗门国税那边", "斗门国税"),
        ("原来是香洲地税局", "香洲地税局"),
        ("香洲区税务局，不对，金湾区税务局", "金湾区税务局"),
    ],
)
def test_the_phrase_is_taken_out_of_the_answer(said: str, phrase: str) -> None:
    assert branch_phrase(said) == phrase
    found = tax_branch(said, TODAY)
    assert found
    assert found.value == phrase


@pytest.mark.parametrize("said", ["", "不知道", "嗯", "什么", "我不清楚", "你们是哪个公司", "忘了", "转人工", "123"])
def test_what_names_no_branch_is_none(said: str) -> None:
    assert branch_phrase(said) is None
    assert tax_branch(said, TODAY) is None


@pytest.mark.parametrize(
    ("heard", "key", "why"),
    [
        ("国家税务总局珠海市香洲区税务局", "xiangzhou", "the full name"),
        ("香洲区税务局", "xiangzhou", "short"),
        ("香洲国税", "xiangzhou", "before 2018"),
        ("香洲地税局", "xiangzhou", "before 2018"),
        ("国税局香洲分局", "xiangzhou", "before 2018"),
        ("香洲", "xiangzhou", "the place alone"),
        ("香舟睡务局", "xiangzhou", "misheard"),
        ("乡洲分局", "xiangzhou", "misheard"),
        ("斗门国税", "doumen", "short"),
        ("金弯", "jinwan", "misheard"),
        ("拱北分局", "gongbei", "the last part"),
        ("拱北所", "gongbei", "所 for 分局"),
        ("公北", "gongbei", "misheard"),
        ("香洲区税务局拱北税务分局", "gongbei", "two parts"),
        ("井岸分局", "jingan", "分局 for 所"),
        ("前山", "qianshan", "the place alone"),
        ("珠海市税务局", "city", "the city itself"),
        ("市局", "city", "an alias"),
        ("第一税务分局", "first", "a number"),
        ("一分局", "first", "a number"),
        ("二分局", "second", "another number"),
        ("横琴", "hengqin", "the beginning"),
        ("高新区", "gaoxin", "an alias"),
    ],
)
def test_a_listed_branch_is_known_by_what_callers_call_it(heard: str, key: str, why: str) -> None:
    match = INDEX.match(heard)
    assert match.kind == "known", why
    assert match.candidates[0].key == key, why
    assert match.candidates[0].name == LISTED[key][0]


@pytest.mark.parametrize(("heard", "key"), [("东门", "doumen"), ("冻门税务局", "doumen")])
def test_a_branch_that_is_only_similar_asks_for_a_yes(heard: str, key: str) -> None:
    match = INDEX.match(heard)
    assert match.kind == "maybe"
    assert match.candidates[0].key == key


@pytest.mark.parametrize(
    "heard", ["", "税务局", "国税局", "第三税务分局", "吉大分局", "三灶", "深圳市福田区税务局", "随便"]
)
def test_a_branch_that_is_not_listed_is_unknown(heard: str) -> None:
    assert INDEX.match(heard).kind == "unknown"


def test_two_branches_of_one_place_are_never_chosen_between() -> None:
    index = BranchIndex([(1, ["斗门区税务局第一税务所"]), (2, ["金湾区税务局第一税务所"])])
    match = index.match("第一税务所")
    assert match.kind != "known"


def test_a_name_said_to_the_letter_goes_before_one_that_it_may_be_short_for() -> None:
    match = BranchIndex([(1, ["斗门区税务局第一税务所"]), (2, ["第一税务分局"])]).match("第一税务分局")
    assert match.best
    assert (match.kind, match.best.key, match.best.evidence) == ("known", 2, "exact")


def test_an_empty_list_knows_nothing() -> None:
    assert BranchIndex[str]([]).match("香洲").kind == "unknown"


@given(st.sampled_from([(key, name) for key, names in LISTED.items() for name in names]))
def test_every_listed_name_is_itself(listed: tuple[str, str]) -> None:
    match = INDEX.match(listed[1])
    assert (match.kind, match.candidates[0].key) == ("known", listed[0])


OFFICES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["国家税务总局", ""]),
    st.sampled_from(["珠海市", "香洲区", "香洲区税务局", "斗门", "乡舟", ""]),
    st.sampled_from(["拱北", "公北", "第一", "第二", "长安", ""]),
    st.sampled_from(["税务局", "税务分局", "税务所", ""]),
).filter(bool)


@given(st.lists(OFFICES, min_size=1, max_size=4), OFFICES)
def test_a_branch_of_many_names_is_as_near_as_the_nearest_of_them(names: list[str], heard: str) -> None:
    alone = [BranchIndex([(1, [name])]).match(heard).best for name in names]
    nearest = max((best.score for best in alone if best), default=None)
    found = BranchIndex([(1, names)]).match(heard).best
    assert (found.score if found else None) == nearest
    assert not found or found.evidence in {best.evidence for best in alone if best and best.score == nearest}


@given(st.text() | st.text(alphabet="国家税务总局地税第一分所香洲区拱北归管属于我们是不对，"))
def test_no_text_raises(text: str) -> None:
    assert INDEX.match(text).kind in {"known", "maybe", "unknown"}
    phrase = branch_phrase(text)
    assert phrase is None or phrase
