"""Living one call: documents are fetched and their verbs carried out, until somebody hangs up.

A call runs in one thread. Everything that ends or turns it travels as an exception: `HungUp` (the person), `Ended`
(a verb or the carrier), `Turned` (an order from outside), `Broken` (no document could be had).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import format_datetime
from functools import partial
from xml.sax.saxutils import escape

from hotline.localcarrier.calls.call import Call, Request, Status
from hotline.localcarrier.calls.documents import Broken, Documents, Page
from hotline.localcarrier.exchange import Exchange
from hotline.localcarrier.faults import Kind
from hotline.localcarrier.lines.line import Ears, HungUp, Line, Reaction, Sound, Speech
from hotline.localcarrier.log import ErrorEvent
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Failed, Problem
from hotline.localcarrier.webhooks.courier import Courier
from hotline.localcarrier.webhooks.sending import Message

_REASONS = {Status.NO_ANSWER: "无人接听", Status.BUSY: "对方正忙"}
_APOLOGY = Speech("We are sorry, an application error has occurred. Goodbye.", language="en-US")


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


Verb = Callable[["Execution", Element, Page], Request | None]


class Execution:
    """One call between a line and the application that tells what to do with it."""

    def __init__(self, exchange: Exchange, call: Call, line: Line, verbs: Mapping[str, Verb]) -> None:
        self.exchange = exchange
        self.call = call
        self.line = line
        self.verbs = verbs
        self.courier = Courier(exchange.webhooks, lambda failure: self.report(failure.problem, failure.url))
        self.after_next_document: list[Callable[[], None]] = []
        self.farewells: list[Request] = []  # asked once the call is over; the answers go nowhere
        self.waits_until: Callable[[], None] | None = None  # raises as soon as the waiting is over
        self._documents = Documents(exchange, call, self.report)

    def live(self, course: Callable[[], None]) -> None:
        """Let the call take its course and end it. Never raises for what happens in it."""
        status, reason = Status.COMPLETED, "对方已挂断"
        try:
            self._take_or_apologise(course)
        except (HungUp, KeyboardInterrupt):  # Ctrl-C at a terminal is a hang-up too: the application must hear of it
            status = Status.COMPLETED if self.call.answered_at else Status.NO_ANSWER
            reason = "您已挂断"
        except Ended as ended:
            status, reason = ended.status, _REASONS.get(ended.status, reason)
        self.finish(status, reason)

    def follow(self, request: Request | None, allowed: frozenset[str] | None = None) -> None:
        """Carry out a document and all that it leads to, until one runs out. `allowed` restricts the verbs."""
        while request is not None:
            request = self._perform(self.fetch(request), allowed)

    def fetch(self, request: Request) -> Page:
        """Ask for a document. Raises `Broken`."""
        self.checkpoint()
        page = self._documents.fetch(request)
        self.ring_on()
        self._run_after_document()
        return page

    def start_ringing(self) -> None:
        """Tell that the call is under way and that a telephone rings."""
        self._report_status("initiated", {"CallStatus": "initiated"})
        self.call.status = Status.RINGING
        self._report_status("ringing")

    def ring_on(self) -> None:
        """Sound the rings that are due by now, as long as nobody has picked up."""
        due = int(self.call.time.elapsed() // self.exchange.network.ring_seconds) + 1
        while self.call.answered_at is None and self.call.rings < due:
            self.call.rings += 1
            self.line.ringing(self.call, self.call.rings)

    def ring_back(self, ring: int) -> None:
        """Let the line hear that a telephone rings at the other end."""
        if self.call.answered_at is None:
            self.ring_on()
        else:
            self.line.ringing(self.call, ring)

    def answer(self) -> None:
        """Pick up, if that has not happened yet. Nobody does for a caller who has given up meanwhile."""
        if self.call.answered_at is None:
            self.line.answered(self.call)
            self.call.answered_at = self.call.time.now()
            self.call.status = Status.IN_PROGRESS
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
        with self.call.time.paced(1.0 if self.line.live else 0.0):
            while left > 0:
                step = min(left, self.exchange.network.ring_seconds)
                self.call.time.spend(step)
                self.ring_on()
                left -= step

    def checkpoint(self) -> None:
        """Between two steps: obey an order from outside and the longest time that the call may last."""
        longest = self.call.time_limit or self.exchange.network.longest_call
        if self.call.time.elapsed() > longest:
            raise Ended(Status.COMPLETED)
        self.call.time.resume()
        order = None
        while self.call.orders:
            order = self.call.orders.popleft()
        if self.waits_until is not None and order is None:
            self.waits_until()
        if order is None:
            return
        if order.request is None:
            raise Ended(Status.COMPLETED if self.call.answered_at else Status.CANCELED)
        raise Turned(order.request)

    def report(self, problem: Problem, url: str) -> None:
        """Write an error event."""
        self.exchange.log.add(
            ErrorEvent(
                at=self.call.time.now(),
                call_sid=self.call.sid,
                number=problem.number,
                level=problem.level,
                message=problem.message,
                url=url,
            )
        )

    def finish(self, status: Status, reason: str = "") -> None:
        """End the call and tell everybody who wants to know. `reason` is for the person on the line."""
        self.call.ended_at = self.call.time.now()
        before, self.call.status = self.call.status, status
        for request in self.farewells:
            try:
                self._documents.ask(request)
            except Failed as failure:
                self.report(failure.problem, failure.url)
        self._run_after_document()
        if self.exchange.faults.luck("end", self.call.number.status_callback, self.call.sid).strikes(Kind.ENDLESS):
            self.call.lingering = before
        else:
            self._report_status("completed", self._figures())
        self.courier.finish()
        self.line.ended(self.call, reason)
        self.call.over.set()

    def _take(self, course: Callable[[], None]) -> None:
        while True:
            try:
                return course()
            except Turned as turned:
                course = partial(self.follow, turned.request)

    def _perform(self, page: Page, allowed: frozenset[str] | None) -> Request | None:
        for element in page.verbs:
            self.checkpoint()
            if allowed is not None and element.name not in allowed:
                told = f"'{element.name}' is not allowed here"
                self.report(Problem(problems.SCHEMA, told, "error"), page.url)
                continue
            following = self.verbs[element.name](self, element, page)
            if following is not None:
                return following
        return None

    def _take_or_apologise(self, course: Callable[[], None]) -> None:
        try:
            self._take(course)
        except Broken:
            with suppress(Turned):  # there is nowhere to turn to: the call ends
                self.hear(_APOLOGY)

    def _run_after_document(self) -> None:
        due, self.after_next_document = self.after_next_document, []
        for run in due:
            run()

    def _figures(self) -> dict[str, str]:
        minutes = -(-self.call.duration // 60)
        return {"CallDuration": str(self.call.duration), "Duration": str(minutes)} | self.call.last_recording

    def _report_status(self, event: str, more: Mapping[str, str] | None = None) -> None:
        number = self.call.number
        if not number.status_callback or event not in number.status_events:
            return
        params = self.call.parameters() | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self.call.callbacks_sent),
            "Timestamp": format_datetime(self.call.time.now()),
        }
        self.call.callbacks_sent += 1
        self.courier.post(
            Message(
                number.status_callback,
                number.status_callback_method,
                params | dict(more or {}),
                self.call.sid,
                purpose="status",
            )
        )


def receive(execution: Execution) -> None:
    """The course of a call to the application: it rings until the application's document lets it be answered."""
    number = execution.call.number
    execution.start_ringing()
    execution.ring_on()
    execution.follow(Request(number.voice_url, number.voice_method))
    execution.answer()


def put_through(execution: Execution) -> None:
    """The course of a call from one telephone to another, in which no application has a part."""
    execution.start_ringing()
    execution.follow(Request(twiml=_straight_to(execution.call.to)))
    if execution.call.answered_at is None:
        legs = [call.status for call in execution.exchange.calls if call.parent_sid == execution.call.sid]
        raise Ended(Status.BUSY if Status.BUSY in legs else Status.NO_ANSWER)


def _straight_to(address: str) -> str:
    noun = {"client": "Client", "sip": "Sip"}.get(address.partition(":")[0], "Number")
    name = escape(address.removeprefix("client:"))
    return f'<Response><Dial answerOnBridge="true"><{noun}>{name}</{noun}></Dial></Response>'
