"""A flow as a drawing: Mermaid for documents, SVG (by Mermaid's own renderer) where a browser shows it."""

from __future__ import annotations

from hotline.flows.definition import RETURN, Ask, Call, Do, End, Flow, Node, targets

SHAPES = {"ask": ("{{", "}}"), "do": ("[[", "]]"), "call": ("[/", "/]"), "end": ("([", "])"), "queue": ("[(", ")]")}

LABEL_LENGTH = 24


def mermaid(flow: Flow, *, language: str = "zh-CN") -> str:
    """The flow as a Mermaid flowchart, nodes in the order of the file."""
    lines = ["flowchart TD"]
    numbers = {name: f"n{number}" for number, name in enumerate(flow.nodes)}
    for name, node in flow.nodes.items():
        opening, closing = SHAPES.get(node.kind, ("[", "]"))
        lines.append(f'  {numbers[name]}{opening}"{_label(name, node, language)}"{closing}')
    lines.append('  back(["return"])')
    for name, node in flow.nodes.items():
        for field, target in targets(node):
            end = "back" if target == RETURN else numbers.get(target, target)
            lines.append(f"  {numbers[name]} -->{_edge(field)} {end}")
    return "\n".join(lines) + "\n"


def _label(name: str, node: Node, language: str) -> str:
    match node:
        case Do():
            text = node.verb
        case Call():
            text = node.flow
        case End() | Ask():
            text = node.prompt.get(language, "")
        case _:
            text = getattr(node, "prompt", {}).get(language, "")
    short = text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1] + "…"
    return f"{name}<br/>{short}".replace('"', "'")


def _edge(field: str) -> str:
    short = field.removeprefix("next.").removeprefix("outcomes.").removeprefix("cases.").removeprefix("results.")
    return "" if field == "next" else f'|"{short}"|'
