"""Enqueue and Leave: the caller waits to the sound of the wait URL's document, which starts again when it ends."""

from __future__ import annotations

from hotline.localcarrier.execution import Broken, Ended, Execution, Page, Request, Turned
from hotline.localcarrier.lines import Audio, HungUp
from hotline.localcarrier.queues import Member
from hotline.localcarrier.twiml import Element
from hotline.localcarrier.vocabulary import WAITING_VERBS

_SHORTEST_ROUND = 1.0  # seconds; an empty wait document would else be asked for without end in no time
_HOLD_MUSIC = Audio("hold music", 30.0)


class LeftQueue(Exception):
    """The waiting document let the caller leave the queue."""


def enqueue(execution: Execution, element: Element, page: Page) -> Request | None:
    """Wait in a queue, then ask the action URL how it ended (QueueResult).

    After Leave the action's document runs first and the verbs behind Enqueue go on after it.
    """
    execution.answer()
    size = int(element.number("maxQueueSize", 0)) or None
    member = execution.exchange.queues.join(element.text, execution.call, size)
    if member is None:
        return _action(element, page, {"QueueResult": "queue-full"})
    execution.is_waiting = True
    try:
        result = _wait(execution, element, page, member)
    except (HungUp, Ended, Turned) as gone:
        result = "redirected" if isinstance(gone, Turned) else "hangup"
        action = _action(element, page, _facts(member, result))
        if action is not None:
            execution.farewells.append(action)
        raise
    finally:
        execution.is_waiting = False
        execution.exchange.queues.leave(member)
    action = _action(element, page, _facts(member, result))
    if result == "leave":
        execution.follow(action)
        return None
    return action


def leave(execution: Execution, _element: Element, _page: Page) -> Request | None:
    """Leave the queue. Whoever is in none just goes on."""
    if execution.is_waiting:
        raise LeftQueue
    return None


def _wait(execution: Execution, element: Element, page: Page, member: Member) -> str:
    """Play the waiting document round by round; the answer is Twilio's QueueResult."""
    time = execution.call.time
    while True:
        began = time.elapsed()
        try:
            _play_round(execution, element, page, member)
        except LeftQueue:
            return "leave"
        except Broken:
            return "error"
        execution.checkpoint()
        time.spend(_SHORTEST_ROUND - (time.elapsed() - began))


def _play_round(execution: Execution, element: Element, page: Page, member: Member) -> None:
    url = element.get("waitUrl")
    if not url:
        execution.hear(_HOLD_MUSIC)
        return
    params = execution.exchange.queues.parameters(member)
    request = Request(page.resolve(url), element.get("waitUrlMethod", "POST"), params)
    execution.follow(request, WAITING_VERBS)


def _facts(member: Member, result: str) -> dict[str, str]:
    return {"QueueResult": result, "QueueSid": member.queue.sid, "QueueTime": str(member.waited())}


def _action(element: Element, page: Page, params: dict[str, str]) -> Request | None:
    url = element.get("action")
    return Request(page.resolve(url), element.get("method", "POST"), params) if url else None
