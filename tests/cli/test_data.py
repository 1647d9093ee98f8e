"""`db`, `seed` and `import`: whole or not at all, and every bad row named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from hotline import migrations
from hotline.core.store import open_store
from hotline.customers.models import Company, TaxBranch
from hotline.people.models import Staff
from hotline.tickets.models import Ticket
from tests.support.commands import CommandLine

CUSTOMERS = "name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device"
TICKETS = "ticket_no,customer_taxpayer_id,category,status,opened,visit_time,engineer"
BEAVER = "91440402MA000100XL"


def values(line: CommandLine, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]) -> list[object]:
    store = open_store(line.settings.database_url)
    found = store.read(lambda session: list(session.scalars(select(column).order_by(column))))
    store.close()
    return list(found)


def counts(line: CommandLine) -> list[int]:
    store = open_store(line.settings.database_url)
    tables = (Staff, TaxBranch, Company, Ticket)
    found = store.read(
        lambda session: [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    )
    store.close()
    return found


def written(tmp_path: Path, *rows: str, encoding: str = "utf-8") -> str:
    file = tmp_path / "list.csv"
    file.write_bytes("\r\n".join(rows).encode(encoding))
    return str(file)


def test_upgrade_brings_an_empty_database_to_this_release(empty_database_url: str, tmp_path: Path) -> None:
    line = CommandLine({"DATABASE_URL": empty_database_url, "HOTLINE_VAR": str(tmp_path / "var")})
    refused = line("seed", "demo")
    assert (refused.code, refused.out) == (1, "")
    assert "python -m hotline db upgrade" in refused.err
    for _ in range(2):
        assert line("db", "upgrade").out == f"schema {migrations.head()}\n"
    assert line("seed", "demo").code == 0


def test_demo_data_is_sown_once(line_on_both: CommandLine) -> None:
    first = line_on_both("seed", "demo")
    sown = counts(line_on_both)
    assert all(sown)
    assert line_on_both("seed", "demo") == first
    assert counts(line_on_both) == sown
    assert "xiaowang" in first.out
    assert line_on_both("invariants").code == 0


@pytest.mark.parametrize(
    "url",
    ["mysql://root@localhost/hotline", "nonsense", "sqlite://", "sqlite:///:memory:", "oracle://x"],
)
def test_a_database_of_another_kind_is_refused_by_name(tmp_path: Path, url: str) -> None:
    line = CommandLine({"DATABASE_URL": url, "HOTLINE_VAR": str(tmp_path)})
    for words in (("db", "upgrade"), ("seed", "demo"), ("token", "create", "--role", "agent")):
        ran = line(*words)
        assert (ran.code, ran.err.startswith("DATABASE_URL: "), len(ran.err.splitlines())) == (1, True, 1), ran.err


def test_the_three_lists_are_taken_over_and_may_come_again(line_on_both: CommandLine, tmp_path: Path) -> None:
    line = line_on_both
    branches = written(tmp_path, "code,name,aliases", "XZ,香洲区税务局,香洲;香洲分局", "DM,斗门区税务局,")
    assert line("import", "branches", branches).out == "2 added, 0 updated\n"
    assert line("import", "branches", branches).out == "0 added, 2 updated\n"
    row = f"珠海市海狸电子有限公司,海狸,{BEAVER},XZ,2286001转8;13800138000,2026-12-31,金税盘"
    customers = written(tmp_path, CUSTOMERS, row)
    assert line("import", "customers", customers).out == "1 added, 0 updated\n"
    assert line("import", "customers", customers).out == "0 added, 1 updated\n"
    tickets = written(tmp_path, TICKETS, f"260301007,{BEAVER},printer,已派单,2026-03-01 09:00,,李建国")
    assert line("import", "tickets", tickets).out == "1 added, 0 known already\n"
    assert line("import", "tickets", tickets).out == "0 added, 1 known already\n"
    assert line("export", "tickets").out.splitlines()[1].startswith("260301007,fault,printer,in_progress,normal,")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_is_read_as_excel_saves_it(line: CommandLine, tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, "code,name,aliases", "XZ,香洲区税务局,香洲", encoding=encoding)
    assert line("import", "branches", file).code == 0
    assert values(line, TaxBranch.name) == ["香洲区税务局"]


def test_every_bad_row_is_named_and_nothing_is_taken(line_on_both: CommandLine, tmp_path: Path) -> None:
    customers = written(
        tmp_path, CUSTOMERS, "好公司,,,,,,", ",,123,NOPE,12,2026-13-01,", f"乙公司,,{BEAVER},,abc,,", "丙公司,,,,,"
    )
    ran = line_on_both("import", "customers", customers)
    assert (ran.code, ran.out) == (1, "")
    told = ran.err.splitlines()
    assert "7 处有误，什么都没有导入" in told[0]
    named = [line.partition("：")[0] for line in told[1:]]
    assert named == [
        "第3行 name",
        "第3行 taxpayer_id",
        "第3行 contact_phone",
        "第3行 agreement_expires_on",
        "第3行 branch_code",
        "第4行 contact_phone",
        "第5行 file",
    ]
    assert all("(" in line and "：" in line for line in told)
    assert values(line_on_both, Company.name) == []


def test_bad_branches_and_tickets_are_named_too(line: CommandLine, tmp_path: Path) -> None:
    branches = line("import", "branches", written(tmp_path, "code,name,aliases", "XZ,,", "XZ,香洲,"))
    assert (branches.code, "第2行 name" in branches.err, "第3行 code" in branches.err) == (1, True, True)
    tickets = line("import", "tickets", written(tmp_path, TICKETS, "260301001,NOBODY,printer,maybe,someday,,"))
    assert tickets.code == 1
    assert "第2行 status" in tickets.err
    assert "第2行 opened" in tickets.err
    assert counts(line)[1:] == [0, 0, 0]


def test_formulas_in_a_list_stay_text(line: CommandLine, tmp_path: Path) -> None:
    file = written(tmp_path, CUSTOMERS, '"=HYPERLINK(""http://x"")公司",@别名;+1,,,,,-盘')
    assert line("import", "customers", file).code == 0
    assert values(line, Company.name) == ['=HYPERLINK("http://x")公司']
    assert line("export", "customers").out.splitlines()[1].startswith('"\'=HYPERLINK(""http://x"")公司"')


@pytest.mark.parametrize("kind", ["branches", "customers", "tickets"])
def test_a_file_that_cannot_be_read_is_named(line: CommandLine, tmp_path: Path, kind: str) -> None:
    (tmp_path / "random.csv").write_bytes(bytes(range(256)) * 4)
    for file in (tmp_path / "missing.csv", tmp_path, tmp_path / "random.csv"):
        ran = line("import", kind, str(file))
        assert (ran.code, ran.out, str(file) in ran.err) == (1, "", True), ran.err
