"""The screen of what is never said (R72, R100, R124-R130)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hotline.speech.screen import Lexicon

FLOWS = Path(__file__).parents[2] / "ivr_flows"
DATA = yaml.safe_load((FLOWS / "lexicon.yaml").read_text("utf-8"))
LEXICON = Lexicon.from_mapping(DATA)

NEVER = (
    "这个我们不管。",
    "这 个 我 们 不 管",
    "我们，不管",
    "我們不管",
    "跟我们没关系。",
    "与我们无关",
    "没办法解决",
    "没法解决的",
    "随便您",
    "随便",
    "不清楚",
    "不知道",
    "我们不知道",
    "不晓得",
    "不 知 道",
    "不，知，道",
    "不.知.道",
    "不—知—道",
    "不关我们的事",
    "不归我们管",
    "这个我搞不清楚",
    "不太清楚",
    "这个不清楚，您问税务局吧",
    "您问的这个不清楚",
    "您反映的情况我们不清楚",
    "不是我们的责任",
    "您去找税务局",
    "您自己想办法",
    "大概下午三点给您回电",
    "师傅也许明天上门",
    "应该吧",
    "废话",
    "滚蛋",
    "I don't know.",
    "We don't know",
    "I DON’T KNOW",
    "it's not our problem",
    "Whatever",
    "nothing to do with us",
    "maybe we will call you tomorrow",
    "唔知啊",
    "这个问题解决不了",
    "这是我们处理不了的",
)
FINE = (
    "您好,金穗公司",
    "等我们有了确切结果后会尽快和您联系",
    "再见,如果以后您的开票系统有什么问题请再与我们联系",
    "请吐字要清楚",
    "如果您不清楚在哪里看，请按星号键",
    "灯看不清楚的话请走近一点",
    "听不清楚",
    "您是不是看不清楚灯",
    "不清楚的地方请随时问我",
    "不知道也没关系，我们一步一步来",
    "请不要随便拔卡",
    "不管怎样，我们都会记录",
    "请联系我们。不管您在哪里",
    "您说「不知道」，对吗",
    "您刚才说“跟我们没关系”,我记下了",
    "请您大概描述一下故障",
    "您大概什么时候方便",
    "有没有办法重启一下",
    "如果还是解决不了,我们请工程师联系您",
    "您知道不知道型号",
    "hello, how are you",
    "Please tell me if you don't know where to look",
    "Whatever time suits you is fine",
    "这个问题由税务机关解释更准确,您可以拨打12366;您反映的情况我已经记录下来。",
    "看起来是电脑本身的问题,我先帮您记录,并请技术人员给您建议。",
    "这个问题我需要核实一下,今天15点前给您答复。",
    "非常抱歉给您带来不便。您请讲,我认真记录。",
    "我是智能语音助手,本次通话会录音,用于服务质量。请问有什么可以帮您?",
    "您说的是不知道密码，对吗？",
    "You said: I don't know, is that right?",
)


@pytest.mark.parametrize("text", NEVER)
def test_what_is_never_said_is_found_and_replaced(text: str) -> None:
    clean, hits = LEXICON.screen(text)
    assert hits
    assert clean != text
    assert LEXICON.violations(clean) == []


@pytest.mark.parametrize("text", FINE)
def test_what_may_be_said_is_left_as_it_is(text: str) -> None:
    assert LEXICON.screen(text) == (text, [])


PHRASES = [
    (entry["rule"], phrase) for entry in DATA["entries"] if not entry.get("only_with") for phrase in entry["phrases"]
]


@pytest.mark.parametrize(("rule", "phrase"), PHRASES)
def test_every_phrase_of_the_list_is_found(rule: str, phrase: str) -> None:
    assert LEXICON.violations(f"{phrase}。"), rule


def _widened(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


DISGUISES = {
    "spaces": " ".join,
    "commas": "，".join,
    "dots": ".".join,
    "dashes": "—".join,
    "stars": "*".join,
    "hidden spaces": "\u200b".join,
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("phrase", ["不知道", "随便", "我们不管", "没办法解决", "跟我们没关系", "我们不知道", "不清楚"])
def test_marks_between_the_letters_do_not_hide_a_phrase(phrase: str, disguise: str) -> None:
    assert LEXICON.violations(DISGUISES[disguise](phrase))


@pytest.mark.parametrize("text", ["我們不管", "沒辦法解決", "隨便", "跟我們沒關係"])
def test_traditional_characters_do_not_hide_a_phrase(text: str) -> None:
    assert LEXICON.violations(text)


def test_full_width_letters_and_capitals_do_not_hide_a_phrase() -> None:
    assert LEXICON.violations(_widened("We don't know"))
    assert LEXICON.violations("WE DON’T KNOW")


def test_only_the_offending_sentence_gives_way() -> None:
    clean, hits = LEXICON.screen("您好。这个我们不管！请问还有什么可以帮您？")
    assert clean.startswith("您好。")
    assert clean.endswith("！请问还有什么可以帮您？")
    assert [hit.rule for hit in hits] == ["R124"]


def test_the_same_replacement_is_said_once() -> None:
    clean, hits = LEXICON.screen("没办法解决。真的没有办法。")
    assert len(hits) == 2
    assert clean == "等我们有了确切结果后会尽快和您联系。"


def test_an_unsolved_problem_gets_the_promise_word_for_word() -> None:
    assert LEXICON.screen("没办法解决")[0] == "等我们有了确切结果后会尽快和您联系"


def test_an_english_sentence_gets_an_english_replacement() -> None:
    assert LEXICON.screen("I don't know.")[0] == "I need to check this; I am noting down what you told me."


def test_a_hit_tells_rule_words_and_place() -> None:
    [hit] = LEXICON.violations("抱歉,这个不 知 道。")
    assert (hit.entry, hit.rule, hit.phrase) == ("do-not-know", "R128", "不 知 道")
    assert "抱歉,这个不 知 道。"[hit.start : hit.end] == hit.phrase
    assert str(hit) == "R128: 不 知 道"


def test_words_of_the_caller_s_own_may_be_read_back() -> None:
    text = "为您记下：不知道密码。请问对吗？"
    assert LEXICON.violations(text)
    assert LEXICON.screen(text, quoted=["不知道密码"]) == (text, [])


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence() -> None:
    assert LEXICON.violations("请联系我们。不管什么时候都可以。") == []


def test_who_does_not_know_makes_the_difference() -> None:
    assert LEXICON.violations("您问的这个不清楚")
    assert LEXICON.violations("您的问题我们不清楚")
    assert LEXICON.violations("如果您不清楚在哪里看,请按星号键") == []


def test_all_rules_are_kept() -> None:
    assert LEXICON.rules >= {"R72", "R100", "R124", "R125", "R126", "R127", "R128", "R129"}


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


@pytest.mark.parametrize("file", sorted(path.name for path in FLOWS.glob("*.yaml") if path.name != "lexicon.yaml"))
def test_nothing_in_the_flows_is_forbidden(file: str) -> None:
    texts = _strings(yaml.safe_load((FLOWS / file).read_text("utf-8")))
    assert [str(hit) for text in texts for hit in LEXICON.violations(text)] == []


@given(
    st.lists(st.sampled_from([*(phrase for _, phrase in PHRASES), "您", "。", "，", " ", "好", "!", "如果"])).map(
        "".join
    )
)
def test_what_leaves_the_screen_is_clean(text: str) -> None:
    assert LEXICON.violations(LEXICON.screen(text)[0]) == []


@given(st.text())
def test_no_text_is_too_strange_to_be_screened(text: str) -> None:
    clean, hits = LEXICON.screen(text)
    assert hits or clean == text


@pytest.mark.parametrize("text", ["您,不知道", "我们不管。", "大概", "“我们不管"])
def test_a_huge_text_is_screened_to_its_end(text: str) -> None:
    LEXICON.screen((text * 30_000)[:65_536])


ENTRY = {"id": "x", "rule": "R1", "phrases": ["坏话"], "instead": {"zh-CN": "好话", "en-US": "well"}}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": None}, "an entry has no id"),
        ({"phrases": []}, "entry x: needs rule and phrases"),
        ({"phrases": ["。"]}, "entry x: a phrase has no letters"),
        ({"rule": ""}, "entry x: needs rule and phrases"),
        ({"colour": "red"}, "entry x: unknown field colour"),
        ({"instead": {"zh-CN": "好话"}}, "entry x: instead needs zh-CN and en-US"),
        ({"instead": {"zh-CN": "还是坏话", "en-US": "well"}}, "entry x: its replacement says '坏话'"),
    ],
)
def test_a_broken_lexicon_is_refused_with_its_entry(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Lexicon.from_mapping({"entries": [{**ENTRY, **change}]})


def test_an_empty_lexicon_lets_all_pass() -> None:
    assert Lexicon.from_mapping({"entries": []}).screen("我们不管") == ("我们不管", [])
