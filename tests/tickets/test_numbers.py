from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from sqlalchemy.orm import Session

from hotline.core.errors import Conflict
from hotline.core.store import Store
from hotline.people.models import Role
from hotline.people.operations import ensure_duty_desk
from hotline.tickets.models import TicketSerial
from hotline.tickets.numbers import next_number, number, reserve, split
from tests.people.examples import NOW, colleagues
from tests.tickets.examples import DAY, open_one

TOMORROW = date(2026, 3, 11)


def test_the_first_number_of_a_day_is_001(store: Store) -> None:
    assert store.write(partial(next_number, day=date(2004, 2, 14))) == "040214001"


def test_a_hundred_calls_at_once_get_a_hundred_numbers_without_gap_or_double(store: Store) -> None:
    store.write(partial(ensure_duty_desk, now=NOW))

    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda _: store.write(open_one).number, range(100)))

    assert sorted(numbers) == [f"260310{serial:03d}" for serial in range(1, 101)]


def test_midnight_begins_again_at_001_also_while_calls_go_on(store: Store) -> None:
    days = [DAY, TOMORROW] * 30

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda day: store.write(partial(next_number, day=day)), days))

    assert sorted(numbers) == [f"{day:%y%m%d}{serial:03d}" for day in (DAY, TOMORROW) for serial in range(1, 31)]


def test_a_number_whose_work_was_rolled_back_is_given_again(store: Store) -> None:
    def take_and_fail(session: Session) -> None:
        next_number(session, day=DAY)
        raise Conflict("the rest of the turn failed")

    assert store.write(partial(next_number, day=DAY)) == "260310001"
    with pytest.raises(Conflict):
        store.write(take_and_fail)

    assert store.write(partial(next_number, day=DAY)) == "260310002"


def test_works_that_fail_among_works_that_do_not_leave_no_gap(store: Store) -> None:
    def take(session: Session, *, turn: int) -> str:
        taken = next_number(session, day=DAY)
        if turn % 3 == 0:
            raise Conflict("this one failed")
        return taken

    def attempt(turn: int) -> str | None:
        try:
            return store.write(partial(take, turn=turn))
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        numbers = [taken for taken in pool.map(attempt, range(60)) if taken]

    assert sorted(numbers) == [f"260310{serial:03d}" for serial in range(1, 41)]


def test_after_999_the_numbers_widen(store: Store) -> None:
    def stand_at_998(session: Session) -> None:
        session.add(TicketSerial(day=DAY, last=998))
        session.flush()

    store.write(stand_at_998)

    numbers = [store.write(partial(next_number, day=DAY)) for _ in range(3)]
    assert numbers == ["260310999", "2603101000", "2603101001"]


@pytest.mark.parametrize(
    ("taken", "following"),
    [("260310007", "260310008"), ("2603101000", "2603101001"), ("T-7", "260310001"), ("260310000", "260310001")],
)
def test_a_number_from_elsewhere_is_never_given_again(store: Store, taken: str, following: str) -> None:
    store.write(partial(reserve, taken=taken))

    assert store.write(partial(next_number, day=DAY)) == following


def test_reserving_an_earlier_number_takes_nothing_back(store: Store) -> None:
    store.write(partial(reserve, taken="260310007"))
    store.write(partial(reserve, taken="260310003"))

    assert store.write(partial(next_number, day=DAY)) == "260310008"


@pytest.mark.parametrize("serial", [1, 42, 999, 1000, 4321])
def test_a_number_is_read_back_as_its_day_and_serial(serial: int) -> None:
    assert split(number(DAY, serial)) == (DAY, serial)


@pytest.mark.parametrize(
    "text", ["", "26031000", "261310001", "260230001", "260310001a", "26031000100", "２６０３１０００１"]
)
def test_other_texts_are_no_numbers_of_ours(text: str) -> None:
    assert split(text) is None


def test_tickets_opened_at_once_for_one_colleague_are_never_in_each_others_way(store: Store) -> None:
    colleagues(store, Role.ENGINEER, "an")

    with ThreadPoolExecutor(8) as pool:
        tickets = list(pool.map(lambda _: store.write(open_one), range(80)))

    assert sorted(ticket.number for ticket in tickets) == [number(DAY, serial) for serial in range(1, 81)]
