"""A flow as a drawing: Mermaid for documents, SVG for looking at."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.flows.definition import RETURN, Call, Do, Flow, Match, Node, targets

SHAPES = {"ask": ("{{", "}}"), "do": ("[[", "]]"), "call": ("[/", "/]"), "end": ("([", "])"), "queue": ("[(", ")]")}

DOT_SHAPES = {"ask": "hexagon", "do": "component", "call": "folder", "end": "oval", "queue": "cylinder"}

ENTITIES = str.maketrans({'"': "#quot;", "<": "#lt;", ">": "#gt;", "#": "#35;"})
"""Signs that mean something in a Mermaid label."""

LABEL_LENGTH = 24


def mermaid(flow: Flow, *, language: str = "zh-CN") -> str:
    """The flow as a Mermaid flowchart, nodes in the order of the file."""
    lines = ["flowchart TD"]
    numbers = {name: f"n{number}" for number, name in enumerate(flow.nodes)}
    for name, node in flow.nodes.items():
        opening, closing = SHAPES.get(node.kind, ("[", "]"))
        label = "<br/>".join(text.translate(ENTITIES) for text in _label(name, node, language))
        lines.append(f'  {numbers[name]}{opening}"{label}"{closing}')
    if _returns(flow):
        lines.append('  back(["return"])')
    for name, target, why in _edges(flow):
        end = numbers.get(target, "back")
        lines.append(f'  {numbers[name]} -->|"{why}"| {end}' if why else f"  {numbers[name]} --> {end}")
    return "\n".join(lines) + "\n"


def svg(flow: Flow, *, language: str = "zh-CN") -> str:
    """The flow as an SVG document, laid out by the Graphviz that pygraphviz brings along."""
    # It takes a fifth of a second to load, which a telephone call should not wait for.
    import pygraphviz  # type: ignore[import-untyped]  # noqa: PLC0415

    graph = pygraphviz.AGraph(directed=True, strict=False, name=flow.flow)
    graph.node_attr.update(fontname="sans-serif", fontsize="12", shape="box")
    graph.edge_attr.update(fontname="sans-serif", fontsize="10")
    for name, node in flow.nodes.items():
        label = "\n".join(_label(name, node, language)).replace("\\", "\\\\")
        graph.add_node(name, label=label, shape=DOT_SHAPES.get(node.kind, "box"))
    if _returns(flow):
        graph.add_node(RETURN, shape="oval")
    for name, target, why in _edges(flow):
        graph.add_edge(name, target, label=why)
    return str(graph.draw(format="svg", prog="dot"), "utf-8")


def _edges(flow: Flow) -> Iterator[tuple[str, str, str]]:
    """From, to, and what leads there; nothing is said of the plain way on."""
    for name, node in flow.nodes.items():
        for path, target in targets(node):
            field, _, value = path.partition(".")
            chosen = field in {"next", "outcomes", "cases", "results"}
            yield name, target, value if chosen else f"{field} {value}".strip()


def _returns(flow: Flow) -> bool:
    return any(target == RETURN for _, target, _ in _edges(flow))


def _label(name: str, node: Node, language: str) -> tuple[str, str]:
    match node:
        case Do():
            text = node.verb
        case Call():
            text = node.flow
        case Match():
            text = node.slot
        case _:
            text = node.prompt.get(language, "")
    return name, text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1] + "…"
