"""Waiting for other people: a document is carried out round by round until the waiting is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Audio
from hotline.localcarrier.twiml.vocabulary import WAITING_VERBS

_SHORTEST_ROUND = 1.0  # seconds; an empty wait document would else be asked for without end in no time
_HOLD_MUSIC = Audio("hold music", 30.0)


def wait_until(execution: Execution, is_over: Callable[[], None], next_round: Callable[[], Request | None]) -> NoReturn:
    """Play the documents, or hold music where there is none, until `is_over` or something else raises."""
    time = execution.call.time
    execution.waits_until = is_over
    try:
        with time.paced(execution.exchange.waiting_pace):
            while True:
                began = time.elapsed()
                _play(execution, next_round())
                execution.checkpoint()
                time.spend(_SHORTEST_ROUND - (time.elapsed() - began))
    finally:
        execution.waits_until = None


def _play(execution: Execution, request: Request | None) -> None:
    if request is None:
        execution.hear(_HOLD_MUSIC)
    else:
        execution.follow(request, WAITING_VERBS)
