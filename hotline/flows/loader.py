"""Reads `ivr_flows/`. Whatever is wrong in a file is told with the file and the line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from hotline.flows.definition import Common, Flow, Flows

Model = TypeVar("Model", bound=BaseModel)

COMMON = "common"

OTHER_DATA = frozenset({"diagnosis", "deadlines", "lexicon"})
"""Files of `ivr_flows/` that hold other data."""


class BrokenFlow(Exception):  # noqa: N818 - named after what it is, as the authors see it
    """A flow file that cannot be read. One line: file, line, what is wrong."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")
        self.file, self.line, self.what = file, line, what


def load(folder: Path) -> Flows:
    """Read every flow of `folder`. Raises BrokenFlow naming the first thing that is wrong."""
    if not (folder / f"{COMMON}.yaml").is_file():
        raise BrokenFlow(str(folder), 1, "there is no common.yaml here")
    files = sorted(folder.glob("*.yaml"))
    return parse({path.stem: path.read_text("utf-8") for path in files if path.stem not in OTHER_DATA})


def parse(sources: Mapping[str, str]) -> Flows:
    """Build flows from the texts of their files, as `Flows.sources` keeps them."""
    common = _read(COMMON, sources[COMMON], Common)
    flows = {name: _read(name, text, Flow) for name, text in sources.items() if name != COMMON}
    for name, flow in flows.items():
        if flow.flow != name:
            raise BrokenFlow(_file(name), 1, f"the flow calls itself {flow.flow!r}, its file {name!r}")
    return Flows(revision_of(sources), common, flows, dict(sources))


def revision_of(sources: Mapping[str, str]) -> str:
    """Twelve hex digits that change when any word of any flow changes."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()[:12]


def _file(name: str) -> str:
    return f"{name}.yaml"


def _read(name: str, text: str, model: type[Model]) -> Model:
    try:
        tree = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenFlow(_file(name), line, error.problem or "this is not YAML") from error
    if not isinstance(data, dict):
        raise BrokenFlow(_file(name), 1, "a flow file is a mapping that begins with `flow:`")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = [part for part in first["loc"] if part not in _TAGS]
        where = ".".join(str(part) for part in path)
        raise BrokenFlow(_file(name), _line(tree, path), f"{where}: {first['msg']}") from error


_TAGS = frozenset({"say", "ask", "record", "match", "do", "call", "queue", "end"})


def _line(tree: yaml.Node | None, path: Iterable[Any]) -> int:
    """The line of the deepest part of `path` that the file has."""
    line = 1
    for part in path:
        if isinstance(tree, yaml.MappingNode):
            pairs = [(key, value) for key, value in tree.value if key.value == str(part)]
            if not pairs:
                break
            line, tree = pairs[0][0].start_mark.line + 1, pairs[0][1]
        elif isinstance(tree, yaml.SequenceNode) and isinstance(part, int) and part < len(tree.value):
            tree = cast("yaml.Node", tree.value[part])
            line = tree.start_mark.line + 1
    return line


class _Loader(yaml.SafeLoader):
    """YAML as people read it: yes, no and 1 are words (pydantic makes numbers), and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands here twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
