"""The documents as tests read them: code blocks, links, commands, and the tables that are made from the code.

A made table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. `scripts/test tests/test_docs.py
--update` writes it anew; everything around it is written by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click

from hotline import worker
from hotline.calls.outcomes import ABANDONED
from hotline.calls.verbs import VERBS
from hotline.cli import hotline as command_line
from hotline.core.config import SETTINGS
from hotline.flows import loader
from hotline.flows.checks import BUILT_IN_ASIDES
from hotline.flows.definition import End
from hotline.flows.talk import LANGUAGE_ASIDES
from hotline.localcarrier.faults import DESCRIPTIONS
from hotline.people.models import Role
from hotline.people.rules import PERMISSIONS
from hotline.reports.invariants import INVARIANTS
from hotline.speech.asides import Aside
from hotline.speech.slots import SLOTS, Slot

ROOT = Path(__file__).parents[2]

Table = Sequence[Sequence[str]]
"""Rows of cells, the headings first."""


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file; `name` is its path from the root."""

    name: str

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    def blocks(self, language: str) -> list[str]:
        """The code blocks of a language."""
        return re.findall(rf"^```{language}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)

    def links(self) -> list[str]:
        """Where its links and pictures lead, without those to other sites."""
        return [target for target in re.findall(r"\]\(([^)\s]+)\)", self.text) if "://" not in target]

    def anchors(self) -> set[str]:
        return {_slug(heading) for heading in re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)}

    def commands(self) -> list[str]:
        """Every command of the product that it shows, in code blocks and in lines."""
        shown = re.findall(r"python -m (hotline(?:\.migrations)?(?: [^`#|<>\n]*)?)", self.text)
        return [" ".join(command.split()).rstrip("。.,;&' ") for command in shown]

    def scripts(self) -> set[str]:
        return set(re.findall(r"(?<![\w/.])scripts/\w+", self.text))

    def mentioned_files(self) -> set[str]:
        """Paths of the product in code marks: `hotline/app.py`, `tests/transcripts/*.yaml`."""
        return set(re.findall(r"`((?:hotline|ivr_flows|tests|scripts|docs)/[\w./*-]*)`", self.text))

    def rows(self, heading: str) -> list[list[str]]:
        """The cells of the first table under a heading, without its headings."""
        below = self.text.split(f"\n{heading}\n", 1)[1]
        table = re.search(r"^\|.*(?:\n\|.*)+", below, re.MULTILINE)
        assert table, f"{self.name}: there is no table under {heading}"
        return [_cells(line) for line in table[0].splitlines()[2:]]

    def made_tables(self) -> list[str]:
        return re.findall(r"<!-- table: (\w+) -->", self.text)

    def made_table(self, name: str) -> str:
        found = re.search(_between(name), self.text, re.DOTALL)
        assert found, f"{self.name} has no table {name}"
        return found[2]

    def write_table(self, name: str, table: str) -> None:
        text = re.sub(_between(name), lambda found: found[1] + table + found[3], self.text, flags=re.DOTALL)
        self.path.write_text(text, "utf-8")


def documents() -> list[Document]:
    files = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [Document(str(file.relative_to(ROOT))) for file in files]


def markdown(table: Table) -> str:
    """A table as it stands in a document."""
    lines = [table[0], ["---"] * len(table[0]), *table[1:]]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


# -- tables made from the code --


def settings() -> Table:
    rows = [[f"`{one.variable}`", f"`{one.default}`" if one.default else "", one.help] for one in SETTINGS]
    return [["Variable", "Default", "Meaning"], *rows]


def commands() -> Table:
    """Every command with its own words about itself."""
    return [["Command", "What it does"], *([f"`{name}`", help_] for name, help_ in _leaves(command_line, ""))]


def faults() -> Table:
    rows = [[f"`{one.name}`", one.group, one.en, one.zh] for one in DESCRIPTIONS]
    return [["Fault", "Befalls", "What happens", "中文"], *rows]


def slots() -> Table:
    return [["Slot", "What is kept", "Keys", "Long entry on the keypad"], *(_slot(slot) for slot in SLOTS.values())]


