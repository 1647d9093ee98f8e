from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from hotline.callbacks import operations as callbacks
from hotline.callbacks.models import Handler, Priority, State
from hotline.callbacks.models import Kind as CallbackKind
from hotline.callbacks.queries import for_subject, for_ticket
from hotline.complaints import operations, queries
from hotline.complaints.models import MOVES, Aspect, Complaint, Status, Target
from hotline.core.errors import Conflict, Forbidden, Invalid
from hotline.core.store import Store
from hotline.people.models import Role, Staff
from hotline.tickets import queries as tickets
from hotline.tickets.models import Kind, TaskKind, Ticket
from hotline.tickets.models import Status as TicketStatus
from tests.people.examples import CALENDAR, NOW, colleagues, local
from tests.tickets.examples import PHONE, opened


def _filed(store: Store, **changes: Any) -> Complaint:
    ticket = opened(store, kind=Kind.COMPLAINT)
    told: dict[str, Any] = {
        "now": NOW,
        "text": "金湾服务点技术太差",
        "calendar": CALENDAR,
        "follow_up_days": 3,
        "target": Target.SUBORDINATE,
        "unit": "金湾服务点",
        "aspect": Aspect.TECHNICAL,
    }
    return store.write(lambda s: operations.file(s, ticket=s.get_one(Ticket, ticket.id), **(told | changes)))


def _stands(store: Store, complaint: Complaint) -> Complaint:
    return store.read(lambda s: s.get_one(Complaint, complaint.id))


def _somebody(store: Store, role: Role) -> Staff:
    (somebody,) = colleagues(store, role, f"some-{role}")
    return somebody


def _found(store: Store, complaint: Complaint) -> None:
    store.write(partial(operations.record_finding, now=NOW, complaint_id=complaint.id, finding="属实", actor="test"))


def _answered(store: Store, complaint: Complaint, by: Staff) -> None:
    store.write(
        partial(
            operations.answer,
            now=NOW,
            complaint_id=complaint.id,
            handling_result="重新培训并上门道歉",
            by=by,
            calendar=CALENDAR,
        )
    )


def _told(store: Store, complaint: Complaint, **changes: Any) -> None:
    told: dict[str, Any] = {"now": NOW, "actor": "test", "calendar": CALENDAR, "follow_up_days": 7} | changes
    store.write(partial(operations.tell_user, complaint_id=complaint.id, **told))


def _ticket(store: Store, complaint: Complaint) -> Ticket:
    return store.read(lambda s: s.get_one(Ticket, complaint.ticket_id))


def _calls(store: Store, complaint: Complaint) -> set[tuple[CallbackKind, State]]:
    calls = store.read(lambda s: for_ticket(s, complaint.ticket_id))
    return {(call.kind, call.state) for call in calls}


def test_a_complaint_gets_its_verification_the_same_minute_and_the_same_day(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)

    complaint = _filed(store)

    (task,) = store.read(lambda s: tickets.tasks(s, complaint.ticket_id))
    assert (task.kind, task.created_at, task.owner_id) == (TaskKind.VERIFY_COMPLAINT, NOW, supervisor.id)
    assert task.what == "金湾服务点"
    assert local("2026-03-10 23:59") <= task.due_at < local("2026-03-11 00:00")
    kept = _stands(store, complaint)
    assert (kept.status, kept.investigate_by, kept.owner_id) == (Status.RECEIVED, task.due_at, supervisor.id)
    assert (kept.target, kept.aspect, kept.unit) == (Target.SUBORDINATE, Aspect.TECHNICAL, "金湾服务点")


def test_a_complainant_is_called_by_a_person_within_three_days(store: Store) -> None:
    complaint = _filed(store)

    (callback,) = store.read(lambda s: for_subject(s, "complaint", complaint.id))
    assert (callback.kind, callback.handler, callback.priority) == (
        CallbackKind.COMPLAINT_FOLLOW_UP,
        Handler.AGENT,
        Priority.HIGH,
    )
    assert (callback.phone, callback.due_at) == (PHONE, NOW + timedelta(days=3))
    assert [row.id for row in store.read(lambda s: for_ticket(s, complaint.ticket_id))] == [callback.id]
    assert _stands(store, complaint).follow_up_due == callback.due_at


