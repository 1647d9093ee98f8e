"""What a verb knows: the call, what was said so far, and the house around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from hotline.calls import spoken
from hotline.calls.call_log import LiveCall
from hotline.calls.house import House
from hotline.core import phones
from hotline.flows.state import State


@dataclass(frozen=True, slots=True)
class Moment:
    """One `do` in one call. `state` is read only: a verb hands back what is new in its Outcome."""

    session: Session
    now: datetime
    house: House
    call: LiveCall
    state: State
    given: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.state.language

    @property
    def today(self) -> date:
        return self.house.today(self.now)

    def value(self, slot: str) -> Any:
        """The value of a slot, None when it was never answered."""
        answer = self.state.slots.get(slot)
        return answer.value if answer else None

    @property
    def phone(self) -> str | None:
        """The number to call back: the one that was given, E.164; None where that is one that we never call."""
        contact = self.value("contact_phone")
        number = contact["e164"] if isinstance(contact, dict) else None
        return number if number and not self.house.why_not_called(number) else None

    @property
    def extension(self) -> str | None:
        contact = self.value("contact_phone")
        return contact.get("extension") if isinstance(contact, dict) else None

    @property
    def caller_to_call(self) -> str | None:
        """The calling number, where it is shown and may be called back."""
        caller = self.call.caller
        return caller if caller and not self.house.why_not_called(caller) else None

    def say_number(self, number: str) -> str:
        return spoken.number(number, self.language)

    def say_day(self, day: date) -> str:
        return spoken.day(day, self.language)

    def say_date(self, at: datetime) -> str:
        return spoken.date_of(at, self.house.settings.tz, self.today, self.language)

    def say_moment(self, at: datetime) -> str:
        return spoken.moment(at, self.house.settings.tz, self.today, self.language)

    def local(self, at: datetime) -> date:
        return self.house.today(at)

    def masked_caller(self) -> str:
        return phones.mask(self.call.caller) if self.call.caller else "withheld"
