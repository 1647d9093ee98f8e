"""A step of a conversation as TwiML. Written by hand: the library's builder costs ten times as much and checks nothing.

The tests hold every document against Twilio's own type file. Voices and languages stand on every verb, because the
carrier's defaults are English; Mandarin is `cmn-CN` to Say and `cmn-Hans-CN` to Gather.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hotline.flows.engine import Listen, Recording, Step, Waiting
from hotline.flows.state import State

PROLOG = '<?xml version="1.0" encoding="UTF-8"?><Response>'
END = "</Response>"
HANGUP = "<Hangup/>"
NOTHING = f"{PROLOG}{END}"

LONGEST_WAIT = 180
"""Seconds in the queue after which a number is taken instead: nobody holds a line for ever (R28)."""

MOST_HINTS, LONGEST_HINT = 500, 100
"""Words for one question, and characters of a word; the carrier refuses more."""

OWN_COMPANIES = "own_companies"
"""The slot in which the first ring leaves the names of the companies that the calling number belongs to."""

_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

_WHOLE = re.compile("[0-9]{1,9}")

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


@dataclass(frozen=True, slots=True)
class Voice:
    """How one language is spoken and listened to."""

    name: str
    say: str
    gather: str


VOICES: Mapping[str, Voice] = {
    "zh-CN": Voice("Polly.Zhiyu", "cmn-CN", "cmn-Hans-CN"),
    "en-US": Voice("Polly.Joanna", "en-US", "en-US"),
}


def escaped(text: str) -> str:
    """Text that may stand in an element or an attribute: a caller's words never become a verb (S11)."""
    return _UNPRINTABLE.sub("", text).translate(_ESCAPES)


def document(*parts: str) -> str:
    return PROLOG + "".join(parts) + END


@lru_cache(maxsize=4096)
def say(text: str, language: str = "zh-CN") -> str:
    """A <Say>, or nothing where nothing can be spoken: the carrier refuses an empty one."""
    voice, words = VOICES[language], escaped(text)
    return f'<Say voice="{voice.name}" language="{voice.say}">{words}</Say>' if words.strip() else ""


def redirect(path: str) -> str:
    return f'<Redirect method="POST">{path}</Redirect>'


class Renderer:
    """Writes steps. `digits` names the slots that are keyed as numbers of any length; the others take one key."""

    def __init__(self, *, hints: Mapping[str, Sequence[str]], digits: Iterable[str]) -> None:
        self._words = hints
        self._hints = {slot: _hints(words) for slot, words in hints.items()}
        self._digits = frozenset(digits)

    def __call__(self, step: Step, sid: str, number: int) -> str:
        """The document of turn `number`: what is said, and what brings the call back as the same turn answered."""
        language = step.state.language
        says = "".join([say(text, language) for text in step.says])
        return f"{PROLOG}{self._then(step, says, turn_path(sid, number), language)}{END}"

    def _then(self, step: Step, says: str, path: str, language: str) -> str:
        match step.then:
            case Listen() as then:
                hints = self._expected(then.slot, step.state)
                return f"{self._gather(then, says, path, language, hints)}{redirect(path)}"
            case Recording() as then:
                return (
                    f'{says}<Record action="{path}" method="POST" maxLength="{then.max_seconds}" timeout="5" '
                    f'finishOnKey="#" recordingStatusCallback="/voice/recording"/>{redirect(path)}'
                )
            case Waiting() as then:
                # The waiting room has no database to ask: its address remembers the language.
                wait = f"{path.rpartition('/turns/')[0]}/wait/{language}"
                return (
                    f'{says}<Enqueue action="{path}" method="POST" waitUrl="{wait}" waitUrlMethod="POST">'
                    f"{escaped(then.queue)}</Enqueue>"
                )
            case _:
                return says + HANGUP

    def _expected(self, slot: str, state: State) -> str:
        """What the recogniser should expect: of somebody who calls for several companies, their names first."""
        own = state.slots.get(OWN_COMPANIES) if slot == "company_name" else None
        return _hints([*own.value, *self._words.get(slot, ())]) if own else self._hints.get(slot, "")

    def _gather(self, then: Listen, says: str, path: str, language: str, words: str) -> str:
        keys = 'finishOnKey="#"' if then.slot in self._digits else 'numDigits="1"'
        hints = f' hints="{words}"' if words else ""
        timeout, pause = ("10", "3") if then.patient else ("6", "2")
        return (
            f'<Gather input="dtmf speech" action="{path}" method="POST" language="{VOICES[language].gather}" '
            f'timeout="{timeout}" speechTimeout="{pause}" {keys} actionOnEmptyResult="true"'
            f"{hints}>{says}</Gather>"
        )


def _hints(words: Iterable[str]) -> str:
    """Words for the recogniser, as many and as long as the carrier takes them."""
    return escaped(",".join([word for word in words if len(word) <= LONGEST_HINT][:MOST_HINTS]))


def turn_path(sid: str, number: int) -> str:
    return f"/voice/calls/{sid}/turns/{number}"


def waiting_room(params: Mapping[str, str], path: str, language: str) -> str:
    """What somebody in the queue hears: the place in line, and one key to leave a number instead (R27, R28)."""
    if params.get("Digits") == "1" or _seconds(params.get("QueueTime")) >= LONGEST_WAIT:
        return document("<Leave/>")
    ahead = max(_seconds(params.get("QueuePosition")) - 1, 0)
    return document(
        f'<Gather input="dtmf" numDigits="1" timeout="3" action="{path}" method="POST">',
        say(_place_in_line(ahead, language), language),
        '</Gather><Pause length="15"/>',
    )


def _place_in_line(ahead: int, language: str) -> str:
    if language == "en-US":
        place = f"callers before you: {ahead}." if ahead else "you are next."
        return f"Thank you for your patience; {place} Please hold on, or press 1 to leave a number."
    place = f"前面还有{ahead}位，" if ahead else "马上就到您了，"
    return f"感谢您的耐心，{place}请您稍等。想留下号码请按1。"


def _seconds(text: str | None) -> int:
    return int(text) if text and _WHOLE.fullmatch(text) else 0
