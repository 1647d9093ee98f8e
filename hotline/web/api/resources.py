"""The resources of `/api/v1`: lists by cursor, single ones by their own key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import current_app
from sqlalchemy.orm import Session

from hotline.callbacks import queries as callbacks
from hotline.calls import queries as calls
from hotline.core.config import Settings
from hotline.core.errors import Invalid, NotFound
from hotline.core.store import Store
from hotline.customers import queries as customers
from hotline.tickets import queries as tickets
from hotline.web.api import rows, shapes
from hotline.web.api.guard import PREFIX, needs
from hotline.web.api.shapes import PageQuery

v1 = APIBlueprint("v1", __name__, url_prefix=PREFIX, tag="Hotline")

T = TypeVar("T")
Record = dict[str, Any]


def _read(work: Callable[[Session], T]) -> T:
    store: Store = current_app.extensions["store"]
    return store.read(work)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _one(found: list[Record], what: str) -> Record:
    if not found:
        raise NotFound(f"没有{what} (there is none)")
    return found[0]


@v1.get("/calls")
@v1.input(PageQuery, location="query")
@v1.output(shapes.Calls)
@v1.doc(summary="Calls, the newest first")
@needs("calls.read")
def list_calls(query_data: PageQuery) -> Record:
    def work(session: Session) -> Record:
        page = calls.calls_page(session, settings=_settings(), cursor=query_data.after, limit=query_data.limit)
        return {"items": page.items, "next_cursor": page.next_cursor}

    return _read(work)


@v1.get("/calls/<call_sid>")
@v1.output(shapes.Call)
@v1.doc(summary="Everything about one call")
@needs("calls.read")
def get_call(call_sid: str) -> Record:
    record = _read(lambda session: calls.record(session, call_sid, settings=_settings()))
    return _one([record] if record else [], f"来电 {call_sid}")


@v1.get("/tickets")
@v1.input(PageQuery, location="query")
@v1.output(shapes.Tickets)
@v1.doc(summary="Tickets, the newest first")
@needs("tickets.read")
def list_tickets(query_data: PageQuery) -> Record:
    def work(session: Session) -> Record:
        page = tickets.page(session, cursor=query_data.after, limit=query_data.limit)
        return {"items": rows.tickets(session, page.items), "next_cursor": page.next_cursor}

    return _read(work)


@v1.get("/tickets/<number>")
@v1.output(shapes.Ticket)
@v1.doc(summary="One ticket by its number")
@needs("tickets.read")
def get_ticket(number: str) -> Record:
    def work(session: Session) -> list[Record]:
        ticket = tickets.by_number(session, number)
        return rows.tickets(session, [ticket] if ticket else [])

    return _one(_read(work), f"工单 {number}")


@v1.get("/callbacks")
@v1.input(PageQuery, location="query")
@v1.output(shapes.Callbacks)
@v1.doc(summary="Promises to call, the newest first")
@needs("callbacks.read")
def list_callbacks(query_data: PageQuery) -> Record:
    def work(session: Session) -> Record:
        page = callbacks.page(session, cursor=query_data.after, limit=query_data.limit)
        return {"items": rows.callbacks(session, page.items), "next_cursor": page.next_cursor}

    return _read(work)


@v1.get("/callbacks/<callback_id>")
@v1.output(shapes.Callback)
@v1.doc(summary="One promise to call")
@needs("callbacks.read")
def get_callback(callback_id: str) -> Record:
    def work(session: Session) -> list[Record]:
        callback = callbacks.get(session, callback_id)
        return rows.callbacks(session, [callback] if callback else [])

    return _one(_read(work), f"回访 {callback_id}")


@v1.get("/customers")
@v1.input(PageQuery, location="query")
@v1.output(shapes.Customers)
@v1.doc(summary="Companies by name")
@needs("customers.read")
def list_customers(query_data: PageQuery) -> Record:
    found, cursor = _read(lambda session: customers.page(session, cursor=query_data.after, limit=query_data.limit))
    return {"items": found, "next_cursor": cursor}


@v1.get("/branches")
@v1.input(PageQuery, location="query")
@v1.output(shapes.Branches)
@v1.doc(summary="Tax branches by code")
@needs("branches.read")
def list_branches(query_data: PageQuery) -> Record:
    everyone = {branch.code: branch for branch in _read(customers.branches)}
    codes = list(everyone)
    if query_data.after is not None and query_data.after not in everyone:
        raise Invalid("cursor", "这个翻页标记已失效，请从头开始 (this cursor is not valid: start again)")
    start = codes.index(query_data.after) + 1 if query_data.after else 0
    shown = codes[start : start + query_data.limit]
    more = start + len(shown) < len(codes)
    return {"items": [everyone[code] for code in shown], "next_cursor": shown[-1] if more else None}
