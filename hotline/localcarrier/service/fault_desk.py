"""Faults over HTTP: where they are looked up and set, and how they strike at Twilio's addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any, NoReturn

from flask import Blueprint, Flask, Response, g, jsonify, request

from hotline.localcarrier.bad_days import BadDays, Luck
from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.faults import DESCRIPTIONS, BadFaults, Faults, Kind
from hotline.localcarrier.service.board import describe_faults
from hotline.localcarrier.service.guard import Wrong, body

_TOO_MANY, _FAILURE = 20429, 20500


def add_to(routes: Blueprint, days: BadDays) -> None:
    """`GET /faults`, and `PUT` with `{"seed": 7, "rates": {"duplicate": 0.1}}`; kinds left out are 0."""

    @routes.get("/faults")
    def show_faults() -> Response:
        return jsonify(_described(days.today))

    @routes.put("/faults")
    def set_faults() -> Response:
        try:
            faults = _asked(body())
        except BadFaults as error:
            raise Wrong(400, str(error)) from None
        days.set(faults)
        return jsonify(_described(faults))


def strike(app: Flask, days: BadDays) -> None:
    """Let the faults of the day befall every request to Twilio's addresses that knows the account."""

    @app.before_request
    def fail_first() -> Response | None:
        if not request.path.startswith(f"/{API_VERSION}/"):
            return None
        luck = g.luck = days.luck("rest", request.path)
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


def _asked(sent: Mapping[str, Any]) -> Faults:
    match sent:
        case {"seed": seed, "rates": dict(rates), **more} if not more:
            return Faults.checked(seed, rates)
    raise BadFaults('请写成 (write it like) {"seed": 7, "rates": {"duplicate": 0.1}}')


def _described(faults: Faults) -> dict[str, Any]:
    return describe_faults(faults) | {"kinds": [asdict(description) for description in DESCRIPTIONS]}


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
