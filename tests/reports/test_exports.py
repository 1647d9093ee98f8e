"""Lists as CSV: true to the rows, and no cell that a spreadsheet would run (S13)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.app import Application
from hotline.callbacks.models import Kind
from hotline.reports import exports
from tests.web.api import Program

TZ = ZoneInfo("Asia/Shanghai")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def exported(app: Application, name: str) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    count = app.hotline.store.read(lambda session: exports.write(session, name, file, tz=TZ))
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert count == len(rows)
    return rows


@pytest.mark.parametrize("name", exports.LISTS)
def test_every_row_is_there(busy_day: Application, name: str) -> None:
    assert len(exported(busy_day, name)) == len(list(Program(busy_day).walk(f"/{name}")))


def test_a_ticket_reads_as_it_stands(busy_day: Application) -> None:
    ticket = next(one for one in Program(busy_day).walk("/tickets") if one["call_sid"] == "CAsolved")
    row = next(one for one in exported(busy_day, "tickets") if one["number"] == ticket["number"])
    assert row["contact_phone"] == f"'{ticket['contact_phone']}"
    assert (row["status"], row["company_name"], row["closed_at"]) == ("solved", "珠海市海狸电子有限公司", "")
    assert row["opened_at"].startswith("2026-03-10T09:30:")
    assert row["opened_at"].endswith("+08:00")


@given(st.lists(st.text() | st.sampled_from(DANGEROUS).flatmap(lambda sign: st.text().map(lambda rest: sign + rest))))
def test_no_text_becomes_a_formula(texts: list[str]) -> None:
    for text, cell in zip(texts, exports.cells(texts, TZ), strict=True):
        assert not cell.lstrip(" ").startswith(DANGEROUS)
        assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("text", ["=1+1", "+8613800138000", "-1", "@SUM(A1)", "\tx", "\rx", "  =1", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert exports.cells([text], TZ) == [f"'{text}"]


@pytest.mark.parametrize("text", ["", "珠海市海狸电子有限公司", "1+1", "260310001", "a=b", "<script>"])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert exports.cells([text], TZ) == [text]


def test_values_that_are_no_text_read_as_people_write_them() -> None:
    moment = datetime(2026, 3, 10, 1, 30, 0, 5000, tzinfo=UTC)
    row = [None, 3, date(2026, 3, 10), moment, Kind.FOLLOW_UP]
    assert exports.cells(row, TZ) == ["", "3", "2026-03-10", "2026-03-10T09:30:00+08:00", "follow_up"]
