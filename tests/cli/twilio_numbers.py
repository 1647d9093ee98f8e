"""Twilio's address for telephone numbers, on this machine: a real HTTP server that keeps what it was asked."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

ACCOUNT = f"AC{'0' * 32}"
NUMBER_SID = f"PN{'1' * 32}"
LIST = f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers.json"
ONE = f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{NUMBER_SID}.json"


@dataclass
class TwilioNumbers:
    """One number. `fails_with` answers every request with this status; `hangs` with nothing."""

    number: str = "+85212345678"
    token: str = "x" * 32
    prefix: str = ""
    fails_with: int = 0
    hangs: bool = False
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    row: dict[str, str] = field(default_factory=lambda: {"voice_url": "https://demo.twilio.com/welcome"})
    url: str = ""
    done: Event = field(default_factory=Event)

    def answer(self, method: str, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        self.asked.append((method, path, form))
        expected = base64.b64encode(f"{ACCOUNT}:{self.token}".encode()).decode()
        if self.hangs:
            self.done.wait()
        if self.fails_with:
            return self.fails_with, {"code": 20500, "message": "Internal Server Error", "status": self.fails_with}
        if authorization != f"Basic {expected}":
            return 401, {"code": 20003, "message": "Authentication Error - invalid username", "status": 401}
        if (method, path) == ("GET", self.prefix + LIST):
            found = [self._shown()] if form.get("PhoneNumber") == self.number else []
            return 200, {"incoming_phone_numbers": found, "page": 0, "page_size": 1, "next_page_uri": None}
        if (method, path) == ("POST", self.prefix + ONE):
            self.row.update({_snake(key): value for key, value in form.items()})
            return 200, self._shown()
        return 404, {"code": 20404, "message": "The requested resource was not found", "status": 404}

    def _shown(self) -> dict[str, str]:
        blank = dict.fromkeys(("voice_fallback_url", "status_callback"), "")
        return {"sid": NUMBER_SID, "account_sid": ACCOUNT, "phone_number": self.number, **blank, **self.row}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


@contextmanager
def serving(numbers: TwilioNumbers) -> Iterator[TwilioNumbers]:
    """Serve it; its `url` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._answer(dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

        def _answer(self, form: dict[str, str]) -> None:
            path = urlsplit(self.path).path
            status, told = numbers.answer(self.command, path, form, self.headers.get("Authorization", ""))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    numbers.url = f"http://127.0.0.1:{server.server_port}{numbers.prefix}"
    try:
        yield numbers
    finally:
        numbers.done.set()
        server.shutdown()
        thread.join()
        server.server_close()
