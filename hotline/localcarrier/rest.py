"""The beginning of Twilio's REST API on this carrier: calls and recordings, with Twilio's addresses and error shape."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request, send_file

from hotline.localcarrier.calls import API_VERSION, Call, Order, Request
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.recordings import Recording

_PAGE_SIZE = 50
_MOST_PER_PAGE = 1000


class RestError(Exception):
    """A refusal in Twilio's shape: HTTP status, Twilio's number and a message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def blueprint(carrier: Carrier) -> Blueprint:
    """The routes below `/2010-04-01/Accounts/{AccountSid}`."""
    routes = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")

    @routes.url_value_preprocessor
    def authenticate(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        _check_account(carrier, (values or {}).pop("account", ""))

    @routes.errorhandler(RestError)
    def refuse(error: RestError) -> tuple[Response, int]:
        more = f"https://www.twilio.com/docs/errors/{error.code}"
        body = {"code": error.code, "message": error.message, "more_info": more, "status": error.status}
        return jsonify(body), error.status

    @routes.get("/Calls.json")
    def list_calls() -> Response:
        calls = [call for call in reversed(list(carrier.calls)) if _is_asked_for(call, request.args)]
        return _page("calls", [_call(call) for call in calls], request.path)

    @routes.get("/Calls/<sid>.json")
    def fetch_call(sid: str) -> Response:
        return jsonify(_call(_found(carrier, sid)))

    @routes.post("/Calls/<sid>.json")
    def update_call(sid: str) -> Response:
        call = _found(carrier, sid)
        if not carrier.order(call, _order(request.form)):
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        return jsonify(_call(call))

    @routes.get("/Calls/<call_sid>/Recordings.json")
    @routes.get("/Recordings.json")
    def list_recordings(call_sid: str = "") -> Response:
        wanted = call_sid or request.args.get("CallSid", "")
        return _page("recordings", list(map(_recording, carrier.recordings.of(wanted))), request.path)

    @routes.get("/Recordings/<sid>.json")
    def fetch_recording(sid: str) -> Response:
        return jsonify(_recording(_kept(carrier, sid)))

    @routes.get("/Recordings/<sid>.wav")
    @routes.get("/Recordings/<sid>")
    def recording_media(sid: str) -> Response:
        _kept(carrier, sid)
        return send_file(carrier.recordings.media(sid).resolve(), mimetype="audio/x-wav")

    return routes


def _check_account(carrier: Carrier, account: str) -> None:
    """Basic authentication with the account's SID and any of its tokens."""
    sent = request.authorization
    name, password = (sent.username or "", sent.password or "") if sent is not None else ("", "")
    tokens = carrier.network.auth_tokens
    known = any(hmac.compare_digest(password.encode(), token.encode()) for token in tokens)
    if not (known and name == account == carrier.network.account_sid):
        raise RestError(401, 20003, "Authenticate")


def _found(carrier: Carrier, sid: str) -> Call:
    call = carrier.calls.get(sid)
    if call is None:
        raise RestError(404, 20404, f"The requested resource {request.path} was not found")
    return call


def _kept(carrier: Carrier, sid: str) -> Recording:
    recording = carrier.recordings.get(sid)
    if recording is None:
        raise RestError(404, 20404, f"The requested resource {request.path} was not found")
    return recording


def _order(form: Mapping[str, str]) -> Order:
    if form.get("Status") in ("completed", "canceled"):
        return Order()
    if url := form.get("Url"):
        return Order(Request(url, form.get("Method", "POST")))
    raise RestError(400, 20001, "Url or Status is needed")


def _is_asked_for(call: Call, wanted: Mapping[str, str]) -> bool:
    return (
        wanted.get("To", call.to) == call.to
        and wanted.get("From", call.from_) == call.from_
        and wanted.get("Status", call.status.value) == call.status.value
    )


def _page(key: str, items: list[dict[str, Any]], path: str) -> Response:
    size = min(max(request.args.get("PageSize", _PAGE_SIZE, type=int), 1), _MOST_PER_PAGE)
    number = max(request.args.get("Page", 0, type=int), 0)
    start = number * size

    def uri(page: int) -> str:
        return f"{path}?PageSize={size}&Page={page}"

    body = {
        key: items[start : start + size],
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(min(start + size, len(items)) - 1, 0),
        "uri": uri(number),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(number - 1) if number else None,
        "next_page_uri": uri(number + 1) if start + size < len(items) else None,
    }
    return jsonify(body)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else format_datetime(moment)


def _call(call: Call) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    created = _time(call.time.started)
    return {
        "sid": call.sid,
        "account_sid": call.account_sid,
        "api_version": API_VERSION,
        "from": call.from_,
        "from_formatted": call.from_,
        "to": call.to,
        "to_formatted": call.to,
        "direction": call.direction,
        "status": call.status.value,
        "date_created": created,
        "date_updated": _time(call.ended_at) or created,
        "start_time": _time(call.answered_at),
        "end_time": _time(call.ended_at),
        "duration": str(call.duration) if call.is_over else None,
        "answered_by": None,
        "caller_name": None,
        "forwarded_from": None,
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": "",
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def _recording(recording: Recording) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    started = _time(datetime.fromisoformat(recording.started_at))
    return {
        "sid": recording.sid,
        "account_sid": recording.account_sid,
        "call_sid": recording.call_sid,
        "api_version": API_VERSION,
        "channels": recording.channels,
        "conference_sid": None,
        "date_created": started,
        "date_updated": started,
        "start_time": started,
        "duration": str(recording.duration),
        "encryption_details": None,
        "error_code": None,
        "media_url": uri,
        "price": None,
        "price_unit": "USD",
        "source": recording.source,
        "status": "completed",
        "uri": f"{uri}.json",
    }
