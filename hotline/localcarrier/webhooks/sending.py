"""Asking the application: signed requests with Twilio's time-outs, retry and redirects."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urlencode, urljoin, urlsplit, urlunsplit
from uuid import uuid4

from hotline.localcarrier.bad_days import CALM, BadDays, Luck
from hotline.localcarrier.clock import CarrierClock
from hotline.localcarrier.faults import Kind
from hotline.localcarrier.log import ErrorEvent, HttpExchange, Log
from hotline.localcarrier.network import Network
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.problems import Failed
from hotline.localcarrier.webhooks import overrides, wire
from hotline.localcarrier.webhooks.signing import signature

DOCUMENT_LIMIT = 64 * 1024
_MEDIA_LIMIT = 40 * 1024 * 1024
_MOST_REDIRECTS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Message:
    """One request to make: a URL (its fragment may carry overrides), a method, a form, and whose call it is for."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)
    call_sid: str = ""
    purpose: str = "document"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back with a 2xx. `url` is where it finally came from, without fragment."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Errand:
    """A message under way: how it may be sent, until when (monotonic), which attempt this is, and what befalls it."""

    message: Message
    connection: overrides.Connection
    deadline: float
    token: str
    luck: Luck
    attempt: int = 0


class Webhooks:
    """Sends requests as Twilio does and writes each one into the log."""

    def __init__(self, network: Network, clock: CarrierClock, log: Log, faults: BadDays) -> None:
        self._network = network
        self._clock = clock
        self._log = log
        self.faults = faults

    def send(self, message: Message) -> Reply:
        """Ask, and answer with the 2xx reply. Raises `Failed` with Twilio's number for anything else.

        By default one more attempt is made, and only if no connection came about.
        """
        address, connection = overrides.split(message.url)
        url = _checked(address)
        deadline = time.monotonic() + connection.total
        token = uuid4().hex  # the same for each attempt, so that the application can tell a retry
        errand = _Errand(message, connection, deadline, token, self._luck(message))
        while True:
            try:
                reply = self._follow(errand, url)
            except wire.Unanswered as failure:
                used_up = errand.attempt == connection.retries or time.monotonic() >= deadline
                if used_up or not connection.retries_after(failure.kind):
                    raise Failed(failure.number, failure.message, address) from failure
            else:
                if errand.luck.strikes(Kind.DUPLICATE):
                    self._repeat(errand, url)
                return reply
            errand = replace(errand, attempt=errand.attempt + 1)

    def _luck(self, message: Message) -> Luck:
        """Sound files have none: they are fetched once for all calls, whichever comes first."""
        return CALM if message.purpose == "media" else self.faults.luck(message.purpose, message.url, message.call_sid)

    def _repeat(self, errand: _Errand, url: SplitResult) -> None:
        """Ask once more what was answered already; what comes back goes nowhere."""
        deadline = time.monotonic() + errand.connection.total
        with suppress(wire.Unanswered, Failed):
            self._follow(replace(errand, deadline=deadline, attempt=errand.attempt + 1), url)

    def _follow(self, errand: _Errand, url: SplitResult) -> Reply:
        """Make one attempt. A redirect is followed as Twilio does it: by GET, so the form is lost."""
        method, params = errand.message.method, errand.message.params
        for _hop in range(_MOST_REDIRECTS):
            if method == "GET":
                answer = self._exchange(errand, method, _with_query(url, params), {})
            else:
                answer = self._exchange(errand, method, url, params)
            if answer.status not in _REDIRECTS:
                return Reply(urlunsplit(url), answer.status, answer.content_type, answer.body)
            url = _checked(urljoin(urlunsplit(url), answer.location))
            method, params = "GET", {}
            self._warn_of_redirect(errand.message, urlunsplit(url))
        raise wire.Unanswered(problems.TOO_MANY_REDIRECTS, "HTTP too many redirects")

    def _exchange(self, errand: _Errand, method: str, url: SplitResult, params: Mapping[str, str]) -> wire.Answer:
        """One request and its answer, both in the log. A status from 400 up is a failure."""
        signed = urlunsplit(_without_user(url))
        request = wire.Request(
            method=method,
            url=url,
            headers=self._headers(errand, url, method, signature(self._network.signing_token, signed, params)),
            body=urlencode(params).encode() if method == "POST" else None,
            limit=_MEDIA_LIMIT if errand.message.purpose == "media" else DOCUMENT_LIMIT,
        )
        answer, failure = None, ""
        at, began = self._clock.now(), time.monotonic()
        try:
            answer = _transfer(request, errand)
            _refuse_error_status(answer.status)
        except wire.Unanswered as unanswered:
            failure = unanswered.message
            raise
        finally:
            self._log.add(
                HttpExchange(
                    at=at,
                    call_sid=errand.message.call_sid,
                    purpose=errand.message.purpose,
                    method=method,
                    url=signed,
                    params=dict(params),
                    attempt=errand.attempt,
                    seconds=time.monotonic() - began,
                    status=answer.status if answer else None,
                    content_type=answer.content_type if answer else "",
                    answer=_shown(answer) if answer else "",
                    failure=failure,
                )
            )
        return answer

    def _headers(self, errand: _Errand, url: SplitResult, method: str, signed: str) -> dict[str, str]:
        headers = {
            "X-Twilio-Signature": signed,
            "I-Twilio-Idempotency-Token": errand.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Connection": "close",
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        if url.username is not None:
            pair = f"{unquote(url.username)}:{unquote(url.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode("ascii")
        return headers

    def _warn_of_redirect(self, message: Message, target: str) -> None:
        self._log.add(
            ErrorEvent(
                at=self._clock.now(),
                call_sid=message.call_sid,
                number=problems.BAD_REDIRECT,
                level="error",
                message=f"{message.url} redirected to {target}, which is asked by GET and without the form",
                url=message.url,
            )
        )


def _transfer(request: wire.Request, errand: _Errand) -> wire.Answer:
    """Over the wire and back, with all that befalls a request on a bad day."""
    luck, attempt = errand.luck, errand.attempt
    if luck.strikes(Kind.CUT, attempt):
        raise wire.Unanswered(problems.CONNECTION_TIMED_OUT, "HTTP connection failure: connection cut", "ct")
    answer = wire.transfer(request, errand.connection, errand.deadline)
    if luck.strikes(Kind.SLOW, attempt):
        luck.wait(Kind.SLOW)
    if errand.message.purpose == "document" and luck.strikes(Kind.DROP, attempt):
        raise wire.Unanswered(problems.RETRIEVAL_FAILED, "HTTP retrieval failure: connection reset")
    return answer


def _refuse_error_status(status: int) -> None:
    if status >= HTTPStatus.BAD_REQUEST:
        kind = "5xx" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "4xx"
        raise wire.Unanswered(problems.ERROR_STATUS, f"HTTP error response code: {status}", kind)


def _checked(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError as error:
        raise Failed(problems.BAD_URL, f"Invalid URL format: {error}", address) from error
    if url.scheme not in ("http", "https") or not url.hostname:
        raise Failed(problems.BAD_URL, f"Invalid URL format: {address!r}", address)
    return url


def _with_query(url: SplitResult, params: Mapping[str, str]) -> SplitResult:
    return url._replace(query="&".join(part for part in (url.query, urlencode(params)) if part))


def _without_user(url: SplitResult) -> SplitResult:
    return url._replace(netloc=url.netloc.rpartition("@")[2])


def _shown(answer: wire.Answer) -> str:
    if answer.content_type.startswith(("audio/", "application/octet-stream")):
        return f"({len(answer.body)} bytes)"
    return answer.body.decode("utf-8", errors="replace")
