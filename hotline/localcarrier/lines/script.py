"""Scripted callers in YAML: who calls, what they say when they hear what, when they lose patience.

The format is described in `docs/localcarrier.md`. Scalars are read as they are written: `keys: 0756` keeps its zero
and `from: +8613702345678` its plus.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hotline.localcarrier.lines.line import Pickup

_CALLER_KEYS = frozenset(
    {"name", "from", "hesitates", "patience", "rings", "picks up", "machine", "greeting", "steps", "rules", "otherwise"}
)
_ANSWER_KEYS = frozenset({"says", "keys", "silence", "hangs up", "hesitates", "interrupts", "confidence"})
_STEP_KEYS = _ANSWER_KEYS | {"hears", "optional"}
_RULE_KEYS = _ANSWER_KEYS | {"hears"}
_HALF_LETTER = re.compile(r"[\ud800-\udfff]")  # YAML's escapes can write what no text can hold
_PHONE_KEYS = re.compile(r"[0-9*#]+")
_PATIENCE = 900.0
_RINGS = 12
_PICKS_UP = 2
_REFUSALS = {"never": Pickup.NOT_YET, "busy": Pickup.IS_BUSY, "rejects": Pickup.REJECTS}


class BadScript(Exception):
    """A caller's file is wrong; the message names file, line and key."""


