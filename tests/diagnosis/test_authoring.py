"""What an author of `diagnosis.yaml` may not do is refused with the file, the line, the entry and the field."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.diagnosis.guide import Guide
from hotline.diagnosis.reading import BrokenFile
from tests.diagnosis.conftest import FLOWS

SHIPPED = (FLOWS / "diagnosis.yaml").read_text("utf-8")

MISTAKES = {
    "a field that does not exist": (
        "    conclusive: false\n",
        "    conclussive: false\n",
        r"faults\[memory_small\].conclussive: Extra inputs",
    ),
    "a category that does not exist": (
        "category: device_not_found",
        "category: devices",
        r"faults\[device_not_found\].category: Input should be 'card_reader'",
    ),
    "a language that is missing": (
        "        en-US: Please leave the invoicing system.\n",
        "",
        r"faults\[past_midnight\].advice\[0\]: Value error, en-US is missing",
    ),
    "a language that nobody speaks here": (
        "{zh-CN: 内存不足, en-US:",
        "{zh-CN: 内存不足, fr: x, en-US:",
        r"faults\[memory_short\].title: .*fr is not a language",
    ),
    "a step too long to keep in mind": (
        "请您先退出开票系统。",
        "请您" + "好" * 39,
        r"faults\[past_midnight\].advice\[0\]: .*zh-CN has 41 characters, at most 40",
    ),
    "a fault without advice": (
        "    tools: &memory_tools",
        "    advice: []\n    tools: &memory_tools",
        r"faults\[memory_short\].advice: Tuple should have at least 1 item",
    ),
    "an answer that is never given": (
        "{card_reader: [flashing]}",
        "{card_reader: [blinking]}",
        r"faults\[reader_flashing\].when.answer.card_reader: no answer is ever 'blinking'",
    ),
    "a code that is no number": (
        "codes: [4, 706]",
        "codes: [4, E706]",
        r"faults\[past_midnight\].when.codes\[1\]: .*'E706' is neither a number nor a range",
    ),
    "a range that runs backwards": (
        "codes: [101-117]",
        "codes: [117-101]",
        r"faults\[card_unreadable\].when.codes\[0\]: .*'117-101' is neither",
    ),
    "a code that points at two faults": (
        "codes: [4, 706]",
        "codes: [4, 702]",
        r"faults: code 702 stands 2 times",
    ),
    "an answer that points at two faults": (
        "{printer: [garbled]}",
        "{printer: [misaligned]}",
        r"faults: answer printer: misaligned stands 2 times",
    ),
    "one id for two faults": ("id: memory_small", "id: memory_short", r"faults: memory_short stands 2 times"),
    "a finding that leads nowhere": (
        "      dates: lockout\n",
        "",
        r"faults: none has `dates: lockout`",
    ),
    "a category that no symptom reaches": (
        "symptom: [password]",
        "symptom: [unknown]",
        r"faults: none has `symptom: \[password\]`",
    ),
    "questions in another order": (
        "  - name: memory\n",
        "  - name: printer\n",
        r"questions: they are card_reader, memory, .* in this order; here stand card_reader, printer, printer",
    ),
    "text that is no YAML": ("version: 1", "version: [1", r"expected ',' or ']'"),
}


def load(text: str, folder: Path) -> Guide:
    path = folder / "diagnosis.yaml"
    path.write_text(text, "utf-8")
    return Guide.load(path)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_and_named(mistake: str, tmp_path: Path) -> None:
    right, wrong, message = MISTAKES[mistake]
    assert SHIPPED.count(right) >= 1
    with pytest.raises(BrokenFile, match=r"^diagnosis\.yaml:\d+: (?:the file: Value error, )?" + message):
        load(SHIPPED.replace(right, wrong, 1), tmp_path)


def test_the_line_of_a_mistake_is_the_line_in_the_file(tmp_path: Path) -> None:
    line = SHIPPED[: SHIPPED.index("category: printer")].count("\n") + 1
    with pytest.raises(BrokenFile, match=rf"^diagnosis\.yaml:{line}: faults\[printer_driver\].category"):
        load(SHIPPED.replace("category: printer", "category: ink", 1), tmp_path)


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    broken = SHIPPED.replace("category: printer", "category: ink").replace("urgency: high", "urgency: highest")
    with pytest.raises(BrokenFile) as refusal:
        load(broken, tmp_path)
    assert len(str(refusal.value).splitlines()) == broken.count("category: ink") + 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenFile, match=r"^missing.yaml:1: No such file"):
        Guide.load(tmp_path / "missing.yaml")


@pytest.mark.parametrize("content", [b"", b"- 1", b"\xff\xfe\x00", b"a: \x00"])
def test_a_file_that_holds_something_else_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "diagnosis.yaml").write_bytes(content)
    with pytest.raises(BrokenFile, match=r"^diagnosis.yaml:1: "):
        Guide.load(tmp_path / "diagnosis.yaml")
