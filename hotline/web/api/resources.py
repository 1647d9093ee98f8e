"""The resources of `/api/v1`: lists by cursor, single ones by their own key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import current_app
from sqlalchemy.orm import Session

from hotline.callbacks import queries as callbacks
from hotline.callbacks.models import Callback
from hotline.calls import queries as calls
from hotline.core.config import Settings
from hotline.core.errors import NotFound
from hotline.core.store import Store
from hotline.customers import queries as customers
from hotline.customers.models import Company, TaxBranch
from hotline.people import queries as people
from hotline.tickets import queries as tickets
from hotline.tickets.models import Ticket
from hotline.web.api import shapes
from hotline.web.api.guard import auth, require
from hotline.web.api.shapes import ListOf, PageQuery

v1 = APIBlueprint("v1", __name__, url_prefix="/api/v1", tag="Hotline")

T = TypeVar("T")
Record = dict[str, Any]


def _read(work: Callable[[Session], T]) -> T:
    store: Store = current_app.extensions["store"]
    return store.read(work)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@v1.get("/calls")
@v1.auth_required(auth)
@v1.input(PageQuery, location="query")
@v1.output(ListOf[shapes.CallSummary])
@v1.doc(summary="Calls, the newest first", responses=[401, 403])
def list_calls(query_data: PageQuery) -> Record:
    require("calls.read")
    found = _read(
        lambda session: calls.calls_page(
            session, settings=_settings(), cursor=query_data.cursor, limit=query_data.limit
        )
    )
    return {"items": found.items, "next_cursor": found.next_cursor}


@v1.get("/calls/<call_sid>")
@v1.auth_required(auth)
@v1.output(shapes.Call)
@v1.doc(summary="Everything about one call", responses=[401, 403, 404])
def get_call(call_sid: str) -> Record:
    require("calls.read")
    return _found(_read(lambda session: calls.record(session, call_sid, settings=_settings())), f"call {call_sid}")


@v1.get("/tickets")
@v1.auth_required(auth)
@v1.input(PageQuery, location="query")
@v1.output(ListOf[shapes.Ticket])
@v1.doc(summary="Tickets, the newest first", responses=[401, 403])
def list_tickets(query_data: PageQuery) -> Record:
    require("tickets.read")

    def work(session: Session) -> Record:
        found = tickets.page(session, cursor=query_data.cursor, limit=query_data.limit)
        return {"items": [_ticket(session, one) for one in found.items], "next_cursor": found.next_cursor}

    return _read(work)


@v1.get("/tickets/<number>")
@v1.auth_required(auth)
@v1.output(shapes.Ticket)
@v1.doc(summary="One ticket by its number", responses=[401, 403, 404])
def get_ticket(number: str) -> Record:
    require("tickets.read")

    def work(session: Session) -> Record | None:
        ticket = tickets.by_number(session, number)
        return _ticket(session, ticket) if ticket else None

    return _found(_read(work), f"ticket {number}")


@v1.get("/callbacks")
@v1.auth_required(auth)
@v1.input(PageQuery, location="query")
@v1.output(ListOf[shapes.Callback])
@v1.doc(summary="Promises to call, the newest first", responses=[401, 403])
def list_callbacks(query_data: PageQuery) -> Record:
    require("callbacks.read")

    def work(session: Session) -> Record:
        found = callbacks.page(session, cursor=query_data.cursor, limit=query_data.limit)
        return {"items": [_callback(session, one) for one in found.items], "next_cursor": found.next_cursor}

    return _read(work)


@v1.get("/callbacks/<callback_id>")
@v1.auth_required(auth)
@v1.output(shapes.Callback)
@v1.doc(summary="One promise to call", responses=[401, 403, 404])
def get_callback(callback_id: str) -> Record:
    require("callbacks.read")

    def work(session: Session) -> Record | None:
        callback = callbacks.get(session, callback_id)
        return _callback(session, callback) if callback else None

    return _found(_read(work), f"callback {callback_id}")


@v1.get("/customers")
@v1.auth_required(auth)
@v1.input(PageQuery, location="query")
@v1.output(ListOf[shapes.Customer])
@v1.doc(summary="Companies by name", responses=[401, 403])
def list_customers(query_data: PageQuery) -> Record:
    require("customers.read")

    def work(session: Session) -> Record:
        found, cursor = customers.page(session, cursor=query_data.cursor, limit=query_data.limit)
        return {"items": [_customer(one) for one in found], "next_cursor": cursor}

    return _read(work)


@v1.get("/branches")
@v1.auth_required(auth)
@v1.output(ListOf[shapes.Branch])
@v1.doc(summary="Tax branches by code: all of them", responses=[401, 403])
def list_branches() -> Record:
    require("branches.read")
    return {"items": _read(lambda session: [_branch(one) for one in customers.branches(session)]), "next_cursor": None}


def _found(record: Record | None, what: str) -> Record:
    if record is None:
        raise NotFound(what)
    return record


def _ticket(session: Session, ticket: Ticket) -> Record:
    return {
        "number": ticket.number,
        "kind": ticket.kind.value,
        "category": ticket.category,
        "fault": ticket.fault,
        "status": ticket.status.value,
        "urgency": ticket.urgency.value,
        "company": ticket.company_name,
        "contact_phone": ticket.contact_phone,
        "contact_extension": ticket.contact_extension,
        "tax_branch": ticket.branch_name,
        "symptom": ticket.symptom,
        "owner": _name(session, ticket.owner_id),
        "call_sid": ticket.call_sid,
        "opened_at": _utc(ticket.opened_at),
        "promised_until": _utc(ticket.promised_until),
        "solved_at": _utc(ticket.solved_at),
        "closed_at": _utc(ticket.closed_at),
        "tasks": [
            {
                "kind": task.kind.value,
                "owner": _name(session, task.owner_id),
                "due_at": _utc(task.due_at),
                "done_at": _utc(task.done_at),
                "result": task.result,
            }
            for task in tickets.tasks(session, ticket.id)
        ],
        "callbacks": [_reference(one) for one in callbacks.for_subject(session, "ticket", ticket.id)],
    }


def _callback(session: Session, callback: Callback) -> Record:
    return {
        **_reference(callback),
        "subject": callback.subject,
        "subject_id": callback.subject_id,
        "phone": callback.phone,
        "extension": callback.extension,
        "not_before": _utc(callback.not_before),
        "handler": callback.handler.value,
        "owner": _name(session, callback.owner_id),
        "priority": callback.priority,
        "in_line_since": _utc(callback.in_line_since),
        "reason": callback.reason,
        "call_sid": callback.call_sid,
        "created_at": _utc(callback.created_at),
        "done_at": _utc(callback.done_at),
        "result": callback.result,
        "attempts": [
            {"n": attempt.n, "state": attempt.state.value, "call_sid": attempt.call_sid}
            for attempt in callbacks.attempts(session, callback.id)
        ],
    }


def _reference(callback: Callback) -> Record:
    return {
        "id": callback.id,
        "kind": callback.kind.value,
        "state": callback.state.value,
        "due_at": _utc(callback.due_at),
    }


def _customer(company: Company) -> Record:
    expires = company.agreement_expires_on
    return {
        "id": company.id,
        "name": company.name,
        "aliases": company.aliases,
        "kind": company.kind.value,
        "taxpayer_id": company.taxpayer_id,
        "branch_code": company.branch_code,
        "agreement_expires_on": expires.isoformat() if expires else None,
        "device": company.device,
        "contacts": [{"phone": one.phone, "extension": one.extension, "name": one.name} for one in company.contacts],
    }


def _branch(branch: TaxBranch) -> Record:
    return {"code": branch.code, "name": branch.name, "aliases": branch.aliases, "phone": branch.phone}


def _name(session: Session, staff_id: str) -> str:
    person = people.get(session, staff_id)
    return person.name if person else staff_id


def _utc(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
