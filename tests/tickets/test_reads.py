from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.store import Store
from hotline.tickets import operations, queries
from hotline.tickets.models import Kind, Status, Ticket
from hotline.tickets.rules import caller_safe_status
from tests.people.examples import NOW, TZ, local
from tests.tickets.examples import PHONE, SID, SOLUTION, company, opened

OTHER_PHONE = "+8613800138000"


def test_pages_show_every_ticket_once_the_newest_first(store: Store) -> None:
    tickets = [opened(store, now=NOW + timedelta(minutes=n // 3)) for n in range(8)]
    shown: list[str] = []
    cursor: str | None = None
    while True:
        page = store.read(partial(queries.page, cursor=cursor, limit=3))
        shown += [ticket.id for ticket in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert shown == [row.id for row in sorted(tickets, key=lambda row: (row.opened_at, row.id), reverse=True)]


def test_pages_keep_to_what_was_asked_for(store: Store) -> None:
    firm = company(store)
    wanted = opened(store, kind=Kind.VISIT, company_id=firm.id, category="none")
    opened(store, kind=Kind.VISIT)
    opened(store, company_id=firm.id)

    page = store.read(partial(queries.page, kind=Kind.VISIT, company_id=firm.id, category="none", status=Status.OPEN))

    assert [ticket.id for ticket in page.items] == [wanted.id]


def test_a_caller_who_names_the_number_hears_about_that_ticket_only(store: Store) -> None:
    ticket = opened(store)
    opened(store, contact_phone=OTHER_PHONE)

    def find(number: str) -> Ticket | None:
        return store.read(partial(queries.find_for_caller, number=number, phone=OTHER_PHONE))

    found = find(" 260310001 ")
    assert found is not None
    assert found.id == ticket.id
    assert find("260310009") is None


def test_a_caller_from_the_tickets_phone_hears_about_the_newest_unsettled_one(store: Store) -> None:
    unsettled = opened(store)
    solved = opened(store, now=NOW + timedelta(hours=1))
    opened(store, now=NOW + timedelta(hours=2), contact_phone=OTHER_PHONE)
    store.write(partial(operations.solve, ticket_id=solved.id, **SOLUTION))

    found = store.read(partial(queries.find_for_caller, phone=PHONE))

    assert found is not None
    assert found.id == unsettled.id


def test_a_caller_from_a_companys_phone_hears_about_the_companys_ticket(store: Store) -> None:
    firm = company(store)
    ticket = opened(store, company_id=firm.id, contact_phone=None)

    found = store.read(partial(queries.find_for_caller, phone=PHONE, company_ids=[firm.id]))

    assert found is not None
    assert found.id == ticket.id


def test_a_stranger_hears_nothing(store: Store) -> None:
    opened(store, contact_phone=None)

    assert store.read(queries.find_for_caller) is None
    assert store.read(partial(queries.find_for_caller, phone=OTHER_PHONE)) is None


def test_the_same_fault_of_the_same_company_is_a_repeat_for_some_days(store: Store) -> None:
    firm = company(store)
    other = company(store, "中山某某有限公司", None)
    first = opened(store, company_id=firm.id)
    opened(store, company_id=other.id)
    opened(store, company_id=firm.id, category="memory")
    second = opened(store, company_id=firm.id, now=NOW + timedelta(days=20))

    def repeats(days: int) -> list[str]:
        found = store.read(partial(queries.repeats, ticket=second, within=timedelta(days=days)))
        return [ticket.id for ticket in found]

    assert repeats(30) == [first.id]
    assert repeats(19) == []


def test_nobodys_ticket_repeats_nothing(store: Store) -> None:
    opened(store)
    second = opened(store)

    assert store.read(partial(queries.repeats, ticket=second, within=timedelta(days=30))) == []


def test_what_a_company_still_waits_for(store: Store) -> None:
    firm = company(store)
    waiting = opened(store, company_id=firm.id)
    solved = opened(store, company_id=firm.id)
    store.write(partial(operations.solve, ticket_id=solved.id, **SOLUTION))

    assert [row.id for row in store.read(partial(queries.open_for_company, company_id=firm.id))] == [waiting.id]


def test_the_tickets_of_a_call_come_in_their_order(store: Store) -> None:
    numbers = [opened(store).number for _ in range(3)]

    assert [row.number for row in store.read(partial(queries.for_call, call_sid=SID))] == numbers


@given(
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    language=st.sampled_from(["zh-CN", "cmn-Hans-CN", "en-US"]),
    visit=st.sampled_from([None, NOW]),
    promised=st.booleans(),
)
def test_a_caller_never_hears_names_notes_causes_or_departments(
    *, kind: Kind, status: Status, language: str, visit: object, promised: bool
) -> None:
    inner = "王工 技服部 配件没到 内部"
    ticket = Ticket(
        kind=kind,
        status=status,
        visit_time=visit,
        engineer=inner,
        cause=inner,
        solution=inner,
        symptom=inner,
        company_name=inner,
        owner_id=inner,
    )

    told = caller_safe_status(ticket, language, TZ, promised=promised)

    assert told
    assert not any(word in told for word in inner.split())
    assert not any(word in told for word in ("部门", "主管", "经理", "我们不知道", "不清楚"))
    assert told.isascii() == (language == "en-US")


def test_an_agreed_visit_is_told_in_local_time() -> None:
    ticket = Ticket(kind=Kind.VISIT, status=Status.IN_PROGRESS, visit_time=local("2026-03-12 14:30"))

    assert caller_safe_status(ticket, "zh-CN", TZ, promised=False).endswith("上门时间约在3月12日下午2点30分。")
    assert caller_safe_status(ticket, "en-US", TZ, promised=False).endswith("arranged for March 12 at 14:30.")


@pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED])
def test_a_visit_that_is_over_is_not_announced(status: Status) -> None:
    ticket = Ticket(kind=Kind.VISIT, status=status, visit_time=NOW)

    assert "上门" not in caller_safe_status(ticket, "zh-CN", TZ, promised=False)


def test_a_complaint_is_spoken_of_as_one() -> None:
    assert "投诉" in caller_safe_status(Ticket(kind=Kind.COMPLAINT, status=Status.OPEN), "zh-CN", TZ, promised=False)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("status", Status)
def test_no_call_and_no_answer_is_spoken_of_where_none_is_promised(kind: Kind, status: Status) -> None:
    ticket = Ticket(kind=kind, status=status)

    told = caller_safe_status(ticket, "zh-CN", TZ, promised=False)
    said = caller_safe_status(ticket, "en-US", TZ, promised=False)

    assert not any(word in told for word in ("电话", "联系您", "和您联系", "答复", "会"))
    assert "will" not in said


def test_a_promised_call_is_spoken_of() -> None:
    ticket = Ticket(kind=Kind.FAULT, status=Status.IN_PROGRESS)

    assert "尽快和您联系" in caller_safe_status(ticket, "zh-CN", TZ, promised=True)
