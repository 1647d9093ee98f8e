"""Carrying one call: documents are fetched and their verbs carried out, until somebody hangs up.

A call runs in one thread. Everything that ends or turns it travels as an exception: `HungUp` (the person), `Ended`
(a verb or the carrier), `Turned` (an order from outside), `Broken` (no document could be had).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from urllib.parse import urljoin

from hotline.localcarrier import problems, twiml
from hotline.localcarrier.callbacks import Courier
from hotline.localcarrier.calls import Call, Order, Status
from hotline.localcarrier.exchange import Exchange
from hotline.localcarrier.lines import Ears, HungUp, Line, Reaction, Sound, Speech
from hotline.localcarrier.log import ErrorEvent
from hotline.localcarrier.problems import Failed
from hotline.localcarrier.twiml import Element
from hotline.localcarrier.webhooks import Message

_XML = frozenset({"text/xml", "application/xml", "text/html"})
_APOLOGY = Speech("We are sorry, an application error has occurred. Goodbye.", language="en-US")


@dataclass(frozen=True, slots=True)
class Request:
    """A document to ask for, with parameters beside the call's own."""

    url: str
    method: str = "POST"
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A document in hand: where it came from (relative URLs start there) and what it says."""

    url: str
    verbs: tuple[Element, ...]

    def resolve(self, url: str) -> str:
        """An URL as this document means it; empty means the document itself."""
        return urljoin(self.url, url)


class Ended(Exception):
    """The call is over by a verb's or the carrier's doing."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.value)
        self.status = status


