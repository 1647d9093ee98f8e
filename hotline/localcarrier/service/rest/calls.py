"""`/Calls`: make one, look them up, turn or end one that is under way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from hotline.localcarrier.calls.call import API_VERSION, Call, Order, Request, Status
from hotline.localcarrier.calls.outgoing import Wish
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.network import NumberConfig
from hotline.localcarrier.service.rest import errors, pages
from hotline.localcarrier.service.rest.errors import RestError

ADDRESS = re.compile(r"\+?[0-9]{3,15}|client:\S+|sip:\S+")
_LONGEST_TWIML = 4000
_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's."""

    @routes.post("/Calls.json")
    def create_call() -> tuple[Response, int]:
        return jsonify(described(carrier.place(wish(request.form, carrier)), carrier)), 201

    @routes.get("/Calls.json")
    def list_calls() -> Response:
        calls = [call for call in reversed(list(carrier.calls)) if _is_wanted(call)]
        return pages.page("calls", [described(call, carrier) for call in calls])

    @routes.get("/Calls/<sid>.json")
    def fetch_call(sid: str) -> Response:
        return jsonify(described(found(carrier, sid), carrier))

    @routes.post("/Calls/<sid>.json")
    def update_call(sid: str) -> Response:
        call = found(carrier, sid)
        if not carrier.order(call, _order(request.form)):
            raise RestError(400, errors.NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect.")
        return jsonify(described(call, carrier))


def found(carrier: Carrier, sid: str) -> Call:
    """The call with this SID. Raises `RestError`."""
    call = carrier.calls.get(sid)
    if call is None:
        raise errors.not_found()
    return call


def wish(form: MultiDict[str, str], carrier: Carrier, first: Request | None = None) -> Wish:
    """The call that a form asks for; `first` is what it is to do, where the form does not say. Raises `RestError`."""
    to, from_ = _address(form, "To", errors.BAD_TO), _address(form, "From", errors.BAD_FROM)
    if from_ not in carrier.numbers and not from_.startswith(("client:", "sip:")):
        told = f"From: {from_} is none of the account's numbers, so no call can be made with it"
        raise RestError(400, errors.FROM_NOT_OURS, told)
    events = " ".join(form.getlist("StatusCallbackEvent")).split() or ["completed"]
    return Wish(
        to=to,
        from_=from_,
        first=first or _document(form),
        config=NumberConfig(
            voice_url=form.get("Url", ""),
            voice_method=form.get("Method", "POST"),
            voice_fallback_url=form.get("FallbackUrl", ""),
            voice_fallback_method=form.get("FallbackMethod", "POST"),
            status_callback=form.get("StatusCallback", ""),
            status_callback_method=form.get("StatusCallbackMethod", "POST"),
            status_events=_EVENTS.intersection(events),
        ),
        timeout=_seconds(form, "Timeout", 60.0),
        time_limit=_seconds(form, "TimeLimit", carrier.network.longest_call),
        send_digits=form.get("SendDigits", ""),
        machine_detection=form.get("MachineDetection", ""),
        detection_url=form.get("AsyncAmdStatusCallback", "") if form.get("AsyncAmd") == "true" else "",
        detection_method=form.get("AsyncAmdStatusCallbackMethod", "POST"),
    )


def described(call: Call, carrier: Carrier) -> dict[str, Any]:
    """A call as Twilio describes it."""
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    created = pages.moment(call.time.started)
    ended_at = None if call.lingering else call.ended_at
    return {
        "sid": call.sid,
        "account_sid": call.account_sid,
        "api_version": API_VERSION,
        "from": call.from_,
        "from_formatted": call.from_,
        "to": call.to,
        "to_formatted": call.to,
        "direction": call.direction,
        "status": call.apparent_status.value,
        "date_created": created,
        "date_updated": pages.moment(ended_at) or created,
        "start_time": pages.moment(call.answered_at),
        "end_time": pages.moment(ended_at),
        "duration": str(call.duration) if ended_at else None,
        "answered_by": call.answered_by or None,
        "caller_name": None,
        "forwarded_from": None,
        "group_sid": None,
        "parent_call_sid": call.parent_sid or None,
        "phone_number_sid": carrier.numbers.sid_of(call.to) or carrier.numbers.sid_of(call.from_),
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def _is_wanted(call: Call) -> bool:
    return (
        pages.is_asked_for(
            To=call.to, From=call.from_, Status=call.apparent_status.value, ParentCallSid=call.parent_sid
        )
        and pages.is_between("StartTime", call.answered_at or call.time.started)
        and pages.is_between("EndTime", call.ended_at)
    )


def _order(form: Mapping[str, str]) -> Order:
    if status := form.get("Status"):
        if status not in (Status.COMPLETED, Status.CANCELED):
            raise RestError(400, errors.BAD_PARAMETER, f"Status: {status!r} must be completed or canceled")
        return Order()
    return Order(_document(form))


def _document(form: Mapping[str, str]) -> Request:
    twiml = form.get("Twiml", "")
    if len(twiml) > _LONGEST_TWIML:
        raise RestError(400, errors.TWIML_TOO_LONG, f"Twiml: {len(twiml)} characters, {_LONGEST_TWIML} are allowed")
    if not twiml and not form.get("Url"):
        raise RestError(400, errors.NO_URL, "Url: a document is needed (Url or Twiml)")
    return Request(form.get("Url", ""), form.get("Method", "POST"), twiml=twiml)


def _address(form: Mapping[str, str], name: str, number: int) -> str:
    address = form.get(name, "")
    if not ADDRESS.fullmatch(address):
        raise RestError(400, number, f"{name}: {address!r} is no phone number, client or SIP address")
    return address


def _seconds(form: Mapping[str, str], name: str, default: float) -> float:
    text = form.get(name, "")
    if text and not (text.isascii() and text.isdigit() and int(text)):
        raise RestError(400, errors.BAD_PARAMETER, f"{name}: {text!r} must be a number of seconds from 1 up")
    return float(text or default)
