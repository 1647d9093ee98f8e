"""What a conversation does, one sentence each. `Caller` takes the state through JSON between all turns."""

from __future__ import annotations

import pytest

from hotline.flows import engine
from hotline.flows.engine import Doing, Ended, Heard, Listen, Recording, Waiting
from hotline.flows.state import Answer
from tests.flows.driver import COMMON, Caller, house

COMPANY = """
  greet: {kind: say, prompt: {zh-CN: "您好,金穗公司", en-US: Hello}, next: company}
  company:
    kind: ask
    slot: company
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts:
      - {zh-CN: 请再说一遍企业全称。, en-US: The company name again please.}
      - {zh-CN: 请慢一点说企业全称。, en-US: The company name slowly please.}
    keys: {"5": without_name}
    "on": {refuse: without_name}
    give_up: without_name
    next: thanks
  thanks: {kind: end, outcome: noted, prompt: {zh-CN: "{company}记下了。", en-US: "{company}, noted."}}
  without_name: {kind: end, outcome: nameless, prompt: {zh-CN: 没关系。, en-US: Never mind.}}
"""

QUESTION = "请问企业全称？"
AGAIN = "请再说一遍企业全称。"
SLOWLY = "请慢一点说企业全称。"


@pytest.fixture
def caller() -> Caller:
    return Caller(house(COMPANY))


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


