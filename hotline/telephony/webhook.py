"""A request of the carrier: is it signed, and what does it say.

The signature is checked with our own HMAC, which costs a tenth of the library's; a property test holds it against the
library's own validator.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from hotline.flows.engine import Heard

Pairs = Sequence[tuple[str, str]]
"""A form as it came: keys may repeat, values may be empty."""

SIGNATURE = "HTTP_X_TWILIO_SIGNATURE"

_DEFAULT_PORTS = {"http": 80, "https": 443}

_QUEUE_RESULTS = {
    "bridged": "served",
    "bridging-in-process": "served",
    "redirected-from-bridged": "served",
    "leave": "left",
    "queue-full": "full",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that may sign. The algorithm belongs to the key, not to what a request claims of itself (S4)."""

    secret: bytes
    algorithm: Literal["sha1", "sha256"] = "sha1"


class Signatures:
    """Checks signatures against every key that is valid now (two, while one replaces the other)."""

    def __init__(self, *, public_base_url: str, keys: Iterable[Key]) -> None:
        self._bases = tuple(_with_and_without_port(public_base_url.rstrip("/")))
        self._keys = tuple(keys)

    def hold(self, *, path: str, query: str, pairs: Pairs, signature: str) -> bool:
        """Whether one of the keys signed this form for this URL. `path` and `query` as they stood on the wire."""
        tail = path + (f"?{query}" if query else "")
        body = _sorted(pairs)
        given = signature.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(sign(base + tail + body, key), given) for base in self._bases for key in self._keys
        )


def sign(text: str, key: Key) -> bytes:
    """Base64 of the HMAC of URL and sorted pairs."""
    return base64.b64encode(hmac.digest(key.secret, text.encode(), getattr(hashlib, key.algorithm)))


def _sorted(pairs: Pairs) -> str:
    """Keys in order, each with its values; a key that repeats gives each different value once, in order."""
    return "".join(map("".join, sorted(set(pairs))))


def _with_and_without_port(base: str) -> Iterable[str]:
    """A carrier may sign the default port or leave it out (S2)."""
    yield base
    parts = urlsplit(base)
    default = _DEFAULT_PORTS.get(parts.scheme)
    if parts.port is None and default:
        yield parts._replace(netloc=f"{parts.netloc}:{default}").geturl()
    elif parts.port == default:
        yield parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()


def params(pairs: Pairs) -> dict[str, str]:
    """The form as the house reads it: of a key that repeats its last value, without the NUL that no database keeps."""
    if "\0" in _sorted(pairs):
        return {key.replace("\0", ""): value.replace("\0", "") for key, value in pairs}
    return dict(pairs)


def heard(params: Mapping[str, str]) -> Heard:
    """What a turn brought: words, keys, how waiting ended, or nothing."""
    if "QueueResult" in params:
        return Heard(event=_QUEUE_RESULTS.get(params["QueueResult"], "failed"))
    if "RecordingSid" in params:
        return Heard(event=params["RecordingSid"])
    return Heard(
        speech=params.get("SpeechResult", "").strip(),
        digits=params.get("Digits", "").strip(),
        confidence=_confidence(params.get("Confidence", "")),
    )


def _confidence(text: str) -> float | None:
    """Not every carrier gives one, and not always a number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
