from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from hotline.callbacks import operations as callbacks
from hotline.callbacks.attempts import start_attempt
from hotline.callbacks.models import Callback, Handler, State
from hotline.callbacks.models import Kind as CallbackKind
from hotline.callbacks.queries import for_subject, for_ticket
from hotline.core.errors import Conflict, Forbidden, Invalid
from hotline.core.store import Store
from hotline.people.models import DUTY_DESK, Role, Staff
from hotline.tickets import queries as tickets
from hotline.tickets.models import Kind, Status, TaskKind, Ticket
from hotline.visits import operations, queries
from hotline.visits.models import VISIT_MOVES, AgreementState, Visit, VisitStatus
from hotline.visits.rules import agreement_state
from tests.people.examples import CALENDAR, NOW, colleagues, local
from tests.tickets.examples import PHONE, SID, now_is, opened

EARLY, LATE, TODAY = date(2026, 1, 31), date(2027, 1, 31), date(2026, 3, 10)


def _asked(store: Store, **changes: Any) -> Visit:
    ticket = opened(store, kind=Kind.VISIT)
    told: dict[str, Any] = {"now": NOW, "calendar": CALENDAR, "wish_text": "明天下午"} | changes
    return store.write(lambda s: operations.request(s, ticket=s.get_one(Ticket, ticket.id), **told))


def _supervisor(store: Store) -> Staff:
    (supervisor,) = colleagues(store, Role.SUPERVISOR, "su")
    return supervisor


def _approve(store: Store, visit: Visit, by: Staff) -> Callback:
    return store.write(partial(operations.approve, now=NOW, visit_id=visit.id, by=by, calendar=CALENDAR))


def _stands(store: Store, visit: Visit) -> Visit:
    return store.read(lambda s: s.get_one(Visit, visit.id))


def test_a_wish_is_taken_as_a_wish_and_a_supervisor_has_to_decide(store: Store) -> None:
    supervisor = _supervisor(store)

    visit = _asked(store, wish_date=date(2026, 3, 11), wish_part="afternoon")

    kept = _stands(store, visit)
    assert (kept.status, kept.owner_id, kept.scheduled_for) == (VisitStatus.REQUESTED, supervisor.id, None)
    assert (kept.wish_text, kept.wish_date, kept.wish_part) == ("明天下午", date(2026, 3, 11), "afternoon")
    (task,) = store.read(lambda s: tickets.tasks(s, kept.ticket_id))
    assert (task.kind, task.owner_id, task.due_at) == (
        TaskKind.DECIDE_VISIT,
        supervisor.id,
        local("2026-03-10 15:30") + timedelta(minutes=30),
    )
    assert store.read(lambda s: for_subject(s, "visit", visit.id)) == []
    assert [row.id for row in store.read(queries.to_decide)] == [visit.id]


def test_a_visit_asked_for_at_night_is_decided_by_the_duty_desk(store: Store) -> None:
    assert _stands(store, _asked(store)).owner_id == DUTY_DESK


def test_approval_makes_the_call_that_agrees_on_time_and_route(store: Store) -> None:
    supervisor = _supervisor(store)
    visit = _asked(store)

    _approve(store, visit, supervisor)

    (callback,) = store.read(lambda s: for_subject(s, "visit", visit.id))
    assert (callback.kind, callback.handler, callback.state) == (
        CallbackKind.VISIT_BOOKING,
        Handler.AGENT,
        State.QUEUED,
    )
    assert (callback.reason, callback.phone, callback.call_sid) == ("约定上门时间和行车路线", PHONE, SID)
    assert callback.due_at == local("2026-03-10 16:00")
    kept = _stands(store, visit)
    assert (kept.status, kept.decided_by, kept.decided_at) == (VisitStatus.APPROVED, supervisor.id, NOW)
    (task,) = store.read(lambda s: tickets.tasks(s, kept.ticket_id))
    assert task.result == "同意上门"


def test_a_refusal_is_told_to_the_user_with_its_reason(store: Store) -> None:
    supervisor = _supervisor(store)
    visit = _asked(store)
    refuse = partial(operations.refuse, now=NOW, visit_id=visit.id, by=supervisor, calendar=CALENDAR)

    with pytest.raises(Invalid):
        store.write(partial(refuse, reason=" "))
    store.write(partial(refuse, reason="可远程解决"))

    (callback,) = store.read(lambda s: for_subject(s, "visit", visit.id))
    assert callback.kind is CallbackKind.RESOLUTION
    assert "可远程解决" in callback.reason
    assert _ticket(store, visit).status is Status.IN_PROGRESS
    assert _stands(store, visit).refusal == "可远程解决"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SUPERVISOR, Role.MANAGER}))
