"""Drawings of a flow."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hotline.flows.definition import Flow, targets
from hotline.flows.graph import mermaid, svg
from tests.flows.driver import house

FLOW = """
  look_up: {kind: do, verb: look_up, outcomes: {known: company, unknown: choose}}
  choose: {kind: match, slot: weather, cases: {else: intake}}
  intake: {kind: call, flow: person, next: company}
  company:
    kind: ask
    slot: company
    prompt: {zh-CN: 请您说一说企业的全称，就是营业执照上写着的那个名称。, en-US: The name please.}
    keys: {"*": back}
    give_up: wait
    next: wait
  back: {kind: say, prompt: {zh-CN: '他说"<b>&\\"', en-US: Quoted}, next: return}
  wait: {kind: queue, queue: a, prompt: {zh-CN: 请稍等, en-US: Wait}, results: {left: message, full: end}}
  message: {kind: record, prompt: {zh-CN: 请留言, en-US: Speak}, next: end}
  end: {kind: end, prompt: {zh-CN: 再见, en-US: Goodbye}}
"""


def flow() -> Flow:
    return house(FLOW).flows["inbound"]


def drawn(document: str, kind: str) -> list[ET.Element]:
    tree = ET.fromstring(document)
    return [part for part in tree.iter("{http://www.w3.org/2000/svg}g") if part.get("class") == kind]


def test_mermaid_draws_every_node_and_every_way() -> None:
    assert (
        mermaid(flow())
        == """flowchart TD
  n0[["look_up<br/>look_up"]]
  n1["choose<br/>weather"]
  n2[/"intake<br/>person"/]
  n3{{"company<br/>请您说一说企业的全称，就是营业执照上写着的那个…"}}
  n4["back<br/>他说#quot;#lt;b#gt;&\\#quot;"]
  n5[("wait<br/>请稍等")]
  n6["message<br/>请留言"]
  n7(["end<br/>再见"])
  back(["return"])
  n0 -->|"known"| n3
  n0 -->|"unknown"| n1
  n1 -->|"else"| n2
  n2 --> n3
  n3 --> n5
  n3 -->|"keys *"| n4
  n3 -->|"give_up"| n5
  n4 --> back
  n5 -->|"left"| n6
  n5 -->|"full"| n7
  n6 --> n7
"""
    )


def test_svg_draws_every_node_and_every_way() -> None:
    nodes = flow().nodes
    document = svg(flow())
    assert len(drawn(document, "node")) == len(nodes) + 1, "and the way back"
    assert len(drawn(document, "edge")) == sum(len(list(targets(node))) for node in nodes.values())


def test_svg_says_the_words_in_the_language_asked_for() -> None:
    assert "营业执照" in svg(flow())
    assert "The name please." in svg(flow(), language="en-US")


def test_svg_shows_signs_as_they_are() -> None:
    words = [text.text for node in drawn(svg(flow()), "node") for text in node if text.tag.endswith("text")]
    assert '他说"<b>&\\"' in words


def test_a_flow_that_never_returns_shows_no_way_back() -> None:
    flows = house("  end: {kind: end, prompt: {zh-CN: 再见, en-US: Goodbye}}\n")
    assert "return" not in mermaid(flows.flows["inbound"])
    assert len(drawn(svg(flows.flows["inbound"]), "node")) == 1
