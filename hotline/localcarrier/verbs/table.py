"""The verbs that this carrier carries out, and the plain ones among them.

Each verb is a function of the call's execution, its element and the page that it stands on. It answers with the next
document to ask for, or None to go on with the next verb.
"""

from __future__ import annotations

from collections.abc import Mapping

from hotline.localcarrier.calls.call import Request, Status
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Ended, Execution, Verb
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.verbs.dial import dial
from hotline.localcarrier.verbs.enqueue import enqueue, leave
from hotline.localcarrier.verbs.gather import gather
from hotline.localcarrier.verbs.record import record
from hotline.localcarrier.verbs.sounds import sound_of


def speak(execution: Execution, element: Element, page: Page) -> Request | None:
    """Say and Play: let the caller hear it."""
    sound = sound_of(execution, element, page)
    if sound is not None:
        execution.hear(sound)
    return None


def pause(execution: Execution, element: Element, page: Page) -> Request | None:
    """Wait. As long as nobody has picked up, the telephone goes on ringing meanwhile."""
    if execution.call.answered_at is None:
        execution.wait(element.number("length", 1))
        return None
    return speak(execution, element, page)


def redirect(_execution: Execution, element: Element, page: Page) -> Request | None:
    """Go on with another document; an empty one asks for the same again."""
    return Request(page.resolve(element.text), element.get("method", "POST"))


def hangup(execution: Execution, _element: Element, _page: Page) -> Request | None:
    """End the call. A call that rings is answered first: only Reject prevents that."""
    execution.answer()
    raise Ended(Status.COMPLETED)


def reject(execution: Execution, element: Element, _page: Page) -> Request | None:
    """Refuse a call that rings. One that has been answered is simply ended."""
    if execution.call.answered_at is not None:
        raise Ended(Status.COMPLETED)
    raise Ended(Status.BUSY if element.get("reason", "rejected") == "busy" else Status.NO_ANSWER)


VERBS: Mapping[str, Verb] = {
    "Say": speak,
    "Play": speak,
    "Pause": pause,
    "Gather": gather,
    "Record": record,
    "Redirect": redirect,
    "Hangup": hangup,
    "Reject": reject,
    "Enqueue": enqueue,
    "Leave": leave,
    "Dial": dial,
}
