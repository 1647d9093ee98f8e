"""Refusals in Twilio's shape, with Twilio's numbers."""

from __future__ import annotations

from flask import Response, jsonify, request

AUTHENTICATE = 20003
BAD_PARAMETER = 20001
NOT_FOUND = 20404
TOO_MANY_REQUESTS = 20429
NO_URL = 21205
FROM_NOT_OURS = 21210
BAD_TO = 21211
BAD_FROM = 21212
NOT_IN_PROGRESS = 21220
TWIML_TOO_LONG = 32018
QUEUE_EXISTS = 22003
QUEUE_NOT_EMPTY = 22004
QUEUE_MEMBER_GONE = 22201
NO_BODY = 21602
NOT_OUR_NUMBER = 21606


class RestError(Exception):
    """A refusal: HTTP status, Twilio's number and a message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def not_found() -> RestError:
    """The resource of this request is not there."""
    return RestError(404, NOT_FOUND, f"The requested resource {request.path} was not found")


def refusal(error: RestError) -> tuple[Response, int]:
    """The answer that says so."""
    more = f"https://www.twilio.com/docs/errors/{error.code}"
    body = {"code": error.code, "message": error.message, "more_info": more, "status": error.status}
    return jsonify(body), error.status
