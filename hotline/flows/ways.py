"""Checks of where a flow leads: every node is reached, ends, and no round goes on without the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from hotline.flows.definition import RETURN, Ask, Call, End, Flow, Flows, Node, Queue, Record, targets

Onward = Callable[[Node], Iterable[str]]


def unreached(flow: Flow) -> Iterator[str]:
    """Nodes that nothing leads to."""
    reached = {flow.start} | _after(flow, flow.start, _all_ways)
    return (name for name in flow.nodes if name not in reached)


def endless(flow: Flow) -> Iterator[str]:
    """Nodes from which no way leads to an end or back to the calling flow."""
    for name in flow.nodes:
        onward = {name} | _after(flow, name, _all_ways)
        if RETURN not in onward and not any(isinstance(flow.nodes[other], End) for other in onward):
            yield name


def breathless(flows: Flows, flow: Flow) -> Iterator[str]:
    """Nodes that come back to themselves without a wait: the caller would hear the hotline talk for ever."""
    return (name for name in flow.nodes if name in _after(flow, name, partial(_unheard_ways, flows)))


def deaf(flow: Flow) -> Iterator[str]:
    """Waits to which a caller who stays silent comes back again and again."""
    for name, node in flow.nodes.items():
        if isinstance(node, Ask | Record) and name in _after(flow, name, _silent_ways):
            yield name


def calls_back(flows: Flows, flow: Flow, called: str) -> bool:
    """Whether the flow `called` comes, through the flows that it calls, to `flow` again."""
    seen: set[str] = set()
    waiting = [called]
    while waiting:
        name = waiting.pop()
        if name not in seen and name in flows.flows:
            seen.add(name)
            waiting += [node.flow for node in flows.flows[name].nodes.values() if isinstance(node, Call)]
    return flow.flow in seen


def _after(flow: Flow, name: str, onward: Onward) -> set[str]:
    """Every target after `name`; `name` itself is among them only if a way leads back."""
    reached: set[str] = set()
    waiting = list(onward(flow.nodes[name]))
    while waiting:
        target = waiting.pop()
        if target not in reached:
            reached.add(target)
            waiting += () if target == RETURN else onward(flow.nodes[target])
    return reached


def _all_ways(node: Node) -> Iterable[str]:
    return (target for _, target in targets(node))


def _silent_ways(node: Node) -> Iterable[str]:
    """Where a caller who says nothing gets to. Waiting for a person is no silence."""
    match node:
        case Ask():
            return (node.give_up or RETURN, *_known_ways(node))
        case Record():
            return (node.give_up or RETURN,)
        case Queue():
            return ()
        case _:
            return _all_ways(node)


def _unheard_ways(flows: Flows, node: Node) -> Iterable[str]:
    """Where a conversation may get to without waiting for the caller."""
    match node:
        case Ask():
            return _known_ways(node)
        case Record() | Queue():
            return ()
        case Call() if _always_waits(flows, node.flow):
            return ()
        case _:
            return _all_ways(node)


def _known_ways(node: Ask) -> Iterable[str]:
    """Where a question leads that is not asked, its answer being known."""
    return (target for field, target in targets(node) if node.skip_if_known and field.startswith("next"))


def _always_waits(flows: Flows, name: str) -> bool:
    """Whether a flow returns only after it has waited. Flows that call one another in a circle do not."""
    flow = flows.flows.get(name)
    if flow is None or flow.start not in flow.nodes:
        return False
    if any(isinstance(node, Call) and calls_back(flows, flow, node.flow) for node in flow.nodes.values()):
        return False
    return RETURN not in _after(flow, flow.start, partial(_unheard_ways, flows))
