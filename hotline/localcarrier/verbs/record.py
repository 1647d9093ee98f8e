"""Record: keep what the caller says as a sound file."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from math import ceil

from hotline.localcarrier.calls.call import Request, new_sid
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.faults import Kind
from hotline.localcarrier.lines.line import Beep, Ears, HungUp, Reaction, speaking_seconds
from hotline.localcarrier.recordings import Recording
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.webhooks.sending import Message

_ALL_KEYS = "1234567890*#"


def record(execution: Execution, element: Element, page: Page) -> Request | None:
    """Record after the beep, then ask the action URL. A caller who says nothing falls through to the next verb.

    The file and its callback come after the action's answer, as on Twilio.
    """
    timeout = element.number("timeout", 5)
    ears = Ears(
        prompt=(Beep(),) if element.flag("playBeep", default=True) else (),
        kinds=frozenset({"dtmf", "speech"}),
        timeout=timeout,
        interruptible=False,
        enough=lambda keys: any(key in element.get("finishOnKey", _ALL_KEYS) for key in keys),
    )
    reaction = execution.listen(ears)
    digit = _ending(element, reaction)
    if not reaction.words and not digit:
        execution.pass_time(timeout)
        return None
    recording = _recorded(execution, element, reaction)
    execution.after_next_document.append(lambda: keep_recording(execution, element, page, recording))
    request = Request(
        page.resolve(element.get("action")),
        element.get("method", "POST"),
        recording_facts(execution, recording) | {"Digits": digit},
    )
    if reaction.hangs_up:
        execution.farewells.append(request)
        raise HungUp
    return request


def _ending(element: Element, reaction: Reaction) -> str:
    """What ended the recording: a key, the word hangup, or nothing (silence or the longest length)."""
    if reaction.hangs_up:
        return "hangup"
    finishing = element.get("finishOnKey", _ALL_KEYS)
    return next((key for key in reaction.keys if key in finishing), "")


def _recorded(execution: Execution, element: Element, reaction: Reaction) -> Recording:
    call = execution.call
    started = call.time.now()
    spoken = speaking_seconds(reaction.words) if reaction.words else 1.0
    length = min(reaction.after + spoken, element.number("maxLength", 3600))
    trailing = 0.0 if reaction.keys or reaction.hangs_up else element.number("timeout", 5)
    execution.pass_time(length + trailing)
    return Recording(
        sid=new_sid("RE"),
        account_sid=call.account_sid,
        call_sid=call.sid,
        started_at=started.isoformat(),
        duration=ceil(length),
        caption=reaction.words,
    )


def recording_facts(execution: Execution, recording: Recording) -> dict[str, str]:
    """What the application is told of a recording."""
    base = execution.exchange.network.base_url.rstrip("/")
    url = f"{base}/2010-04-01/Accounts/{recording.account_sid}/Recordings/{recording.sid}"
    return {"RecordingSid": recording.sid, "RecordingUrl": url, "RecordingDuration": str(recording.duration)}


def keep_recording(execution: Execution, element: Element, page: Page, recording: Recording) -> None:
    """Keep a recording and tell the callback that the verb names: on a bad day after the call, or never."""
    url = recording_facts(execution, recording)["RecordingUrl"]
    luck = execution.exchange.faults.luck("sound", url, recording.call_sid)
    if luck.strikes(Kind.LOST_RECORDING):
        return
    if not luck.strikes(Kind.LATE_RECORDING):
        _keep(execution, element, page, recording)
        return

    def bring_late() -> None:
        luck.wait(Kind.LATE_RECORDING)
        _keep(execution, element, page, recording)

    execution.courier.at_the_end(bring_late)


def _keep(execution: Execution, element: Element, page: Page, recording: Recording) -> None:
    """Write it to disk and tell the callback."""
    status = "completed"
    try:
        execution.exchange.recordings.keep(recording)
    except OSError:
        status = "failed"  # the disk is the carrier's own affair; the application is told what Twilio would tell
    facts = recording_facts(execution, recording)
    execution.call.last_recording = facts
    callback = element.get("recordingStatusCallback")
    if not callback or "completed" not in element.get("recordingStatusCallbackEvent", "completed").split():
        return
    params = facts | {
        "AccountSid": recording.account_sid,
        "CallSid": recording.call_sid,
        "RecordingStatus": status,
        "RecordingChannels": str(recording.channels),
        "RecordingSource": recording.source,
        "RecordingStartTime": format_datetime(datetime.fromisoformat(recording.started_at)),
        "RecordingTrack": "inbound",
        "ErrorCode": "0",
    }
    method = element.get("recordingStatusCallbackMethod", "POST")
    execution.courier.post(Message(page.resolve(callback), method, params, recording.call_sid, purpose="recording"))
