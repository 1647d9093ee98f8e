"""Enqueue and Leave: the caller waits to the sound of a document until somebody or something takes them."""

from __future__ import annotations

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.documents import Broken, Page
from hotline.localcarrier.calls.execution import Ended, Execution, Turned
from hotline.localcarrier.lines.line import HungUp
from hotline.localcarrier.meetings.queues import Meeting, Member
from hotline.localcarrier.meetings.talking import take_call
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.verbs.waiting import wait_until

_WHISPERED = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup"})


class LeftQueue(Exception):
    """The waiting document let the caller leave the queue."""


class Fetched(Exception):
    """Somebody wants to talk with the caller."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(meeting.fetcher.sid)
        self.meeting = meeting


def enqueue(execution: Execution, element: Element, page: Page) -> Request | None:
    """Wait in a queue, then ask the action URL how it ended (QueueResult).

    After Leave the action's document runs first and the verbs behind Enqueue go on after it.
    """
    execution.answer()
    size = int(element.number("maxQueueSize", 0)) or None
    member = execution.exchange.queues.join(element.text, execution.call, size)
    if member is None:
        return _action(element, page, {"QueueResult": "queue-full"})
    try:
        result = _stay(execution, element, page, member)
    except (HungUp, Ended, Turned) as gone:
        action = _action(element, page, _facts(member, _result_of(gone, member)))
        if action is not None:
            execution.farewells.append(action)
        raise
    finally:
        execution.exchange.queues.leave(member)
    action = _action(element, page, _facts(member, result))
    if result == "leave":
        execution.follow(action)
        return None
    return action


def leave(execution: Execution, _element: Element, _page: Page) -> Request | None:
    """Leave the queue. Whoever is in none just goes on."""
    if execution.waits_until is not None:
        raise LeftQueue
    return None


def _stay(execution: Execution, element: Element, page: Page, member: Member) -> str:
    """Wait, and talk with whoever fetches the caller; the answer is Twilio's QueueResult."""

    def is_over() -> None:
        if member.meeting is not None:
            raise Fetched(member.meeting)

    try:
        wait_until(execution, is_over, lambda: _round(execution, element, page, member))
    except LeftQueue:
        return "leave"
    except Broken:
        return "error"
    except Fetched as fetched:
        return _meet(execution, fetched.meeting, member)


def _round(execution: Execution, element: Element, page: Page, member: Member) -> Request | None:
    url = element.get("waitUrl")
    if not url:
        return None
    params = execution.exchange.queues.parameters(member)
    return Request(page.resolve(url), element.get("waitUrlMethod", "POST"), params)


def _meet(execution: Execution, meeting: Meeting, member: Member) -> str:
    if (whisper := meeting.whisper) is not None:
        params = {
            "QueueSid": member.queue.sid,
            "QueueTime": str(member.waited()),
            "DequeingCallSid": meeting.fetcher.sid,
        }
        execution.follow(Request(whisper.url, whisper.method, params), _WHISPERED)
    take_call(execution, meeting.bridge)
    return "bridged"


def _result_of(gone: Exception, member: Member) -> str:
    bridge = member.meeting.bridge if member.meeting else None
    if isinstance(gone, Turned):
        return "redirected-from-bridged" if bridge else "redirected"
    if bridge is None:
        return "hangup"
    return "bridged" if bridge.began else "bridging-in-process"


def _facts(member: Member, result: str) -> dict[str, str]:
    return {"QueueResult": result, "QueueSid": member.queue.sid, "QueueTime": str(member.waited())}


def _action(element: Element, page: Page, params: dict[str, str]) -> Request | None:
    url = element.get("action")
    return Request(page.resolve(url), element.get("method", "POST"), params) if url else None
