"""Every conversation ends, whatever is said and whatever is gone."""

from __future__ import annotations

from hotline.flows.engine import Ended, Listen
from tests.flows.driver import Caller, house
from tests.flows.spoken_flows import COMPANY, DEED

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
