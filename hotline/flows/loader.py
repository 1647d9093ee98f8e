"""Reads `ivr_flows/`. Whatever is wrong in a file is told with the file and the line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hotline.flows.definition import KINDS, Common, Flow, Flows
from hotline.flows.plain_yaml import BrokenFlow, Document

__all__ = ["BrokenFlow", "load", "parse", "revision_of"]

Model = TypeVar("Model", bound=BaseModel)

COMMON = "common"

OTHER_DATA = frozenset({"diagnosis", "deadlines", "lexicon"})
"""Files of `ivr_flows/` that hold other data."""


def load(folder: Path) -> Flows:
    """Read every flow of `folder`. Raises BrokenFlow naming the first thing that is wrong."""
    files = sorted(folder.glob("*.yaml"))
    return parse({path.stem: _text(path) for path in files if path.stem not in OTHER_DATA}, folder=str(folder))


def parse(sources: Mapping[str, str], *, folder: str = "ivr_flows") -> Flows:
    """Build flows from the texts of their files, as `Flows.sources` keeps them."""
    if COMMON not in sources:
        raise BrokenFlow(folder, 1, "there is no common.yaml here; every set of flows needs one")
    common = _read(COMMON, sources[COMMON], Common)
    flows = {name: _read_flow(name, text) for name, text in sources.items() if name != COMMON}
    return Flows(revision_of(sources), common, flows, dict(sources))


def revision_of(sources: Mapping[str, str]) -> str:
    """Twelve hex digits that change when any word of any flow changes."""
    digest = hashlib.sha256()
    for name in sorted(sources):
        digest.update(f"{name}\0{sources[name]}\0".encode())
    return digest.hexdigest()[:12]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BrokenFlow(path.name, line, "this is not UTF-8; save the file in that encoding") from error


def _read_flow(name: str, text: str) -> Flow:
    flow = _read(name, text, Flow)
    if flow.flow != name:
        what = f"flow: the flow calls itself {flow.flow!r}, but its file {name!r}; give both the same name"
        raise Document(f"{name}.yaml", text).broken(["flow"], what)
    return flow


def _read(name: str, text: str, model: type[Model]) -> Model:
    document = Document(f"{name}.yaml", text)
    if not isinstance(document.data, dict):
        raise document.broken(1, f"the file is a mapping that begins with `{next(iter(model.model_fields))}:`")
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        path, what = _fault(_plainest(error), model)
        raise document.broken(path, f"{'.'.join(map(str, path))}: {what}") from error


# -- what pydantic found, in the authors' words --

SENTENCES = {
    "missing": "is missing",
    "dict_type": "should be a mapping",
    "model_type": "should be a mapping",
    "model_attributes_type": "should be a mapping",
    "union_tag_not_found": f"is missing; the kinds are {', '.join(KINDS)}",
    "list_type": "should be a list",
    "string_type": "should be one word or sentence",
    "int_parsing": "should be a whole number",
    "bool_parsing": "should be true or false",
}


def _plainest(error: ValidationError) -> ErrorDetails:
    """The first mistake, but a misspelt field before the one that is missing for it."""
    return min(error.errors(include_url=False), key=lambda one: one["type"] != "extra_forbidden")


def _fault(error: ErrorDetails, model: type[BaseModel]) -> tuple[list[str | int], str]:
    """The path as the author wrote it, and what is wrong there."""
    path = list(error["loc"])
    fields = model.model_fields
    if path[0] == "nodes" and path[2:]:
        fields = KINDS[str(path.pop(2))].model_fields
        if path[2:3] == ["next"]:
            path = path[:3]
    if error["type"].startswith("union_tag"):
        path.append("kind")
    return path, _sentence(error, path, fields)


def _sentence(error: ErrorDetails, path: list[str | int], fields: Iterable[str]) -> str:
    match error["type"]:
        case "union_tag_invalid":
            return f"there is no kind {error['ctx']['tag']!r}; the kinds are {', '.join(KINDS)}"
        case "extra_forbidden" if len(path) in {1, 3}:
            return f"there is no such field; the fields here are {', '.join(fields)}"
        case "extra_forbidden":
            return "there is no such field here"
        case "string_type" if path[2:] == ["next"]:
            return "should be a node, or a mapping from answers to nodes"
        case "string_type" if error["input"] is None:
            return "has no text; where there are braces, a text with a comma needs quotes"
        case kind:
            return SENTENCES.get(kind, re.sub("^(?:Input|List) | after validation", "", error["msg"]))
