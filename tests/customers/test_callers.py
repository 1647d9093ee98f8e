"""A caller's file is made in the call itself (R62, R160), found by number, and matched by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hotline.core.errors import Invalid
from hotline.core.store import Store, open_store
from hotline.customers import directory, operations, queries
from hotline.customers.models import Company, Kind

NOW = datetime(2026, 3, 10, 2, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
CUSTOMERS = """name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device
珠海市海狸电子有限公司,海狸电子,91440402MA000100XL,XZ,0756-2286001,2026-12-31,金税盘
珠海南瓜灯饰有限公司,南瓜灯饰,91440402MA0001376M,,0756-2286002;13800138000,,
珠海市仁义五金有限公司,,,,,,
珠海市仁毅五金有限公司,,,,,,
珠海向日葵会计师事务所,,,,0756-2286001;0756-2286002,,
"""
BRANCHES = """code,name,aliases
XZ,国家税务总局珠海市香洲区税务局,香洲税务局;香洲分局
JW-SZ,国家税务总局珠海市金湾区税务局三灶税务分局,三灶税务分局;三灶分局
"""


@pytest.fixture
def listed(store: Store) -> Store:
    store.write(lambda session: operations.import_branches(session, now=NOW, content=BRANCHES))
    store.write(lambda session: operations.import_customers(session, now=NOW, content=CUSTOMERS))
    return store


def remember(store: Store, name: str, phone: str | None = None, now: datetime = NOW, **known: Any) -> Company:
    file = store.write(lambda session: operations.remember_caller(session, now=now, name=name, phone=phone, **known))
    return store.read(lambda session: session.get_one(Company, file))


def seen(store: Store, look: Callable[[Session, Company], object], company: Company) -> object:
    return store.read(lambda session: look(session, queries.get(session, company.id) or company))


def contacts(store: Store, company: Company) -> object:
    return seen(store, lambda _, found: [(contact.phone, contact.extension) for contact in found.contacts], company)


def test_a_new_caller_has_a_file_as_soon_as_the_call_says_who_it_is(store: Store) -> None:
    company = remember(store, " 珠海新来的\t公司 ", "+8613800138001", extension="8", branch_text="平沙那边的")
    assert (company.name, company.kind, company.branch_heard) == ("珠海新来的 公司", Kind.NEW, "平沙那边的")
    assert contacts(store, company) == [("+8613800138001", "8")]
    assert store.read(lambda session: [found.id for found in queries.by_phone(session, "+8613800138001")]) == [
        company.id
    ]


def test_a_second_call_brings_the_same_file_up_to_date(listed: Store) -> None:
    first = remember(listed, "珠海新来的公司", "+8613800138001", branch_text="三灶")
    second = remember(listed, "珠海新来的公司", "+8613800138002", now=LATER, branch_code="JW-SZ")
    assert second.id == first.id
    assert (second.created_at, second.updated_at) == (NOW, LATER)
    assert (second.branch_code, second.branch_heard) == ("JW-SZ", None)
    assert contacts(listed, second) == [("+8613800138001", None), ("+8613800138002", None)]


def test_a_call_that_tells_nothing_new_changes_nothing(store: Store) -> None:
    remember(store, "珠海新来的公司", "+8613800138001", extension="8", branch_text="平沙")
    again = remember(store, "珠海新来的公司", "+8613800138001", now=LATER, branch_text="平沙")
    assert again.updated_at == NOW
    assert contacts(store, again) == [("+8613800138001", "8")]


def test_a_caller_who_gives_no_number_has_a_file_without_one(store: Store) -> None:
    assert contacts(store, remember(store, "珠海新来的公司")) == []


def test_a_callers_own_later_word_on_his_branch_counts(listed: Store) -> None:
    remember(listed, "珠海新来的公司", branch_code="XZ")
    assert remember(listed, "珠海新来的公司", branch_code="JW-SZ").branch_code == "JW-SZ"


def test_what_the_list_says_of_a_registered_company_stays(listed: Store) -> None:
    told = {"branch_code": "JW-SZ", "branch_text": "三灶"}
    company = remember(listed, "珠海市海狸电子有限公司", "+8613800138003", now=LATER, **told)
    assert (company.kind, company.branch_code, company.branch_heard) == (Kind.REGISTERED, "XZ", None)
    assert contacts(listed, company) == [("+867562286001", None), ("+8613800138003", None)]


def test_a_gap_in_a_registered_file_is_filled(listed: Store) -> None:
    assert remember(listed, "珠海南瓜灯饰有限公司", branch_code="XZ").branch_code == "XZ"


@pytest.mark.parametrize("name", ["", "  ", "\t\x00"])
def test_a_file_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(Invalid, match="缺少企业名称"):
        remember(store, name)


@pytest.mark.parametrize("name", ["长" * 70_000, "<script>", "=1+1", "😀公司", "a\x00b", "\ud800公司"])
def test_any_words_make_a_file_that_the_database_can_keep(store: Store, name: str) -> None:
    kept = remember(store, name, branch_text=name, extension="9" * 40, phone="+8613800138001")
    assert seen(store, lambda _, found: found.name_key, kept) == kept.name_key
    assert remember(store, name).id == kept.id


def test_two_calls_at_once_about_one_new_company_make_one_file(store: Store) -> None:
    start = Barrier(4)
    made: list[str] = []

    def call(number: int) -> None:
        start.wait()
        made.append(remember(store, "珠海新来的公司", f"+861380013800{number % 2}").id)

    calls = [Thread(target=call, args=(number,)) for number in range(4)]
    for thread in calls:
        thread.start()
    for thread in calls:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert len(store.read(lambda session: queries.page(session)[0][0].contacts)) == 2


def test_one_number_may_reach_several_companies_and_an_unknown_one_none(listed: Store) -> None:
    def names(e164: str) -> list[str]:
        return listed.read(lambda session: sorted(company.name for company in queries.by_phone(session, e164)))

    assert names("+867562286001") == ["珠海向日葵会计师事务所", "珠海市海狸电子有限公司"]
    assert names("+8613800138000") == ["珠海南瓜灯饰有限公司"]
    assert names("+8613800138009") == []


def test_a_listed_name_is_known_with_its_evidence(listed: Store) -> None:
    match = listed.read(lambda session: queries.match_company(session, "珠海市海狸电子有限公司"))
    assert match.kind == "known"
    assert match.company is not None
    assert match.company.name == "珠海市海狸电子有限公司"
    assert match.score >= 88
    assert match.evidence


def test_a_name_on_no_list_is_unknown(listed: Store) -> None:
    match = listed.read(lambda session: queries.match_company(session, "广州天马行空电视台"))
    assert (match.kind, match.company) == ("unknown", None)


def test_of_two_names_that_sound_alike_none_is_chosen(listed: Store) -> None:
    match = listed.read(lambda session: queries.match_company(session, "珠海市仁意五金有限公司"))
    assert (match.kind, match.company) == ("tie", None)
    assert {candidate.name for candidate in match.candidates[:2]} == {
        "珠海市仁义五金有限公司",
        "珠海市仁毅五金有限公司",
    }


def test_characters_that_the_caller_explained_decide_between_names_that_sound_alike(listed: Store) -> None:
    heard = "珠海市仁毅五金有限公司"
    assert listed.read(lambda session: queries.match_company(session, heard)).kind == "tie"
    match = listed.read(lambda session: queries.match_company(session, heard, explained=True))
    assert match.company is not None
    assert match.company.name == heard


def test_nothing_is_known_where_nothing_is_listed(store: Store) -> None:
    assert store.read(lambda session: queries.match_company(session, "珠海市海狸电子有限公司")).kind == "unknown"
    assert store.read(lambda session: queries.match_branch(session, "香洲分局")).kind == "unknown"


def test_a_branch_is_known_by_its_short_name_and_an_unlisted_one_is_not(listed: Store) -> None:
    match = listed.read(lambda session: queries.match_branch(session, "三灶分局"))
    assert (match.kind, match.branch.code if match.branch else None) == ("known", "JW-SZ")
    assert listed.read(lambda session: queries.match_branch(session, "乌鲁木齐")).branch is None


def test_a_name_filed_by_another_process_is_found_at_the_next_question(listed: Store, database_url: str) -> None:
    def match(name: str) -> str:
        return listed.read(lambda session: queries.match_company(session, name)).kind

    assert match("珠海蓝鲸潜水俱乐部") == "unknown"
    other = open_store(database_url)
    try:
        remember(other, "珠海蓝鲸潜水俱乐部")
    finally:
        other.close()
    assert match("珠海蓝鲸潜水俱乐部") == "known"


def test_a_name_of_work_that_was_rolled_back_is_forgotten(listed: Store) -> None:
    def fail(session: Session) -> None:
        operations.remember_caller(session, now=NOW, name="珠海蓝鲸潜水俱乐部", phone=None)
        assert queries.match_company(session, "珠海蓝鲸潜水俱乐部").kind == "known"
        raise Invalid("test", "undone")

    with pytest.raises(Invalid, match="undone"):
        listed.write(fail)
    remember(listed, "广州天马行空电视台")
    assert listed.read(lambda session: queries.match_company(session, "珠海蓝鲸潜水俱乐部")).kind == "unknown"


def test_a_name_of_work_that_was_rolled_back_is_forgotten_even_by_an_index_built_in_it(
    listed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "companies", directory._Companies())

    def fail(session: Session) -> None:
        operations.remember_caller(session, now=NOW, name="珠海蓝鲸潜水俱乐部", phone=None)
        assert queries.match_company(session, "珠海蓝鲸潜水俱乐部").kind == "known"
        raise Invalid("test", "undone")

    with pytest.raises(Invalid, match="undone"):
        listed.write(fail)
    remember(listed, "广州天马行空电视台")
    assert listed.read(lambda session: queries.match_company(session, "珠海蓝鲸潜水俱乐部")).kind == "unknown"
    assert listed.read(lambda session: queries.match_company(session, "广州天马行空电视台")).kind == "known"


def test_a_new_file_that_sounds_like_a_listed_company_makes_a_tie(listed: Store) -> None:
    assert listed.read(lambda session: queries.match_company(session, "珠海南瓜灯饰有限公司")).kind == "known"
    remember(listed, "珠海楠瓜灯饰有限公司")
    assert listed.read(lambda session: queries.match_company(session, "珠海南瓜灯饰有限公司")).kind == "tie"


@pytest.mark.parametrize("most", [0, 2, 200])
def test_new_files_are_found_however_many_there_are(listed: Store, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MOST_RECENT", most)
    names = ["珠海蓝鲸潜水俱乐部", "广州天马行空电视台", "深圳河马搬家", "中山砂糖橘合作社"]
    for count, name in enumerate(names, start=1):
        remember(listed, name)
        assert [_kind(listed, known) for known in names] == ["known"] * count + ["unknown"] * (len(names) - count)


def _kind(store: Store, heard: str) -> str:
    return store.read(lambda session: queries.match_company(session, heard).kind)


def test_pages_follow_one_another_without_gap_or_double(listed: Store) -> None:
    def page(cursor: str | None) -> tuple[list[Company], str | None]:
        return listed.read(lambda session: queries.page(session, cursor=cursor, limit=2))

    companies, cursor = page(None)
    while cursor is not None:
        more, cursor = page(cursor)
        companies += more
    assert len({company.id for company in companies}) == len(companies) == 5


def test_an_unknown_cursor_is_refused(listed: Store) -> None:
    with pytest.raises(Invalid) as refusal:
        listed.read(lambda session: queries.page(session, cursor="0" * 32))
    assert refusal.value.field == "cursor"


def test_an_agreement_is_in_force_until_its_last_day(listed: Store) -> None:
    company = remember(listed, "珠海市海狸电子有限公司")
    assert company.agreement_in_force(date(2026, 12, 31)) is True
    assert company.agreement_in_force(date(2027, 1, 1)) is False
    assert remember(listed, "珠海南瓜灯饰有限公司").agreement_in_force(date(2026, 3, 10)) is None
