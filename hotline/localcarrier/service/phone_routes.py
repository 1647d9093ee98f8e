"""The browser telephone at `/phone`: its page, and the requests that the page makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.phone import PACES, Caption, News, Phone, Phones
from hotline.localcarrier.service.events import event, stream
from hotline.localcarrier.service.guard import Wrong, body, guard, text

_LONGEST_WORDS = 500
_KEYS = re.compile(r"[0-9*#]+")


def blueprint(carrier: Carrier, phones: Phones) -> Blueprint:
    """The routes at and below `/phone`.

    A line is opened by `POST /phone/lines`; whoever knows its id follows `/phone/lines/<id>/events` and acts by
    `POST /phone/lines/<id>/<action>` with JSON, from the same origin alone.
    """
    routes = Blueprint("phone", __name__, url_prefix="/phone")
    guard(routes, carrier.network)

    @routes.get("")
    def page() -> str:
        return render_template("phone.html", numbers=list(carrier.network.numbers))

    @routes.post("/lines")
    def open_line() -> tuple[Response, int]:
        phone = phones.open(text(body(), "number", 80))
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
        return stream(events)

    @routes.post("/lines/<phone_id>/<action>")
    def act(phone_id: str, action: str) -> tuple[str, int]:
        phone = _found(phones, phone_id)
        if action not in _ACTIONS:
            raise Wrong(404, f"{action}: 没有这个动作 (no such action)")
        _ACTIONS[action](phone, body())
        return "", 204

    return routes


def _say(phone: Phone, sent: Mapping[str, Any]) -> None:
    words = text(sent, "words", _LONGEST_WORDS)
    phone.line.say(words)


def _press(phone: Phone, sent: Mapping[str, Any]) -> None:
    keys = text(sent, "keys", 32)
    if not _KEYS.fullmatch(keys):
        raise Wrong(400, "keys: 只能是 0-9 * # (only these keys)")
    phone.line.press(keys)


def _skip(phone: Phone, sent: Mapping[str, Any]) -> None:
    sound = sent.get("sound")
    if not isinstance(sound, int):
        raise Wrong(400, "sound: 要一个整数 (a whole number is needed)")
    phone.line.skip(sound)


def _set_pace(phone: Phone, sent: Mapping[str, Any]) -> None:
    pace = text(sent, "pace", 10)
    if pace not in PACES:
        raise Wrong(400, f"pace: 只能是 (one of) {', '.join(PACES)}")
    phone.set_pace(pace)


_ACTIONS: Mapping[str, Callable[[Phone, Mapping[str, Any]], None]] = {
    "dial": lambda phone, sent: phone.dial(text(sent, "to", 80)),
    "answer": lambda phone, _sent: phone.line.pick_up(),
    "reject": lambda phone, _sent: phone.line.hang_up(),
    "hangup": lambda phone, _sent: phone.line.hang_up(),
    "say": _say,
    "keys": _press,
    "hold": lambda phone, sent: phone.line.hold(on=sent.get("on") is True),
    "mute": lambda phone, sent: phone.line.mute(on=sent.get("on") is True),
    "skip": _skip,
    "typing": lambda phone, _sent: phone.line.type_on(),
    "pace": _set_pace,
}


def _found(phones: Phones, phone_id: str) -> Phone:
    phone = phones.get(phone_id)
    if phone is None:
        raise Wrong(404, "没有这条线路,请重新打开 (no such line: open it again)")
    return phone


def _events(news: News) -> str:
    """News as server-sent events. Captions carry the ids: a page that comes back says which one it saw last."""
    if news.state is None:
        return event("closed", {})
    return "".join(map(_caption, news.captions)) + event("state", news.state)


def _caption(caption: Caption) -> str:
    call = {"sid": caption.call.sid, "from": caption.call.from_, "to": caption.call.to}
    return event("caption", {"call": call, **asdict(caption.entry)}, caption.number)
