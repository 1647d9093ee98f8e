"""Dial: connect the call with telephones, with a queue's next caller, or with a conference."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Ended, Execution
from hotline.localcarrier.lines.line import HungUp
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Problem
from hotline.localcarrier.verbs.dial_conference import join_conference
from hotline.localcarrier.verbs.dial_queue import dial_queue
from hotline.localcarrier.verbs.dial_telephones import dial_telephones

Way = Callable[[Execution, Element, Page, dict[str, str]], None]

_WAYS: Mapping[str, Way] = {"Queue": dial_queue, "Conference": join_conference}


def dial(execution: Execution, element: Element, page: Page) -> Request | None:
    """Connect, and ask the action URL how it went; without one, go on behind Dial.

    The action hears of it too where the caller hangs up meanwhile.
    """
    if not element.flag("answerOnBridge", default=False):
        execution.answer()
    facts = {"DialCallStatus": "failed", "DialBridged": "false"}
    try:
        _connect(execution, element, page, facts)
    except (HungUp, Ended):
        action = _action(element, page, facts)
        if action is not None:
            execution.farewells.append(action)
        raise
    return _action(element, page, facts)


def _connect(execution: Execution, element: Element, page: Page, facts: dict[str, str]) -> None:
    if not (element.children or element.text):
        execution.report(Problem(problems.DIAL_NUMBER_FORMAT, "Dial: nobody to dial"), page.url)
        return
    way = next((_WAYS[child.name] for child in element.children if child.name in _WAYS), dial_telephones)
    way(execution, element, page, facts)


def _action(element: Element, page: Page, facts: dict[str, str]) -> Request | None:
    url = element.get("action")
    return Request(page.resolve(url), element.get("method", "POST"), facts) if url else None
