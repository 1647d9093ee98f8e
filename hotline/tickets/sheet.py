"""Reads a list of tickets kept elsewhere (CSV text in, rows out; pure) and names every bad row.

The list is CSV as Excel saves it: UTF-8 with or without its mark, or GBK. Row numbers are the spreadsheet's: the
headings are row 1.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from hotline.customers.sheet import BadSheet, Problem
from hotline.tickets.models import Kind, Status
from hotline.tickets.rules import CATEGORIES

T = TypeVar("T")

COLUMNS = ("ticket_no", "customer_taxpayer_id", "category", "status", "opened", "visit_time", "engineer")

# What other systems and people write for our statuses; spaces, dashes and case do not count.
_STATUS_WORDS: Mapping[Status, str] = {
    Status.OPEN: "open new registered received pending reopened 已登记 待处理 未处理 已受理 待派单 新建",
    Status.IN_PROGRESS: (
        "in_progress processing assigned accepted dispatched scheduled visit_scheduled on_the_way approved working"
        " 处理中 进行中 已派单 已安排 已预约 待上门 上门中 维修中 跟进中"
    ),
    Status.WAITING_CUSTOMER: "waiting_customer waiting on_hold pending_customer 待客户回复 等待客户 待用户确认 待回复",
    Status.SOLVED: "solved resolved done completed finished fixed 已解决 已完成 已处理 待确认 待回访",
    Status.CLOSED: "closed archived confirmed 已关闭 已办结 已结案 已归档 已确认",
}
_STATUSES = {word: status for status, words in _STATUS_WORDS.items() for word in words.split()}
_CATEGORIES = {words: category for category, words in CATEGORIES.items()} | {name: name for name in CATEGORIES}
_KINDS: Mapping[str, Kind] = {
    "visit": Kind.VISIT,
    "onsite": Kind.VISIT,
    "上门": Kind.VISIT,
    "上门服务": Kind.VISIT,
    "complaint": Kind.COMPLAINT,
    "投诉": Kind.COMPLAINT,
    "install": Kind.INSTALL,
    "installation": Kind.INSTALL,
    "安装": Kind.INSTALL,
    "enquiry": Kind.ENQUIRY,
    "咨询": Kind.ENQUIRY,
}

_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{0,31}")
_LONGEST_CATEGORY = 40
_MOMENT = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_FILL_IN = "不能为空，请填写 (must not be empty: fill it in)"


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket of the list; what the list leaves empty is None."""

    row: int
    number: str
    taxpayer_id: str
    kind: Kind
    category: str
    status: Status
    opened_at: datetime
    visit_time: datetime | None
    engineer: str | None


def read_tickets(content: str | bytes, tz: ZoneInfo) -> tuple[list[TicketRow], list[Problem]]:
    """The good rows of a list and what is wrong with the others. Times without a zone are local, in `tz`.

    Raises BadSheet where the file as a whole cannot be read.
    """
    rows: list[TicketRow] = []
    problems: list[Problem] = []
    for number, cells in _cells(content, problems):
        row = _ticket(number, cells, tz, problems)
        if row is not None:
            rows.append(row)
    return rows, problems + _doubles(rows)


def _ticket(row: int, cells: Mapping[str, str], tz: ZoneInfo, problems: list[Problem]) -> TicketRow | None:
    before = len(problems)

    def read(column: str, reader: Callable[[str], T], *, needed: bool = False) -> T | None:
        written = unicodedata.normalize("NFKC", cells[column]).strip()
        if not written:
            if needed:
                problems.append(Problem(row, column, _FILL_IN))
            return None
        try:
            return reader(written)
        except ValueError as error:
            problems.append(Problem(row, column, str(error)))
            return None

    number = read("ticket_no", _number, needed=True)
    taxpayer_id = read("customer_taxpayer_id", _taxpayer_id, needed=True)
    kind, category = read("category", _category) or (Kind.FAULT, "unknown")
    status = read("status", _status, needed=True)
    opened_at = read("opened", lambda written: _moment(written, tz), needed=True)
    visit_time = read("visit_time", lambda written: _moment(written, tz))
    engineer = read("engineer", str)
    if number is None or taxpayer_id is None or status is None or opened_at is None or len(problems) > before:
        return None
    return TicketRow(row, number, taxpayer_id, kind, category, status, opened_at, visit_time, engineer)


def _number(written: str) -> str:
    if not _NUMBER.fullmatch(written.upper()):
        raise ValueError(f"“{written}”不是工单号，只能有数字、字母和横线 (digits, letters and dashes only)")
    return written.upper()


def _taxpayer_id(written: str) -> str:
    return "".join(written.upper().split())


def _category(written: str) -> tuple[Kind, str]:
    word = _plain(written)
    if word in _KINDS:
        return _KINDS[word], "none"
    if len(written) > _LONGEST_CATEGORY:
        raise ValueError(
            f"超过{_LONGEST_CATEGORY}个字，请缩短 (longer than {_LONGEST_CATEGORY} characters: shorten it)"
        )
    # A category that other software knows and ours does not is kept as it is: it is a label, nothing hangs on it.
    return Kind.FAULT, _CATEGORIES.get(word, written)


def _status(written: str) -> Status:
    status = _STATUSES.get(_plain(written))
    if status is None:
        known = ", ".join(Status)
        raise ValueError(f"“{written}”不是工单状态，请写 {known} 之一 (no such status: write one of these)")
    return status


def _moment(written: str, tz: ZoneInfo) -> datetime:
    found = _MOMENT.fullmatch(written)
    try:
        if found is None:
            moment = datetime.fromisoformat(written)
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=tz)
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=tz)
    except ValueError:
        raise ValueError(f"“{written}”不是时间，请写成 2026-03-10 09:30 (no such time: write it like this)") from None


def _plain(written: str) -> str:
    return re.sub(r"[\s-]+", "_", written.strip().casefold())


def _doubles(rows: Sequence[TicketRow]) -> list[Problem]:
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for row in rows:
        if row.number in first:
            told = f"与第{first[row.number]}行重复，请只保留一行 (same as row {first[row.number]}: keep one)"
            problems.append(Problem(row.row, "ticket_no", told))
        first.setdefault(row.number, row.row)
    return problems


def _cells(content: str | bytes, problems: list[Problem]) -> list[tuple[int, Mapping[str, str]]]:
    try:
        lines = list(csv.reader(io.StringIO(_text(content), newline=""), strict=True))
    except csv.Error as error:
        raise BadSheet([Problem(1, "file", f"不是 CSV 文件：{error} (this is not CSV)")]) from error
    headings = [heading.strip() for heading in lines[0]] if lines else []
    if sorted(headings) != sorted(COLUMNS):
        expected = ",".join(COLUMNS)
        raise BadSheet([Problem(1, "file", f"表头应为 {expected} (the headings must be these)")])
    cells: list[tuple[int, Mapping[str, str]]] = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(headings) and any(line):
            told = f"有{len(line)}格，应为{len(headings)}格；含逗号的内容请加双引号 (cells miscounted: quote commas)"
            problems.append(Problem(number, "file", told))
        elif any(cell.strip() for cell in line):
            cells.append((number, dict(zip(headings, line, strict=True))))
    return cells


def _text(content: str | bytes) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    told = "文字编码读不出，请在 Excel 中另存为 “CSV UTF-8” (unknown encoding: save as CSV UTF-8)"
    raise BadSheet([Problem(1, "file", told)])