def test_a_complaint_before_a_weekend_is_followed_up_before_it(store: Store) -> None:
    friday = local("2026-03-13 10:00")

    complaint = _filed(store, now=friday)

    assert friday < _stands(store, complaint).follow_up_due <= friday + timedelta(days=3)


def test_a_serious_complaint_is_told_to_the_director(store: Store) -> None:
    manager = _somebody(store, Role.MANAGER)

    complaint = _filed(store, serious=True)

    notices = store.read(lambda s: tickets.open_tasks_of(s, manager.id))
    assert [(notice.kind, notice.what) for notice in notices] == [(TaskKind.DIRECTOR_NOTICE, complaint.text)]


def test_an_ordinary_complaint_does_not_trouble_the_director(store: Store) -> None:
    manager = _somebody(store, Role.MANAGER)

    _filed(store)

    assert store.read(lambda s: tickets.open_tasks_of(s, manager.id)) == []


def test_a_complaint_without_words_is_none(store: Store) -> None:
    with pytest.raises(Invalid):
        _filed(store, text="  ")


def test_past_midnight_an_unverified_complaint_is_late(store: Store) -> None:
    complaint = _filed(store)
    midnight = local("2026-03-11 00:00")

    assert store.read(partial(queries.late_to_verify, now=midnight - timedelta(seconds=1))) == []
    assert [row.id for row in store.read(partial(queries.late_to_verify, now=midnight))] == [complaint.id]
    _found(store, complaint)
    assert store.read(partial(queries.late_to_verify, now=midnight)) == []


def test_a_finding_ends_the_task_to_verify(store: Store) -> None:
    complaint = _filed(store)

    _found(store, complaint)

    (task,) = store.read(lambda s: tickets.tasks(s, complaint.ticket_id))
    assert task.result == "属实"
    assert _stands(store, complaint).status is Status.VERIFYING


