"""The carrier as a service: its own small REST, and Twilio's addresses beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from threading import Lock, Thread
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script
from hotline.localcarrier.lines.phone import Phones
from hotline.localcarrier.lines.scripted import ScriptedLine
from hotline.localcarrier.service import fault_desk, phone_routes, rest


class Desk:
    """Calls that were placed through the service, with their lines: what `/carrier/calls` knows."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._lock = Lock()
        self._lines: dict[str, ScriptedLine] = {}

    def place(self, caller: script.Caller, to: str) -> tuple[Call, Thread]:
        """Let a scripted caller dial; the call lives in a thread of its own."""
        line = ScriptedLine(caller)
        call = self._carrier.new_call(line, to)
        with self._lock:
            self._lines[call.sid] = line
        thread = Thread(target=self._carrier.carry, args=(call, line), name=call.sid, daemon=True)
        thread.start()
        return call, thread

    def line(self, call_sid: str) -> ScriptedLine | None:
        """The scripted line of a call that was placed here."""
        with self._lock:
            return self._lines.get(call_sid)


def create_app(carrier: Carrier) -> Flask:
    """The WSGI application.

    `GET /healthz`; `POST /carrier/calls` with `{"to": "+86..", "caller": "<a caller's YAML>", "wait": true}` lets a
    scripted caller dial; `GET /carrier/calls/<sid>` tells how it goes; `GET /carrier/log?call_sid=&purpose=` gives
    rings, requests, errors and faults. Faults are set as `fault_desk` says; Twilio's own addresses stand in `rest`, the
    browser telephone in `phone_routes`.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.register_blueprint(rest.blueprint(carrier))
    app.register_blueprint(fault_desk.blueprint(carrier.faults))
    fault_desk.strike(app, carrier.faults)
    app.register_blueprint(phone_routes.blueprint(carrier, Phones(carrier)))
    desk = Desk(carrier)

    @app.get("/healthz")
    def health() -> Response:
        return jsonify(status="ok", time=carrier.clock.now().isoformat(), numbers=sorted(carrier.network.numbers))

    @app.post("/carrier/calls")
    def place_call() -> tuple[Response, int]:
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict) or not isinstance(asked.get("to"), str):
            return jsonify(error="to: the number to dial is missing"), 400
        try:
            caller = script.read(str(asked.get("caller", "")), "caller")
        except script.BadScript as error:
            return jsonify(error=str(error)), 400
        call, thread = desk.place(caller, asked["to"])
        if asked.get("wait", True):
            thread.join()
        return jsonify(_described(call, desk.line(call.sid))), 201

    @app.get("/carrier/calls/<sid>")
    def show_call(sid: str) -> tuple[Response, int]:
        call = carrier.calls.get(sid)
        if call is None:
            return jsonify(error="no such call"), 404
        return jsonify(_described(call, desk.line(sid))), 200

    @app.get("/carrier/log")
    def show_log() -> Response:
        call_sid = request.args.get("call_sid", "")
        purpose = request.args.get("purpose", "")
        return jsonify(
            rings=[_plain(asdict(ring)) for ring in carrier.log.rings(call_sid=call_sid)],
            requests=[
                _plain(asdict(exchange)) for exchange in carrier.log.requests(call_sid=call_sid, purpose=purpose)
            ],
            errors=[_plain(asdict(event)) for event in carrier.log.errors(call_sid=call_sid)],
            faults=[_plain(asdict(fault)) for fault in carrier.log.faults(call_sid=call_sid)],
        )

    return app


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the carrier's own log tells more."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def make_service(carrier: Carrier, host: str = "127.0.0.1", port: int = 0) -> BaseWSGIServer:
    """A threaded server, bound but not yet serving (`serve_forever`, `shutdown`); port 0 takes a free one."""
    return make_server(host, port, create_app(carrier), threaded=True, request_handler=_Quiet)


@contextmanager
def serving(carrier: Carrier, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve beside the caller's own work; gives the base URL."""
    server = make_service(carrier, host, port)
    thread = Thread(target=server.serve_forever, name="carrier", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _described(call: Call, line: ScriptedLine | None) -> dict[str, Any]:
    described: dict[str, Any] = {
        "call_sid": call.sid,
        "from": call.from_,
        "to": call.to,
        "status": call.status.value,
        "duration": call.duration,
        "rings": call.rings,
    }
    if line is not None:
        described["transcript"] = [asdict(entry) for entry in line.transcript.entries]
        described["missed"] = list(line.outcome(call).missed)
    return described


def _plain(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        key.rstrip("_"): value.isoformat() if isinstance(value, datetime) else value for key, value in entry.items()
    }
