"""A conversation as a file that an author reads and writes, and that a test plays again.

    # 已知客户,读卡器不亮
    - hotline:
      - 您好,金穗公司。
      - 请问有什么可以帮您?
      caller: 开不了票
    - hotline:
      - 请问读卡器上的红绿灯正常吗?
      keys: '2'

One item for each turn: what the hotline says, then what comes back - `caller` words, `keys`, `event` (how a queue or
a recording ended), `silence: true` or `hangup: true`. The last turn may have nothing come back. A comment at the top
stays; `given` in an item of its own before the turns holds whatever the test needs to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any

import yaml

from hotline.flows.plain_yaml import Document
from hotline.flows.steps import Heard

WORDS = ("caller", "keys", "event")
FACTS = ("silence", "hangup")
REPLIES = (*WORDS, *FACTS)
CHOICE = ", ".join(REPLIES)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the hotline says, and the one thing that comes back; nothing comes back when the hotline hangs up."""

    hotline: tuple[str, ...]
    caller: str = ""
    keys: str = ""
    event: str = ""
    silence: bool = False
    hangup: bool = False

    @classmethod
    def of(cls, says: tuple[str, ...], heard: Heard) -> Turn:
        return cls(says, heard.speech, heard.digits, heard.event, silence=not (heard.text or heard.event))

    @property
    def heard(self) -> Heard | None:
        """What the engine is told; None where the conversation is over after this turn."""
        if self.caller or self.keys or self.event or self.silence:
            return Heard(self.caller, self.keys, event=self.event)
        return None

    def plain(self) -> dict[str, Any]:
        replies = {name: getattr(self, name) for name in REPLIES}
        return {"hotline": list(self.hotline), **{name: reply for name, reply in replies.items() if reply}}


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one conversation; `about` is the comment at the top of its file."""

    turns: tuple[Turn, ...]
    about: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Transcript:
        """Read a file. Raises BrokenFlow with file and line."""
        return cls.parse(path.name, path.read_text("utf-8"))

    @classmethod
    def parse(cls, file: str, text: str) -> Transcript:
        document = Document(file, text)
        items = document.data
        if not isinstance(items, list):
            raise document.broken(1, "a transcript is a list of turns, each begins with `- hotline:`")
        given = items[0].get("given", {}) if items and isinstance(items[0], dict) else {}
        if not isinstance(given, dict):
            raise document.broken([0, "given"], "given: should be a mapping")
        first = 1 if given else 0
        turns = tuple(_turn(document, number, items[number]) for number in range(first, len(items)))
        for number, turn in enumerate(turns[:-1], first):
            if turn.heard is None:
                raise document.broken([number], f"nothing comes back here, yet it goes on; add one of {CHOICE}")
        return cls(turns, _comment(text), given)

    def dump(self, path: Path) -> None:
        """Write a file that changes only where the conversation did."""
        path.write_text(str(self), "utf-8")

    def __str__(self) -> str:
        items = [{"given": dict(self.given)}] if self.given else []
        items += [turn.plain() for turn in self.turns]
        return self.about + yaml.safe_dump(items, allow_unicode=True, sort_keys=False, width=10_000)

    def difference(self, played: Transcript) -> str:
        """How `played` differs from this one, as a diff of their files; empty when nothing does."""
        lines = unified_diff(str(self).splitlines(), str(played).splitlines(), "written", "played", n=4, lineterm="")
        return "\n".join(lines)


def _turn(document: Document, number: int, item: object) -> Turn:
    if not isinstance(item, dict) or not isinstance(item.get("hotline"), list):
        raise document.broken([number], "a turn begins with `hotline:` and a list of sentences")
    for name in item:
        if name not in ("hotline", *REPLIES):
            raise document.broken([number, name], f"{name}: there is no such field; what comes back is {CHOICE}")
    replies = [name for name in REPLIES if name in item]
    if len(replies) > 1:
        what = f"only one thing comes back in a turn, here {' and '.join(replies)}"
        raise document.broken([number, replies[1]], what)
    for name in replies:
        if name in FACTS and item[name] is not True:
            raise document.broken([number, name], f"{name}: should be true")
        if name in WORDS and not (isinstance(item[name], str) and item[name].strip()):
            raise document.broken([number, name], f"{name}: should be words; quote true and null")
    return Turn(tuple(map(str, item["hotline"])), **{name: item[name] for name in replies})


def _comment(text: str) -> str:
    lines = text.splitlines(keepends=True)
    until = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:until])
