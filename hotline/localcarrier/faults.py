"""Bad days on command: which faults strike how often. A seed decides, so that every bad day can be had again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

_SEEDS = 10**15  # more than anybody tries, and still a whole number in JavaScript


class Kind(StrEnum):
    """What can go wrong; `DESCRIPTIONS` tells how."""

    DUPLICATE = "duplicate"
    DROP = "drop"
    DELAY = "delay"
    SHUFFLE = "shuffle"
    SLOW = "slow"
    CUT = "cut"
    REST_500 = "rest_500"
    REST_429 = "rest_429"
    ACCEPT_THEN_HANG = "accept_then_hang"
    ACCEPT_THEN_500 = "accept_then_500"
    ENDLESS = "endless"
    LATE_RECORDING = "late_recording"
    LOST_RECORDING = "lost_recording"


class Group(StrEnum):
    """What a kind of fault befalls."""

    WEBHOOKS = "webhooks"
    REST = "rest"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Description:
    """A kind of fault in words."""

    name: Kind
    group: Group
    zh: str
    en: str


DESCRIPTIONS = (
    Description(
        Kind.DUPLICATE, Group.WEBHOOKS, "请求送到两次，以第一次的答复为准", "delivered twice; the first answer counts"
    ),
    Description(
        Kind.DROP,
        Group.WEBHOOKS,
        "回调送不到；文档请求送到了，答复在路上丢失",
        "a callback never arrives; a document's answer is lost on the way back",
    ),
    Description(Kind.DELAY, Group.WEBHOOKS, "回调晚到", "a callback arrives late"),
    Description(Kind.SHUFFLE, Group.WEBHOOKS, "回调与下一个对调次序", "a callback changes places with the next one"),
    Description(Kind.SLOW, Group.WEBHOOKS, "答复来得慢，但不超时", "the answer comes slowly, but in time"),
    Description(
        Kind.CUT, Group.WEBHOOKS, "请求送出之前连接断开", "the connection breaks before the request is through"
    ),
    Description(Kind.REST_500, Group.REST, "什么也没做就答 500", "500, and nothing was done"),
    Description(Kind.REST_429, Group.REST, "太忙 429，什么也没做", "429, too busy, and nothing was done"),
    Description(Kind.ACCEPT_THEN_HANG, Group.REST, "事情做了，但一直不答复", "done, but no answer ever comes"),
    Description(Kind.ACCEPT_THEN_500, Group.REST, "事情做了，却答 500", "done, but the answer is 500"),
    Description(Kind.ENDLESS, Group.CALLS, "通话在运营商那里一直不结束", "for the carrier the call never ends"),
    Description(Kind.LATE_RECORDING, Group.CALLS, "通话结束以后录音才到", "the recording comes after the call's end"),
    Description(Kind.LOST_RECORDING, Group.CALLS, "录音丢失", "the recording never comes"),
)


class BadFaults(ValueError):
    """A setting that makes no sense; the message names what is wrong and what is right."""


@dataclass(frozen=True, slots=True)
class Faults:
    """A seed, and for each kind that may strike how often it does, above 0 and up to 1."""

    seed: int = 0
    rates: Mapping[Kind, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Faults:
        """Read `seed=7,duplicate=0.1,slow=0.05`, which is what `str` gives. Raises `BadFaults`."""
        values: dict[str, object] = {}
        for part in text.split(","):
            name, equals, value = (piece.strip() for piece in part.partition("="))
            if not equals:
                raise BadFaults(f"{part!r}: 请写成 (write it like) seed=7,duplicate=0.1")
            if name in values:
                raise BadFaults(f"{name}: 写了两次 (is there twice)")
            values[name] = _number(value)
        return cls.checked(values.pop("seed", 0), values)

    @classmethod
    def checked(cls, seed: object, rates: Mapping[str, object]) -> Faults:
        """Take what somebody asks for by the kinds' names; kinds that are not there are 0. Raises `BadFaults`."""
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < _SEEDS:
            raise BadFaults(f"seed: {seed!r} 应是 0 到 {_SEEDS - 1} 的整数 (must be a whole number in this range)")
        if unknown := next((name for name in rates if name not in set(Kind)), None):
            raise BadFaults(f"{unknown}: 没有这种故障,只有 (no such fault, there are): {', '.join(Kind)}")
        return cls(seed, {kind: rate for kind in Kind if (rate := _rate(kind, rates.get(kind, 0)))})

    def strike(self, kind: Kind, place: str) -> bool:
        """Whether a fault strikes here: today and on every day with this seed and rate, whatever happens elsewhere."""
        rate = self.rates.get(kind, 0.0)
        return rate > 0 and self._chance(kind, place).random() < rate

    def between(self, least: float, most: float, kind: Kind, place: str) -> float:
        """A number from a range, as repeatable as whether the fault strikes."""
        return self._chance(kind, f"{place}/how much").uniform(least, most)

    def __str__(self) -> str:
        rates = (f"{kind}={repr(self.rates[kind]).removesuffix('.0')}" for kind in Kind if kind in self.rates)
        return ",".join([f"seed={self.seed}", *rates])

    def _chance(self, kind: Kind, place: str) -> Random:
        return Random(f"{self.seed}/{place}/{kind}")  # noqa: S311 - meant to be repeated, not to be secret


NO_FAULTS = Faults()


def _number(text: str) -> int | float | str:
    """The number that a text is; what is none stays as it is, to be named in the error."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _rate(kind: Kind, rate: object) -> float:
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
        raise BadFaults(f"{kind}: {rate!r} 应在 0 和 1 之间 (must be from 0 to 1)")
    return float(rate)