def test_nothing_is_answered_before_it_was_verified(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    store.write(partial(operations.start_verifying, now=NOW, complaint_id=complaint.id, actor="test"))

    with pytest.raises(Invalid) as refused:
        _answered(store, complaint, supervisor)

    assert refused.value.field == "finding"


def test_an_answer_is_a_call_to_the_user_within_two_open_hours(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    _found(store, complaint)

    _answered(store, complaint, supervisor)

    calls = store.read(lambda s: for_subject(s, "complaint", complaint.id))
    (told,) = [call for call in calls if call.kind is CallbackKind.RESOLUTION]
    assert (told.reason, told.due_at) == ("告知投诉处理结果", local("2026-03-10 12:00"))


def test_a_complaint_is_signed_off_only_after_the_user_was_told(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    _found(store, complaint)
    _answered(store, complaint, supervisor)
    sign_off = partial(operations.sign_off, now=NOW, complaint_id=complaint.id, by=supervisor)

    with pytest.raises(Conflict, match="answered to signed_off"):
        store.write(sign_off)
    _told(store, complaint)
    store.write(sign_off)

    kept = _stands(store, complaint)
    assert (kept.status, kept.told_user_at, kept.signed_by, kept.signed_at) == (
        Status.SIGNED_OFF,
        NOW,
        supervisor.id,
        NOW,
    )
    assert store.read(queries.open_ones) == []


def test_telling_the_result_solves_the_ticket_and_keeps_the_call_within_three_days(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    _found(store, complaint)
    _answered(store, complaint, supervisor)

    _told(store, complaint)

    ticket = _ticket(store, complaint)
    assert (ticket.status, ticket.solution) == (TicketStatus.SOLVED, "重新培训并上门道歉")
    assert _calls(store, complaint) == {
        (CallbackKind.COMPLAINT_FOLLOW_UP, State.QUEUED),
        (CallbackKind.RESOLUTION, State.DONE),
    }


def test_a_result_that_is_told_after_the_three_days_is_followed_up_again(store: Store) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    (call,) = store.read(lambda s: for_ticket(s, complaint.ticket_id))
    store.write(partial(callbacks.complete, now=NOW, callback_id=call.id, result="仍在核实", actor="test"))
    _found(store, complaint)
    _answered(store, complaint, supervisor)

    _told(store, complaint)

    assert (CallbackKind.FOLLOW_UP, State.QUEUED) in _calls(store, complaint)


@pytest.mark.parametrize(("content", "status"), [(True, TicketStatus.CLOSED), (False, TicketStatus.SOLVED)])
def test_a_signature_closes_the_ticket_of_a_user_who_has_confirmed(
    store: Store, *, content: bool, status: TicketStatus
) -> None:
    supervisor = _somebody(store, Role.SUPERVISOR)
    complaint = _filed(store)
    _found(store, complaint)
    _answered(store, complaint, supervisor)
    _told(store, complaint, confirmed_by_user=content)

    store.write(partial(operations.sign_off, now=NOW, complaint_id=complaint.id, by=supervisor))

    assert _ticket(store, complaint).status is status
    assert (CallbackKind.COMPLAINT_FOLLOW_UP, State.QUEUED) in _calls(store, complaint)


def test_a_user_who_is_not_content_has_the_complaint_go_up_and_its_ticket_open_again(store: Store) -> None:
    supervisor, manager = _somebody(store, Role.SUPERVISOR), _somebody(store, Role.MANAGER)
    complaint = _filed(store)
    _found(store, complaint)
    _answered(store, complaint, supervisor)
    _told(store, complaint)

    store.write(partial(operations.escalate, now=NOW, complaint_id=complaint.id, reason="用户不满意", actor="test"))

    assert _ticket(store, complaint).status is TicketStatus.OPEN
    _answered(store, complaint, manager)
    assert store.read(lambda s: tickets.open_tasks_of(s, manager.id)) == []
    assert (CallbackKind.RESOLUTION, State.QUEUED) in _calls(store, complaint)


@pytest.mark.parametrize("lacking", ["text", "received_by", "handling_result", "told_user_at"])
def test_the_sheet_is_not_filed_with_an_empty_field(lacking: str) -> None:
    complete: dict[str, Any] = {
        "status": Status.TOLD,
        "text": "态度不好",
        "received_by": "an",
        "received_at": NOW,
        "handling_result": "已道歉",
        "told_user_at": NOW,
    }
    Complaint(**complete).move(Status.SIGNED_OFF, NOW)

    with pytest.raises(Conflict, match="缺少"):
        Complaint(**(complete | {lacking: None if lacking == "told_user_at" else " "})).move(Status.SIGNED_OFF, NOW)


def test_the_database_itself_refuses_a_signature_before_the_user_was_told(store: Store) -> None:
    complaint = _filed(store)

    with pytest.raises(IntegrityError):
        store.write(
            lambda s: s.execute(update(Complaint).where(Complaint.id == complaint.id).values(status=Status.SIGNED_OFF))
        )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPERVISOR, Role.MANAGER}))
def test_nobody_else_answers_or_signs(store: Store, role: Role) -> None:
    somebody = _somebody(store, role)
    complaint = _filed(store)
    _found(store, complaint)

    with pytest.raises(Forbidden):
        _answered(store, complaint, somebody)
    with pytest.raises(Forbidden):
        store.write(partial(operations.sign_off, now=NOW, complaint_id=complaint.id, by=somebody))


def test_what_cannot_be_solved_goes_up_and_only_the_manager_decides(store: Store) -> None:
    supervisor, manager = _somebody(store, Role.SUPERVISOR), _somebody(store, Role.MANAGER)
    complaint = _filed(store)
    _found(store, complaint)

    task = store.write(
        partial(operations.escalate, now=NOW, complaint_id=complaint.id, reason="用户要求赔偿", actor="test")
    )

    assert (task.owner_id, _stands(store, complaint).owner_id) == (manager.id, manager.id)
    with pytest.raises(Forbidden):
        _answered(store, complaint, supervisor)
    _answered(store, complaint, manager)
    kept = _stands(store, complaint)
    assert (kept.status, kept.decided_by) == (Status.ANSWERED, manager.id)


@pytest.mark.parametrize("start", Status)
def test_only_the_ways_of_the_table_can_be_gone(start: Status) -> None:
    for end in Status:
        complaint = Complaint(
            status=start, text="x", received_by="an", received_at=NOW, handling_result="x", told_user_at=NOW
        )
        if end in MOVES[start]:
            complaint.move(end, NOW)
            assert complaint.status is end
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                complaint.move(end, NOW)
