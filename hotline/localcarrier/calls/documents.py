"""Documents: asking the application for one, reading it, and what happens where that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from hotline.localcarrier.calls.call import Call, Request
from hotline.localcarrier.exchange import Exchange
from hotline.localcarrier.twiml import document as twiml
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Failed, Problem
from hotline.localcarrier.webhooks.sending import Message

_XML = frozenset({"text/xml", "application/xml", "text/html"})


@dataclass(frozen=True, slots=True)
class Page:
    """A document in hand: where it came from (relative URLs start there) and what it says."""

    url: str
    verbs: tuple[Element, ...]

    def resolve(self, url: str) -> str:
        """An URL as this document means it; empty means the document itself."""
        return urljoin(self.url, url)


class Broken(Exception):
    """Neither the document nor the fallback could be had; the call cannot go on."""


class Documents:
    """The documents of one call. `report` is told of everything that Twilio's debugger would list."""

    def __init__(self, exchange: Exchange, call: Call, report: Callable[[Problem, str], None]) -> None:
        self._exchange = exchange
        self._call = call
        self._report = report

    def fetch(self, request: Request) -> Page:
        """Ask for a document; where it fails, ask the fallback URL and say why. Raises `Broken`."""
        self._count()
        try:
            return self.ask(request)
        except Failed as failure:
            self._report(failure.problem, failure.url)
            return self._ask_fallback(request, failure)

    def ask(self, request: Request) -> Page:
        """Ask for a document and read it. Raises `Failed`."""
        if request.twiml:
            return self._read(request.twiml.encode(), "")
        message = Message(
            url=request.url,
            method=request.method,
            params=self._call.parameters() | dict(request.params),
            call_sid=self._call.sid,
        )
        reply = self._exchange.webhooks.send(message)
        kind = reply.content_type.partition(";")[0].strip().lower()
        if kind.startswith("audio/"):
            return Page(reply.url, (Element("Play", text=reply.url),))
        if kind == "text/plain":
            return Page(reply.url, (Element("Say", text=reply.body.decode("utf-8", errors="replace")),))
        if kind not in _XML:
            raise Failed(problems.BAD_CONTENT_TYPE, f"Invalid Content-Type: {reply.content_type!r}", reply.url)
        return self._read(reply.body, reply.url)

    def _read(self, body: bytes, url: str) -> Page:
        try:
            document = twiml.parse(body)
        except Failed as failure:
            raise Failed(failure.number, failure.message, url) from failure
        for problem in document.problems:
            self._report(problem, url)
        return Page(url, document.verbs)

    def _ask_fallback(self, request: Request, failure: Failed) -> Page:
        number = self._call.number
        if not number.voice_fallback_url:
            raise Broken from failure
        why = {"ErrorCode": str(failure.number), "ErrorUrl": failure.url}
        fallback = Request(number.voice_fallback_url, number.voice_fallback_method, dict(request.params) | why)
        try:
            return self.ask(fallback)
        except Failed as again:
            self._report(again.problem, again.url)
            raise Broken from again

    def _count(self) -> None:
        self._call.documents += 1
        most = self._exchange.network.documents_per_call
        if self._call.documents > most:
            self._report(Problem(0, f"no call may ask for more than {most} documents here", "error"), "")
            raise Broken
