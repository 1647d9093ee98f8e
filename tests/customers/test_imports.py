"""The two imports: everything or nothing, and every bad row named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import hotline
from hotline.core.journal import Entry
from hotline.core.store import Store
from hotline.customers import operations, queries
from hotline.customers.models import Company, Kind, TaxBranch
from hotline.customers.operations import Imported
from hotline.customers.sheet import BadSheet

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 2, tzinfo=UTC)
DEMO = Path(hotline.__file__).parent / "cli" / "demo"
HEADINGS = "name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device"
BEAVER = "91440402MA000100XL"
PUMPKIN = "91440402MA0001376M"


def take(store: Store, *rows: str, content: str | bytes | None = None, now: datetime = NOW) -> Imported:
    listed = content if content is not None else "\n".join([HEADINGS, *rows])
    return store.write(lambda session: operations.import_customers(session, now=now, content=listed))


def take_branches(store: Store, *rows: str) -> Imported:
    content = "\n".join(["code,name,aliases", *rows])
    return store.write(lambda session: operations.import_branches(session, now=NOW, content=content))


def refused(store: Store, *rows: str, content: str | bytes | None = None) -> list[tuple[int, str]]:
    with pytest.raises(BadSheet) as refusal:
        take(store, *rows, content=content)
    return [(problem.row, problem.column) for problem in refusal.value.problems]


def named(store: Store, name: str) -> Company:
    return store.read(lambda session: session.scalars(select(Company).where(Company.name == name)).one())


def phones(store: Store, name: str) -> list[tuple[str, str | None]]:
    return store.read(
        lambda session: [
            (contact.phone, contact.extension)
            for contact in session.scalars(select(Company).where(Company.name == name)).one().contacts
        ]
    )


def count(store: Store) -> int:
    return store.read(lambda session: session.scalar(select(func.count()).select_from(Company)) or 0)


def test_the_demo_lists_are_taken_over_whole(store: Store) -> None:
    branches = store.write(
        lambda session: operations.import_branches(
            session, now=NOW, content=(DEMO / "branches.csv").read_bytes(), actor="staff:1"
        )
    )
    customers = take(store, content=(DEMO / "customers.csv").read_bytes())
    assert branches == Imported(added=14, updated=0)
    assert customers == Imported(added=40, updated=0)
    beaver = named(store, "珠海市海狸电子有限公司")
    assert (beaver.taxpayer_id, beaver.branch_code, beaver.kind) == (BEAVER, "XZ-GB", Kind.REGISTERED)
    assert (beaver.aliases, beaver.agreement_expires_on, beaver.device) == (["海狸电子"], date(2026, 12, 31), "金税盘")
    assert phones(store, "珠海市海狸电子有限公司") == [("+867562286001", None)]
    entries = store.read(lambda session: [(entry.actor, entry.action) for entry in session.scalars(select(Entry))])
    assert entries == [("staff:1", "branches.imported"), ("system", "companies.imported")]


def test_the_same_list_again_changes_nothing_but_the_date(store: Store) -> None:
    row = f"珠海南瓜灯饰有限公司,南瓜,{PUMPKIN},,2286002转8;13800138000,2027-06-30,税控盘"
    take(store, row)
    assert take(store, row, now=LATER) == Imported(added=0, updated=1)
    company = named(store, "珠海南瓜灯饰有限公司")
    assert (company.aliases, company.created_at, company.updated_at) == (["南瓜"], NOW, LATER)
    assert sorted(phones(store, company.name)) == [("+8613800138000", None), ("+867562286002", "8")]


def test_an_empty_cell_leaves_what_is_known(store: Store) -> None:
    take(store, f"珠海南瓜灯饰有限公司,南瓜,{PUMPKIN},,2286002,2027-06-30,税控盘")
    take(store, "珠海南瓜灯饰有限公司,大南瓜,,,,,")
    company = named(store, "珠海南瓜灯饰有限公司")
    assert (company.taxpayer_id, company.device) == (PUMPKIN, "税控盘")
    assert company.agreement_expires_on == date(2027, 6, 30)
    assert company.aliases == ["南瓜", "大南瓜"]


def test_a_renamed_company_is_found_by_its_taxpayer_id_and_keeps_its_former_name(store: Store) -> None:
    take(store, f"珠海南瓜灯饰有限公司,,{PUMPKIN},,,,")
    take(store, f"珠海西瓜灯饰有限公司,,{PUMPKIN},,,,")
    assert count(store) == 1
    assert named(store, "珠海西瓜灯饰有限公司").aliases == ["珠海南瓜灯饰有限公司"]


def test_a_callers_file_becomes_a_registered_one(store: Store) -> None:
    store.write(
        lambda session: operations.remember_caller(
            session, now=NOW, name="珠海南瓜灯饰有限公司", phone="+8613800138000", branch_text="那个三灶的"
        )
    )
    take_branches(store, "JW-SZ,三灶税务分局,三灶")
    assert take(store, f"珠海南瓜灯饰有限公司,,{PUMPKIN},JW-SZ,,,") == Imported(added=0, updated=1)
    company = named(store, "珠海南瓜灯饰有限公司")
    assert (company.kind, company.branch_code, company.branch_heard) == (Kind.REGISTERED, "JW-SZ", None)
    assert phones(store, company.name) == [("+8613800138000", None)]


def test_a_number_that_a_caller_left_proves_something_once_the_list_has_it_too(store: Store) -> None:
    store.write(
        lambda session: operations.remember_caller(
            session, now=NOW, name="珠海南瓜灯饰有限公司", phone="+8613800138000"
        )
    )

    def reached(session: Session) -> list[str]:
        return [company.name for company in queries.by_phone(session, "+8613800138000", verified=True)]

    assert store.read(reached) == []
    take(store, "珠海南瓜灯饰有限公司,,,,13800138000,,")
    assert store.read(reached) == ["珠海南瓜灯饰有限公司"]


def test_every_bad_row_is_named_and_none_is_taken(store: Store) -> None:
    bad = [
        ",,,,,,",
        f"珠海甲有限公司,,{BEAVER},,2286000,2026-12-31,金税盘",
        ",无名,,,,,",
        "珠海乙有限公司,,91440402MA000100XM,,,,",
        "珠海丙有限公司,,,XX-1,,,",
        "珠海丁有限公司,,,,2286000;打不通,,",
        "珠海戊有限公司,,,,,2026-02-30,",
        "珠海己有限公司,,,,",
        f"珠海庚有限公司,,{BEAVER},,,,",
        "珠海 甲 有限公司,,,,,,",
        f"{'长' * 101},,,,,,",
    ]
    assert refused(store, *bad) == [
        (4, "name"),
        (5, "taxpayer_id"),
        (6, "branch_code"),
        (7, "contact_phone"),
        (8, "agreement_expires_on"),
        (9, "file"),
        (10, "taxpayer_id"),
        (11, "name"),
        (12, "name"),
    ]
    assert count(store) == 0


def test_a_bad_row_is_told_with_its_row_its_column_and_what_to_do(store: Store) -> None:
    with pytest.raises(BadSheet) as refusal:
        take(store, "珠海丁有限公司,,,,打不通,,")
    assert str(refusal.value) == (
        "第2行 contact_phone：“打不通”不是电话号码，应如 0756-2286000 或 13800138000"
        " (no telephone number: write it like these)"
    )


def test_a_name_that_belongs_to_another_taxpayer_is_refused(store: Store) -> None:
    take(store, f"珠海甲有限公司,,{BEAVER},,,,", f"珠海乙有限公司,,{PUMPKIN},,,,")
    assert refused(store, f"珠海乙有限公司,,{BEAVER},,,,") == [(2, "name")]
    assert refused(store, "珠海甲有限公司,,91440402MA0001747C,,,,") == [(2, "taxpayer_id")]


def test_two_rows_about_one_company_are_refused_even_under_two_names(store: Store) -> None:
    take(store, f"珠海甲有限公司,,{BEAVER},,,,")
    assert refused(store, f"珠海乙有限公司,,{BEAVER},,,,", "珠海甲有限公司,,,,,,") == [(3, "name")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_is_read_in_the_encodings_that_excel_saves(store: Store, encoding: str) -> None:
    content = f"{HEADINGS}\r\n珠海南瓜灯饰有限公司,南瓜；灯饰,{PUMPKIN},,,,\r\n".encode(encoding)
    take(store, content=content)
    assert named(store, "珠海南瓜灯饰有限公司").aliases == ["南瓜", "灯饰"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n\n",
        "name,aliases\n珠海甲有限公司,\n",
        f"{HEADINGS},extra\n",
        HEADINGS.replace("name", "名称") + "\n",
        f"{HEADINGS}\n珠海甲有限公司,,,,,,".encode("utf-16"),
        b"\x89PNG\r\n\x1a\n\x00\x00",
        f'{HEADINGS}\n"珠海甲有限公司,,,,,,\n',
    ],
)
def test_a_file_that_is_no_such_list_is_refused_as_a_whole(store: Store, content: str | bytes) -> None:
    assert refused(store, content=content) == [(1, "file")]


def test_headings_may_stand_in_another_order(store: Store) -> None:
    take(
        store,
        content="device,name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on\n金税盘,甲公司,,,,,\n",
    )
    assert named(store, "甲公司").device == "金税盘"


def test_a_list_of_headings_alone_is_an_empty_list(store: Store) -> None:
    assert take(store) == Imported(added=0, updated=0)


def test_branches_are_renamed_and_none_is_removed(store: Store) -> None:
    take_branches(store, "A,甲分局,甲", "B,乙分局,")
    assert take_branches(store, "B,乙税务分局,乙;老乙", "C,丙分局,") == Imported(added=1, updated=1)
    listed = store.read(lambda session: [(b.code, b.name, b.aliases) for b in queries.branches(session)])
    assert listed == [("A", "甲分局", ["甲"]), ("B", "乙税务分局", ["乙", "老乙"]), ("C", "丙分局", [])]


def test_bad_branch_rows_are_all_named(store: Store) -> None:
    with pytest.raises(BadSheet) as refusal:
        take_branches(store, "A,甲分局,", ",乙分局,", "B,,", "A,丙分局,", "D,甲分局,")
    assert [(problem.row, problem.column) for problem in refusal.value.problems] == [
        (3, "code"),
        (4, "name"),
        (5, "code"),
        (6, "name"),
    ]
    assert store.read(lambda session: session.scalars(select(TaxBranch)).all()) == []