class Turned(Exception):
    """The call goes on elsewhere, by order from outside."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.url)
        self.request = request


class Broken(Exception):
    """Neither the document nor the fallback could be had; the call cannot go on."""


Verb = Callable[["Execution", Element, Page], Request | None]


class Execution:
    """One call between a line and the application behind the number it dialled."""

    def __init__(self, exchange: Exchange, call: Call, line: Line, verbs: Mapping[str, Verb]) -> None:
        self.exchange = exchange
        self.call = call
        self.line = line
        self.courier = Courier(exchange.webhooks, self.report)
        self.after_next_document: list[Callable[[], None]] = []
        self.farewells: list[Request] = []  # asked once the call is over; the answers go nowhere
        self.is_waiting = False  # in a queue
        self._verbs = verbs

    def carry(self) -> None:
        """Live the call from its first ring to its end. Never raises for what happens in it."""
        number = self.call.number
        request: Request | None = Request(number.voice_url, number.voice_method)
        status, reason = Status.COMPLETED, "对方已挂断"
        try:
            self._start_ringing()
            while request is not None:
                request = self._follow_until_turned(request)
            self.answer()
        except (HungUp, KeyboardInterrupt):  # Ctrl-C at a terminal is a hang-up too: the application must hear of it
            status = Status.COMPLETED if self.call.answered_at else Status.NO_ANSWER
            reason = "您已挂断"
        except Ended as ended:
            status = ended.status
        except Broken:
            self._apologise()
        self._finish(status, reason)

    def follow(self, request: Request | None, allowed: frozenset[str] | None = None) -> None:
        """Carry out a document and all that it leads to, until one runs out. `allowed` restricts the verbs."""
        while request is not None:
            request = self._perform(self.fetch(request), allowed)

    def fetch(self, request: Request) -> Page:
        """Ask for a document; where it fails, ask the fallback URL and say why. Raises `Broken`."""
        self.checkpoint()
        self._count_document()
        try:
            page = self._ask(request)
        except Failed as failure:
            self.report(failure)
            page = self._ask_fallback(request, failure)
        self._ring_on()
        self._run_after_document()
        return page

    def answer(self) -> None:
        """Pick up, if that has not happened yet."""
        if self.call.answered_at is None:
            self.call.answered_at = self.call.time.now()
            self.call.status = Status.IN_PROGRESS
            self.line.answered(self.call)
            self._report_status("answered")

    def hear(self, sound: Sound) -> None:
        """Let the line hear something."""
        self.answer()
        self.checkpoint()
        self.line.hear(self.call, sound)

    def listen(self, ears: Ears) -> Reaction:
        """Let the line hear a prompt and react."""
        self.answer()
        self.checkpoint()
        return self.line.listen(self.call, ears)

    def pass_time(self, seconds: float) -> None:
        """Let the time pass that a person took to do something; on a live line it has passed already."""
        if not self.line.live:
            self.call.time.spend(seconds)

    def wait(self, seconds: float) -> None:
        """Let time pass before the call is answered: the ring-back tone goes on."""
        left = seconds
        while left > 0:
            step = min(left, self.exchange.network.ring_seconds)
            self.call.time.spend(step)
            self._ring_on()
            left -= step

    def checkpoint(self) -> None:
        """Between two steps: obey an order from outside and Twilio's longest call."""
        if self.call.time.elapsed() > self.exchange.network.longest_call:
            raise Ended(Status.COMPLETED)
        order, self.call.order = self.call.order, None
        if order == Order():
            raise Ended(Status.COMPLETED if self.call.answered_at else Status.CANCELED)
        if order is not None:
            raise Turned(Request(order.url, order.method))

    def report(self, failure: Failed) -> None:
        """Write an error event for a document that could not be had."""
        self._event(failure.number, "error", failure.message, failure.url)

    def _follow_until_turned(self, request: Request) -> Request | None:
        try:
            self.follow(request)
        except Turned as turned:
            return turned.request
        return None

    def _perform(self, page: Page, allowed: frozenset[str] | None) -> Request | None:
        for element in page.verbs:
            self.checkpoint()
            if allowed is not None and element.name not in allowed:
                self._event(problems.SCHEMA, "error", f"'{element.name}' is not allowed while waiting", page.url)
                continue
            following = self._verbs[element.name](self, element, page)
            if following is not None:
                return following
        return None

    def _ask(self, request: Request) -> Page:
        message = Message(
            url=request.url,
            method=request.method,
            params=self.call.parameters() | dict(request.params),
            call_sid=self.call.sid,
        )
        reply = self.exchange.webhooks.send(message)
        kind = reply.content_type.partition(";")[0].strip().lower()
        if kind.startswith("audio/"):
            return Page(reply.url, (Element("Play", text=reply.url),))
        if kind == "text/plain":
            return Page(reply.url, (Element("Say", text=reply.body.decode("utf-8", errors="replace")),))
        if kind not in _XML:
            raise Failed(problems.BAD_CONTENT_TYPE, f"Invalid Content-Type: {reply.content_type!r}", reply.url)
        try:
            document = twiml.parse(reply.body)
        except Failed as failure:
            raise Failed(failure.number, failure.message, reply.url) from failure
        for problem in document.problems:
            self._event(problem.number, problem.level, problem.message, reply.url)
        return Page(reply.url, document.verbs)

    def _ask_fallback(self, request: Request, failure: Failed) -> Page:
        number = self.call.number
        if not number.voice_fallback_url:
            raise Broken from failure
        why = {"ErrorCode": str(failure.number), "ErrorUrl": failure.url}
        params = dict(request.params) | why
        try:
            return self._ask(Request(number.voice_fallback_url, number.voice_fallback_method, params))
        except Failed as again:
            self.report(again)
            raise Broken from again

    def _count_document(self) -> None:
        self.call.documents += 1
        if self.call.documents > self.exchange.network.documents_per_call:
            self._event(0, "error", f"no call may ask for more than {self.call.documents - 1} documents here", "")
            raise Broken

    def _run_after_document(self) -> None:
        due, self.after_next_document = self.after_next_document, []
        for run in due:
            run()

    def _start_ringing(self) -> None:
        self._report_status("initiated")
        self.call.status = Status.RINGING
        self._report_status("ringing")
        self._ring_on()

    def _ring_on(self) -> None:
        """Sound the rings that are due by now, as long as nobody has picked up."""
        due = int(self.call.time.elapsed() // self.exchange.network.ring_seconds) + 1
        while self.call.answered_at is None and self.call.rings < due:
            self.call.rings += 1
            self.line.ringing(self.call, self.call.rings)

    def _apologise(self) -> None:
        try:
            self.hear(_APOLOGY)
        except (HungUp, Ended, Turned):
            return  # the call ends anyway

    def _finish(self, status: Status, reason: str) -> None:
        self.call.ended_at = self.call.time.now()
        self.call.status = status
        for request in self.farewells:
            try:
                self._ask(request)
            except Failed as failure:
                self.report(failure)
        self._run_after_document()
        self._report_status("completed", final=True)
        self.courier.finish()
        self.line.ended(self.call, reason)

    def _report_status(self, event: str, *, final: bool = False) -> None:
        number = self.call.number
        if not number.status_callback or event not in number.status_events:
            return
        params = self.call.parameters() | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self.call.callbacks_sent),
            "Timestamp": format_datetime(self.call.time.now()),
        }
        if final:
            minutes = -(-self.call.duration // 60)
            params |= {"CallDuration": str(self.call.duration), "Duration": str(minutes)}
            params |= self.call.last_recording
        self.call.callbacks_sent += 1
        self.courier.post(
            Message(number.status_callback, number.status_callback_method, params, self.call.sid, purpose="status")
        )

    def _event(self, number: int, level: str, message: str, url: str) -> None:
        self.exchange.log.add(
            ErrorEvent(
                at=self.call.time.now(),
                call_sid=self.call.sid,
                number=number,
                level=level,
                message=message,
                url=url,
            )
        )
