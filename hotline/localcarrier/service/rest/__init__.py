"""Twilio's REST API on this carrier, with Twilio's addresses, lists and error shape."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, g, request

from hotline.localcarrier.calls.call import API_VERSION
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.service.rest import calls, conferences, errors, messages, numbers, queues, recordings
from hotline.localcarrier.service.rest.errors import RestError, refusal

_RESOURCES: tuple[Callable[[Blueprint, Carrier], None], ...] = (
    calls.add_to,
    conferences.add_to,
    messages.add_to,
    numbers.add_to,
    queues.add_to,
    recordings.add_to,
)


def blueprint(carrier: Carrier) -> Blueprint:
    """The routes below `/2010-04-01/Accounts/{AccountSid}`."""
    routes = Blueprint("rest", __name__, url_prefix=f"/{API_VERSION}/Accounts/<account>")
    at_once = BoundedSemaphore(carrier.network.rest_concurrency)

    @routes.url_value_preprocessor
    def authenticate(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        _check_account(carrier, (values or {}).pop("account", ""))

    @routes.before_request
    def enter() -> None:
        g.entered = at_once.acquire(blocking=False)
        if not g.entered:
            raise RestError(429, errors.TOO_MANY_REQUESTS, "Too Many Requests")

    @routes.teardown_request
    def go_out(_error: BaseException | None) -> None:
        if g.pop("entered", False):
            at_once.release()

    @routes.errorhandler(RestError)
    def refuse(error: RestError) -> tuple[Response, int]:
        response, status = refusal(error)
        if error.code == errors.TOO_MANY_REQUESTS:
            response.headers["Retry-After"] = "1"
        return response, status

    for add_to in _RESOURCES:
        add_to(routes, carrier)
    return routes


def _check_account(carrier: Carrier, account: str) -> None:
    """Basic authentication with the account's SID and any of its tokens."""
    sent = request.authorization
    name, password = (sent.username or "", sent.password or "") if sent is not None else ("", "")
    tokens = carrier.network.auth_tokens
    known = any(hmac.compare_digest(password.encode(), token.encode()) for token in tokens)
    if not (known and name == account == carrier.network.account_sid):
        raise RestError(401, errors.AUTHENTICATE, "Authenticate")
