"""Status and recording callbacks of one call, delivered beside it, one after another and in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hotline.localcarrier.bad_days import Luck
from hotline.localcarrier.faults import Kind
from hotline.localcarrier.twiml.problems import Failed
from hotline.localcarrier.webhooks.sending import Message, Webhooks


class Courier:
    """Posts callbacks without holding up the call. What cannot be delivered is reported and forgotten.

    On a bad day callbacks get lost, come late, or change places.
    """

    def __init__(self, webhooks: Webhooks, failed: Callable[[Failed], None]) -> None:
        self._webhooks = webhooks
        self._failed = failed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="callbacks")
        self._held: tuple[Message, Luck] | None = None  # lets the next one pass
        self._at_the_end: list[Callable[[], None]] = []

    def post(self, message: Message) -> None:
        """Deliver after everything posted before."""
        self._thread.submit(self._take, message)

    def at_the_end(self, deed: Callable[[], None]) -> None:
        """Do something once the call is over and its last callback posted; it may post one more."""
        self._at_the_end.append(deed)

    def finish(self) -> None:
        """Wait until everything is delivered or given up."""
        for deed in self._at_the_end:
            deed()
        self._thread.shutdown(wait=True)
        if self._held is not None:
            self._deliver(*self._held)

    def _take(self, message: Message) -> None:
        luck = self._webhooks.faults.luck("callback", message.url, message.call_sid)
        if luck.strikes(Kind.DROP):
            return
        if self._held is None and luck.would_strike(Kind.SHUFFLE):
            self._held = (message, luck)
            return
        self._deliver(message, luck)
        if self._held is not None:
            held, self._held = self._held, None
            held[1].note(Kind.SHUFFLE)
            self._deliver(*held)

    def _deliver(self, message: Message, luck: Luck) -> None:
        if luck.strikes(Kind.DELAY):
            luck.wait(Kind.DELAY)
        try:
            self._webhooks.send(message)
        except Failed as failure:
            self._failed(failure)
