"""Reads the two lists that staff keep in a spreadsheet, and names every bad row (file text in, rows out; pure).

A list is CSV as Excel saves it here: UTF-8 with or without its mark, or GBK. Several values in one cell stand apart
by `;`. Row numbers are those of the spreadsheet: the headings are row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from hotline.core.errors import Invalid
from hotline.customers import rules

BRANCH_COLUMNS = ("code", "name", "aliases")
CUSTOMER_COLUMNS = (
    "name",
    "aliases",
    "taxpayer_id",
    "branch_code",
    "contact_phone",
    "agreement_expires_on",
    "device",
)

_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the spreadsheet's row, its column, and in both languages what to do about it."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"第{self.row}行 {self.column}：{self.message}"


class BadSheet(Invalid):
    """A list with bad rows; nothing of it was taken. `problems` holds every one, in the order of the rows."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row))
        super().__init__("file", "\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class BranchRow:
    row: int
    code: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One company of the list; what the sheet leaves empty is None or ()."""

    row: int
    name: str
    aliases: tuple[str, ...]
    taxpayer_id: str | None
    branch_code: str | None
    phones: tuple[tuple[str, str | None], ...]
    agreement_expires_on: date | None
    device: str | None


@dataclass(slots=True)
class _Row:
    """The cells of one row, and what was found wrong so far in the whole list."""

    number: int
    cells: dict[str, str]
    problems: list[Problem] = field(repr=False)

    def wrong(self, column: str, message: str) -> None:
        self.problems.append(Problem(self.number, column, message))

    def text(self, column: str, *, longest: int, needed: bool = False) -> str:
        value = rules.tidy(self.cells[column])
        if needed and not value:
            self.wrong(column, "不能为空，请填写 (must not be empty: fill it in)")
        if len(value) > longest:
            self.wrong(column, f"超过{longest}个字，请缩短 (longer than {longest} characters: shorten it)")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        parts = [rules.tidy(part) for part in re.split("[;；]", self.cells[column])]
        if any(len(part) > rules.LONGEST_NAME for part in parts):
            self.wrong(column, "其中一项过长，请用分号分开 (one of them is too long: separate them with ;)")
        return tuple(dict.fromkeys(filter(None, parts)))


def read_branches(content: str | bytes) -> list[BranchRow]:
    """The rows of a branch list. Raises BadSheet."""
    problems: list[Problem] = []
    rows = [
        BranchRow(
            row.number,
            row.text("code", longest=_LONGEST_CODE, needed=True),
            row.text("name", longest=rules.LONGEST_NAME, needed=True),
            row.several("aliases"),
        )
        for row in _rows(content, BRANCH_COLUMNS, problems)
    ]
    problems += _doubles(rows, "code", lambda row: row.code)
    problems += _doubles(rows, "name", lambda row: rules.name_key(row.name))
    if problems:
        raise BadSheet(problems)
    return rows


def read_customers(content: str | bytes, *, area_code: str, country: str) -> tuple[list[CustomerRow], list[Problem]]:
    """The rows of a customer list and what is wrong with them: the caller may know more, and raises BadSheet."""
    problems: list[Problem] = []
    rows = [
        CustomerRow(
            row=row.number,
            name=row.text("name", longest=rules.LONGEST_NAME, needed=True),
            aliases=row.several("aliases"),
            taxpayer_id=_taxpayer_id(row),
            branch_code=row.text("branch_code", longest=_LONGEST_CODE) or None,
            phones=_phones(row, area_code, country),
            agreement_expires_on=_expiry(row),
            device=row.text("device", longest=_LONGEST_CODE) or None,
        )
        for row in _rows(content, CUSTOMER_COLUMNS, problems)
    ]
    problems += _doubles(rows, "name", lambda row: rules.name_key(row.name))
    problems += _doubles(rows, "taxpayer_id", lambda row: row.taxpayer_id)
    return rows, problems


def _taxpayer_id(row: _Row) -> str | None:
    written = row.cells["taxpayer_id"].strip()
    if not written:
        return None
    try:
        return rules.taxpayer_id(written)
    except ValueError as error:
        row.wrong("taxpayer_id", f"“{written}”{error}；请对照营业执照更正，或先留空 (correct it or leave it empty)")
        return None


def _phones(row: _Row, area_code: str, country: str) -> tuple[tuple[str, str | None], ...]:
    numbers: dict[str, str | None] = {}
    for written in row.several("contact_phone"):
        number = rules.written_phone(written, area_code=area_code, country=country)
        if number is None:
            row.wrong(
                "contact_phone",
                f"“{written}”不是电话号码，应如 0756-2286000 或 13800138000 (no telephone number: write it like these)",
            )
        else:
            numbers[number[0]] = number[1]
    return tuple(numbers.items())


def _expiry(row: _Row) -> date | None:
    written = row.cells["agreement_expires_on"].strip()
    if not written:
        return None
    day = rules.written_date(written)
    if day is None:
        row.wrong("agreement_expires_on", f"“{written}”不是日期，请写成 2026-12-31 (no such date: write it like this)")
    return day


def _doubles(
    rows: Sequence[BranchRow] | Sequence[CustomerRow], column: str, key: Callable[..., str | None]
) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        value = key(row)
        if not value:
            continue
        if value in first:
            yield Problem(
                row.row, column, f"与第{first[value]}行重复，请只保留一行 (same as row {first[value]}: keep one)"
            )
        first.setdefault(value, row.row)


def _rows(content: str | bytes, columns: Sequence[str], problems: list[Problem]) -> Iterator[_Row]:
    """Every row that is not empty. Raises BadSheet at once where the file as a whole cannot be read."""
    try:
        lines = list(csv.reader(io.StringIO(_text(content), newline=""), strict=True))
    except csv.Error as error:
        raise BadSheet([Problem(1, "file", f"不是 CSV 文件：{error} (this is not CSV)")]) from error
    headings = [rules.tidy(heading) for heading in lines[0]] if lines else []
    if sorted(headings) != sorted(columns):
        raise BadSheet([Problem(1, "file", _wrong_headings(headings, columns))])
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(headings) and any(line):
            message = f"有{len(line)}格，应为{len(headings)}格；含逗号的内容请加双引号 (cells miscounted: quote commas)"
            problems.append(Problem(number, "file", message))
        elif any(cell.strip() for cell in line):
            yield _Row(number, dict(zip(headings, line, strict=True)), problems)


def _wrong_headings(headings: Sequence[str], columns: Sequence[str]) -> str:
    missing = ",".join(column for column in columns if column not in headings) or "-"
    strange = ",".join(heading for heading in headings if heading not in columns) or "-"
    expected = ",".join(columns)
    return f"表头应为 {expected}；缺少 {missing}；多出 {strange} (the headings must be these; missing; not expected)"


def _text(content: str | bytes) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    message = "文字编码读不出，请在 Excel 中另存为 “CSV UTF-8” (unknown encoding: save as CSV UTF-8)"
    raise BadSheet([Problem(1, "file", message)])
