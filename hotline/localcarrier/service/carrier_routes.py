"""The carrier's own desk at `/carrier`: its page, and everything that the page and tests ask it for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, send_file

from hotline.localcarrier.calls.call import Call, Order
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.clock import FASTEST
from hotline.localcarrier.lines import script
from hotline.localcarrier.log import ErrorEvent, FaultStruck, HttpExchange, Ring
from hotline.localcarrier.service import fault_desk
from hotline.localcarrier.service.board import LATEST, Board, describe, describe_clock
from hotline.localcarrier.service.desk import Desk
from hotline.localcarrier.service.events import event, stream
from hotline.localcarrier.service.guard import Wrong, body, guard, text
from hotline.localcarrier.twiml import readable

_LONGEST_SCRIPT = 32 * 1024
_YEARS = range(2000, 2200)  # where a date can still be reckoned with
_HEARTBEAT = ":\n\n"  # a page that is gone shows when it is written to


def blueprint(carrier: Carrier, desk: Desk) -> Blueprint:
    """The routes at and below `/carrier`; `docs/localcarrier.md` lists them."""
    routes = Blueprint("carrier", __name__, url_prefix="/carrier")
    guard(routes, carrier.network, largest_body=4 * _LONGEST_SCRIPT)

    @routes.get("")
    def page() -> str:
        return render_template("carrier.html", numbers=sorted(carrier.network.numbers), examples=desk.examples())

    @routes.get("/events")
    def follow() -> Response:
        return stream(event("news", news) if news else _HEARTBEAT for news in Board(carrier, desk).news())

    @routes.get("/log")
    def show_log() -> Response:
        call_sid = request.args.get("call_sid", "")
        log = carrier.log
        return jsonify(
            rings=list(map(_plain, log.rings(call_sid=call_sid))),
            requests=list(map(_readable, log.requests(call_sid=call_sid, purpose=request.args.get("purpose", "")))),
            errors=list(map(_plain, log.errors(call_sid=call_sid))),
            faults=list(map(_plain, log.faults(call_sid=call_sid))),
        )

    @routes.get("/errors")
    def show_errors() -> Response:
        return jsonify(list(map(_plain, carrier.log.errors()[: -LATEST - 1 : -1])))

    @routes.get("/recordings/<sid>.wav")
    def listen(sid: str) -> Response:
        sound = carrier.recordings.media(sid)
        if sound is None:
            raise Wrong(404, "没有这段录音 (no such recording)")
        return send_file(sound, mimetype="audio/x-wav", conditional=True)

    _add_calls(routes, carrier, desk)
    _add_lines(routes, desk)
    _add_clock(routes, carrier)
    fault_desk.add_to(routes, carrier.faults)
    return routes


def _add_calls(routes: Blueprint, carrier: Carrier, desk: Desk) -> None:
    """Look calls up, let a scripted caller dial, end a call."""

    @routes.get("/calls")
    def list_calls() -> Response:
        before = request.args.get("before", type=int)
        return jsonify([describe(call, carrier.log) for call in carrier.calls.latest(LATEST, before)])

    @routes.post("/calls")
    def place_call() -> tuple[Response, int]:
        sent = body()
        call, thread = desk.place(_caller(sent), text(sent, "to", 80))
        if sent.get("wait", True):
            thread.join()
        return jsonify(_call(carrier, desk, call)), 201

    @routes.get("/calls/<sid>")
    def show_call(sid: str) -> Response:
        return jsonify(_call(carrier, desk, _found(carrier, sid)))

    @routes.delete("/calls/<sid>")
    def end_call(sid: str) -> tuple[str, int]:
        if not carrier.order(_found(carrier, sid), Order()):
            raise Wrong(409, "通话已经结束了 (the call is over already)")
        return "", 204


def _add_lines(routes: Blueprint, desk: Desk) -> None:
    """Let scripted people answer at their numbers, and take them away."""

    @routes.get("/lines")
    def list_lines() -> Response:
        return jsonify(desk.lines())

    @routes.put("/lines")
    def plug_in() -> tuple[Response, int]:
        caller = _caller(body())
        desk.plug_in(caller)
        return jsonify(number=caller.number, name=caller.name), 201

    @routes.delete("/lines/<path:number>")
    def unplug(number: str) -> tuple[str, int]:
        if not desk.unplug(number):
            raise Wrong(404, f"{number}: 没有这样的脚本电话 (no scripted phone at that number)")
        return "", 204


def _add_clock(routes: Blueprint, carrier: Carrier) -> None:
    """Read and move the clock; `PUT` with `{"time": ..}`, `{"advance": seconds}` or `{"rate": 60}`, `DELETE` resets."""
    clock = carrier.clock

    @routes.get("/clock")
    def show_clock() -> Response:
        return jsonify(time=clock.now().isoformat(), **describe_clock(clock.shift()))

    @routes.put("/clock")
    def move_clock() -> Response:
        match body():
            case {"rate": int() | float() as rate} if 0 < rate <= FASTEST:
                clock.run(rate)
            case {"advance": int() | float() as seconds} if 0 < seconds < _YEARS.stop * 366 * 86400:
                clock.set(_near(clock.now() + timedelta(seconds=seconds)))
            case {"time": str() as time}:
                clock.set(_near(_instant(time)))
            case _:
                told = f'rate: 1–{FASTEST:g}; advance: 秒 (seconds); time: "2026-03-10T09:00:00+08:00"'
                raise Wrong(400, told)
        return show_clock()

    @routes.delete("/clock")
    def reset_clock() -> Response:
        clock.reset()
        return show_clock()


def _found(carrier: Carrier, sid: str) -> Call:
    call = carrier.calls.get(sid)
    if call is None:
        raise Wrong(404, "没有这通电话 (no such call)")
    return call


def _caller(sent: Mapping[str, Any]) -> script.Caller:
    try:
        return script.read(text(sent, "caller", _LONGEST_SCRIPT), "caller")
    except script.BadScript as error:
        raise Wrong(400, str(error)) from None


def _instant(time: str) -> datetime:
    try:
        instant = datetime.fromisoformat(time)
    except ValueError:
        raise Wrong(400, f"{time} 不是时间 (no such time)") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _near(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        raise Wrong(400, f"{instant:%Y} 年太远了 (the clock goes from the year {_YEARS[0]} to {_YEARS[-1]})")
    return instant


def _call(carrier: Carrier, desk: Desk, call: Call) -> dict[str, Any]:
    described = describe(call, carrier.log) | {"duration": call.duration, "rings": call.rings}
    line = desk.line(call.sid)
    if line is not None:
        described["transcript"] = [asdict(entry) for entry in line.transcript.entries]
        described["missed"] = list(line.outcome(call).missed)
    return described


def _readable(exchange: HttpExchange) -> dict[str, Any]:
    """A request and its answer, the answer as people read it."""
    answer = exchange.answer
    return _plain(exchange) | {"answer": readable.pretty(answer), "outline": readable.outline(answer)}


def _plain(entry: Ring | HttpExchange | ErrorEvent | FaultStruck) -> dict[str, Any]:
    """An entry of the log as JSON."""
    return {
        key.rstrip("_"): value.isoformat() if isinstance(value, datetime) else value
        for key, value in asdict(entry).items()
    }
