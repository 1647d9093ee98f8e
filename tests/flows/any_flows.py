"""Flows of any shape, and anything that may be heard in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from hotline.flows.checks import check
from hotline.flows.definition import Flow, Flows
from hotline.flows.loader import parse
from hotline.flows.steps import Heard
from tests.flows import driver
from tests.flows.watch import ASIDES, Words

SPOKEN = (
    "",
    " 。",
    "嗯嗯嗯",
    "是",
    "不",
    "值0",
    "值1",
    "值2",
    "值0?",
    "值1?",
    "值0+",
    "不值2",
    "不值1?",
    "是值1",
    *ASIDES,
)
KEYED = ("0", "*", "1", "2", "5", "9", "#", "20260310", "07563331234")
EVENTS = ("left", "full", "failed", "served", "RE1", "unheard of")

HEARD = st.one_of(
    st.sampled_from(SPOKEN).map(Heard),
    st.sampled_from(KEYED).map(lambda keys: Heard(digits=keys)),
    st.sampled_from(EVENTS).map(lambda event: Heard(event=event)),
    st.text(max_size=20).map(Heard),
)

KINDS = ("ask", "ask", "ask", "say", "match", "do", "record", "queue", "call")

OTHERS = parse({"common": driver.COMMON, **driver.OTHERS})

Targets = st.SearchStrategy[str]


@st.composite
def flow_sets(draw: st.DrawFn) -> Flows:
    """Two flows without a mistake: what is silent leads forward, what was answered may lead anywhere."""
    inner = draw(nodes("inner", most=4, last="return"))
    inbound = draw(nodes("inbound", most=6, last="end"))
    inbound["end"] = {"kind": "end", "outcome": "done", "prompt": _text("再见")}
    flows = replace(
        OTHERS, flows={**OTHERS.flows, "inner": _flow("inner", inner), "inbound": _flow("inbound", inbound)}
    )
    mistakes = [str(mistake) for mistake in check(flows, Words(flows).vocabulary())]
    assert all("nothing leads here" in mistake for mistake in mistakes), mistakes
    return flows


def _flow(name: str, nodes: dict[str, Any]) -> Flow:
    return Flow.model_validate({"flow": name, "start": next(iter(nodes)), "nodes": nodes})


def _text(words: str) -> dict[str, str]:
    return {"zh-CN": words, "en-US": f"in English {words}"}


@st.composite
def nodes(draw: st.DrawFn, flow: str, *, most: int, last: str) -> dict[str, Any]:
    """The first one asks; the inner flow calls none."""
    names = [f"n{letter}" for letter in "abcdefgh"[: draw(st.integers(1, most))]]
    kinds = st.sampled_from(KINDS[:-1] if flow == "inner" else KINDS)
    drawn = {}
    for number, name in enumerate(names):
        forward = st.sampled_from([*names[number + 1 :], last])
        anywhere = st.sampled_from([*(other for other in names if other != name), last])
        kind = draw(kinds) if number else "ask"
        drawn[name] = {"kind": kind, **draw(_fields(kind, flow + name, forward, anywhere))}
    return drawn


def _fields(kind: str, own: str, forward: Targets, anywhere: Targets) -> st.SearchStrategy[dict[str, Any]]:
    prompt = st.just(_text(f"{own}问"))
    match kind:
        case "ask":
            return _question(own, forward, anywhere)
        case "say":
            return st.fixed_dictionaries({"prompt": prompt, "next": forward})
        case "match":
            cases = st.fixed_dictionaries({"one": forward, "none": forward, "else": forward})
            fields = {"slot": st.just("na"), "cases": cases}
        case "do":
            outcomes = st.fixed_dictionaries({"known": forward, "unknown": forward})
            fields = {"verb": st.just("look_up"), "outcomes": outcomes}
        case "record":
            fields = {"prompt": prompt, "give_up": forward, "next": anywhere}
        case "queue":
            results = st.fixed_dictionaries(dict.fromkeys(("left", "full", "failed", "served"), forward))
            fields = {"prompt": prompt, "queue": st.just("agents"), "results": results}
        case _:
            fields = {"flow": st.just("inner"), "next": forward}
    return st.fixed_dictionaries(fields)


@st.composite
def _question(draw: st.DrawFn, own: str, forward: Targets, anywhere: Targets) -> dict[str, Any]:
    tries = draw(st.integers(1, 4))
    skips = draw(st.booleans())
    onward = forward if skips else anywhere
    chosen = st.fixed_dictionaries({"one": onward, "two": onward, "else": onward})
    return {
        "slot": draw(st.sampled_from(["purpose", "company", "phone"])),
        "prompt": _text(f"{own}问"),
        "tries": tries,
        "reprompts": [_text(f"{own}再问{number}") for number in range(1, tries)],
        "confirm_when": draw(st.sampled_from(["unsure", "always"])),
        "skip_if_known": skips,
        "keys": draw(st.dictionaries(st.just("5"), anywhere)),
        "on": draw(st.dictionaries(st.just("refuse"), anywhere)),
        "give_up": draw(forward),
        "next": draw(onward | chosen),
    }