def test_nobody_else_decides_about_visits(store: Store, role: Role) -> None:
    (somebody,) = colleagues(store, role, "somebody")
    visit = _asked(store)

    with pytest.raises(Forbidden):
        _approve(store, visit, somebody)
    with pytest.raises(Forbidden):
        store.write(partial(operations.refuse, now=NOW, visit_id=visit.id, reason="x", by=somebody, calendar=CALENDAR))

    assert _stands(store, visit).status is VisitStatus.REQUESTED


def test_a_visit_is_decided_once(store: Store) -> None:
    supervisor = _supervisor(store)
    visit = _asked(store)
    _approve(store, visit, supervisor)

    with pytest.raises(Conflict, match="approved to approved"):
        _approve(store, visit, supervisor)

    assert len(store.read(lambda s: for_subject(s, "visit", visit.id))) == 1


def test_no_time_is_agreed_before_approval(store: Store) -> None:
    visit = _asked(store)

    with pytest.raises(Conflict, match="requested to scheduled"):
        store.write(_scheduling(visit, "2026-03-12 14:30"))

    assert _stands(store, visit).scheduled_for is None


def _scheduling(visit: Visit, at: str) -> Any:
    return partial(
        operations.schedule,
        now=NOW,
        visit_id=visit.id,
        scheduled_for=local(at),
        calendar=CALENDAR,
        actor="test",
        route="沿情侣路",
    )


def test_an_agreed_time_stands_in_the_visit_and_on_the_ticket(store: Store) -> None:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))

    store.write(_scheduling(visit, "2026-03-12 14:30"))
    store.write(_scheduling(visit, "2026-03-13 09:00"))

    kept = _stands(store, visit)
    ticket = store.read(lambda s: s.get_one(Ticket, kept.ticket_id))
    assert (kept.status, kept.scheduled_for, kept.route) == (
        VisitStatus.SCHEDULED,
        local("2026-03-13 09:00"),
        "沿情侣路",
    )
    assert (ticket.visit_time, ticket.status) == (kept.scheduled_for, Status.IN_PROGRESS)
    assert [row.id for row in store.read(queries.without_outcome)] == [visit.id]


@pytest.mark.parametrize("at", ["2026-10-05 10:00", "2026-03-14 10:00", "2026-03-12 12:30", "2026-03-10 09:00"])
def test_no_visit_on_a_holiday_a_weekend_over_lunch_or_in_the_past(store: Store, at: str) -> None:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))

    with pytest.raises(Invalid) as refused:
        store.write(_scheduling(visit, at))

    assert refused.value.field == "scheduled_for"


def test_a_make_up_saturday_is_a_day_for_visits(store: Store) -> None:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))

    store.write(_scheduling(visit, "2026-05-09 10:00"))

    assert _stands(store, visit).status is VisitStatus.SCHEDULED


def test_a_visit_that_was_made_has_its_outcome(store: Store) -> None:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))
    store.write(_scheduling(visit, "2026-03-12 14:30"))

    _finished(store, visit)

    assert _stands(store, visit).ended_at == NOW
    assert store.read(queries.without_outcome) == []


def _finished(store: Store, visit: Visit, **changes: Any) -> None:
    made: dict[str, Any] = {"now": NOW, "result": "更换读卡器", "actor": "test", "calendar": CALENDAR}
    store.write(partial(operations.finish, visit_id=visit.id, **(made | {"follow_up_days": 7} | changes)))


def _cancelled(store: Store, visit: Visit, reason: str = "自己修好了") -> None:
    told: dict[str, Any] = {"now": NOW, "actor": "test", "calendar": CALENDAR}
    store.write(partial(operations.cancel, visit_id=visit.id, reason=reason, **told))


def _calls(store: Store, visit: Visit) -> set[tuple[CallbackKind, State, str | None]]:
    calls = store.read(lambda s: for_ticket(s, visit.ticket_id))
    return {(call.kind, call.state, call.result) for call in calls}


def _ticket(store: Store, visit: Visit) -> Ticket:
    return store.read(lambda s: s.get_one(Ticket, visit.ticket_id))


def _arranged(store: Store) -> Visit:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))
    store.write(_scheduling(visit, "2026-03-12 14:30"))
    return visit


def test_an_agreed_time_settles_the_call_that_was_to_agree_on_it(store: Store) -> None:
    visit = _arranged(store)

    agreed = "已约定上门时间：2026-03-12 14:30"
    assert _calls(store, visit) == {(CallbackKind.VISIT_BOOKING, State.DONE, agreed)}


def test_a_visit_solves_its_ticket_and_is_followed_up_within_a_week(store: Store) -> None:
    visit = _arranged(store)

    _finished(store, visit)

    ticket = _ticket(store, visit)
    assert (ticket.status, ticket.solution, ticket.confirmed_by_user_at) == (Status.SOLVED, "更换读卡器", None)
    calls = {call.kind: call for call in store.read(lambda s: for_ticket(s, visit.ticket_id))}
    assert calls[CallbackKind.FOLLOW_UP].due_at == NOW + timedelta(days=7)


