"""The documents tell what holds: what they name exists, and what exists stands in their tables.

Tables that are made from the code are written anew by `scripts/test tests/test_docs.py --update`.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from pydantic import TypeAdapter

from hotline.app import load_flows
from hotline.cli import hotline as command_line
from hotline.core import config
from hotline.core.config import SETTINGS
from hotline.flows import graph
from hotline.flows.definition import KINDS, Node
from hotline.flows.transcript import Transcript
from hotline.web.api import shapes
from hotline.web.voice import LARGEST_FORM
from tests.support import databases
from tests.support.documents import ROOT, TABLES, Document, documents, markdown
from tests.support.houses import hotline_for

DOCUMENTS = documents()
READMES = [Document("README.md"), Document("README.zh-CN.md")]
FLOWS = Document("docs/flows.md")
OPERATING = Document("docs/operating.md")
EVERY_DOCUMENT = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
MADE_TABLES = [(document, name) for document in DOCUMENTS for name in document.made_tables()]
CITED = re.compile(r"\b([RFS])([1-9]\d{0,2})(?:-\1?(\d{1,3}))?\b")


# Tables


@pytest.mark.parametrize(("document", "name"), MADE_TABLES, ids=lambda value: getattr(value, "name", value))
def test_a_table_of_the_code_is_in_step_with_it(document: Document, name: str, request: pytest.FixtureRequest) -> None:
    table = markdown(TABLES[name]())
    if request.config.getoption("--update"):
        document.write_table(name, table)
    assert document.made_table(name) == table


def test_every_table_of_the_code_stands_in_a_document() -> None:
    assert {name for _, name in MADE_TABLES} == set(TABLES)


@pytest.mark.parametrize(
    ("name", "heading"),
    [("README.md", "## Settings"), ("README.zh-CN.md", "## 设置"), ("docs/settings.md", "## All of them")],
)
def test_every_setting_stands_there_with_its_default(name: str, heading: str) -> None:
    rows = Document(name).rows(heading)
    assert [(row[0], row[1]) for row in rows] == [(setting.variable, setting.default) for setting in SETTINGS]
    assert all(row[2] for row in rows)


@EVERY_DOCUMENT
def test_no_setting_is_named_that_does_not_exist(document: Document) -> None:
    named = set(re.findall(r"\b(?:HOTLINE|TWILIO)_[A-Z_]+\b", document.text))
    assert named <= {setting.variable for setting in SETTINGS}


def test_every_figure_of_metrics_is_explained(run_directory: Path, tmp_path: Path) -> None:
    app = hotline_for(databases.fresh_sqlite(run_directory, tmp_path), tmp_path)
    text = app.pages.test_client().get("/metrics").get_data(as_text=True)
    app.hotline.store.close()
    figures = [family.name for family in text_string_to_metric_families(text)]
    assert [row[0] for row in OPERATING.rows("### Figures")] == figures


# Commands


@EVERY_DOCUMENT
def test_every_command_exists(document: Document) -> None:
    for shown in document.commands():
        if not shown.startswith("hotline.migrations"):
            _walk(shlex.split(shown)[1:])


@EVERY_DOCUMENT
def test_every_script_is_there_and_runs(document: Document) -> None:
    assert [script for script in document.scripts() if not os.access(ROOT / script, os.X_OK)] == []


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (document.blocks("bash") for document in READMES)
    assert [_without_comments(block) for block in english] == [_without_comments(block) for block in chinese]
    assert set(READMES[0].commands()) == set(READMES[1].commands())
    assert READMES[0].scripts() == READMES[1].scripts()


def _walk(words: list[str]) -> None:
    """Follow the words of a command line down to its command, and look for each of its options."""
    command: click.Command = command_line
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]}"
        command = command.commands[words.pop(0)]
    options = {name for parameter in command.params for name in parameter.opts} | {"-h", "--help"}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= options, command.name


def _without_comments(block: str) -> list[str]:
    return [re.sub(r"\s*#.*", "", line) for line in block.splitlines()]


# Files and links


@EVERY_DOCUMENT
def test_every_link_leads_somewhere(document: Document) -> None:
    for link in document.links():
        file, _, anchor = link.partition("#")
        target = document.path.parent / file if file else document.path
        assert target.exists(), f"{document.name}: {link}"
        if anchor:
            assert anchor in Document(str(target.resolve().relative_to(ROOT))).anchors(), f"{document.name}: {link}"


@EVERY_DOCUMENT
def test_every_file_that_is_named_is_there(document: Document) -> None:
    assert [name for name in document.mentioned_files() if not list(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("picture", sorted((ROOT / "docs/images").glob("*.svg")), ids=lambda picture: picture.name)
def test_a_picture_says_what_it_shows(picture: Path) -> None:
    drawing = ET.parse(picture).getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert drawing.get("role") == "img"
    assert all(drawing.findtext(f"{svg}{part}") for part in ("title", "desc"))
    assert any(picture.name in link for document in DOCUMENTS for link in document.links())


def test_the_picture_of_the_house_has_every_room() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    rooms = set(re.findall(r"\w+", contracts["importlinter:contract:layers"]["layers"])) - {"__main__"}
    drawn = {text.text for text in ET.parse(ROOT / "docs/images/house.svg").iter("{http://www.w3.org/2000/svg}text")}
    assert rooms - drawn == set()


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", Document("CHANGELOG.md").text, re.MULTILINE)


# What the documents say of rules, flows and answers


def test_every_rule_that_is_cited_is_explained() -> None:
    explained = set(re.findall(r"^\| ([RFS]\d+) \| \S", Document("docs/rules.md").text, re.MULTILINE))
    assert _cited() - explained == set()


def _cited() -> set[str]:
    """Every rule's number that code, flows, tests and documents name, those inside a range among them."""
    folders = [ROOT / "hotline", ROOT / "ivr_flows", ROOT / "tests"]
    files = [file for folder in folders for kind in ("*.py", "*.yaml") for file in folder.rglob(kind)]
    texts = [*(file.read_text("utf-8") for file in files), *(document.text for document in DOCUMENTS)]
    cited = CITED.finditer(re.sub(r"\bnoqa: .*", "", "\n".join(texts)))
    return {f"{one[1]}{number}" for one in cited for number in range(int(one[2]), int(one[3] or one[2]) + 1)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_node_is_explained(kind: str) -> None:
    fields = {name for name in KINDS[kind].model_fields if name != "kind"}
    assert {row[0] for row in FLOWS.rows(f"### `{kind}`")} == fields


def test_the_example_flow_is_correct_and_drawn_as_it_is(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "ivr_flows", tmp_path / "flows")
    (example,) = [block for block in FLOWS.blocks("yaml") if block.startswith("flow: ")]
    (folder / "opinion.yaml").write_text(example, "utf-8")
    flows = load_flows(config.load({"HOTLINE_FLOWS": str(folder), "HOTLINE_VAR": str(tmp_path / "var")}))
    assert FLOWS.blocks("mermaid") == [graph.mermaid(flows.flows["opinion"])]


def test_the_small_examples_can_be_read() -> None:
    nodes, transcripts = 0, 0
    for block in FLOWS.blocks("yaml"):
        if block.startswith("#"):
            transcripts += len(Transcript.parse("docs/flows.md", block).turns)
        elif not block.startswith("flow: "):
            for node in yaml.safe_load(block).values():
                nodes += bool(TypeAdapter(Node).validate_python(node))
    assert (nodes, transcripts) == (2, 3)


@pytest.mark.parametrize(
    ("document", "heading"),
    [(FLOWS, "## What `flows check` says"), (OPERATING, "## Troubleshooting")],
    ids=["flows check", "troubleshooting"],
)
def test_every_message_is_one_that_the_code_gives(document: Document, heading: str) -> None:
    source = re.sub(r"\{[^{}\n]*\}|\"\n\s*f?\"", "", _source())
    for message, *_ in document.rows(heading):
        for part in re.split(r"\s*…\s*", message):
            assert part in source, f"nothing says {part!r}"


def _source() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "hotline").rglob("*.py")))


def test_the_example_of_a_call_has_the_shape_of_the_api() -> None:
    (example,) = [json.loads(block) for block in Document("docs/api.md").blocks("json") if '"turns"' in block]
    assert shapes.Call.model_validate(example).model_dump(by_alias=True) == example


def test_the_proxy_takes_forms_as_large_as_the_hotline_does() -> None:
    (megabytes,) = re.findall(r"client_max_body_size +(\d+)m;", OPERATING.text)
    assert int(megabytes) * 1024 * 1024 == LARGEST_FORM
