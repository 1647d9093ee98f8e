"""The ears of a call: what `speech` makes of words, in this call's setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from hotline.flows.engine import Understood
from hotline.speech import asides, slots
from hotline.speech import understood as speech_types
from hotline.speech.understood import Setting

_HAN = re.compile("[\u4e00-\u9fff]")


class CallEars:
    """Listens for one call on one day. Satisfies `flows.engine.Ears`."""

    def __init__(self, *, today: date, area_code: str, country: str, caller: str | None) -> None:
        self._setting = partial(Setting, today, area_code, country, caller)

    def understand(self, slot: str, speech: str, digits: str, language: str) -> Understood | None:
        understood = slots.understand(slot, speech, digits, self._setting(language))
        if slot != "purpose" or understood is None:
            return understood
        return replace(
            understood, also={name: more for name, more in understood.also.items() if not _vague(name, more)}
        )

    def aside(self, speech: str, language: str) -> str | None:
        if language == "en-US" and _HAN.search(speech):
            return "chinese"
        return asides.aside(speech, language)


def _vague(slot: str, understood: speech_types.Understood) -> bool:
    """`开不了票` says that there is a fault, not which; and a complaint is always listened to (R9, R67)."""
    value = understood.value
    if not isinstance(value, Mapping):
        return False
    match slot:
        case "symptom":
            return value.get("category") in {"software", "unknown"} and not value.get("codes")
        case "complaint":
            return True
        case _:
            return False
