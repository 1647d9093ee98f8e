"""The state between two turns, as JSON. That it survives is proven by every turn that the driver takes."""

from __future__ import annotations

import json

import pytest

from hotline.flows.state import Answer, Frame, State


def full() -> State:
    return State(
        revision="r1",
        language="zh-CN",
        stack=[Frame("inbound", "intake"), Frame("intake", "company", Answer("东方", "好像东方", 0.7), 1, 2, 3)],
        turns=4,
        slots={"phone": Answer({"e164": "+8613800138000", "extension": None}, said="幺三八")},
        offered={"tax_branch": Answer(["香洲"], evidence="香洲")},
        words={"greeting": "您好,金穗公司"},
        outcome="noted",
        ended=True,
    )


def test_everything_survives_json() -> None:
    assert State.from_json(json.loads(json.dumps(full().to_json()))) == full()


def test_a_copy_shares_nothing_that_a_turn_changes() -> None:
    state, copied = full(), full().copy()
    copied.stack[-1].move("phone")
    copied.slots.clear()
    copied.offered.clear()
    copied.words.clear()
    assert state == full()
    assert copied.stack == [Frame("inbound", "intake"), Frame("intake", "phone")]


def test_the_pending_answer_is_the_one_being_read_back_now() -> None:
    assert full().pending == Answer("东方", "好像东方", 0.7)


@pytest.mark.parametrize(
    "broken", [{}, {"stack": 1}, full().to_json() | {"stack": [[]]}, full().to_json() | {"slots": 1}]
)
def test_what_is_no_state_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        State.from_json(broken)
