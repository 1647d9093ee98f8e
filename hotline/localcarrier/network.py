"""What is connected to this carrier: the application's numbers, its account and its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotline.localcarrier.faults import NO_FAULTS, Faults


@dataclass(frozen=True, slots=True)
class NumberConfig:
    """Where the application that owns a number wants to be asked, as on Twilio's number page.

    URLs are absolute and may end in connection overrides (`#rc=2&rt=3000`).
    """

    voice_url: str
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    status_events: frozenset[str] = frozenset({"completed"})  # initiated, ringing, answered, completed


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that a carrier needs to know before the first call.

    `auth_tokens` may hold several; the first one signs. `clock_path` names the file that shifts the clock (see
    `clock.CarrierClock`). `base_url` is where the carrier's own server can be reached: recording URLs begin with it.
    """

    numbers: Mapping[str, NumberConfig]
    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    clock_path: Path | None = None
    recordings_dir: Path = Path("var/recordings")
    callers_dir: Path | None = None  # scripted callers (YAML) that the page offers as examples
    base_url: str = "http://127.0.0.1:8010"
    ring_seconds: float = 5.0  # China rings 1 s on, 4 s off
    longest_call: float = 4 * 3600.0
    documents_per_call: int = 500  # Twilio has no such limit; here an endless redirect must end by itself
    queue_size: int = 1000
    rest_concurrency: int = 100  # requests to the REST API at once; more are refused with 429
    waiting_pace: float = 0.0  # real seconds for each second that a call waits for other people; 0 waits in no time
    faults: Faults = NO_FAULTS  # until others are set
    fault_seconds: float = 1.0  # what slowness takes at most, in real time; longer faults are multiples of it

    @property
    def signing_token(self) -> str:
        """The token that signs webhooks."""
        return self.auth_tokens[0]
