"""The same callers for everybody: calls of the real inbound flow, recorded once, then dialled by thousands.

A call is a list of requests, each signed as Twilio signs. The calls of a round are interleaved, so that a call's next
turn comes long after its last was answered, as it does on the telephone.
"""

from __future__ import annotations

import itertools
from base64 import b64encode
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from hmac import digest
from urllib.parse import urlencode

from hotline.app import Application
from hotline.core.store import new_id
from tests.support.telephone import Telephone
from tests.web.callers import MOST_TURNS, SOLVED, UNSOLVED

TOKEN = "a-token-for-benchmarks"  # noqa: S105 - it opens nothing
HOTLINE = "+867568880000"
ACCOUNT = "AC00000000000000000000000000000001"

SIDE_BY_SIDE = 128
"""Calls that are under way at once in one line of requests."""

COMING_IN = 24
"""Calls that begin at once; more than a driver has connections, so that no turn overtakes its own call's last."""

_SOUNDS = "海飞彩天和明宝南东西北安康顺达发利永兴华丰力金银山水文通正平美加乐成长青云星光"
"""Sounded apart from each other, so that two company names differ in two syllables at least."""

_GEOGRAPHY = {
    f"{who}{what}": "CN" if what == "Country" else ""
    for who in ("From", "To", "Caller", "Called")
    for what in ("City", "State", "Zip", "Country")
}


@dataclass(frozen=True)
class Request:
    """One webhook as it goes over the wire."""

    path: str
    signature: str
    body: str


@dataclass(frozen=True)
class Turn:
    """One recorded webhook of a call: where it went, `{sid}` for the call's, and what only this turn says."""

    path: str
    more: Mapping[str, str]


def company(number: int) -> str:
    """The name of a company; those of different numbers sound different."""
    first, second = divmod(number % len(_SOUNDS) ** 2, len(_SOUNDS))
    third = (first + second) % len(_SOUNDS)
    return f"珠海市{_SOUNDS[first]}{_SOUNDS[second]}{_SOUNDS[third]}贸易有限公司"


def customers_csv() -> str:
    """A list of all these companies, as `import customers` takes it."""
    head = "name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device\n"
    return head + "".join(f"{company(number)},,,,,,\n" for number in range(len(_SOUNDS) ** 2))


def record(app: Application) -> list[list[Turn]]:
    """Speak each kind of call once with the real application and keep what the carrier sent."""
    return [_recorded(app, replies, f"CArecorded{place}") for place, replies in enumerate((SOLVED, UNSOLVED))]


def _recorded(app: Application, replies: Mapping[str, str], sid: str) -> list[Turn]:
    phone = Telephone(app)
    phone.ring(f"+86139000001{sid[-1]}", sid)
    turns = [Turn("/voice/incoming", {"CallStatus": "ringing"})]
    replies = {**replies, "企业全称": company(int(sid[-1]))}
    while not phone.is_over:
        words = next((words for cue, words in replies.items() if cue in phone.says[-1]), "对")
        spoken = "{company}" if words == company(int(sid[-1])) else words
        turns.append(Turn(phone.path.replace(sid, "{sid}"), {"SpeechResult": spoken, "Confidence": "0.92"}))
        phone.say(words)
        if len(turns) > MOST_TURNS:
            raise RuntimeError(f"the recorded call does not end; last heard: {phone.said}")
    return turns


class Callers:
    """Dials calls that nobody has dialled before. `base` is the address that the signatures are made over."""

    def __init__(self, conversations: Sequence[Sequence[Turn]], base: str) -> None:
        self._conversations = conversations
        self._base = base
        self._number = itertools.count(1)

    def requests(self) -> Iterator[Request]:
        """Without end: calls come in one after the other and take turns, each in its own order."""
        calls: deque[Iterator[Request]] = deque()
        while True:
            calls.extend(self._call() for _ in range(min(COMING_IN, SIDE_BY_SIDE - len(calls))))
            for _ in range(len(calls)):
                call = calls.popleft()
                following = next(call, None)
                if following is not None:
                    calls.append(call)
                    yield following

    def _call(self) -> Iterator[Request]:
        number = next(self._number)
        sid = f"CA{new_id()}"
        fixed = {
            "CallSid": sid,
            "AccountSid": ACCOUNT,
            "From": f"+86139{number:08d}",
            "To": HOTLINE,
            "Caller": f"+86139{number:08d}",
            "Called": HOTLINE,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
            **_GEOGRAPHY,
        }
        for turn in self._conversations[number % len(self._conversations)]:
            more = {name: value.replace("{company}", company(number)) for name, value in turn.more.items()}
            yield self._signed(turn.path.replace("{sid}", sid), {**fixed, **more})

    def _signed(self, path: str, form: Mapping[str, str]) -> Request:
        signed = self._base + path + "".join(name + form[name] for name in sorted(form))
        signature = b64encode(digest(TOKEN.encode(), signed.encode(), sha1)).decode()
        return Request(path, signature, urlencode(form))
