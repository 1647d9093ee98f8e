"""Connection overrides: how a webhook URL's fragment changes time-outs and retries, as Twilio documents them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

from hotline.localcarrier.twiml import problems

_EDGES = frozenset({"ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"})
_POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


@dataclass(frozen=True, slots=True)
class Connection:
    """How long to try and when to try again. Times are seconds."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def retries_after(self, failure: str) -> bool:
        """True where this kind of failure (ct, rt, 4xx, 5xx) is worth another attempt."""
        return failure in self.retry_on or (bool(failure) and "all" in self.retry_on)


def split(url: str) -> tuple[str, Connection]:
    """The URL without its fragment, and what the fragment asks for. Times out of range go to the nearest limit.

    Raises `problems.Failed` for a retry policy or an edge that Twilio does not have.
    """
    address, fragment = urldefrag(url)
    asked = dict(parse_qsl(fragment, keep_blank_values=True))
    connection = Connection(
        connect=_seconds(asked.get("ct"), default=5000, most=10000),
        read=_seconds(asked.get("rt"), default=15000, most=15000),
        total=_seconds(asked.get("tt"), default=15000, most=15000),
        retries=int(_number(asked.get("rc"), default=1, least=0, most=5)),
        retry_on=frozenset(part.strip() for part in asked.get("rp", "ct").split(",")),
    )
    if unknown := connection.retry_on - _POLICIES:
        raise problems.Failed(
            problems.BAD_RETRY_POLICY, f"HTTP retry policy is invalid: {', '.join(sorted(unknown))}", url
        )
    if any(edge.strip() not in _EDGES for edge in asked.get("e", "ashburn").split(",")):
        raise problems.Failed(problems.BAD_EDGE, f"HTTP connection edge location is invalid: {asked['e']}", url)
    return address, connection


def _seconds(asked: str | None, *, default: int, most: int) -> float:
    return _number(asked, default=default, least=100, most=most) / 1000


def _number(asked: str | None, *, default: int, least: int, most: int) -> float:
    if asked is None or not asked.isascii() or not asked.isdigit():
        return default
    return min(max(int(asked), least), most)