TWO_QUESTIONS = """
  company:
    kind: ask
    slot: company
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts: [{zh-CN: 请再说企业全称。, en-US: Again}, {zh-CN: 请慢慢说企业全称。, en-US: Slowly}]
    give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    into: contact_phone
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    reprompts: [{zh-CN: 请再说电话。, en-US: Again}, {zh-CN: 请慢慢说电话。, en-US: Slowly}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


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


# -- confirming --


def test_an_unsure_answer_is_read_back(caller: Caller) -> None:
    assert caller.says("好像东方公司") == ["是「东方公司」吗？"]
    assert caller.then == Listen("yes_no")
    assert caller.answers == {}


def test_yes_takes_the_answer_and_makes_it_certain(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("对") == ["「东方公司」记下了。"]
    assert caller.state.slots["company"].confidence == 1.0
    assert caller.state.slots["company"].heard == "好像东方公司"


def test_a_key_says_yes_as_well(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.presses("1")
    assert caller.answers == {"company": "东方公司"}


def test_no_asks_anew_in_other_words(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对") == [AGAIN]
    assert caller.then == Listen("company")


def test_no_and_another_value_reads_the_other_back(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,是西方公司") == ["是「西方公司」吗？"]
    caller.says("对")
    assert caller.answers == {"company": "西方公司"}


def test_another_value_without_a_no_is_never_taken_for_a_yes(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("西方公司") == ["是「西方公司」吗？"]
    assert caller.says("对,南方公司") == ["是「南方公司」吗？"]


def test_an_unsure_correction_is_read_back_too(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,好像西方公司") == ["是「西方公司」吗？"]


def test_the_last_correction_is_taken_as_it_is(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("西方公司")
    caller.says("南方公司")
    caller.says("不对,好像北方公司")
    assert caller.answers == {"company": "北方公司"}
    assert caller.state.slots["company"].confidence == 0.7


def test_the_same_value_once_more_confirms_itself(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("东方公司")
    assert caller.answers == {"company": "东方公司"}
    assert caller.state.slots["company"].confidence == 1.0


def test_silence_at_a_confirmation_reads_the_value_back_again(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.stays_silent() == ["没有听到您的声音。", "是「东方公司」吗？"]


def test_an_answer_nobody_confirmed_is_kept_with_low_confidence(caller: Caller) -> None:
    caller.says("好像东方公司")
    for _ in range(3):
        caller.stays_silent()
    assert caller.then == Ended("nameless")
    assert caller.state.slots["company"].value == "东方公司"
    assert caller.state.slots["company"].confidence == 0.5


def test_an_answer_nobody_confirmed_is_kept_when_the_caller_refuses_to_go_on(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("不想说")
    assert caller.state.slots["company"].confidence == 0.5


def test_a_confirmation_goes_on_where_it_was_after_an_aside(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.presses("0") == ["现在没有人有空。", "是「东方公司」吗？"]
    caller.says("对")
    assert caller.answers == {"company": "东方公司"}


def test_a_confirmation_is_brought_to_its_end_even_if_the_answer_was_offered_meanwhile(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.state.offered["company"] = Answer("西方公司")
    assert caller.presses("0") == ["现在没有人有空。", "是「东方公司」吗？"]


def test_a_call_that_breaks_off_keeps_what_was_being_confirmed(caller: Caller) -> None:
    caller.says("好像东方公司")
    caller.says("他妈的")
    left = engine.abandon(caller.flows, caller.state)
    assert left.ended
    assert left.slots["company"] == Answer("东方公司", "好像东方公司", 0.5, "东方公司", "「东方公司」")
    assert not caller.state.ended


def test_a_question_may_always_confirm_with_words_of_its_own() -> None:
    caller = Caller(house(ALWAYS))
    assert caller.says("13800138000") == ["电话是「13800138000」,对不对？"]
    assert caller.presses("2") == ["请再说电话。"]
    caller.presses("13900139000")
    assert caller.presses("13900139000") == ["再见。"]


def test_confirming_always_needs_no_words_of_its_own() -> None:
    caller = Caller(house(ALWAYS.replace("confirm: {zh", "# {zh")))
    assert caller.says("13800138000") == ["是「13800138000」吗？"]


def test_a_question_may_leave_the_confirming_to_a_verb() -> None:
    caller = Caller(house(COMPANY.replace("slot: company\n", "slot: company\n    confirm_when: never\n")))
    assert caller.says("好像东方公司") == ["「东方公司」记下了。"]
    assert caller.state.slots["company"].confidence == 0.7


def test_a_yes_to_what_was_read_back_is_a_yes_to_every_part_of_it() -> None:
    flow = PURPOSE.replace("tries: 1", "tries: 1\n    confirm_when: always", 1)
    flow = flow.replace("next: {fault", "confirm: {zh-CN: 是吗？, en-US: Right}\n    next: {fault")
    caller = Caller(house(flow))
    caller.says("东方公司系统故障,好像电话13800138000")
    caller.state.stack[-1].pending = Answer("fault", said="「13800138000」有故障")
    caller.says("对")
    assert caller.state.offered["phone"].confidence == 1.0
    assert caller.then == Listen("yes_no"), "the company was no part of it"


def test_no_with_the_same_value_reads_it_back_once_more(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.says("不对,东方公司") == ["是「东方公司」吗？"]
    assert caller.answers == {}


def test_no_is_never_taken_for_the_answer_itself() -> None:
    caller = Caller(house(SURELY))
    assert caller.says("是") == ["是是吗？"]
    assert caller.says("不是") == ["请说是或者不是。"]
    assert caller.answers == {}


SURELY = """
  surely:
    kind: ask
    slot: yes_no
    tries: 2
    confirm_when: always
    prompt: {zh-CN: 要上门吗？, en-US: A visit}
    reprompts: [{zh-CN: 请说是或者不是。, en-US: Yes or no}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


def test_keys_of_the_question_rest_while_an_answer_is_read_back(caller: Caller) -> None:
    caller.says("好像东方公司")
    assert caller.presses("5") == ["没有听清。", "是「东方公司」吗？"]


def test_one_key_during_a_confirmation_is_no_value() -> None:
    caller = Caller(house(PURPOSE.replace("tries: 1", "tries: 1\n    confirm_when: always")))
    caller.says("我要投诉")
    caller.presses("7")
    assert caller.answers == {"purpose": "complaint"}


ALWAYS = """
  phone:
    kind: ask
    slot: phone
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    reprompts: [{zh-CN: 请再说电话。, en-US: Again}, {zh-CN: 请慢慢说电话。, en-US: Slowly}]
    confirm_when: always
    confirm: {zh-CN: "电话是{phone},对不对？", en-US: "It is {phone}, right?"}
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


# -- more than was asked for --

PURPOSE = """
  purpose:
    kind: ask
    slot: purpose
    tries: 1
    prompt: {zh-CN: 请问有什么可以帮您？, en-US: "How may I help you?"}
    give_up: other
    next: {fault: company, else: other}
  company:
    kind: ask
    slot: company
    tries: 1
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    tries: 1
    skip_if_known: true
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
  other: {kind: end, outcome: other, prompt: {zh-CN: 请稍后再打。, en-US: Call later.}}
"""


def test_the_answer_decides_what_follows() -> None:
    caller = Caller(house(PURPOSE))
    caller.says("我要投诉")
    assert caller.then == Ended("other")


def test_what_was_said_already_is_not_asked_again() -> None:
    caller = Caller(house(PURPOSE))
    assert caller.says("东方公司的系统故障,电话13800138000") == ["再见。"]
    assert caller.answers == {"purpose": "fault", "company": "东方公司", "phone": "13800138000"}
    assert caller.state.offered == {}


def test_what_was_said_already_but_unclearly_is_read_back_in_its_turn() -> None:
    caller = Caller(house(PURPOSE))
    assert caller.says("故障,我们好像东方公司") == ["是「我们东方公司」吗？"] or caller.said == ["是「东方公司」吗？"]
    assert caller.says("对") == ["请问电话？"]


def test_a_question_whose_answer_is_known_is_passed() -> None:
    caller = Caller(house(LOOKUP + PURPOSE))
    caller.is_done("found", {"phone": Answer("13800138000")})
    assert caller.says("系统故障,东方公司") == ["再见。"]


def test_a_question_is_asked_even_if_an_answer_is_known_unless_it_says_otherwise() -> None:
    caller = Caller(house(LOOKUP + PURPOSE))
    caller.is_done("found", {"company": Answer("东方公司")})
    assert caller.says("系统故障") == ["请问企业全称？"]


LOOKUP = """
  look_up: {kind: do, verb: look_up, given: {by: number}, outcomes: {found: purpose, missing: purpose}}
"""

INSTEAD = """
  known:
    kind: ask
    slot: yes_no
    tries: 1
    prompt: {zh-CN: 请问是东方公司吗？, en-US: "Is it East?"}
    instead: {slot: company, next: company}
    give_up: bye
    next: {yes: bye, else: company}
  company:
    kind: ask
    slot: company
    tries: 2
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts: [{zh-CN: 请再说企业全称。, en-US: Again}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""


def test_another_thing_said_instead_of_no_is_taken_where_it_belongs() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是,我们是西方公司") == ["再见。"]
    assert caller.answers == {"company": "西方公司"}


def test_another_thing_said_without_yes_or_no_is_taken_too() -> None:
    caller = Caller(house(INSTEAD))
    caller.says("西方公司")
    assert caller.answers == {"company": "西方公司"}


def test_an_unsure_thing_said_instead_is_read_back() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是,好像西方公司") == ["是「西方公司」吗？"]


def test_a_plain_no_asks_and_a_yes_needs_nothing_instead() -> None:
    caller = Caller(house(INSTEAD))
    assert caller.says("不是") == ["请问企业全称？"]
    caller = Caller(house(INSTEAD))
    assert caller.says("是,东方公司") == ["再见。"]
    assert caller.answers == {"known": True}


def test_one_key_answers_the_question_itself_and_nothing_instead() -> None:
    caller = Caller(house(INSTEAD.replace("slot: company", "slot: purpose")))
    assert caller.presses("7") == ["再见。"]
    assert caller.answers == {}


def test_a_number_that_is_keyed_instead_is_taken() -> None:
    caller = Caller(house(INSTEAD.replace("slot: company", "slot: phone")))
    caller.presses("13800138000")
    assert caller.answers == {"company": "13800138000"}


def test_what_was_said_besides_something_else_is_taken_too() -> None:
    flow = INSTEAD.replace("slot: company", "slot: purpose").replace("give_up: bye\n    next: bye", PHONE_NEXT)
    caller = Caller(house(flow))
    assert caller.says("不是,系统故障,电话13800138000") == ["再见。"]
    assert caller.answers == {"company": "fault", "phone": "13800138000"}


PHONE_NEXT = """give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    tries: 1
    prompt: {zh-CN: 请问电话？, en-US: Number}
    give_up: bye
    next: bye"""


# -- other flows, cases, deeds --


def test_a_flow_calls_another_and_goes_on_when_it_returns() -> None:
    outer = """
  intake: {kind: call, flow: intake, next: bye}
  bye: {kind: end, prompt: {zh-CN: "{company},再见。", en-US: "{company}, bye."}}
"""
    inner = """
  company:
    kind: ask
    slot: company
    tries: 1
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    give_up: return
    next: return
"""
    caller = Caller(house(outer, intake=inner))
    assert caller.said == ["请问企业全称？"]
    assert caller.says("东方公司") == ["「东方公司」,再见。"]


def test_several_flows_return_at_once() -> None:
    caller = Caller(
        house(
            "  a: {kind: call, flow: middle, next: bye}\n  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}\n",
            middle="  b: {kind: call, flow: inner, next: return}\n",
            inner="  c: {kind: say, prompt: {zh-CN: 你好。, en-US: Hello.}, next: return}\n",
        )
    )
    assert caller.said == ["你好。", "再见。"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(True, "是"), (False, "否"), (None, "无"), ("vip", "贵"), (3, "三"), ("other", "余"), ([1], "余"), (2.5, "余")],
)
def test_a_known_value_chooses_the_way(value: object, said: str) -> None:
    cases = """
  look_up: {kind: do, verb: look_up, outcomes: {found: choose}}
  choose: {kind: match, slot: found, cases: {yes: a, no: b, none: c, vip: d, "3": e, else: f}}
"""
    ends = zip("abcdef", "是否无贵三余", strict=True)
    cases += "".join(f"  {name}: {{kind: end, prompt: {{zh-CN: {word}, en-US: x}}}}\n" for name, word in ends)
    caller = Caller(house(cases))
    assert caller.is_done("found", {"found": Answer(value)}) == [said]


def test_a_value_that_was_never_given_counts_as_none() -> None:
    caller = Caller(
        house("""
  choose: {kind: match, slot: nothing, cases: {none: a, else: b}}
  a: {kind: end, prompt: {zh-CN: 无, en-US: none}}
  b: {kind: end, prompt: {zh-CN: 有, en-US: some}}
""")
    )
    assert caller.said == ["无"]


DEED = """
  hello: {kind: say, prompt: {zh-CN: 您好。, en-US: Hello.}, next: look_up}
  look_up: {kind: do, verb: look_up, given: {by: number}, outcomes: {found: tell, missing: sorry}}
  tell: {kind: end, prompt: {zh-CN: "工单{ticket},{name}。", en-US: "Ticket {ticket}, {name}."}}
  sorry: {kind: end, prompt: {zh-CN: "没有查到{ticket}。", en-US: "Nothing found{ticket}."}}
"""


def test_a_deed_halts_the_flow_and_says_what_is_to_be_done() -> None:
    caller = Caller(house(DEED))
    assert caller.said == ["您好。"]
    assert caller.then == Doing("look_up", {"by": "number"})


def test_a_deed_gives_prompts_its_words_and_answers() -> None:
    caller = Caller(house(DEED))
    slots = {"name": Answer("n1", said="东方公司")}
    assert caller.is_done("found", slots, ticket="260310001") == ["工单260310001,东方公司。"]


def test_a_word_that_nobody_gave_is_left_out() -> None:
    assert Caller(house(DEED)).is_done("missing") == ["没有查到。"]


def test_an_outcome_that_the_flow_does_not_name_ends_the_call_safely() -> None:
    caller = Caller(house(DEED))
    assert caller.is_done("exploded") == ["系统出了问题。"]
    assert caller.then == Ended("lost")


# -- queue and recording --

QUEUE = """
  wait:
    kind: queue
    queue: agents
    prompt: {zh-CN: 请稍等。, en-US: Please wait.}
    results: {left: a, full: b, failed: c, served: d}
  a: {kind: end, outcome: left, prompt: {zh-CN: 再见。, en-US: Bye.}}
  b: {kind: end, outcome: full, prompt: {zh-CN: 人太多。, en-US: Too many.}}
  c: {kind: end, outcome: failed, prompt: {zh-CN: 没接通。, en-US: Failed.}}
  d: {kind: end, outcome: served, prompt: {zh-CN: 谢谢。, en-US: Thanks.}}
"""


def test_a_caller_may_wait_for_a_person() -> None:
    caller = Caller(house(QUEUE))
    assert caller.said == ["请稍等。"]
    assert caller.then == Waiting("agents")


@pytest.mark.parametrize("result", ["left", "full", "failed", "served"])
def test_what_follows_depends_on_how_the_waiting_ended(result: str) -> None:
    caller = Caller(house(QUEUE))
    caller.hears(Heard(event=result))
    assert caller.then == Ended(result)


@pytest.mark.parametrize("heard", [Heard(event="rained off"), Heard(), Heard(speech="喂"), Heard(digits="0")])
def test_waiting_that_ended_in_no_known_way_has_failed(heard: Heard) -> None:
    caller = Caller(house(QUEUE))
    caller.hears(heard)
    assert caller.then == Ended("failed")


RECORD = """
  message:
    kind: record
    max_seconds: 60
    prompt: {zh-CN: 请留言。, en-US: Please leave a message.}
    give_up: nothing
    next: thanks
  thanks: {kind: end, prompt: {zh-CN: 收到了。, en-US: Received.}}
  nothing: {kind: end, prompt: {zh-CN: 没有留言。, en-US: No message.}}
"""


def test_a_message_is_recorded_and_kept() -> None:
    caller = Caller(house(RECORD))
    assert caller.said == ["请留言。"]
    assert caller.then == Recording(60)
    assert caller.hears(Heard(event="RE123")) == ["收到了。"]
    assert caller.answers == {"message": "RE123"}


def test_a_message_ended_by_a_key_is_kept_too() -> None:
    caller = Caller(house(RECORD))
    assert caller.hears(Heard(event="RE123", digits="5")) == ["收到了。"]


def test_no_message_gives_up() -> None:
    caller = Caller(house(RECORD))
    assert caller.stays_silent() == ["没有留言。"]
    assert caller.answers == {}


def test_global_keys_work_while_a_message_is_taken() -> None:
    caller = Caller(house(RECORD))
    assert caller.presses("*") == ["请留言。"]
    assert caller.presses("0") == ["现在没有人有空。", "请留言。"]
    assert caller.presses("*") == ["请留言。"]
    assert caller.presses("*") == ["没有留言。"]


def test_silence_goes_on_where_no_message_is_needed() -> None:
    caller = Caller(house(RECORD.replace("    give_up: nothing\n", "")))
    assert caller.stays_silent() == ["收到了。"]


def test_a_person_asked_for_while_the_message_for_one_is_taken_is_asked_again() -> None:
    caller = Caller(house(COMPANY, person=RECORD.replace("next: thanks", "next: return")))
    assert caller.presses("0") == ["请留言。"]
    assert caller.presses("0") == ["请留言。"]
    assert len(caller.state.stack) == 2
    assert caller.hears(Heard(event="RE123")) == [QUESTION]


# -- bounds --


def test_a_call_that_goes_on_for_ever_is_ended(caller: Caller) -> None:
    for _ in range(12):
        caller.says("转人工")
    assert not caller.state.ended
    assert caller.says("转人工") == ["通话太久了。"]
    assert caller.then == Ended("too_long")


def test_a_call_that_was_too_long_keeps_what_was_being_confirmed(caller: Caller) -> None:
    caller.says("好像东方公司")
    for _ in range(12):
        caller.says("转人工")
    assert caller.then == Ended("too_long")
    assert caller.state.slots["company"].confidence == 0.5


def test_a_node_that_is_gone_ends_the_call_safely(caller: Caller) -> None:
    caller.state.stack[-1].node = "renamed"
    assert caller.says("东方公司") == ["系统出了问题。"]
    assert caller.then == Ended("lost")


def test_a_flow_that_is_gone_ends_the_call_safely(caller: Caller) -> None:
    caller.state.stack[-1].flow = "removed"
    assert caller.says("东方公司") == ["系统出了问题。"]


def test_a_called_flow_that_is_gone_ends_the_call_safely() -> None:
    caller = Caller(
        house("  a: {kind: call, flow: removed, next: b}\n  b: {kind: end, prompt: {zh-CN: x, en-US: x}}\n")
    )
    assert caller.said == ["系统出了问题。"]


def test_words_that_come_while_a_deed_is_under_way_end_the_call_safely() -> None:
    caller = Caller(house(DEED))
    assert caller.says("喂") == ["系统出了问题。"]


def test_a_flow_that_talks_to_itself_is_stopped() -> None:
    caller = Caller(house("  a: {kind: say, prompt: {zh-CN: 喂, en-US: hey}, next: a}\n"))
    assert caller.said[-1] == "系统出了问题。"
    assert caller.then == Ended("lost")


def test_even_a_last_flow_that_talks_to_itself_is_stopped() -> None:
    circle = "  a: {kind: say, prompt: {zh-CN: 喂, en-US: hey}, next: a}\n"
    caller = Caller(house(circle, lost=circle))
    assert caller.then == Ended(None)


def test_the_first_flow_returning_ends_the_call() -> None:
    caller = Caller(house("  a: {kind: say, prompt: {zh-CN: 喂, en-US: hey}, next: return}\n"))
    assert caller.then == Ended(None)
    assert caller.state.ended


def test_the_state_names_the_revision_that_the_call_began_with(caller: Caller) -> None:
    assert caller.state.revision == caller.flows.revision


def test_patience_is_kept_at_every_try() -> None:
    caller = Caller(house(COMPANY.replace("slot: company\n", "slot: company\n    patience: long\n")))
    assert caller.then == Listen("company", patient=True)
    caller.stays_silent()
    assert caller.then == Listen("company", patient=True)


def test_ears_hear_the_language_that_is_spoken(caller: Caller) -> None:
    caller.says("English please")
    assert set(caller.ears.languages) == {"zh-CN"}
    caller.ears.languages.clear()
    caller.says("hm")
    assert set(caller.ears.languages) == {"en-US"}
