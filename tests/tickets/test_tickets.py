from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hotline.callbacks.models import Callback, Handler, Priority, State
from hotline.callbacks.models import Kind as CallbackKind
from hotline.callbacks.queries import for_subject, for_ticket
from hotline.core.errors import Conflict, Invalid, NotFound
from hotline.core.journal import Entry
from hotline.core.store import Store
from hotline.people.models import DUTY_DESK, Role
from hotline.tickets import operations, promises, queries, tasks
from hotline.tickets.models import MOVES, Kind, Status, Task, TaskKind, Ticket, Urgency
from tests.people.examples import CALENDAR, NOW, colleagues, local
from tests.tickets.examples import PHONE, SID, SOLUTION, now_is, opened


def _solving(ticket: Ticket, **changes: Any) -> Callable[[Session], Callback]:
    return partial(operations.solve, ticket_id=ticket.id, **(SOLUTION | changes))


def _solved(store: Store, *, confirmed: bool) -> Ticket:
    ticket = opened(store)
    store.write(_solving(ticket, confirmed_by_user=confirmed))
    return ticket


def _promised(store: Store, ticket: Ticket) -> list[Callback]:
    """What was promised, the first thing first."""
    promised = store.read(lambda s: for_ticket(s, ticket.id))
    return sorted(promised, key=lambda call: (call.created_at, call.kind == CallbackKind.FOLLOW_UP))


def _with_promised_result(store: Store) -> Ticket:
    colleagues(store, Role.ENGINEER, "en")
    ticket = opened(store)
    store.write(lambda s: promises.promise_result(s, now=NOW, ticket=s.get_one(Ticket, ticket.id), calendar=CALENDAR))
    return ticket


def test_a_new_ticket_has_a_number_an_owner_and_a_line_in_the_journal(store: Store) -> None:
    (agent,) = colleagues(store, Role.AGENT, "an")

    ticket = opened(store)

    kept = now_is(store, ticket)
    assert (kept.number, kept.status, kept.owner_id) == ("260310001", Status.OPEN, agent.id)
    entry = store.read(lambda s: s.scalars(select(Entry).where(Entry.subject_id == ticket.id)).one())
    assert (entry.action, entry.detail) == ("ticket.opened", {"number": "260310001", "owner": agent.id})


def test_a_ticket_opened_at_night_belongs_to_the_duty_desk(store: Store) -> None:
    assert now_is(store, opened(store)).owner_id == DUTY_DESK


def test_a_ticket_is_closed_only_after_the_user_has_confirmed(store: Store) -> None:
    ticket = _solved(store, confirmed=False)

    with pytest.raises(Conflict, match="not confirmed"):
        store.write(partial(operations.close, now=NOW, ticket_id=ticket.id, actor="test"))

    store.write(partial(operations.confirm, now=NOW, ticket_id=ticket.id, actor="test"))
    store.write(partial(operations.close, now=NOW, ticket_id=ticket.id, actor="test"))
    kept = now_is(store, ticket)
    assert (kept.status, kept.closed_at, kept.confirmed_by_user_at) == (Status.CLOSED, NOW, NOW)


def test_a_user_who_said_yes_in_the_call_has_confirmed(store: Store) -> None:
    kept = now_is(store, _solved(store, confirmed=True))

    assert (kept.status, kept.solution, kept.confirmed_by_user_at) == (Status.SOLVED, "重装驱动", NOW)


def test_the_database_itself_refuses_to_close_what_was_not_confirmed(store: Store) -> None:
    ticket = _solved(store, confirmed=False)

    with pytest.raises(IntegrityError):
        store.write(lambda s: s.execute(update(Ticket).where(Ticket.id == ticket.id).values(status=Status.CLOSED)))


def test_nothing_is_confirmed_before_it_is_solved(store: Store) -> None:
    ticket = opened(store)

    with pytest.raises(Conflict):
        store.write(partial(operations.confirm, now=NOW, ticket_id=ticket.id, actor="test"))


def test_broken_again_opens_the_ticket_again(store: Store) -> None:
    ticket = _solved(store, confirmed=True)
    store.write(partial(operations.close, now=NOW, ticket_id=ticket.id, actor="test"))

    store.write(partial(operations.reopen, now=NOW, ticket_id=ticket.id, reason="又坏了", actor="test"))

    kept = now_is(store, ticket)
    assert (kept.status, kept.solved_at, kept.closed_at, kept.confirmed_by_user_at) == (Status.OPEN, None, None, None)


def test_nothing_is_solved_without_a_solution(store: Store) -> None:
    ticket = opened(store)

    with pytest.raises(Invalid):
        store.write(_solving(ticket, solution=" "))


