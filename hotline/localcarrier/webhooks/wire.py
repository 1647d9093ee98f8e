"""One HTTP request on a fresh connection, each step within its own time.

The standard library's client is used because the carrier must keep the URL's own bytes, tell a failed connection from
a slow answer, and stop reading at a limit.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, quote

from hotline.localcarrier.twiml import problems
from hotline.localcarrier.webhooks.overrides import Connection

_CHUNK = 16 * 1024
_PRINTABLE = "".join(map(chr, range(33, 127)))


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire. The answer is cut one byte past `limit`."""

    method: str
    url: SplitResult
    headers: Mapping[str, str]
    body: bytes | None
    limit: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    content_type: str
    location: str
    body: bytes


class Unanswered(Exception):
    """No usable answer: Twilio's number, why, and the kind (ct, rt, 4xx, 5xx) by which retries are chosen."""

    def __init__(self, number: int, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.message = message
        self.kind = kind


class _Channel(Protocol):
    def settimeout(self, value: float | None, /) -> None: ...
    def close(self) -> None: ...


def transfer(request: Request, connection: Connection, deadline: float) -> Answer:
    """Send and read before `deadline` (monotonic seconds). Raises `Unanswered`."""
    wire = _connect(request.url, connection, deadline)
    channel: _Channel = wire.sock  # the response takes it away from `wire`
    try:
        channel.settimeout(_time_left(connection.read, deadline))
        wire.request(request.method, _target(request.url), body=request.body, headers=dict(request.headers))
        response = wire.getresponse()
        body = bytearray()
        while len(body) <= request.limit:
            channel.settimeout(_time_left(connection.read, deadline))
            if not (chunk := response.read1(_CHUNK)):
                break
            body += chunk
    except TimeoutError as error:
        raise Unanswered(problems.CONNECTION_TIMED_OUT, "HTTP connection failure: no answer in time", "rt") from error
    except http.client.InvalidURL as error:
        raise Unanswered(problems.BAD_URL, f"Invalid URL format: {error}") from error
    except (OSError, http.client.HTTPException) as error:
        reason = str(error) or type(error).__name__
        raise Unanswered(problems.RETRIEVAL_FAILED, f"HTTP retrieval failure: {reason}") from error
    finally:
        channel.close()
        wire.close()
    return Answer(
        status=response.status,
        content_type=response.headers.get("Content-Type", ""),
        location=response.headers.get("Location", ""),
        body=bytes(body[: request.limit + 1]),
    )


def _connect(url: SplitResult, connection: Connection, deadline: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    try:
        wire = kind(url.hostname or "", url.port, timeout=_time_left(connection.connect, deadline))
        wire.connect()
    except socket.gaierror as error:
        raise Unanswered(problems.UNKNOWN_HOST, f"HTTP bad host name: {url.hostname}", "ct") from error
    except ConnectionRefusedError as error:
        raise Unanswered(problems.CONNECTION_REFUSED, "TCP connection refused", "ct") from error
    except ssl.SSLError as error:
        raise Unanswered(problems.TLS_FAILED, f"SSL/TLS handshake error: {error}", "ct") from error
    except OSError as error:
        raise Unanswered(problems.CONNECTION_TIMED_OUT, f"HTTP connection failure: {error}", "ct") from error
    return wire


def _time_left(limit: float, deadline: float) -> float:
    left = min(limit, deadline - time.monotonic())
    if left <= 0:
        raise TimeoutError("no time left")
    return left


def _target(url: SplitResult) -> str:
    """The request line's target: the URL's own bytes; only what is not ASCII gets quoted."""
    path = quote(url.path or "/", safe=_PRINTABLE)
    return f"{path}?{quote(url.query, safe=_PRINTABLE)}" if url.query else path