def test_half_solved_by_a_visit_is_open_and_somebody_calls(store: Store) -> None:
    visit = _arranged(store)

    _finished(store, visit, solved=False)

    assert _ticket(store, visit).status is Status.IN_PROGRESS
    assert (CallbackKind.RESOLUTION, State.QUEUED, None) in _calls(store, visit)


def test_a_visit_ends_with_its_result(store: Store) -> None:
    visit = _arranged(store)

    with pytest.raises(Invalid):
        _finished(store, visit, result=" ")


def test_nobody_calls_about_a_visit_that_was_cancelled_but_what_it_was_for_stays_open(store: Store) -> None:
    visit = _asked(store)
    _approve(store, visit, _supervisor(store))

    _cancelled(store, visit, "改天再说")

    assert _calls(store, visit) == {
        (CallbackKind.VISIT_BOOKING, State.CANCELLED, "用户取消：改天再说"),
        (CallbackKind.RESOLUTION, State.QUEUED, None),
    }
    assert _ticket(store, visit).status is Status.IN_PROGRESS


def test_a_call_about_a_visit_that_rings_as_it_is_cancelled_is_not_made_again(store: Store) -> None:
    visit = _asked(store)
    booking = _approve(store, visit, _supervisor(store))
    (agent,) = colleagues(store, Role.AGENT, "an")
    taken = store.write(
        partial(callbacks.take, now=NOW, callback_id=booking.id, version=booking.version, staff_id=agent.id)
    )
    store.write(partial(start_attempt, now=NOW, callback_id=taken.id, fence=taken.fence))

    _cancelled(store, visit, "改天再说")

    assert (CallbackKind.VISIT_BOOKING, State.DONE, "用户取消：改天再说") in _calls(store, visit)


def test_a_user_who_does_not_want_the_visit_any_more_ends_it_and_the_open_decision(store: Store) -> None:
    visit = _asked(store)

    _cancelled(store, visit)

    kept = _stands(store, visit)
    (task,) = store.read(lambda s: tickets.tasks(s, kept.ticket_id))
    assert kept.status is VisitStatus.CANCELLED
    assert task.result == "用户取消：自己修好了"


def test_the_database_itself_refuses_a_visit_without_a_time(store: Store) -> None:
    visit = _asked(store)

    with pytest.raises(IntegrityError):
        store.write(
            lambda s: s.execute(
                update(Visit).where(Visit.id == visit.id).values(status=VisitStatus.SCHEDULED, decided_at=NOW)
            )
        )


@pytest.mark.parametrize("start", VisitStatus)
def test_only_the_ways_of_the_table_can_be_gone(start: VisitStatus) -> None:
    for end in VisitStatus:
        visit = Visit(status=start)
        if end in VISIT_MOVES[start]:
            visit.move(end, NOW)
            assert visit.status is end
        else:
            with pytest.raises(Conflict, match=f"from {start} to {end}"):
                visit.move(end, NOW)


@pytest.mark.parametrize(
    ("heard", "on_record", "state"),
    [
        (None, None, AgreementState.UNKNOWN),
        (EARLY, None, AgreementState.EXPIRED),
        (None, EARLY, AgreementState.EXPIRED),
        (LATE, None, AgreementState.IN_FORCE),
        (LATE, LATE, AgreementState.IN_FORCE),
        (TODAY, None, AgreementState.IN_FORCE),  # its last day
        (TODAY - timedelta(days=1), None, AgreementState.EXPIRED),
        (LATE, EARLY, AgreementState.CONFLICT),
        (EARLY, EARLY - timedelta(days=1), AgreementState.CONFLICT),
    ],
)
def test_the_agreement_is_judged_by_what_is_said_and_what_is_on_file(
    heard: date | None, on_record: date | None, state: AgreementState
) -> None:
    assert agreement_state(heard, on_record, TODAY) is state


def test_a_request_keeps_both_dates_of_the_agreement_and_judges_them_by_the_local_day(store: Store) -> None:
    late_evening = local("2026-03-10 00:30")  # still the day before in UTC

    visit = _asked(store, now=late_evening, agreement_heard=date(2026, 3, 9), agreement_on_record=None)

    kept = _stands(store, visit)
    assert (kept.agreement_heard, kept.agreement_on_record) == (date(2026, 3, 9), None)
    assert kept.agreement_state is AgreementState.EXPIRED


def test_the_visit_is_found_by_its_ticket(store: Store) -> None:
    visit = _asked(store)

    assert [row.id for row in store.read(lambda s: queries.for_ticket(s, visit.ticket_id))] == [visit.id]
    assert now_is(store, store.read(lambda s: s.get_one(Ticket, visit.ticket_id))).promised_until is not None
