"""What Say, Play and Pause put on the line, alone or nested in a Gather."""

from __future__ import annotations

from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Audio, Quiet, Sound, Speech, Tones
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Failed

_ENDLESS = 1000  # Twilio's meaning of loop="0"


def sound_of(execution: Execution, element: Element, page: Page) -> Sound | None:
    """The sound of a Say, Play or Pause; None where there is nothing to hear (said in an error event)."""
    match element.name:
        case "Say":
            return _speech(element)
        case "Play":
            return _played(execution, element, page)
        case _:
            return Quiet(element.number("length", 1))


def _speech(element: Element) -> Sound | None:
    if not element.text:
        return None
    return Speech(element.text, element.get("language", "en-US"), element.get("voice", "man"), _times(element))


def _played(execution: Execution, element: Element, page: Page) -> Sound | None:
    if keys := element.get("digits"):
        return Tones(keys)
    if not element.text:
        return None
    url = page.resolve(element.text)
    try:
        return Audio(url, execution.exchange.sound_length(url, execution.call.sid), _times(element))
    except Failed as failure:
        execution.report(failure.problem, failure.url)
        return None


def _times(element: Element) -> int:
    return int(element.number("loop", 1)) or _ENDLESS