@dataclass(frozen=True, slots=True)
class Hears:
    """A test on what was said: any of the words or `/regular expressions/`. Blanks and letter case do not count."""

    patterns: tuple[re.Pattern[str], ...]

    def matches(self, heard: str) -> bool:
        """True where any pattern is found."""
        return any(pattern.search(heard) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller does. `says` and `keys` may hold several: the first time the first one, then the last again."""

    says: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    hangs_up: bool = False
    hesitates: float | None = None
    interrupts: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a script: an answer for when something is heard (None: whatever is heard)."""

    hears: Hears | None
    answer: Answer
    line: int
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """A scripted person. Seconds are call time; `rings` is how many rings they wait for an answer.

    When called, they pick up at the `picks_up`-th ring with `greeting`, or do what `refusal` says; a `machine` is a
    voicemail that talks and listens as the steps say.
    """

    name: str
    number: str
    steps: tuple[Step, ...] = ()
    rules: tuple[Step, ...] = ()
    otherwise: Answer = field(default_factory=Answer)
    hesitates: float = 0.5
    patience: float = _PATIENCE
    rings: int = _RINGS
    picks_up: int = _PICKS_UP
    refusal: Pickup | None = None
    machine: bool = False
    greeting: str = ""

    def rung(self, ring: int) -> Pickup:
        """What they do at the `ring`-th ring of a call to them."""
        if self.refusal is not None:
            return self.refusal
        return Pickup.ANSWERS if ring >= self.picks_up else Pickup.NOT_YET


def load(path: Path) -> Caller:
    """Read a caller from a file. Raises `BadScript`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadScript(f"{path}: {error}") from error
    return read(text, str(path))


def read(text: str, name: str = "script") -> Caller:
    """Read a caller from YAML text; `name` stands in its errors. Raises `BadScript`."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadScript(f"{name}:{line}: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BadScript(f"{name}: {error}") from error
    if root is None:
        raise BadScript(f"{name}:1: the file is empty")
    return _Reader(name).caller(root)


def plain(text: str) -> str:
    """A text as it is compared: full-width forms made ordinary, no blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


class _Reader:
    """Turns YAML nodes into a caller and names file, line and key of what is wrong."""

    def __init__(self, file: str) -> None:
        self._file = file

    def caller(self, node: yaml.Node) -> Caller:
        fields = self._mapping(node, "", _CALLER_KEYS)
        for key in ("name", "from"):
            if key not in fields:
                raise self._bad(node, key, "is missing")
        picks_up, refusal = self._picks_up(fields.get("picks up"))
        return Caller(
            name=self._text(fields["name"], "name"),
            number=self._text(fields["from"], "from"),
            steps=self._steps(fields.get("steps"), "steps", _STEP_KEYS),
            rules=self._steps(fields.get("rules"), "rules", _RULE_KEYS),
            otherwise=self._otherwise(fields.get("otherwise")),
            hesitates=self._seconds(fields.get("hesitates"), "hesitates", 0.5),
            patience=self._seconds(fields.get("patience"), "patience", _PATIENCE),
            rings=int(self._seconds(fields.get("rings"), "rings", _RINGS)),
            picks_up=picks_up,
            refusal=refusal,
            machine=self._flag(fields.get("machine"), "machine"),
            greeting=self._text(fields["greeting"], "greeting") if "greeting" in fields else "",
        )

    def _picks_up(self, node: yaml.Node | None) -> tuple[int, Pickup | None]:
        if node is None:
            return _PICKS_UP, None
        value = self._text(node, "picks up")
        if value in _REFUSALS:
            return _PICKS_UP, _REFUSALS[value]
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            raise self._bad(node, "picks up", f"must be the number of a ring, or one of {', '.join(_REFUSALS)}")
        return int(value), None

    def _otherwise(self, node: yaml.Node | None) -> Answer:
        if node is None:
            return Answer()
        return self._answer(node, self._mapping(node, "otherwise", _ANSWER_KEYS), "otherwise")

    def _steps(self, node: yaml.Node | None, key: str, known: frozenset[str]) -> tuple[Step, ...]:
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self._bad(node, key, "must be a list")
        return tuple(self._step(item, f"{key}[{n}]", known) for n, item in enumerate(node.value, start=1))

    def _step(self, node: yaml.Node, key: str, known: frozenset[str]) -> Step:
        fields = self._mapping(node, key, known)
        is_rule = "optional" not in known
        if is_rule and "hears" not in fields:
            raise self._bad(node, f"{key}.hears", "is missing")
        return Step(
            hears=self._hears(fields["hears"], f"{key}.hears") if "hears" in fields else None,
            answer=self._answer(node, fields, key),
            line=node.start_mark.line + 1,
            optional=self._flag(fields.get("optional"), f"{key}.optional"),
        )

    def _answer(self, node: yaml.Node, fields: dict[str, yaml.Node], key: str) -> Answer:
        if not fields.keys() & {"says", "keys", "silence", "hangs up"}:
            raise self._bad(node, key, "needs one of says, keys, silence, hangs up")
        keys = self._texts(fields.get("keys"), f"{key}.keys")
        for pressed in keys:
            if not _PHONE_KEYS.fullmatch(pressed):
                raise self._bad(fields["keys"], f"{key}.keys", f"{pressed!r} are no telephone keys (0-9 * #)")
        silent = self._flag(fields.get("silence"), f"{key}.silence")
        if silent and fields.keys() & {"says", "keys"}:
            raise self._bad(fields["silence"], f"{key}.silence", "cannot stand beside says or keys")
        confidence = fields.get("confidence")
        return Answer(
            says=self._texts(fields.get("says"), f"{key}.says"),
            keys=keys,
            hangs_up=self._flag(fields.get("hangs up"), f"{key}.hangs up"),
            hesitates=self._seconds(fields["hesitates"], f"{key}.hesitates", 0) if "hesitates" in fields else None,
            interrupts=self._flag(fields.get("interrupts"), f"{key}.interrupts"),
            confidence=self._seconds(confidence, f"{key}.confidence", 0) if confidence else None,
        )

    def _hears(self, node: yaml.Node, key: str) -> Hears:
        return Hears(tuple(self._pattern(node, text, key) for text in self._texts(node, key)))

    def _pattern(self, node: yaml.Node, text: str, key: str) -> re.Pattern[str]:
        if len(text) > 1 and text.startswith("/") and text.endswith("/"):
            try:
                return re.compile(text[1:-1], re.IGNORECASE)
            except re.error as error:
                raise self._bad(node, key, f"{text} is no regular expression: {error}") from error
        return re.compile(re.escape(plain(text)))

    def _mapping(self, node: yaml.Node, key: str, known: frozenset[str]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            raise self._bad(node, key or "the file", "must be key: value pairs")
        fields: dict[str, yaml.Node] = {}
        for name, value in node.value:
            full = f"{key}.{name.value}" if key else str(name.value)
            if name.value not in known:
                raise self._bad(name, full, f"is not known here (known: {', '.join(sorted(known))})")
            if name.value in fields:
                raise self._bad(name, full, "stands twice")
            fields[name.value] = value
        return fields

    def _texts(self, node: yaml.Node | None, key: str) -> tuple[str, ...]:
        if node is None:
            return ()
        if isinstance(node, yaml.SequenceNode) and node.value:
            return tuple(self._text(item, key) for item in node.value)
        return (self._text(node, key),)

    def _text(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip() or _HALF_LETTER.search(node.value):
            raise self._bad(node, key, "must be a text")
        return str(node.value)

    def _flag(self, node: yaml.Node | None, key: str) -> bool:
        if node is None:
            return False
        value = self._text(node, key)
        if value not in ("true", "false"):
            raise self._bad(node, key, "must be true or false")
        return value == "true"

    def _seconds(self, node: yaml.Node | None, key: str, default: float) -> float:
        if node is None:
            return default
        try:
            value = float(self._text(node, key))
        except ValueError as error:
            raise self._bad(node, key, "must be a number") from error
        if not 0 <= value < float("inf"):
            raise self._bad(node, key, "must be a number from 0 up")
        return value

    def _bad(self, node: yaml.Node, key: str, why: str) -> BadScript:
        return BadScript(f"{self._file}:{node.start_mark.line + 1}: {key} {why}")
