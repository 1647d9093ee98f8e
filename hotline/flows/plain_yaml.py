"""YAML as people read it: `yes`, `no` and `1` are words, and a key stands once. Every fault has a file and a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml


class BrokenFlow(Exception):
    """A file of flows, or of a conversation, that cannot be read. One line: file, line, what is wrong."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")
        self.file, self.line, self.what = file, line, what


class Document:
    """What a file says, and the line on which it says it. Raises BrokenFlow when it is not YAML."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        try:
            loader = _Loader(text)
            self._tree = loader.get_single_node()
            self.data: Any = loader.construct_document(self._tree) if self._tree else None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self.broken(mark.line + 1 if mark else 1, _problem(error)) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise self.broken(line, f"the character {chr(error.character)!r} cannot stand in a file") from error

    def broken(self, at: int | Sequence[str | int], what: str) -> BrokenFlow:
        """The fault at a line, or at the path of keys and numbers that leads to it."""
        return BrokenFlow(self.file, at if isinstance(at, int) else self.line(at), what)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the deepest part of `path` that the file has."""
        line, tree = 1, self._tree
        for part in path:
            child = _child(tree, part)
            if child is None:
                break
            line, tree = child
        return line


def _problem(error: yaml.MarkedYAMLError) -> str:
    what = error.problem or "this is not YAML"
    return f"{what}; a text with one of , ? : needs quotes here" if what.startswith("expected ','") else what


def _child(tree: yaml.Node | None, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(tree, yaml.MappingNode):
        for key, value in tree.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    elif isinstance(tree, yaml.SequenceNode) and isinstance(part, int) and part < len(tree.value):
        return tree.value[part].start_mark.line + 1, tree.value[part]
    return None


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is one word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
