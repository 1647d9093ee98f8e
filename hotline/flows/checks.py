"""What an author may not do. `check` names every mistake with file, node and field; a flow with one does not start.

The house tells what it can hear and do in a `Vocabulary`: the engine knows neither slots nor verbs.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from hotline.flows import ways
from hotline.flows.definition import (
    ELSE,
    QUEUE_RESULTS,
    RETURN,
    Ask,
    Call,
    Do,
    End,
    Flow,
    Flows,
    Match,
    Node,
    Queue,
    Record,
    Say,
    targets,
)
from hotline.flows.talk import LANGUAGE_ASIDES
from hotline.flows.vocabulary import Mistake, SlotType, Verb, Vocabulary
from hotline.flows.wording import Finding, Wording, answers

__all__ = ["Mistake", "SlotType", "Verb", "Vocabulary", "check"]

BUILT_IN_ASIDES = frozenset({"repeat", "wait"})

KEYS = frozenset("0123456789*")
"""Keys that a question may use; # ends a number."""

NO_WAY_OUT = "there is no way out for a caller who stays silent; name the node that follows then"
NO_ELSE = f"there is no {ELSE!r} for values that are not named"


def check(flows: Flows, vocabulary: Vocabulary, *, root: str = "inbound") -> list[Mistake]:
    """Every mistake in `flows`; empty means that they may answer a call. Calls begin in the flow `root`."""
    wording = Wording(flows, vocabulary)
    found = list(_check_common(flows, vocabulary, wording))
    if root not in flows.flows:
        found.append(Mistake("common.yaml", "", "", f"there is no flow {root!r} for calls to begin in"))
    for flow in flows.flows.values():
        found += _FlowChecks(flows, vocabulary, wording, flow, is_root=flow.flow == root).mistakes()
    return found


# -- common.yaml --


def _check_common(flows: Flows, vocabulary: Vocabulary, wording: Wording) -> Iterator[Mistake]:
    file = "common.yaml"
    for group, (field, what) in _common_findings(flows, vocabulary):
        yield Mistake(file, group, field, what)
    for field, what in wording.of_phrases(flows.common):
        yield Mistake(file, "phrases", field, what)
    for field in ("too_long", "lost"):
        yield from (Mistake(file, "", field, what) for what in _last_flow(flows, getattr(flows.common, field)))


def _common_findings(flows: Flows, vocabulary: Vocabulary) -> Iterator[tuple[str, Finding]]:
    common = flows.common
    languages = {aside for aside, language in LANGUAGE_ASIDES.items() if language in common.languages}
    for key, meaning in common.keys.items():
        if key not in KEYS:
            yield "keys", (key, "is not one key of 0-9 and *")
        if meaning not in BUILT_IN_ASIDES | languages | set(common.asides):
            yield "keys", (key, f"{meaning!r} is neither repeat, wait, a language nor one of the asides")
    for aside, flow in common.asides.items():
        if aside not in vocabulary.asides:
            yield "asides", (aside, "nobody can be heard to mean this")
        if flow not in flows.flows:
            yield "asides", (aside, f"there is no flow {flow!r}")
    for slot in common.hints:
        if slot not in vocabulary.slots:
            yield "hints", (slot, f"there is no slot type {slot!r}")


def _last_flow(flows: Flows, name: str) -> Iterator[str]:
    """What is wrong with a flow that must end a call whatever happens."""
    if name not in flows.flows:
        yield f"there is no flow {name!r}"
        return
    nodes = flows.flows[name].nodes.values()
    if not all(isinstance(node, Say | Match | End) for node in nodes):
        yield f"{name!r} must end by itself; it may only say, match and end"
    if any(target == RETURN for node in nodes for _, target in targets(node)):
        yield f"{name!r} must end by itself; it may not return"


# -- one flow --