def test_what_staff_solve_is_followed_up_within_a_week(store: Store) -> None:
    ticket = _solved(store, confirmed=False)

    (follow_up,) = _promised(store, ticket)
    assert (follow_up.kind, follow_up.state) == (CallbackKind.FOLLOW_UP, State.QUEUED)
    assert follow_up.due_at == NOW + timedelta(days=7)


def test_a_user_who_was_told_the_solution_need_not_be_called_with_it(store: Store) -> None:
    ticket = _with_promised_result(store)

    store.write(_solving(ticket, told_user=True))

    result, follow_up = _promised(store, ticket)
    assert (result.kind, result.state, result.result) == (CallbackKind.RESOLUTION, State.DONE, "已告知：重装驱动")
    assert (follow_up.kind, follow_up.state) == (CallbackKind.FOLLOW_UP, State.QUEUED)
    (task,) = store.read(lambda s: queries.tasks(s, ticket.id))
    assert task.result == "已解决：重装驱动"


def test_a_user_who_was_not_told_yet_is_still_called_with_the_result_as_promised(store: Store) -> None:
    ticket = _with_promised_result(store)

    store.write(_solving(ticket))

    assert [call.state for call in _promised(store, ticket)] == [State.QUEUED, State.QUEUED]
    store.write(partial(operations.confirm, now=NOW, ticket_id=ticket.id, actor="test"))
    assert [call.state for call in _promised(store, ticket)] == [State.DONE, State.QUEUED]


def test_broken_again_settles_the_follow_up_and_the_next_solution_brings_another(store: Store) -> None:
    ticket = _solved(store, confirmed=True)

    store.write(partial(operations.reopen, now=NOW, ticket_id=ticket.id, reason="又坏了", actor="test"))
    store.write(_solving(ticket, now=NOW + timedelta(hours=1)))

    assert [(call.kind, call.state) for call in _promised(store, ticket)] == [
        (CallbackKind.FOLLOW_UP, State.DONE),
        (CallbackKind.FOLLOW_UP, State.QUEUED),
    ]


@pytest.mark.parametrize("start", Status)
def test_only_the_ways_of_the_table_can_be_gone(start: Status) -> None:
    for end in Status:
        ticket = Ticket(status=start, version=1, confirmed_by_user_at=NOW)
        if end in MOVES[start]:
            ticket.move(end, NOW)
            assert (ticket.status, ticket.version) == (end, 2)
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                ticket.move(end, NOW)


def test_a_ticket_changes_hands_and_the_journal_says_from_whom_to_whom(store: Store) -> None:
    first, second = colleagues(store, Role.AGENT, "an", "bo")
    ticket = opened(store, owner_id=first.id)

    store.write(partial(operations.assign, now=NOW, ticket_id=ticket.id, owner_id=second.id, actor="test"))

    assert now_is(store, ticket).owner_id == second.id
    entries = store.read(lambda s: [entry.detail for entry in s.scalars(select(Entry).order_by(Entry.id))])
    assert {"before": first.id, "to": second.id} in entries


def test_a_ticket_without_an_owner_cannot_be(store: Store) -> None:
    ticket = opened(store)

    with pytest.raises(IntegrityError):
        store.write(partial(operations.assign, now=NOW, ticket_id=ticket.id, owner_id="nobody", actor="test"))


def test_a_fault_hangs_under_its_complaint_and_not_the_other_way_round_too(store: Store) -> None:
    complaint = opened(store, kind=Kind.COMPLAINT)
    fault = opened(store)

    store.write(partial(operations.link, now=NOW, ticket_id=fault.id, parent_id=complaint.id, actor="test"))

    assert now_is(store, fault).parent_id == complaint.id
    for ticket, parent in ((complaint, fault), (fault, fault)):
        with pytest.raises(Invalid):
            store.write(partial(operations.link, now=NOW, ticket_id=ticket.id, parent_id=parent.id, actor="test"))


def test_notes_stand_in_the_order_in_which_they_were_written(store: Store) -> None:
    ticket = opened(store)
    for minute, text in enumerate(("先问了读卡器", "再问了内存")):
        at = NOW + timedelta(minutes=minute)
        store.write(partial(operations.add_note, now=at, ticket_id=ticket.id, author="an", text=text))

    assert [note.text for note in store.read(lambda s: queries.notes(s, ticket.id))] == ["先问了读卡器", "再问了内存"]
    with pytest.raises(NotFound):
        store.write(partial(operations.add_note, now=NOW, ticket_id="0", author="an", text="x"))


