"""Machine detection: whether a person or a voicemail has answered a call."""

from __future__ import annotations

from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.webhooks.sending import Message

_HUMAN_SECONDS = 2.4  # how long somebody who says 喂 is listened to before it is sure
_MACHINE_SECONDS = 3.0
_GREETING_SECONDS = 12.0  # until a voicemail's beep


def detect(execution: Execution, mode: str, *, url: str = "", method: str = "POST") -> dict[str, str]:
    """Listen to who answers, as `mode` (Enable, DetectMessageEnd) says; gives what the document is to be told.

    With a `url` that is nothing: it is told there, beside the call, and takes no time of it.
    """
    seconds, by = _HUMAN_SECONDS, "human"
    if execution.line.machine:
        to_the_end = mode == "DetectMessageEnd"
        seconds, by = (_GREETING_SECONDS, "machine_end_beep") if to_the_end else (_MACHINE_SECONDS, "machine_start")
    call = execution.call
    call.answered_by = by
    detected = {"AnsweredBy": by, "MachineDetectionDuration": str(round(seconds * 1000))}
    if not url:
        call.time.spend(seconds)
        return detected
    execution.courier.post(Message(url, method, call.parameters() | detected, call.sid, purpose="detection"))
    return {}
