"""The ears of a call: what `speech` makes of words, in this call's setting."""

from __future__ import annotations

import re
from datetime import date

from hotline.flows.engine import Understood
from hotline.speech import asides, slots
from hotline.speech.understood import Setting

_HAN = re.compile("[\u4e00-\u9fff]")


class CallEars:
    """Listens for one call on one day. Satisfies `flows.engine.Ears`."""

    def __init__(self, *, today: date, area_code: str, country: str, caller: str | None) -> None:
        self._setting = {
            language: Setting(today=today, area_code=area_code, country=country, caller=caller, language=language)
            for language in ("zh-CN", "en-US")
        }

    def understand(self, slot: str, speech: str, digits: str, language: str) -> Understood | None:
        return slots.understand(slot, speech, digits, self._setting[language])

    def aside(self, speech: str, language: str) -> str | None:
        if language == "en-US" and _HAN.search(speech):
            return "chinese"
        return asides.aside(speech, language)
