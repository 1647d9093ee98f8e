"""Gather: what the caller keys in or says goes to the action URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Ears, HungUp, Reaction, speaking_seconds
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.verbs.sounds import sound_of
from hotline.localcarrier.webhooks.sending import Message

_LONGEST_SPEECH = 60.0  # seconds
_END_OF_SPEECH = 1.0  # speechTimeout="auto": about what a recogniser waits
_KEY_SECONDS = 0.3
_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Keyed:
    """The keys that count, and whether they were complete before the time-out."""

    digits: str
    complete: bool


def gather(execution: Execution, element: Element, page: Page) -> Request | None:
    """Listen during and after the nested prompt. Silence goes on with the next verb, if nothing else is asked."""
    kinds = frozenset(element.get("input", "dtmf").split())
    timeout = element.number("timeout", 5)
    prompt = [sound_of(execution, child, page) for child in element.children]
    reaction = execution.listen(
        Ears(
            prompt=tuple(sound for sound in prompt if sound is not None),
            kinds=kinds,
            timeout=timeout,
            interruptible=element.flag("bargeIn", default=True),
            enough=lambda keys: _keyed(element, keys).complete,
        )
    )
    result = _result(execution, element, kinds, reaction)
    if reaction.hangs_up:
        raise HungUp
    if not result and not element.flag("actionOnEmptyResult", default=False):
        return None
    action = page.resolve(element.get("action"))
    return Request(action, element.get("method", "POST"), result or _empty_result(kinds))


def collect(keys: str, *, finish_on_key: str, num_digits: int | None) -> Keyed:
    """Which of the pressed keys belong to the answer.

    The finishing key ends only what has begun and is not part of it. Keys after the end are lost.
    """
    digits = ""
    for key in keys:
        if key == finish_on_key:
            if digits:
                return Keyed(digits, complete=True)
            continue
        digits += key
        if num_digits is not None and len(digits) == num_digits:
            return Keyed(digits, complete=True)
    return Keyed(digits, complete=False)


def _keyed(element: Element, keys: str) -> Keyed:
    wanted = int(element.number("numDigits", 0)) or None
    return collect(keys, finish_on_key=element.get("finishOnKey", "#"), num_digits=wanted)


def _result(execution: Execution, element: Element, kinds: frozenset[str], reaction: Reaction) -> Mapping[str, str]:
    """The parameters for the action, empty where nothing was heard; spends the time that it took.

    Words come before keys: once speech has begun, keys no longer count.
    """
    timeout = element.number("timeout", 5)
    if reaction.words and "speech" in kinds:
        longest = min(element.number("maxSpeechTime", _LONGEST_SPEECH), _LONGEST_SPEECH)
        execution.pass_time(reaction.after + min(speaking_seconds(reaction.words), longest) + _end_of_speech(element))
        _send_partial_result(execution, element, reaction.words)
        confidence = _CONFIDENCE if reaction.confidence is None else reaction.confidence
        return {"SpeechResult": reaction.words, "Confidence": f"{confidence:.8g}"}
    if reaction.keys and "dtmf" in kinds:
        keyed = _keyed(element, reaction.keys)
        execution.pass_time(reaction.after + _KEY_SECONDS * len(reaction.keys) + (0 if keyed.complete else timeout))
        return {"Digits": keyed.digits} if keyed.digits else {}
    execution.pass_time(timeout)
    return {}


def _empty_result(kinds: frozenset[str]) -> dict[str, str]:
    names = {"dtmf": "Digits", "speech": "SpeechResult"}
    return {names[kind]: "" for kind in sorted(kinds)}


def _end_of_speech(element: Element) -> float:
    asked = element.get("speechTimeout", element.get("timeout", "5"))
    return _END_OF_SPEECH if asked == "auto" else float(asked)


def _send_partial_result(execution: Execution, element: Element, words: str) -> None:
    """Post an interim result beside the call, if asked for; its answer counts for nothing."""
    if url := element.get("partialResultCallback"):
        params = execution.call.parameters() | {"UnstableSpeechResult": words, "SequenceNumber": "0"}
        method = element.get("partialResultCallbackMethod", "POST")
        execution.courier.post(Message(url, method, params, execution.call.sid, purpose="partial"))
