"""Calls that the application asks for: a telephone rings, and what answers hears the application's document."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.localcarrier.calls.call import Request, Status
from hotline.localcarrier.calls.execution import Ended, Execution
from hotline.localcarrier.calls.ringing import Telephone, ring
from hotline.localcarrier.lines.line import Tones
from hotline.localcarrier.network import NumberConfig
from hotline.localcarrier.webhooks.sending import Message

_HUMAN_SECONDS = 2.4  # how long somebody who says 喂 is listened to before it is sure
_MACHINE_SECONDS = 3.0
_GREETING_SECONDS = 12.0  # until a voicemail's beep


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
    call = execution.call
    telephone = Telephone(execution)
    if ring([telephone], wish.timeout, watch=execution, ring_back=lambda _ring: None) is None:
        raise Ended(telephone.refusal or Status.NO_ANSWER)
    execution.answer()
    if wish.send_digits:
        execution.hear(Tones(wish.send_digits))
    detected = _detect(execution, wish) if wish.machine_detection else {}
    if wish.detection_url:
        params = call.parameters() | detected
        message = Message(wish.detection_url, wish.detection_method, params, call.sid, purpose="detection")
        execution.courier.post(message)
        detected = {}
    first = wish.first
    execution.follow(Request(first.url, first.method, {**first.params, **detected}, first.twiml))


def _detect(execution: Execution, wish: Wish) -> dict[str, str]:
    """Listen to who answers. What is heard beside the call takes no time of it."""
    seconds, by = _HUMAN_SECONDS, "human"
    if execution.line.machine:
        to_the_end = wish.machine_detection == "DetectMessageEnd"
        seconds, by = (_GREETING_SECONDS, "machine_end_beep") if to_the_end else (_MACHINE_SECONDS, "machine_start")
    if not wish.detection_url:
        execution.call.time.spend(seconds)
    execution.call.answered_by = by
    return {"AnsweredBy": by, "MachineDetectionDuration": str(round(seconds * 1000))}
