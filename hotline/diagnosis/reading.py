"""Reads a data file of `ivr_flows/` into its model; whatever is wrong is told with file, line, entry and field."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from hotline.core.errors import HotlineError


class BrokenFile(HotlineError):
    """A data file that cannot be used. One line for each mistake: file, line, entry and field, what is wrong."""


class Entry(BaseModel):
    """A part of a data file: nothing unknown in it, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Entry)


def read(path: Path, model: type[Model]) -> Model:
    """The file as `model`. Raises BrokenFile."""
    try:
        text = path.read_text("utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        return model.model_validate(yaml.safe_load(text))
    except OSError as error:
        raise BrokenFile(f"{path.name}:1: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BrokenFile(f"{path.name}:{line}: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BrokenFile(f"{path.name}:1: {error}") from error
    except ValidationError as error:
        raise BrokenFile(
            "\n".join(
                f"{path.name}:{_line(tree, mistake['loc'])}: {_where(tree, mistake['loc'])}: {mistake['msg']}"
                for mistake in error.errors(include_url=False)
            )
        ) from error


def _where(tree: yaml.Node | None, location: Iterable[int | str]) -> str:
    """The entry and the field as people look for them: `faults[printer_driver].advice[1].zh-CN`."""
    where = ""
    for part in location:
        tree = _step(tree, part)
        if isinstance(part, int):
            where += f"[{_own_name(tree) or part}]"
        else:
            where += f".{part}" if where else part
    return where or "the file"


def _line(tree: yaml.Node | None, location: Iterable[int | str]) -> int:
    line = 1
    for part in location:
        tree = _step(tree, part)
        if tree is None:
            break
        line = tree.start_mark.line + 1
    return line


def _step(tree: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(tree, yaml.SequenceNode) and isinstance(part, int) and part < len(tree.value):
        node: yaml.Node = tree.value[part]
        return node
    if isinstance(tree, yaml.MappingNode):
        return next((value for key, value in tree.value if key.value == str(part)), None)
    return None


def _own_name(tree: yaml.Node | None) -> str | None:
    names = [_step(tree, field) for field in ("id", "name")]
    return next((name.value for name in names if isinstance(name, yaml.ScalarNode)), None)
