"""Dialling a queue: whoever has waited longest is connected with this call."""

from __future__ import annotations

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.meetings.bridge import Bridge
from hotline.localcarrier.meetings.queues import Meeting
from hotline.localcarrier.meetings.talking import talk_across, wait_for_called
from hotline.localcarrier.twiml.document import Element

_WAITING_STEP = 1.0  # seconds between two looks at an empty queue


def dial_queue(execution: Execution, element: Element, page: Page, facts: dict[str, str]) -> None:
    """Wait for somebody in the queue, at most as long as Dial says, and talk with them."""
    noun = next(child for child in element.children if child.name == "Queue")
    meeting = _next_caller(execution, element, noun, page)
    if meeting is None:
        facts |= {"DialCallStatus": "no-answer"}
        return
    bridge = meeting.bridge
    try:
        talk_across(execution, bridge, most=element.number("timeLimit", execution.exchange.network.longest_call))
    finally:
        facts |= {
            "DialCallStatus": "answered",
            "DialCallSid": bridge.called.sid if bridge.called else "",
            "DialCallDuration": str(bridge.seconds(execution.call.time.now())),
            "DialBridged": "true",
        }


def _next_caller(execution: Execution, element: Element, noun: Element, page: Page) -> Meeting | None:
    """The meeting with a caller who is ready to talk; callers who hang up on the way are passed over."""
    time, exchange = execution.call.time, execution.exchange
    until = time.elapsed() + element.number("timeout", 30)
    url = noun.get("url")
    whisper = Request(page.resolve(url), noun.get("method", "POST")) if url else None
    while True:
        meeting = Meeting(Bridge(), execution.call, whisper)
        if exchange.queues.fetch(noun.text, meeting):
            if wait_for_called(execution, meeting.bridge):
                return meeting
            continue
        if time.elapsed() >= until:
            return None
        execution.checkpoint()
        with time.paced(exchange.waiting_pace):
            time.spend(min(_WAITING_STEP, until - time.elapsed()))
