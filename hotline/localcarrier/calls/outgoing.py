"""Calls that the application asks for: a telephone rings, and what answers hears the application's document."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.localcarrier.calls.call import Request, Status
from hotline.localcarrier.calls.detection import detect
from hotline.localcarrier.calls.execution import Ended, Execution
from hotline.localcarrier.calls.ringing import Telephone, ring
from hotline.localcarrier.lines.line import Tones
from hotline.localcarrier.network import NumberConfig


@dataclass(frozen=True, slots=True)
class Wish:
    """A call that is asked for: to whom, as whom, and what is to happen. Seconds; `config` says who is told.

    `machine_detection` is empty, Enable or DetectMessageEnd; with `detection_url` its result comes beside the call.
    """

    to: str
    from_: str
    first: Request
    config: NumberConfig
    timeout: float = 60.0
    time_limit: float | None = None
    send_digits: str = ""
    machine_detection: str = ""
    detection_url: str = ""
    detection_method: str = "POST"


def call_out(execution: Execution, wish: Wish) -> None:
    """The course of such a call."""
    telephone = Telephone(execution)
    if ring([telephone], wish.timeout, watch=execution, ring_back=lambda _ring: None) is None:
        raise Ended(telephone.refusal or Status.NO_ANSWER)
    execution.answer()
    if wish.send_digits:
        execution.hear(Tones(wish.send_digits))
    detected: dict[str, str] = {}
    if wish.machine_detection:
        url, method = wish.detection_url, wish.detection_method
        detected = detect(execution, wish.machine_detection, url=url, method=method)
    first = wish.first
    execution.follow(Request(first.url, first.method, {**first.params, **detected}, first.twiml))
