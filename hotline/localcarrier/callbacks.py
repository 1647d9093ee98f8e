"""Status and recording callbacks of one call, delivered beside it, one after another and in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from hotline.localcarrier.problems import Failed
from hotline.localcarrier.webhooks import Message, Webhooks


class Courier:
    """Posts callbacks without holding up the call. What cannot be delivered is reported and forgotten."""

    def __init__(self, webhooks: Webhooks, failed: Callable[[Failed], None]) -> None:
        self._webhooks = webhooks
        self._failed = failed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="callbacks")

    def post(self, message: Message) -> None:
        """Deliver after everything posted before."""
        self._thread.submit(self._deliver, message)

    def finish(self) -> None:
        """Wait until everything is delivered or given up."""
        self._thread.shutdown(wait=True)

    def _deliver(self, message: Message) -> None:
        try:
            self._webhooks.send(message)
        except Failed as failure:
            self._failed(failure)
