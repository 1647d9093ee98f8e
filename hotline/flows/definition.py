"""The shape of a flow file: eight kinds of node, nothing to compute.

A flow names its first node and its nodes; a node names what follows. Two targets are not nodes: `return` goes
back to the flow that called this one. Texts are given in every language of `common.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = dict[str, str]
"""What is said, by language: `{"zh-CN": "...", "en-US": "..."}`. `{name}` stands for an answer or a verb's word."""

RETURN = "return"
"""The target that goes back to the calling flow."""

ELSE = "else"
"""The case that takes every value not named."""


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Say(Shape):
    """Says something and goes on."""

    kind: Literal["say"]
    prompt: Text
    next: str


class Instead(Shape):
    """Another thing the caller may say: `Is that A?` - `No, we are B.` The node `next` finds it offered."""

    slot: str
    next: str


class Ask(Shape):
    """Asks for one value of a slot type, at most `tries` times, each time worded differently."""

    kind: Literal["ask"]
    slot: str
    into: str | None = None
    prompt: Text
    reprompts: list[Text] = []
    confirm: Text | None = None
    confirm_when: Literal["unsure", "always", "never"] = "unsure"
    tries: int = Field(3, ge=1, le=5)
    keys: dict[str, str] = {}
    on: dict[str, str] = {}
    instead: Instead | None = None
    give_up: str | None = None
    patience: Literal["normal", "long"] = "normal"
    skip_if_known: bool = False
    next: str | dict[str, str]


class Record(Shape):
    """Lets the caller speak freely and keeps the sound."""

    kind: Literal["record"]
    prompt: Text
    into: str | None = None
    max_seconds: int = Field(120, ge=5, le=600)
    give_up: str | None = None
    next: str


class Match(Shape):
    """Chooses by a value that is known already."""

    kind: Literal["match"]
    slot: str
    cases: dict[str, str]


class Do(Shape):
    """Has the house do something; the named outcome decides what follows."""

    kind: Literal["do"]
    verb: str
    given: dict[str, str] = {}
    outcomes: dict[str, str]


class Call(Shape):
    """Runs another flow and goes on when it returns."""

    kind: Literal["call"]
    flow: str
    next: str


class Queue(Shape):
    """Lets the caller wait for a person; goes on by how the waiting ended (`left`, `full`, `failed`, `served`)."""

    kind: Literal["queue"]
    queue: str
    prompt: Text
    results: dict[str, str]


class End(Shape):
    """Says farewell and hangs up; `outcome` is what the call's record says became of it."""

    kind: Literal["end"]
    prompt: Text
    outcome: str | None = None


Node = Annotated[Say | Ask | Record | Match | Do | Call | Queue | End, Field(discriminator="kind")]

KINDS: Mapping[str, type[Shape]] = {
    "say": Say,
    "ask": Ask,
    "record": Record,
    "match": Match,
    "do": Do,
    "call": Call,
    "queue": Queue,
    "end": End,
}

QUEUE_RESULTS = frozenset({"left", "full", "failed", "served"})


class Flow(Shape):
    """One file of `ivr_flows/`."""

    flow: str
    about: str = ""
    start: str
    nodes: dict[str, Node]


class Phrases(Shape):
    """Small sentences that every question shares; lists are worded differently for each further try."""

    silence: list[Text] = Field(min_length=2)
    no_match: list[Text] = Field(min_length=2)
    wait: Text
    confirm: Text


class Limits(Shape):
    """Bounds that end every conversation, whatever is said."""

    turns: int = Field(60, ge=5)
    repeats: int = Field(3, ge=1)
    waits: int = Field(5, ge=1)


class Common(Shape):
    """`common.yaml`: what holds at every wait of every flow."""

    languages: list[str] = Field(min_length=1)
    keys: dict[str, str]
    asides: dict[str, str]
    too_long: str
    lost: str
    phrases: Phrases
    limits: Limits = Limits()
    hints: dict[str, list[str]] = {}


@dataclass(frozen=True, slots=True)
class Flows:
    """All flows of one revision. `sources` maps a flow to its file's text: a call keeps what it began with."""

    revision: str
    common: Common
    flows: Mapping[str, Flow]
    sources: Mapping[str, str] = field(repr=False)

    def node(self, flow: str, name: str) -> Node:
        return self.flows[flow].nodes[name]

    def find(self, flow: str, name: str) -> Node | None:
        """The node, or None where this revision has none of that name."""
        found = self.flows.get(flow)
        return found.nodes.get(name) if found else None


def targets(node: Node) -> Iterator[tuple[str, str]]:
    """Every (field, target) that a node names."""
    match node:
        case Say() | Call():
            yield "next", node.next
        case Ask():
            yield from _ask_targets(node)
        case Record():
            yield "next", node.next
            if node.give_up:
                yield "give_up", node.give_up
        case Match():
            yield from ((f"cases.{value}", target) for value, target in node.cases.items())
        case Do():
            yield from ((f"outcomes.{name}", target) for name, target in node.outcomes.items())
        case Queue():
            yield from ((f"results.{name}", target) for name, target in node.results.items())
        case End():
            return


def _ask_targets(node: Ask) -> Iterator[tuple[str, str]]:
    if isinstance(node.next, str):
        yield "next", node.next
    else:
        yield from ((f"next.{value}", target) for value, target in node.next.items())
    yield from ((f"keys.{key}", target) for key, target in node.keys.items())
    yield from ((f"on.{aside}", target) for aside, target in node.on.items())
    if node.instead:
        yield "instead.next", node.instead.next
    if node.give_up:
        yield "give_up", node.give_up


def texts(node: Node) -> Iterator[tuple[str, Text]]:
    """Every (field, text) that a node may say."""
    match node:
        case Say() | Record() | Queue() | End():
            yield "prompt", node.prompt
        case Ask():
            yield "prompt", node.prompt
            yield from ((f"reprompts[{number}]", text) for number, text in enumerate(node.reprompts))
            if node.confirm:
                yield "confirm", node.confirm
        case Match() | Do() | Call():
            return
