"""The browser telephone at `/phone`: its page, and the requests that the page makes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.phone import PACES, Caption, News, Phone, Phones
from hotline.localcarrier.lines.phone_line import Refused

_LARGEST_BODY = 16 * 1024
_LONGEST_WORDS = 500
_KEYS = re.compile(r"[0-9*#]+")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _Wrong(Exception):
    """A request that no page of ours makes: HTTP status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def blueprint(carrier: Carrier, phones: Phones) -> Blueprint:
    """The routes at and below `/phone`.

    A line is opened by `POST /phone/lines`; whoever knows its id follows `/phone/lines/<id>/events` and acts by
    `POST /phone/lines/<id>/<action>` with JSON, from the same origin alone.
    """
    routes = Blueprint(
        "phone",
        __name__,
        url_prefix="/phone",
        template_folder="pages",
        static_folder="pages/phone",
        static_url_path="/static",
    )
    _guard(routes)

    @routes.get("")
    def page() -> str:
        return render_template("phone.html", numbers=list(carrier.network.numbers))

    @routes.post("/lines")
    def open_line() -> tuple[Response, int]:
        phone = phones.open(_text(_body(), "number", 80))
        return jsonify(id=phone.id, number=phone.number), 201

    @routes.delete("/lines/<phone_id>")
    def close_line(phone_id: str) -> tuple[str, int]:
        phones.close(_found(phones, phone_id).id)
        return "", 204

    @routes.get("/lines/<phone_id>/events")
    def follow(phone_id: str) -> Response:
        phone = _found(phones, phone_id)
        seen = request.headers.get("Last-Event-ID", "")
        after = int(seen) if seen.isascii() and seen.isdigit() else 0
        events = (_events(news) for news in phones.show(phone, after))
        return Response(events, content_type="text/event-stream; charset=utf-8")

    @routes.post("/lines/<phone_id>/<action>")
    def act(phone_id: str, action: str) -> tuple[str, int]:
        phone = _found(phones, phone_id)
        if action not in _ACTIONS:
            raise _Wrong(404, f"{action}: 没有这个动作 (no such action)")
        _ACTIONS[action](phone, _body())
        return "", 204

    return routes


def _guard(routes: Blueprint) -> None:
    """Refuse what no page of ours sends, in words for the person, and leave a browser little to go wrong with."""

    @routes.before_request
    def look_at_sender() -> None:
        if request.method not in ("GET", "HEAD"):
            _require_own_page()

    @routes.after_request
    def harden(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @routes.errorhandler(Refused)
    def refuse(refused: Refused) -> tuple[Response, int]:
        return jsonify(error=str(refused)), 409

    @routes.errorhandler(_Wrong)
    def reject(wrong: _Wrong) -> tuple[Response, int]:
        return jsonify(error=str(wrong)), wrong.status


def _say(phone: Phone, body: Mapping[str, Any]) -> None:
    words = _text(body, "words", _LONGEST_WORDS)
    phone.line.say(words)


def _press(phone: Phone, body: Mapping[str, Any]) -> None:
    keys = _text(body, "keys", 32)
    if not _KEYS.fullmatch(keys):
        raise _Wrong(400, "keys: 只能是 0-9 * # (only these keys)")
    phone.line.press(keys)


def _skip(phone: Phone, body: Mapping[str, Any]) -> None:
    sound = body.get("sound")
    if not isinstance(sound, int):
        raise _Wrong(400, "sound: 要一个整数 (a whole number is needed)")
    phone.line.skip(sound)


def _set_pace(phone: Phone, body: Mapping[str, Any]) -> None:
    pace = _text(body, "pace", 10)
    if pace not in PACES:
        raise _Wrong(400, f"pace: 只能是 (one of) {', '.join(PACES)}")
    phone.set_pace(pace)


_ACTIONS: Mapping[str, Callable[[Phone, Mapping[str, Any]], None]] = {
    "dial": lambda phone, body: phone.dial(_text(body, "to", 80)),
    "answer": lambda phone, _body: phone.line.pick_up(),
    "reject": lambda phone, _body: phone.line.hang_up(),
    "hangup": lambda phone, _body: phone.line.hang_up(),
    "say": _say,
    "keys": _press,
    "hold": lambda phone, body: phone.line.hold(on=body.get("on") is True),
    "mute": lambda phone, body: phone.line.mute(on=body.get("on") is True),
    "skip": _skip,
    "typing": lambda phone, _body: phone.line.type_on(),
    "pace": _set_pace,
}


def _require_own_page() -> None:
    """Let no other site's page use somebody's telephone: those can neither send JSON nor hide where they are."""
    if not request.is_json:
        raise _Wrong(415, "只收 JSON (Content-Type: application/json is needed)")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    if origin != request.host_url.rstrip("/") or request.headers.get("Sec-Fetch-Site") not in (None, "same-origin"):
        raise _Wrong(403, "只收本页的请求 (requests come from this page alone)")
    if (request.content_length or 0) > _LARGEST_BODY:
        raise _Wrong(413, "内容太长 (too long)")


def _found(phones: Phones, phone_id: str) -> Phone:
    phone = phones.get(phone_id)
    if phone is None:
        raise _Wrong(404, "没有这条线路,请重新打开 (no such line: open it again)")
    return phone


def _body() -> Mapping[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise _Wrong(400, "请求不是 JSON 对象 (the body is no JSON object)")
    return body


def _text(body: Mapping[str, Any], key: str, longest: int) -> str:
    value = body.get(key)
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= longest:
        raise _Wrong(400, f"{key}: 要 1 到 {longest} 个字 (a text of 1 to {longest} characters is needed)")
    return text


def _events(news: News) -> str:
    """News as server-sent events. Captions carry the ids: a page that comes back says which one it saw last."""
    if news.state is None:
        return "event: closed\ndata: {}\n\n"
    return "".join(map(_caption, news.captions)) + f"event: state\ndata: {_json(news.state)}\n\n"


def _caption(caption: Caption) -> str:
    call = {"sid": caption.call.sid, "from": caption.call.from_, "to": caption.call.to}
    data = {"call": call, **asdict(caption.entry)}
    return f"id: {caption.number}\nevent: caption\ndata: {_json(data)}\n\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
