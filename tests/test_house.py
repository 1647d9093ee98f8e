"""The house rules that no linter knows: what lies where, what runs it, and what may not slip in."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
PYTHON = [ROOT / name for name in TRACKED if name.endswith(".py") and (ROOT / name).exists()]
PRODUCT = [file for file in PYTHON if file.is_relative_to(ROOT / "hotline")]
SCRIPTS = [
    "scripts/setup",
    "scripts/run",
    "scripts/test",
    "scripts/check",
    "scripts/migration",
    "scripts/lock",
    ".ci/run",
]
LONGEST_FILE = 400
CONTEXTS = {
    "callbacks", "calls", "cli", "complaints", "core", "customers", "diagnosis", "flows", "localcarrier", "migrations",
    "people", "reports", "speech", "telephony", "tickets", "visits", "web",
}  # fmt: skip


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def names_called_in(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


# Layout


def test_the_package_holds_the_contexts_of_the_design_and_no_other() -> None:
    assert {short(file).split("/")[1] for file in PRODUCT if short(file).count("/") > 1} == CONTEXTS


def test_no_file_grows_past_its_one_meaning() -> None:
    lengths = {short(file): len(file.read_text(encoding="utf-8").splitlines()) for file in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [short(file) for file in PYTHON if vague & {file.stem, file.parent.name}] == []


def test_what_set_up_makes_is_not_committed() -> None:
    made = (".venv/", "node_modules/", "var/", "__pycache__/", ".mypy_cache/", ".coverage")
    assert [name for name in TRACKED if name.startswith(made) or "/__pycache__/" in name] == []


def test_the_product_stands_alone() -> None:
    # A path of the machine that it was written on, or a file that is not part of it.
    elsewhere = re.compile(r"/work/|/root/|\.\./shared|shared/(design|requirements)")
    texts = [ROOT / name for name in TRACKED if not name.startswith("requirements") and name != "package-lock.json"]
    offenders = []
    for file in texts:
        if file.is_file() and file != Path(__file__):
            offenders += [short(file)] if elsewhere.search(file.read_text(encoding="utf-8", errors="replace")) else []
    assert offenders == []


# Time


@pytest.mark.parametrize("file", PRODUCT, ids=short)
def test_no_naive_datetimes_and_no_clock_in_the_domain(file: Path) -> None:
    names = names_called_in(file)
    assert not [name for name in names if re.search(r"\b(utcnow|utcfromtimestamp|date\.today)$", name)]
    reads_the_clock = [name for name in names if re.search(r"\b(datetime\.now|time\.time)$", name)]
    context = short(file).split("/")[1]
    may = {"core", "localcarrier"}
    assert context in may or not reads_the_clock, f"{short(file)} reads the clock: {reads_the_clock}"


@pytest.mark.parametrize("file", [file for file in PRODUCT if file.name == "operations.py"], ids=short)
def test_operations_take_their_subject_by_name_and_never_commit(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        positional = [argument.arg for argument in function.args.args]
        named = [argument.arg for argument in function.args.kwonlyargs]
        if not function.name.startswith("_") and {"session", "now"} <= {*positional, *named}:
            assert positional in ([], ["session"]), function.name
    assert not [name for name in names_called_in(file) if name in {"session.commit", "session.rollback"}]


# Requirements


def pins(name: str) -> dict[str, str]:
    """Package to version of a compiled requirement file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


def wishes(name: str) -> list[Requirement]:
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-node"])
def test_requirements_are_compiled_from_what_is_wished_for(name: str) -> None:
    pinned = pins(f"{name}.txt")
    for wish in wishes(f"{name}.in"):
        assert wish.specifier.contains(pinned[canonicalize_name(wish.name)]), f"run scripts/lock: {wish}"


def test_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"])
def test_every_pin_has_its_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_npm_packages_are_locked_as_wished_for() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert package["private"] is True
    for kind in ("dependencies", "devDependencies"):
        assert package.get(kind, {}) == locked[""].get(kind, {}), "run scripts/lock"
    assert all("integrity" in entry for place, entry in locked.items() if place)


