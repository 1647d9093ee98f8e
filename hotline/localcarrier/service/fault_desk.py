"""Faults over HTTP: where they are looked up and set, and how they strike at Twilio's addresses."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Blueprint, Flask, Response, g, jsonify, request

from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.faults import DESCRIPTIONS, BadFaults, Faults, Kind
from hotline.localcarrier.switchboard import Luck, Switchboard

_TOO_MANY, _FAILURE = 20429, 20500


def blueprint(switchboard: Switchboard) -> Blueprint:
    """`GET /carrier/faults`, and `PUT` with `{"seed": 7, "rates": {"duplicate": 0.1}}`; kinds left out are 0.

    It must come as application/json, which no form on another website can send.
    """
    routes = Blueprint("faults", __name__)

    @routes.get("/carrier/faults")
    def show_faults() -> Response:
        return jsonify(_described(switchboard.today))

    @routes.put("/carrier/faults")
    def set_faults() -> tuple[Response, int]:
        if not request.is_json:
            return jsonify(error="请用 application/json 发送 (send it as application/json)"), 415
        try:
            faults = _asked(request.get_json(silent=True))
        except BadFaults as error:
            return jsonify(error=str(error)), 400
        switchboard.set(faults)
        return jsonify(_described(faults)), 200

    return routes


def strike(app: Flask, switchboard: Switchboard) -> None:
    """Let the faults of the day befall every request to Twilio's addresses that knows the account."""

    @app.before_request
    def fail_first() -> Response | None:
        if not request.path.startswith(f"/{API_VERSION}/"):
            return None
        luck = g.luck = switchboard.luck("rest", request.path)
        if luck.strikes(Kind.REST_500):
            return _failure()
        if luck.strikes(Kind.REST_429):
            response = _refusal(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY)
            response.headers["Retry-After"] = "1"
            return response
        return None

    @app.after_request
    def fail_afterwards(response: Response) -> Response:
        luck: Luck | None = g.get("luck")
        if luck is None or response.status_code >= HTTPStatus.BAD_REQUEST:
            return response
        if luck.strikes(Kind.ACCEPT_THEN_HANG):
            return Response(iter(partial(_hang, luck), b""))
        if luck.strikes(Kind.ACCEPT_THEN_500):
            return _failure()
        return response


def _asked(body: object) -> Faults:
    match body:
        case {"seed": seed, "rates": dict(rates), **more} if not more:
            return Faults.checked(seed, rates)
    raise BadFaults('请写成 (write it like) {"seed": 7, "rates": {"duplicate": 0.1}}')


def _described(faults: Faults) -> dict[str, Any]:
    return {
        "seed": faults.seed,
        "rates": {kind: faults.rates.get(kind, 0.0) for kind in Kind},
        "kinds": [asdict(description) for description in DESCRIPTIONS],
    }


def _failure() -> Response:
    return _refusal(HTTPStatus.INTERNAL_SERVER_ERROR, _FAILURE)


def _refusal(status: HTTPStatus, code: int) -> Response:
    """In Twilio's shape."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    response = jsonify(code=code, message=status.phrase, more_info=more, status=status)
    response.status_code = status
    return response


def _hang(luck: Luck) -> NoReturn:
    """Hold the line, then let it drop before the answer has begun."""
    luck.wait(Kind.ACCEPT_THEN_HANG)
    raise ConnectionAbortedError
