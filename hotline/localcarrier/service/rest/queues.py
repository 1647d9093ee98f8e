"""`/Queues` and their members."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from hotline.localcarrier.calls.call import API_VERSION, Order, Request
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.meetings.queues import Member, Queue
from hotline.localcarrier.service.rest import errors, pages
from hotline.localcarrier.service.rest.errors import RestError

_FRONT = "Front"
_MOST = 5000


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's."""
    desk = QueueDesk(carrier)
    routes.post("/Queues.json")(desk.create_queue)
    routes.get("/Queues.json")(desk.list_queues)
    routes.get("/Queues/<sid>.json")(desk.fetch_queue)
    routes.post("/Queues/<sid>.json")(desk.update_queue)
    routes.delete("/Queues/<sid>.json")(desk.delete_queue)
    routes.get("/Queues/<sid>/Members.json")(desk.list_members)
    routes.get("/Queues/<sid>/Members/<call_sid>.json")(desk.fetch_member)
    routes.post("/Queues/<sid>/Members/<call_sid>.json")(desk.fetch_out)


class QueueDesk:
    """What can be asked about queues."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def _found(self, sid: str) -> Queue:
        queue = self._carrier.queues.get(sid)
        if queue is None:
            raise errors.not_found()
        return queue

    def _member_of(self, queue_sid: str, call_sid: str) -> Member:
        members = self._found(queue_sid).members
        waiting = [one for one in members if call_sid in (one.call.sid, _FRONT)]
        if not waiting:
            raise errors.not_found()
        return waiting[0]

    def create_queue(self) -> tuple[Response, int]:
        name = request.form.get("FriendlyName", "")
        if not name:
            raise RestError(400, errors.BAD_PARAMETER, "FriendlyName: a name is needed")
        queue = self._carrier.queues.create(name, _size(), self._carrier.clock.now())
        if queue is None:
            raise RestError(400, errors.QUEUE_EXISTS, f"A queue named {name} exists already")
        return jsonify(_described(queue, self._carrier)), 201

    def list_queues(self) -> Response:
        return pages.page("queues", [_described(queue, self._carrier) for queue in self._carrier.queues.all()])

    def fetch_queue(self, sid: str) -> Response:
        return jsonify(_described(self._found(sid), self._carrier))

    def update_queue(self, sid: str) -> Response:
        queue = self._found(sid)
        self._carrier.queues.change(queue, name=request.form.get("FriendlyName"), max_size=_size())
        return jsonify(_described(queue, self._carrier))

    def delete_queue(self, sid: str) -> tuple[str, int]:
        if not self._carrier.queues.delete(self._found(sid)):
            raise RestError(400, errors.QUEUE_NOT_EMPTY, "Somebody waits in this queue")
        return "", 204

    def list_members(self, sid: str) -> Response:
        return pages.page("queue_members", [_member(one) for one in list(self._found(sid).members)])

    def fetch_member(self, sid: str, call_sid: str) -> Response:
        return jsonify(_member(self._member_of(sid, call_sid)))

    def fetch_out(self, sid: str, call_sid: str) -> Response:
        url = request.form.get("Url", "")
        if not url:
            raise RestError(400, errors.NO_URL, "Url: a document is needed")
        member = self._member_of(sid, call_sid)
        described = _member(member)
        if not self._carrier.queues.release(member) or not self._carrier.order(
            member.call, Order(Request(url, request.form.get("Method", "POST")))
        ):
            raise errors.not_found()
        return jsonify(described)


def _size() -> int | None:
    text = request.form.get("MaxSize", "")
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) <= _MOST):
        raise RestError(400, errors.BAD_PARAMETER, f"MaxSize: {text!r} must be a number from 1 to {_MOST}")
    return int(text) if text else None


def _described(queue: Queue, carrier: Carrier) -> dict[str, Any]:
    account = carrier.network.account_sid
    uri = f"/{API_VERSION}/Accounts/{account}/Queues/{queue.sid}"
    return {
        "sid": queue.sid,
        "account_sid": account,
        "friendly_name": queue.name,
        "current_size": len(queue.members),
        "max_size": queue.max_size,
        "average_wait_time": queue.average_wait(),
        "date_created": pages.moment(queue.created),
        "date_updated": pages.moment(queue.created),
        "uri": f"{uri}.json",
        "subresource_uris": {"members": f"{uri}/Members.json"},
    }


def _member(member: Member) -> dict[str, Any]:
    call, queue = member.call, member.queue
    return {
        "call_sid": call.sid,
        "queue_sid": queue.sid,
        "date_enqueued": pages.moment(member.joined),
        "position": queue.place_of(member),
        "wait_time": member.waited(),
        "uri": f"/{API_VERSION}/Accounts/{call.account_sid}/Queues/{queue.sid}/Members/{call.sid}.json",
    }
