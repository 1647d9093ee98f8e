"""What an author may not do. `check` names every mistake with file, node and field; a flow with one does not start.

The house tells what it can hear and do in a `Vocabulary`: the engine knows neither slots nor verbs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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
    Text,
    targets,
    texts,
)
from hotline.flows.engine import PLACEHOLDER

MOST_CHARACTERS = 40
"""Characters that one Chinese question may have; a caller keeps no longer one in mind."""

MOST_WORDS = 30
"""The same for languages that are written in words."""

BUILT_IN_ASIDES = frozenset({"repeat", "wait"})

SENTENCE = re.compile(r"[^。！!？?.；;]+[。！!？?.；;]?")

QUESTION_MARKS = ("？", "?")


@dataclass(frozen=True, slots=True)
class SlotType:
    """How a slot can be answered on the keypad: `keys` are single keys with a meaning, `digits` any number."""

    keys: frozenset[str] = frozenset()
    digits: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb can end in, and the words that it gives prompts to say."""

    outcomes: frozenset[str]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the house hears, does, and never says (`forbidden` gives what is wrong with a text)."""

    slots: Mapping[str, SlotType]
    verbs: Mapping[str, Verb]
    asides: frozenset[str]
    forbidden: Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend."""

    file: str
    node: str
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.node}.{self.field}: {self.what}" if self.node else f"{self.file}: {self.what}"


def check(flows: Flows, vocabulary: Vocabulary, *, root: str = "inbound") -> list[Mistake]:
    """Every mistake in `flows`; empty means that they may answer a call. Calls begin in the flow `root`."""
    found = list(_check_common(flows, vocabulary))
    if root not in flows.flows:
        found.append(Mistake("common.yaml", "", "", f"there is no flow {root!r} for calls to begin in"))
    for name, flow in flows.flows.items():
        found += _Checker(flows, vocabulary, name, flow, is_root=name == root).mistakes()
    return found


def _check_common(flows: Flows, vocabulary: Vocabulary) -> Iterator[Mistake]:
    common = flows.common
    for key, meaning in common.keys.items():
        if meaning not in BUILT_IN_ASIDES and meaning not in common.asides:
            yield Mistake("common.yaml", "keys", key, f"{meaning!r} is neither repeat, wait nor an aside")
    for aside, flow in common.asides.items():
        if aside not in vocabulary.asides:
            yield Mistake("common.yaml", "asides", aside, "nobody can be heard to mean this")
        if flow not in flows.flows:
            yield Mistake("common.yaml", "asides", aside, f"there is no flow {flow!r}")
    for field in ("too_long", "lost"):
        name = getattr(common, field)
        if name not in flows.flows:
            yield Mistake("common.yaml", "", field, f"there is no flow {name!r}")
        elif any(isinstance(node, Ask | Record | Queue | Do) for node in flows.flows[name].nodes.values()):
            yield Mistake("common.yaml", "", field, f"{name!r} must end by itself: it may neither ask nor do anything")


