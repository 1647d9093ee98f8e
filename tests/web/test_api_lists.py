"""Lists by cursor: every row once, also while others arrive, in a bounded number of statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from hotline.app import Application
from hotline.callbacks import operations as callbacks
from hotline.callbacks.models import Handler, Kind
from hotline.tickets import queries as tickets
from hotline.tickets.models import Task, TaskKind
from tests.support.houses import hotline_for
from tests.support.telephone import Telephone
from tests.web.api import Program

LISTS = {"calls": "call_sid", "tickets": "number", "callbacks": "id", "customers": "id", "branches": "code"}


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Application]:
    opened = hotline_for(database_url, tmp_path)
    yield opened
    opened.hotline.store.close()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every SELECT that any engine runs meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("resource", "key"), LISTS.items())
def test_a_walk_of_small_pages_gives_each_row_once(busy_day: Application, resource: str, key: str) -> None:
    program = Program(busy_day)
    whole = [row[key] for row in program.walk(f"/{resource}", limit=200)]
    assert len(whole) > 2
    assert [row[key] for row in program.walk(f"/{resource}", limit=2)] == whole
    assert len(set(whole)) == len(whole)


def test_the_longest_name_of_a_call_fits_into_a_cursor(app: Application) -> None:
    phone = Telephone(app)
    named = {phone.ring(sid=f"CA{n}".ljust(128, "x")) and phone.sid for n in range(3)}
    assert {call["call_sid"] for call in Program(app).walk("/calls", limit=1)} == named


@pytest.mark.parametrize("resource", LISTS)
def test_the_last_page_says_so(busy_day: Application, resource: str) -> None:
    program = Program(busy_day)
    everything = len(list(program.walk(f"/{resource}")))
    page = program.get(f"/{resource}", limit=everything)
    assert (len(page["items"]), page["next_cursor"], list(page)) == (everything, None, ["items", "next_cursor"])
    assert program.get(f"/{resource}", cursor="")["items"] == program.get(f"/{resource}")["items"]


def test_calls_come_newest_first_and_without_their_turns(busy_day: Application) -> None:
    calls = Program(busy_day).get("/calls")["items"]
    assert [call["arrived_at"] for call in calls] == sorted((call["arrived_at"] for call in calls), reverse=True)
    assert "turns" not in calls[0]


def test_calls_that_arrive_during_a_walk_neither_repeat_nor_hide_any(app: Application) -> None:
    phone = Telephone(app)
    before = {phone.ring(sid=f"CA{n}") and phone.sid for n in range(9)}
    seen: list[str] = []
    for n, call in enumerate(Program(app).walk("/calls", limit=2)):
        seen.append(call["call_sid"])
        phone.ring(sid=f"CAlate{n}")
    assert len(seen) == len(set(seen))
    assert set(seen) == before


def test_a_page_of_tickets_costs_as_many_statements_as_one(app: Application) -> None:
    program = Program(app)
    now = app.hotline.clock.now()

    def burden(session: Session) -> None:
        for ticket in tickets.page(session, limit=200).items:
            for n in range(3):
                due = now + timedelta(hours=n + 1)
                task = Task(kind=TaskKind.CALL_CUSTOMER, ticket_id=ticket.id, owner_id=ticket.owner_id, due_at=due)
                task.created_at = now
                session.add(task)
            callbacks.promise(
                session,
                now=now,
                kind=Kind.FOLLOW_UP,
                subject="ticket",
                subject_id=ticket.id,
                phone="+8613800138000",
                due_at=now + timedelta(days=1),
                owner_id=ticket.owner_id,
                handler=Handler.AGENT,
            )

    app.hotline.store.write(burden)
    for resource, most in {"tickets": 5, "callbacks": 5, "customers": 4, "branches": 2, "calls": 2}.items():
        program.get(f"/{resource}", limit=1)
        with statements() as seen:
            page = program.get(f"/{resource}", limit=200)
        assert len(seen) <= most, seen
    assert all(len(ticket["tasks"]) == 3 for ticket in program.get("/tickets")["items"])
    assert len(page["items"]) == 0


def test_a_ticket_is_found_by_its_number_as_people_write_it(busy_day: Application) -> None:
    ticket = Program(busy_day).get("/tickets")["items"][0]
    assert Program(busy_day).get(f"/tickets/%20{ticket['number'].lower()}") == ticket


def test_a_customer_comes_with_its_numbers(busy_day: Application) -> None:
    beaver = next(one for one in Program(busy_day).walk("/customers") if one["name"] == "珠海市海狸电子有限公司")
    assert beaver["agreement_expires_on"] == "2026-12-31"
    assert {"phone": "+867562286001", "extension": None, "name": None} in beaver["contacts"]
    assert (beaver["taxpayer_id"], beaver["branch_code"], beaver["kind"]) == (
        "91440402MA000100XL",
        "XZ-GB",
        "registered",
    )