def verbs() -> Table:
    rows = [
        [
            f"`{name}`",
            _listed(verb.outcomes),
            _listed(verb.words),
            _listed(verb.slots),
            (verb.run.__doc__ or "").partition("\n")[0],
        ]
        for name, verb in VERBS.items()
    ]
    return [["Verb", "Ends in", "Words for prompts", "Answers to match on", "What it does"], *rows]


def asides() -> Table:
    common = loader.load(ROOT / "ivr_flows").common
    led = {aside: f"the flow `{flow}`, then the same question" for aside, flow in common.asides.items()}
    led |= {"repeat": "the question once more", "wait": "a longer silence is allowed"}
    led |= {aside: f"the call goes on in `{language}`" for aside, language in LANGUAGE_ASIDES.items()}
    heard = dict.fromkeys([*get_args(Aside), *BUILT_IN_ASIDES, *LANGUAGE_ASIDES])
    otherwise = "what the question's own `on` says; else it counts as words"
    return [["Aside", "What follows"], *([f"`{aside}`", led.get(aside, otherwise)] for aside in heard)]


def permissions() -> Table:
    known = sorted(set().union(*PERMISSIONS.values()))
    rows = [[f"`{one}`", *("yes" if one in PERMISSIONS[role] else "" for role in Role)] for one in known]
    return [["Permission", *(role.value for role in Role)], *rows]


def ticks() -> Table:
    rows = [
        [f"`{tick.name}`", f"{tick.seconds:g} s", (tick.work.__doc__ or "").partition("\n")[0]] for tick in worker.TICKS
    ]
    return [["Tick", "Every", "What it does"], *rows]


def invariants() -> Table:
    return [["What always holds"], *([name] for name in INVARIANTS)]


def outcomes() -> Table:
    """How calls end, by the flows that end them; what breaks off is `abandoned`."""
    ends: dict[str, list[str]] = {}
    for name, flow in loader.load(ROOT / "ivr_flows").flows.items():
        for node in flow.nodes.values():
            if isinstance(node, End) and node.outcome and name not in ends.setdefault(node.outcome, []):
                ends[node.outcome].append(name)
    rows = [[f"`{outcome}`", _listed(frozenset(flows))] for outcome, flows in sorted(ends.items())]
    return [["Outcome", "Flows that end so"], [f"`{ABANDONED}`", "none: the call broke off"], *rows]


TABLES = {
    made.__name__: made
    for made in (settings, commands, faults, slots, verbs, asides, permissions, ticks, invariants, outcomes)
}

_KEPT = {
    "status_screen": "`card_date`, `tax_start_date`, `accounting_month`, `lock_date`, `copy_due`, `locked`;"
    " null where nothing was said",
    "wish_time": "`text`, `date`, `part` of the day, `time`",
    "company_name": "the name as heard",
    "phone": "`e164`, `extension`, `source`",
    "complaint": "`text`, `target`, `unit`, `aspect`, `serious`, `fault`, `solved`",
    "symptom": "`text`, `codes`, `category`; the keypad takes an error number",
}
"""What slots keep that are more than one word; the others say it themselves."""


def _slot(slot: Slot) -> list[str]:
    kept = _KEPT.get(slot.name) or slot.about.replace("True", "yes").replace("False", "no")
    keys = ", ".join(f"{key} {value}" for key, value in slot.keys.items())
    return [f"`{slot.name}`", kept, keys, "yes" if slot.keyed else ""]


def _leaves(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(command, click.Group):
        for part in sorted(command.commands):
            yield from _leaves(command.commands[part], f"{name} {part}".strip())
    else:
        yield name, (command.help or "").partition("\n\n")[0].replace("\n", " ")


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def _between(name: str) -> str:
    return rf"(<!-- table: {name} -->\n)(.*?)(<!-- end of table -->)"


def _slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    plain = heading.strip().lower().replace("`", "")
    kept = "".join(sign for sign in plain if sign in " -_" or unicodedata.category(sign)[0] in "LN")
    return kept.replace(" ", "-")
