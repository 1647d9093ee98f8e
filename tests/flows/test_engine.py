"""Answers, tries, keys and asides, one sentence each. `Caller` takes the state through JSON between all turns."""

from __future__ import annotations

import pytest

from hotline.flows.engine import Ended, Listen
from hotline.flows.state import Answer
from tests.flows.driver import COMMON, Caller, house
from tests.flows.spoken_flows import AGAIN, COMPANY, QUESTION, SLOWLY, TWO_QUESTIONS

# -- to the first wait --


def test_a_call_is_greeted_and_asked_in_one_breath(caller: Caller) -> None:
    assert caller.said == ["您好,金穗公司", QUESTION]
    assert caller.then == Listen("company")


def test_a_flow_that_does_not_exist_cannot_be_begun() -> None:
    with pytest.raises(KeyError, match="outbound"):
        Caller(house(COMPANY), "outbound")


# -- answers --


def test_an_answer_is_kept_with_the_words_that_were_heard(caller: Caller) -> None:
    caller.says("我们是东方公司")
    assert caller.state.slots["company"] == Answer(
        "我们是东方公司"[3:], "我们是东方公司", 0.95, "东方公司", "「东方公司」"
    )


def test_an_answer_is_read_back_as_it_is_said_aloud(caller: Caller) -> None:
    assert caller.says("东方公司") == ["「东方公司」记下了。"]


def test_the_end_says_what_became_of_the_call(caller: Caller) -> None:
    caller.says("东方公司")
    assert caller.then == Ended("noted")
    assert caller.state.ended


def test_after_the_end_nothing_is_said_and_nothing_changes(caller: Caller) -> None:
    caller.says("东方公司")
    ended = caller.state
    assert caller.says("喂") == []
    assert caller.state == ended
    assert caller.is_done("anything") == []
    assert caller.state == ended
    assert caller.then == Ended("noted")


# -- tries --


def test_each_further_try_is_worded_differently(caller: Caller) -> None:
    assert caller.says("啊") == ["没有听清。", AGAIN]
    assert caller.says("啊") == ["还是没有听清。", SLOWLY]


def test_silence_is_told_apart_from_words_that_were_not_understood(caller: Caller) -> None:
    assert caller.stays_silent() == ["没有听到您的声音。", AGAIN]
    assert caller.says("啊") == ["还是没有听清。", SLOWLY]


def test_blanks_are_silence(caller: Caller) -> None:
    assert caller.says("  \n") == ["没有听到您的声音。", AGAIN]


def test_the_third_failure_gives_up_with_dignity(caller: Caller) -> None:
    caller.says("啊")
    caller.stays_silent()
    assert caller.says("啊") == ["没关系。"]
    assert caller.then == Ended("nameless")
    assert caller.answers == {}


def test_a_later_try_still_takes_the_answer(caller: Caller) -> None:
    caller.stays_silent()
    caller.stays_silent()
    caller.says("东方公司")
    assert caller.answers == {"company": "东方公司"}


def test_the_next_question_has_all_its_tries_again() -> None:
    caller = Caller(house(TWO_QUESTIONS))
    caller.stays_silent()
    caller.says("东方公司")
    assert caller.stays_silent() == ["没有听到您的声音。", "请再说电话。"]


# -- keys --


def test_zero_leads_to_a_person_and_back_to_the_same_question(caller: Caller) -> None:
    assert caller.presses("0") == ["现在没有人有空。", QUESTION]
    assert caller.then == Listen("company")


def test_star_repeats_the_question_and_costs_no_try(caller: Caller) -> None:
    caller.stays_silent()
    assert caller.presses("*") == [AGAIN]
    assert caller.stays_silent() == ["还是没有听到。", SLOWLY]


def test_a_key_of_the_question_leads_where_it_says(caller: Caller) -> None:
    assert caller.presses("5") == ["没关系。"]


def test_a_key_that_means_nothing_costs_a_try(caller: Caller) -> None:
    assert caller.presses("9") == ["没有听清。", AGAIN]


def test_several_keys_are_a_number_even_if_they_begin_with_zero() -> None:
    caller = Caller(house(TWO_QUESTIONS))
    caller.says("东方公司")
    caller.presses("07563331234")
    assert caller.answers["contact_phone"] == "07563331234"


# -- asides --


def test_say_that_again_repeats_and_costs_no_try(caller: Caller) -> None:
    assert caller.says("再说一遍") == [QUESTION]
    assert caller.stays_silent() == ["没有听到您的声音。", AGAIN]


def test_repeating_is_bounded_and_goes_on_in_other_words(caller: Caller) -> None:
    caller.says("再说一遍")
    caller.says("再说一遍")
    assert caller.says("再说一遍") == [AGAIN]
    assert caller.says("再说一遍") == [SLOWLY]
    assert caller.says("再说一遍") == ["没关系。"]


def test_one_moment_waits_patiently_and_costs_no_try(caller: Caller) -> None:
    assert caller.says("等一下") == ["我等您。"]
    assert caller.then == Listen("company", patient=True)
    assert caller.stays_silent() == ["没有听到您的声音。", AGAIN]


def test_waiting_is_bounded_and_goes_on_with_the_question(caller: Caller) -> None:
    caller.says("等一下")
    caller.says("等一下")
    assert caller.says("等一下") == [AGAIN]


def test_the_tries_that_are_gone_stay_gone_after_a_person_was_asked_for(caller: Caller) -> None:
    caller.stays_silent()
    caller.stays_silent()
    assert caller.says("转人工") == ["现在没有人有空。", SLOWLY]
    assert caller.stays_silent() == ["没关系。"]


def test_an_aside_may_ask_something_of_its_own_before_it_comes_back(caller: Caller) -> None:
    assert caller.says("他妈的") == ["还要继续吗？"]
    assert caller.then == Listen("yes_no")
    assert caller.says("是") == [QUESTION]


def test_an_aside_within_itself_asks_again_instead_of_beginning_anew(caller: Caller) -> None:
    caller.says("他妈的")
    assert caller.says("他妈的") == ["还要继续吗？"]
    assert len(caller.state.stack) == 2
    assert caller.says("是") == [QUESTION]


def test_an_aside_that_the_question_names_leads_where_it_says(caller: Caller) -> None:
    assert caller.says("不想说") == ["没关系。"]


def test_an_aside_that_nobody_named_is_words_that_were_not_understood() -> None:
    caller = Caller(house(TWO_QUESTIONS))
    assert caller.says("不想说") == ["没有听清。", "请再说企业全称。"]


def test_english_please_goes_on_in_english_and_chinese_goes_back(caller: Caller) -> None:
    assert caller.says("English please") == ["Which company?"]
    assert caller.stays_silent() == ["I could not hear you.", "The company name again please."]
    assert caller.says("请说中文") == [AGAIN]


def test_a_language_that_the_hotline_does_not_speak_is_not_understood() -> None:
    only_chinese = COMMON.replace("languages: [zh-CN, en-US]", "languages: [zh-CN]")
    caller = Caller(house(COMPANY, common=only_chinese))
    assert caller.says("English please") == ["没有听清。", AGAIN]