def test_a_task_ends_with_a_result_and_only_once(store: Store) -> None:
    (engineer,) = colleagues(store, Role.ENGINEER, "en")
    task = store.write(partial(tasks.add_task, now=NOW, kind=TaskKind.REPRODUCE_FAULT, due_at=NOW + timedelta(hours=4)))
    assert task.owner_id == engineer.id

    with pytest.raises(Invalid):
        store.write(partial(tasks.finish_task, now=NOW, task_id=task.id, result="", actor="test"))
    store.write(partial(tasks.finish_task, now=NOW, task_id=task.id, result="已复现", actor="test"))
    with pytest.raises(Conflict):
        store.write(partial(tasks.finish_task, now=NOW, task_id=task.id, result="又一次", actor="test"))

    assert store.read(lambda s: s.get_one(Task, task.id).result) == "已复现"
    assert store.read(lambda s: queries.open_tasks_of(s, engineer.id)) == []


def test_a_task_is_overdue_until_it_is_done(store: Store) -> None:
    colleagues(store, Role.ENGINEER, "en")
    due_at = NOW + timedelta(hours=4)
    task = store.write(partial(tasks.add_task, now=NOW, kind=TaskKind.CALL_CUSTOMER, due_at=due_at))
    late = due_at + timedelta(seconds=1)

    assert store.read(partial(queries.overdue_tasks, now=due_at)) == []
    assert [row.id for row in store.read(partial(queries.overdue_tasks, now=late))] == [task.id]
    store.write(partial(tasks.finish_task, now=late, task_id=task.id, result="已联系", actor="test"))
    assert store.read(partial(queries.overdue_tasks, now=late)) == []


def test_the_promise_of_a_result_is_a_task_to_reproduce_and_a_call_both_owned_and_due(store: Store) -> None:
    (agent,) = colleagues(store, Role.AGENT, "an")
    (engineer,) = colleagues(store, Role.ENGINEER, "en")
    ticket = opened(store, urgency=Urgency.HIGH)

    store.write(lambda s: promises.promise_result(s, now=NOW, ticket=s.get_one(Ticket, ticket.id), calendar=CALENDAR))

    due = local("2026-03-10 12:00")
    (task,) = store.read(lambda s: queries.tasks(s, ticket.id))
    assert (task.kind, task.owner_id, task.due_at) == (TaskKind.REPRODUCE_FAULT, engineer.id, due)
    (callback,) = store.read(lambda s: for_subject(s, "ticket", ticket.id))
    assert (callback.kind, callback.handler) == (CallbackKind.RESOLUTION, Handler.AGENT)
    assert (callback.owner_id, callback.due_at, callback.phone) == (agent.id, due, PHONE)
    assert (callback.priority, callback.call_sid) == (Priority.HIGH, SID)
    kept = now_is(store, ticket)
    assert (kept.status, kept.promised_until) == (Status.IN_PROGRESS, due)


def test_a_promise_to_somebody_without_a_number_waits_for_a_person(store: Store) -> None:
    ticket = opened(store, contact_phone=None)

    def promise_all(session: Session) -> list[Callback]:
        told = session.get_one(Ticket, ticket.id)
        return [
            promises.promise_answer(session, now=NOW, ticket=told, calendar=CALENDAR),
            promises.promise_follow_up(session, now=NOW, ticket=told, calendar=CALENDAR, days=7),
        ]

    assert [callback.state for callback in store.write(promise_all)] == [State.NEEDS_PERSON, State.NEEDS_PERSON]


def test_the_follow_up_comes_within_a_week_and_not_on_the_same_day(store: Store) -> None:
    ticket = _solved(store, confirmed=True)

    callback = store.write(
        lambda s: promises.promise_follow_up(s, now=NOW, ticket=s.get_one(Ticket, ticket.id), calendar=CALENDAR, days=7)
    )

    assert (callback.kind, callback.state) == (CallbackKind.FOLLOW_UP, State.QUEUED)
    assert callback.due_at == NOW + timedelta(days=7)
    assert callback.not_before == local("2026-03-16 08:30")


def test_ten_equal_faults_in_half_an_hour_give_one_notice_to_a_supervisor(store: Store) -> None:
    (supervisor,) = colleagues(store, Role.SUPERVISOR, "su")

    def noticed(minute: int, category: str = "lockout") -> Task | None:
        at = NOW + timedelta(minutes=minute)
        opened(store, now=at, category=category)
        return store.write(partial(tasks.notice_incident, now=at, category=category, calendar=CALENDAR))

    assert [noticed(minute) for minute in range(9)] == [None] * 9
    assert noticed(9, "printer") is None
    notice = noticed(10)
    assert notice is not None
    assert (notice.kind, notice.owner_id, notice.what) == (TaskKind.INCIDENT_NOTICE, supervisor.id, "lockout")
    assert noticed(11) is None


def test_ten_equal_faults_over_a_day_are_no_incident(store: Store) -> None:
    for hour in range(10):
        at = NOW + timedelta(hours=hour)
        opened(store, now=at, category="lockout")
        assert store.write(partial(tasks.notice_incident, now=at, category="lockout", calendar=CALENDAR)) is None