def test_every_linter_exception_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    exceptions = re.findall(r'^ {4}"[A-Z]+\d*",.*$', text, re.MULTILINE)
    assert exceptions
    assert [line for line in exceptions if "#" not in line] == []


@pytest.mark.parametrize("file", PYTHON, ids=short)
def test_every_silenced_line_says_why(file: Path) -> None:
    silenced = re.findall(r"# (?:noqa|type: ignore).*", file.read_text(encoding="utf-8"))
    reasons = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]) +(-|#) \S")
    assert [line for line in silenced if not reasons.match(line)] == []


# Imports


def test_every_import_contract_names_the_whole_house() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:layers"]["layers"]
    house = {f"hotline.{name}" for name in re.split(r"[\s|]+", layers) if name}
    for rule, exempt in {"twilio": {"hotline.telephony"}, "apscheduler": {"hotline.worker"}}.items():
        sources = contracts[f"importlinter:contract:{rule}"]["source_modules"].split()
        assert set(sources) == house - exempt
    may_start_it = {"hotline.cli", "hotline.__main__", "hotline.localcarrier"}
    below_it = {"hotline.core", "hotline.flows", "hotline.speech"}
    sources = contracts["importlinter:contract:localcarrier"]["source_modules"].split()
    assert set(sources) | below_it == house - may_start_it


# Commands


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_programs_that_work_from_anywhere(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n# ")
    assert 'cd "$(dirname "${BASH_SOURCE[0]}")/.."' in text
    assert subprocess.run(["bash", "-n", ROOT / name], check=False).returncode == 0


def test_every_script_is_known_here_or_is_the_bench() -> None:
    assert {name for name in TRACKED if name.startswith("scripts/") and name.count("/") == 1} <= {
        *SCRIPTS,
        "scripts/bench",
    }


def test_continuous_integration_runs_the_checks_and_the_tests() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-2:] == ["scripts/check", "scripts/test"]


def test_set_up_refuses_what_it_does_not_know() -> None:
    outcome = subprocess.run([ROOT / "scripts/setup", "--fast"], cwd="/", capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert "unknown option --fast" in outcome.stderr


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^(\w+): (.+)$", "\n".join(lines), re.MULTILINE))


def test_the_procfile_starts_release_web_and_worker() -> None:
    assert procfile().keys() == {"web", "worker", "release"}
    assert procfile()["worker"] == "python -m hotline worker"
    assert "hotline.wsgi:app" in procfile()["web"]
    assert "--interface wsgi" in procfile()["web"]
    assert "--workers 2 --blocking-threads 16" in procfile()["web"]
    # honcho counts ports upwards from the first line: the web process must get PORT itself.
    assert next(iter(procfile())) == "web"


@pytest.mark.parametrize(("under_honcho", "ends"), [(False, True), (True, False)])
def test_the_release_ends_alone_and_stays_under_honcho(under_honcho: bool, ends: bool) -> None:
    # honcho stops everything as soon as one process ends, so there the release must not be the one.
    command = procfile()["release"].replace("python -m hotline db upgrade", "true").replace("tail -f", "echo stays")
    environment = {"PATH": os.environ["PATH"]} | ({"HONCHO_PROCESS_NAME": "release.1"} if under_honcho else {})
    outcome = subprocess.run(["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=True)
    assert ("stays" not in outcome.stdout) is ends


def test_warnings_are_errors_and_types_are_strict() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert config["pytest"]["ini_options"]["filterwarnings"][0] == "error"
    assert config["mypy"]["strict"] is True
    assert config["ruff"]["lint"]["select"] == ["ALL"]


def test_tests_stay_on_this_machine() -> None:
    with socket.socket() as stranger, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        stranger.connect(("192.0.2.1", 80))


def test_no_row_is_locked_against_those_who_only_refer_to_it() -> None:
    """On PostgreSQL a plain FOR UPDATE makes new rows that refer to the locked one wait, and two of them for ever."""
    plain = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in PRODUCT
        for line in path.read_text("utf-8").splitlines()
        if "with_for_update" in line and "ROW_LOCK" not in line and "key_share=True" not in line
    ]
    assert plain == []
