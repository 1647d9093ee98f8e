from __future__ import annotations

import csv
import io
from functools import partial

import pytest
from sqlalchemy import func, select

from hotline.core.store import Store
from hotline.customers.sheet import BadSheet
from hotline.tickets import imports, queries
from hotline.tickets.imports import Imported
from hotline.tickets.models import Kind, Status, Ticket
from hotline.tickets.numbers import next_number
from hotline.tickets.sheet import COLUMNS
from tests.people.examples import NOW, TZ, local
from tests.tickets.examples import DAY, TAXPAYER, company

GOOD = ["260310005", TAXPAYER, "打印机", "处理中", "2026-03-10 09:30", "2026-03-12 14:30", "王工"]


def _sheet(*rows: list[str]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    return file.getvalue()


def _take_over(store: Store, content: str | bytes) -> Imported:
    return store.write(partial(imports.import_tickets, now=NOW, content=content, tz=TZ))


def _refused(store: Store, content: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadSheet) as refused:
        _take_over(store, content)
    assert store.read(lambda s: s.scalar(select(func.count()).select_from(Ticket))) == 0
    return [(problem.row, problem.column) for problem in refused.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_is_taken_over_as_excel_saves_it(store: Store, encoding: str) -> None:
    firm = company(store)

    assert _take_over(store, _sheet(GOOD).encode(encoding)) == Imported(added=1, known=0)

    ticket = store.read(partial(queries.by_number, number="260310005"))
    assert ticket is not None
    assert (ticket.company_id, ticket.company_name) == (firm.id, firm.name)
    assert (ticket.kind, ticket.category, ticket.status) == (Kind.FAULT, "printer", Status.IN_PROGRESS)
    assert (ticket.opened_at, ticket.visit_time) == (local("2026-03-10 09:30"), local("2026-03-12 14:30"))
    assert ticket.engineer == "王工"


def test_every_bad_row_is_named_and_nothing_is_taken(store: Store) -> None:
    company(store)
    content = _sheet(
        GOOD,
        ["", TAXPAYER, "printer", "open", "2026-03-10", "", ""],
        ["260310006", "91440400000000000X", "printer", "open", "2026-03-10", "", ""],
        ["260310007", TAXPAYER, "printer", "lost", "2026-02-30", "soon", ""],
        GOOD,
        ["26/03", "", "printer", "open", "", "", ""],
    )

    assert _refused(store, content) == [
        (3, "ticket_no"),
        (4, "customer_taxpayer_id"),
        (5, "status"),
        (5, "opened"),
        (5, "visit_time"),
        (6, "ticket_no"),
        (7, "ticket_no"),
        (7, "customer_taxpayer_id"),
        (7, "opened"),
    ]


def test_each_problem_says_in_both_languages_what_is_wrong(store: Store) -> None:
    company(store)
    with pytest.raises(BadSheet) as refused:
        _take_over(store, _sheet([*GOOD[:3], "丢了", *GOOD[4:]]))

    assert str(refused.value.problems[0]).startswith("第2行 status：“丢了”不是工单状态")
    assert "no such status" in str(refused.value.problems[0])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "ticket_no\n1\n",
        _sheet(GOOD).replace("engineer", "who"),
        b"\xff\xfe\x00x\x81",
        _sheet([*GOOD, "more"]),
        'a"b\n"',
    ],
    ids=["empty", "few headings", "strange heading", "encoding", "cells miscounted", "no csv"],
)
def test_a_file_that_is_no_such_list_is_refused(store: Store, content: str | bytes) -> None:
    company(store)

    assert [column for _, column in _refused(store, content)] == ["file"]


def test_the_same_list_may_come_twice(store: Store) -> None:
    company(store)
    _take_over(store, _sheet(GOOD))

    again = _sheet(GOOD, ["260310006", TAXPAYER, "读卡器", "open", "2026/3/10", "", ""])
    assert _take_over(store, again) == Imported(added=1, known=1)


def test_a_number_of_another_company_is_refused(store: Store) -> None:
    company(store)
    company(store, "中山某某有限公司", "91440400MA4W2Q1K3Y")
    _take_over(store, _sheet(GOOD))

    with pytest.raises(BadSheet) as refused:
        _take_over(store, _sheet([GOOD[0], "91440400MA4W2Q1K3Y", *GOOD[2:]]))

    assert refused.value.problems[0].column == "ticket_no"


def test_imported_numbers_are_never_given_to_new_callers(store: Store) -> None:
    company(store)
    _take_over(store, _sheet(GOOD))

    assert store.write(partial(next_number, day=DAY)) == "260310006"


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("open", Status.OPEN),
        ("In Progress", Status.IN_PROGRESS),
        ("in-progress", Status.IN_PROGRESS),
        ("已派单", Status.IN_PROGRESS),
        ("scheduled", Status.IN_PROGRESS),
        ("已解决", Status.SOLVED),
        ("CLOSED", Status.CLOSED),
    ],
)
def test_a_status_is_understood_as_others_write_it(store: Store, written: str, status: Status) -> None:
    company(store)
    _take_over(store, _sheet([*GOOD[:3], written, *GOOD[4:]]))

    ticket = store.read(partial(queries.by_number, number=GOOD[0]))
    assert ticket is not None
    assert ticket.status is status


@pytest.mark.parametrize(
    ("written", "kind", "category"),
    [
        ("lockout", Kind.FAULT, "lockout"),
        ("上门", Kind.VISIT, "none"),
        ("投诉", Kind.COMPLAINT, "none"),
        ("", Kind.FAULT, "unknown"),
        ("扫描仪", Kind.FAULT, "扫描仪"),
    ],
)
def test_a_category_tells_the_kind_or_stays_as_it_was_written(
    store: Store, written: str, kind: Kind, category: str
) -> None:
    company(store)
    _take_over(store, _sheet([*GOOD[:2], written, *GOOD[3:]]))

    ticket = store.read(partial(queries.by_number, number=GOOD[0]))
    assert ticket is not None
    assert (ticket.kind, ticket.category) == (kind, category)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-10",
        "2026/3/10",
        "2026年3月10日",
        "2026-03-10T00:00:00+08:00",
        "2026-03-09T16:00:00Z",
        "2026-03-10 00:00",
    ],
)
def test_a_time_is_read_as_people_write_it(store: Store, written: str) -> None:
    company(store)
    _take_over(store, _sheet([*GOOD[:4], written, *GOOD[5:]]))

    ticket = store.read(partial(queries.by_number, number=GOOD[0]))
    assert ticket is not None
    assert ticket.opened_at == local("2026-03-10 00:00")