class _Checker:
    """The checks of one flow, one method for each sentence of the rule book."""

    def __init__(self, flows: Flows, vocabulary: Vocabulary, name: str, flow: Flow, *, is_root: bool) -> None:
        self.flows = flows
        self.vocabulary = vocabulary
        self.name = name
        self.flow = flow
        self.is_root = is_root

    def mistakes(self) -> Iterator[Mistake]:
        yield from self._start()
        for name, node in self.flow.nodes.items():
            for field, what in self._node(name, node):
                yield Mistake(f"{self.name}.yaml", name, field, what)
        if not any(target not in self.flow.nodes for target in self._all_targets() if target != RETURN):
            yield from self._reachable()
            yield from self._dead_ends()
            yield from self._breathless()

    def _start(self) -> Iterator[Mistake]:
        if self.flow.start not in self.flow.nodes:
            yield Mistake(f"{self.name}.yaml", "", "start", f"start: there is no node {self.flow.start!r}")

    def _all_targets(self) -> Iterator[str]:
        for node in self.flow.nodes.values():
            yield from (target for _, target in targets(node))

    def _node(self, name: str, node: Node) -> Iterator[tuple[str, str]]:
        yield from self._targets(node)
        yield from self._texts(node)
        match node:
            case Ask():
                yield from self._ask(node)
            case Record() if not node.give_up:
                yield "give_up", "there is no way out when the caller stays silent"
            case Match() if ELSE not in node.cases:
                yield "cases", f"there is no {ELSE!r} for values not named"
            case Do():
                yield from self._do(node)
            case Queue() if QUEUE_RESULTS - set(node.results):
                yield "results", f"missing: {', '.join(sorted(QUEUE_RESULTS - set(node.results)))}"
            case Call():
                yield from self._call(node)
            case _:
                pass

    def _call(self, node: Call) -> Iterator[tuple[str, str]]:
        if node.flow not in self.flows.flows:
            yield "flow", f"there is no flow {node.flow!r}"
        elif self._calls_itself(node.flow):
            yield "flow", f"{node.flow!r} comes back to {self.name!r} without end"

    def _targets(self, node: Node) -> Iterator[tuple[str, str]]:
        for field, target in targets(node):
            if target == RETURN and self.is_root:
                yield field, "the first flow has nowhere to return to"
            elif target != RETURN and target not in self.flow.nodes:
                yield field, f"there is no node {target!r}"

    # -- asking --

    def _ask(self, node: Ask) -> Iterator[tuple[str, str]]:
        slot = self.vocabulary.slots.get(node.slot)
        if slot is None:
            yield "slot", f"there is no slot type {node.slot!r}"
        elif not (slot.keys or slot.digits or node.keys):
            yield "keys", "this question can only be answered by speaking; give it a key as well"
        else:
            yield from self._key_clashes(node, slot)
        if node.instead and node.instead.slot not in self.vocabulary.slots:
            yield "instead.slot", f"there is no slot type {node.instead.slot!r}"
        for aside in set(node.on) - self.vocabulary.asides:
            yield f"on.{aside}", "nobody can be heard to mean this"
        if not node.give_up:
            yield "give_up", "there is no way out when the caller stays silent"
        if isinstance(node.next, dict) and ELSE not in node.next:
            yield "next", f"there is no {ELSE!r} for values not named"
        yield from self._wordings(node)

    def _key_clashes(self, node: Ask, slot: SlotType) -> Iterator[tuple[str, str]]:
        for key in sorted(set(node.keys) & set(self.flows.common.keys)):
            yield f"keys.{key}", f"{key} means {self.flows.common.keys[key]!r} at every question"
        for key in sorted(set(node.keys) & slot.keys):
            yield f"keys.{key}", f"{key} is an answer to {node.slot!r} already"

    def _wordings(self, node: Ask) -> Iterator[tuple[str, str]]:
        if len(node.reprompts) != node.tries - 1:
            yield "reprompts", f"{node.tries} tries need {node.tries - 1} other wordings, not {len(node.reprompts)}"
        for language in self.flows.common.languages:
            wordings = [text.get(language, "") for text in (node.prompt, *node.reprompts)]
            if len(set(wordings)) < len(wordings):
                yield "reprompts", f"two tries are worded the same in {language}"

    # -- what is said --

    def _texts(self, node: Node) -> Iterator[tuple[str, str]]:
        for field, text in texts(node):
            for language in self.flows.common.languages:
                if not text.get(language, "").strip():
                    yield f"{field}.{language}", "this language is missing"
            for language, said in text.items():
                yield from ((f"{field}.{language}", what) for what in self._sentence(said, language, text))
                if isinstance(node, Ask):
                    yield from ((f"{field}.{language}", what) for what in self._question(said, language))

    def _sentence(self, said: str, language: str, text: Text) -> Iterator[str]:
        if language not in self.flows.common.languages:
            yield "this language is not one of common.yaml"
        yield from (f"never say this: {phrase}" for phrase in self.vocabulary.forbidden(said))
        known = self._words()
        for placeholder in PLACEHOLDER.findall(said):
            if placeholder not in known:
                yield f"nothing is known as {{{placeholder}}}"
        if set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(text[self.flows.common.languages[0]])):
            yield "the languages do not say the same values"

    def _question(self, said: str, language: str) -> Iterator[str]:
        questions = [sentence for sentence in SENTENCE.findall(said) if sentence.rstrip().endswith(QUESTION_MARKS)]
        if len(questions) > 1:
            yield "one question at a time"
        for sentence in SENTENCE.findall(said):
            chinese = language.startswith("zh")
            length = len(sentence.strip()) if chinese else len(sentence.split())
            most = MOST_CHARACTERS if chinese else MOST_WORDS
            if length > most:
                yield f"{length} {'characters' if chinese else 'words'} in one sentence of a question: {most} at most"

    def _words(self) -> set[str]:
        """Everything that a prompt may name: answers, verbs' words, and what is being confirmed."""
        known = {"said"}
        for flow in self.flows.flows.values():
            for name, node in flow.nodes.items():
                match node:
                    case Ask():
                        known.add(node.into or name)
                    case Do():
                        verb = self.vocabulary.verbs.get(node.verb)
                        known |= verb.words if verb else set()
                    case _:
                        pass
        return known

    # -- doing --

    def _do(self, node: Do) -> Iterator[tuple[str, str]]:
        verb = self.vocabulary.verbs.get(node.verb)
        if verb is None:
            yield "verb", f"there is no verb {node.verb!r}"
            return
        for outcome in sorted(verb.outcomes - set(node.outcomes)):
            yield "outcomes", f"{node.verb!r} may end in {outcome!r}; say what follows"
        for outcome in sorted(set(node.outcomes) - verb.outcomes):
            yield f"outcomes.{outcome}", f"{node.verb!r} never ends so"

    def _calls_itself(self, name: str) -> bool:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            flow = self.flows.flows.get(waiting.pop())
            if flow is None or flow.flow in seen:
                continue
            seen.add(flow.flow)
            waiting += [node.flow for node in flow.nodes.values() if isinstance(node, Call)]
        return self.name in seen

    # -- the whole drawing --

    def _reachable(self) -> Iterator[Mistake]:
        if self.flow.start not in self.flow.nodes:
            return
        reached = self._from({self.flow.start})
        for name in self.flow.nodes:
            if name not in reached:
                yield Mistake(f"{self.name}.yaml", name, "kind", "nothing leads here")

    def _from(self, names: set[str]) -> set[str]:
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in reached or name == RETURN:
                continue
            reached.add(name)
            waiting += [target for _, target in targets(self.flow.nodes[name])]
        return reached

    def _dead_ends(self) -> Iterator[Mistake]:
        """Every node leads to an end or back to the caller's flow."""
        for name in self.flow.nodes:
            onward = self._from({name})
            ends = any(isinstance(self.flow.nodes[node], End) for node in onward)
            returns = any(target == RETURN for node in onward for _, target in targets(self.flow.nodes[node]))
            if not (ends or returns):
                yield Mistake(f"{self.name}.yaml", name, "next", "no way leads from here to an end")

    def _breathless(self) -> Iterator[Mistake]:
        """No round of nodes without a wait in it: the caller would hear the hotline talk to itself for ever."""
        for name, node in self.flow.nodes.items():
            if not _waits(node) and name in self._without_wait(name):
                yield Mistake(f"{self.name}.yaml", name, "next", "comes back here without ever waiting for the caller")

    def _without_wait(self, name: str) -> set[str]:
        reached: set[str] = set()
        waiting = [target for _, target in targets(self.flow.nodes[name])]
        while waiting:
            target = waiting.pop()
            if target in reached or target == RETURN:
                continue
            reached.add(target)
            if not _waits(self.flow.nodes[target]):
                waiting += [following for _, following in targets(self.flow.nodes[target])]
        return reached


def _waits(node: Node) -> bool:
    return isinstance(node, Ask | Record | Queue)
