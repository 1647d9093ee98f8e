"""A small foreign TwiML application: it answers what a test tells it to, remembers what it was asked, and checks each
signature with Twilio's own validator."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

from tests.support.serving import served

TOKEN = "token-of-the-account"


@dataclass(frozen=True, slots=True)
class Answer:
    body: str | bytes = "<Response/>"
    status: int = 200
    content_type: str = "text/xml"
    headers: dict[str, str] = field(default_factory=dict)
    late: bool = False  # held back until the test is over


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    method: str
    form: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    signed: bool


class Application:
    def __init__(self) -> None:
        self.url = ""
        self.received: list[Received] = []
        self.released = Event()
        self.when_asked: Callable[[str], None] = lambda _path: None  # looks around before an answer is given
        self._answers: dict[str, list[Answer]] = {}
        self._lock = Lock()

    def on(self, path: str, *answers: str | Answer) -> None:
        """Answer a path with these, one after another; the last one again and again. A text is verbs of a Response."""
        self._answers[path] = [_answer(answer) for answer in answers]

    def at(self, path: str) -> list[dict[str, str]]:
        """The forms that were posted to a path."""
        return [received.form for received in self.received if received.path == path]

    def paths(self) -> list[str]:
        return [received.path for received in self.received]

    def handle(self) -> Response:
        form = dict(request.form)
        validator = RequestValidator(TOKEN)
        url = self.url + request.environ["REQUEST_URI"]
        signature = request.headers.get("X-Twilio-Signature", "")
        with self._lock:
            self.received.append(
                Received(
                    path=request.path,
                    method=request.method,
                    form=form,
                    query=dict(request.args),
                    headers=dict(request.headers),
                    signed=bool(validator.validate(url, form, signature)),
                )
            )
            left = self._answers.get(request.path, [Answer("not found", 404)])
            answer = left.pop(0) if len(left) > 1 else left[0]
        self.when_asked(request.path)
        if answer.late:
            self.released.wait(20)
        response = Response(answer.body, answer.status, answer.headers)
        response.headers["Content-Type"] = answer.content_type
        if not answer.content_type:
            del response.headers["Content-Type"]
        return response


def _answer(answer: str | Answer) -> Answer:
    return Answer(f"<Response>{answer}</Response>") if isinstance(answer, str) else answer


@contextmanager
def running() -> Iterator[Application]:
    application = Application()
    app = Flask(__name__)
    app.add_url_rule("/", view_func=application.handle, methods=["GET", "POST"])
    app.add_url_rule("/<path:_rest>", view_func=lambda _rest: application.handle(), methods=["GET", "POST"])
    with served(app) as application.url:
        try:
            yield application
        finally:
            application.released.set()