class _FlowChecks:
    """The checks of one flow, one method for each kind of node."""

    def __init__(self, flows: Flows, vocabulary: Vocabulary, wording: Wording, flow: Flow, *, is_root: bool) -> None:
        self.flows = flows
        self.vocabulary = vocabulary
        self.wording = wording
        self.flow = flow
        self.is_root = is_root
        self.answers = answers(flows, vocabulary)

    def mistakes(self) -> Iterator[Mistake]:
        file = f"{self.flow.flow}.yaml"
        if self.flow.start not in self.flow.nodes:
            yield Mistake(file, "", "start", f"there is no node {self.flow.start!r}")
        for name, node in self.flow.nodes.items():
            if name == RETURN:
                yield Mistake(file, name, "", "no node may be called so: it is the way back to the calling flow")
            yield from (Mistake(file, name, field, what) for field, what in self._node(node))
        if not self._dangles():
            yield from (Mistake(file, name, field, what) for name, field, what in self._ways())

    def _dangles(self) -> bool:
        """Whether a way leads nowhere; where the ways lead together is not worth telling then."""
        named = {target for node in self.flow.nodes.values() for _, target in targets(node)} | {self.flow.start}
        return not named <= {RETURN, *self.flow.nodes}

    def _ways(self) -> Iterator[tuple[str, str, str]]:
        for name in ways.unreached(self.flow):
            yield name, "", "nothing leads here; remove it or name it where it should follow"
        for name in ways.endless(self.flow):
            yield name, "", "no way leads from here to an end or back"
        breathless = list(ways.breathless(self.flows, self.flow))
        for name in breathless:
            yield name, "", "comes back here without ever waiting for the caller"
        for name in ways.deaf(self.flow):
            if name not in breathless:
                yield name, "give_up", "a caller who stays silent comes back here again and again; lead to an end"

    def _node(self, node: Node) -> Iterator[Finding]:
        yield from self._targets(node)
        yield from self.wording.of_node(node)
        match node:
            case Ask():
                yield from self._ask(node)
            case Record() if not node.give_up:
                yield "give_up", NO_WAY_OUT
            case Match():
                yield from self._match(node)
            case Do():
                yield from self._do(node)
            case Queue():
                yield from _covers("results", QUEUE_RESULTS, set(node.results), "waiting")
            case Call():
                yield from self._call(node)

    def _targets(self, node: Node) -> Iterator[Finding]:
        for field, target in targets(node):
            if target == RETURN and self.is_root:
                yield field, "calls begin in this flow, it has nowhere to return to; lead to an end"
            elif target != RETURN and target not in self.flow.nodes:
                yield field, f"there is no node {target!r}"

    def _ask(self, node: Ask) -> Iterator[Finding]:
        slot = self.vocabulary.slots.get(node.slot)
        if slot is None:
            yield "slot", f"there is no slot type {node.slot!r}"
        else:
            yield from self._keys(node, slot)
            yield from _values(node, slot)
        for aside in sorted(set(node.on) - self.vocabulary.asides):
            yield f"on.{aside}", "nobody can be heard to mean this"
        if not node.give_up:
            yield "give_up", NO_WAY_OUT
        if isinstance(node.next, dict) and ELSE not in node.next:
            yield "next", NO_ELSE
        yield from self._instead(node)

    def _keys(self, node: Ask, slot: SlotType) -> Iterator[Finding]:
        common = self.flows.common.keys
        if not (slot.keys or slot.digits or node.keys):
            yield "keys", "this question can only be answered by speaking; give it a key as well"
        for key in sorted(node.keys):
            if key not in KEYS:
                yield f"keys.{key}", "is not one key of 0-9 and *"
            if key in common:
                yield f"keys.{key}", f"{key} means {common[key]!r} at every question; take another key"
            if key in slot.keys:
                yield f"keys.{key}", f"{key} is an answer to {node.slot!r} already; take another key"
        for key in sorted(slot.keys & set(common)):
            yield "slot", f"{key} answers {node.slot!r}, but means {common[key]!r} at every question"

    def _instead(self, node: Ask) -> Iterator[Finding]:
        if node.instead is None:
            return
        slot = node.instead.slot
        if slot not in self.vocabulary.slots:
            yield "instead.slot", f"there is no slot type {slot!r}"
            return
        following = self.flow.nodes.get(node.instead.next)
        if following and not (isinstance(following, Ask) and following.slot == slot):
            yield "instead.next", f"{node.instead.next!r} does not ask for {slot!r}; what was said would be lost"

    def _match(self, node: Match) -> Iterator[Finding]:
        if ELSE not in node.cases:
            yield "cases", NO_ELSE
        if node.slot not in self.answers:
            yield "slot", f"nothing is known as {node.slot!r}; no question asks it and no verb stores it"

    def _do(self, node: Do) -> Iterator[Finding]:
        verb = self.vocabulary.verbs.get(node.verb)
        if verb is None:
            yield "verb", f"there is no verb {node.verb!r}"
        else:
            yield from _covers("outcomes", verb.outcomes, set(node.outcomes), repr(node.verb))

    def _call(self, node: Call) -> Iterator[Finding]:
        if node.flow not in self.flows.flows:
            yield "flow", f"there is no flow {node.flow!r}"
        elif ways.calls_back(self.flows, self.flow, node.flow):
            yield "flow", f"{node.flow!r} comes back to {self.flow.flow!r} without end"


def _covers(field: str, possible: AbstractSet[str], named: AbstractSet[str], what: str) -> Iterator[Finding]:
    for result in sorted(possible - named):
        yield field, f"{what} may end in {result!r}; name the node that follows then"
    for result in sorted(named - possible):
        yield f"{field}.{result}", f"{what} never ends so; it ends in {', '.join(sorted(possible))}"


def _values(node: Ask, slot: SlotType) -> Iterator[Finding]:
    if slot.values and isinstance(node.next, dict):
        for value in sorted(set(node.next) - slot.values - {ELSE}):
            possible = ", ".join(sorted(slot.values))
            yield f"next.{value}", f"{value!r} is never an answer to {node.slot!r}; those are {possible}"
