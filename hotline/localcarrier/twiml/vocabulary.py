"""Twilio's verbs and attributes: which values each one takes, and which number complains of a wrong one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hotline.localcarrier.twiml import problems

_MOST_HINTS = 500
_HINT_LENGTH = 100
_QUEUE_NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Attribute:
    """A test for an attribute's value and Twilio's number for a value that fails it.

    A wrong value means the default, or, where it `spoils` the verb, that the verb fails and is passed over.
    """

    allows: Callable[[str], bool]
    number: int = problems.SCHEMA
    spoils: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """One element. `children` is None where whatever stands inside belongs to the text (SSML in Say)."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    children: Mapping[str, Verb] | None = field(default_factory=dict)
    text: bool = False
    carried_out: bool = True


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def _anything(_value: str) -> bool:
    return True


def _hints(value: str) -> bool:
    hints = value.split(",")
    return len(hints) <= _MOST_HINTS and all(len(hint.strip()) <= _HINT_LENGTH for hint in hints)


_whole = _matches(r"\d{1,9}")
_positive = _matches(r"0*[1-9]\d{0,8}")
_flag = _matches(r"(?i)true|false")
_method = _matches("GET|POST")
_keys = _matches(r"[0-9#*]*")
_url = _matches(r"\S+")
_words = _matches(r"[a-z -]+")

_FREE = Attribute(_anything)
_FLAG = Attribute(_flag)
_URL = Attribute(_url)
_METHOD = Attribute(_method)

# Say speaks zh-CN and cmn-CN, but neither a bare zh nor the script tags that Gather wants.
_SAY_LANGUAGE = _matches(r"[a-z]{2,3}-[A-Z]{2}(-[A-Z]{3})?|arb|es-419")
_SAY_VOICE = _matches(r"man|woman|alice|Polly\.[A-Z]\w+(-Neural|-Generative)?|Google\.[A-Za-z]{2,3}-[\w-]+")
# Twilio passes Gather's language on: Google knows Mandarin as cmn-Hans-CN, not as zh-CN.
_GATHER_LANGUAGE = _matches(r"(?!zh-)[a-z]{2,3}(-[A-Za-z][a-z]{3})?-([A-Z]{2}|419)|zh|zh-TW|multi")

_NOT_CARRIED_OUT = Verb(carried_out=False)

PARAMETER = Verb(attributes={"name": _FREE, "value": _FREE})
SAY = Verb(
    attributes={
        "voice": Attribute(_SAY_VOICE, problems.SAY_VOICE),
        "language": Attribute(_SAY_LANGUAGE),
        "loop": Attribute(_whole, problems.SAY_LOOP),
    },
    children=None,
    text=True,
)
PLAY = Verb(
    attributes={"loop": Attribute(_whole, problems.PLAY_LOOP), "digits": Attribute(_matches(r"[0-9#*wW]+"))},
    text=True,
)
PAUSE = Verb(attributes={"length": Attribute(_positive, problems.PAUSE_LENGTH)})
GATHER = Verb(
    attributes={
        "input": Attribute(_matches("dtmf|speech|dtmf speech|speech dtmf")),
        "action": _URL,
        "method": Attribute(_method, problems.GATHER_METHOD),
        "timeout": Attribute(_whole, problems.GATHER_TIMEOUT),
        "speechTimeout": Attribute(_matches(r"auto|0*[1-9]\d{0,5}"), problems.GATHER_SPEECH_TIMEOUT),
        "maxSpeechTime": Attribute(_positive, problems.GATHER_MAX_SPEECH_TIME),
        "finishOnKey": Attribute(_matches(r"[0-9#*]?"), problems.GATHER_FINISH_ON_KEY),
        "numDigits": Attribute(_positive, problems.GATHER_NUM_DIGITS),
        "profanityFilter": _FLAG,
        "partialResultCallback": _URL,
        "partialResultCallbackMethod": Attribute(_method, problems.GATHER_METHOD),
        "language": Attribute(_GATHER_LANGUAGE, problems.GATHER_LANGUAGE, spoils=True),
        "hints": Attribute(_hints, problems.GATHER_HINTS),
        "bargeIn": _FLAG,
        "actionOnEmptyResult": Attribute(_flag, problems.GATHER_EMPTY_RESULT),
        "speechModel": Attribute(_matches(r"[a-z0-9_-]+")),
        "enhanced": _FLAG,
        "debug": _FLAG,
    },
    children={"Say": SAY, "Play": PLAY, "Pause": PAUSE},
)
RECORD = Verb(
    attributes={
        "action": _URL,
        "method": Attribute(_method, problems.RECORD_METHOD),
        "timeout": Attribute(_whole, problems.RECORD_TIMEOUT),
        "finishOnKey": Attribute(_keys, problems.RECORD_FINISH_ON_KEY),
        "maxLength": Attribute(_positive, problems.RECORD_MAX_LENGTH),
        "playBeep": _FLAG,
        "trim": Attribute(_matches("trim-silence|do-not-trim")),
        "recordingStatusCallback": _URL,
        "recordingStatusCallbackMethod": Attribute(_method, problems.RECORD_METHOD),
        "recordingStatusCallbackEvent": Attribute(_words),
        "transcribe": _FLAG,
        "transcribeCallback": _URL,
        "recordingConfigurationId": _FREE,
    }
)
REDIRECT = Verb(attributes={"method": Attribute(_method, problems.REDIRECT_METHOD)}, text=True)
HANGUP = Verb(children={"Parameter": PARAMETER})
REJECT = Verb(attributes={"reason": Attribute(_matches("rejected|busy"))}, children={"Parameter": PARAMETER})
ENQUEUE = Verb(
    attributes={
        "action": Attribute(_url, problems.ENQUEUE_ACTION),
        "method": _METHOD,
        "waitUrl": Attribute(_url, problems.ENQUEUE_WAIT_URL),
        "waitUrlMethod": Attribute(_method, problems.ENQUEUE_WAIT_METHOD),
        "maxQueueSize": Attribute(_positive),
        "workflowSid": _FREE,
    },
    children={"Task": _NOT_CARRIED_OUT},
    text=True,
)
_CALLBACK = {
    "url": _URL,
    "method": _METHOD,
    "statusCallback": _URL,
    "statusCallbackMethod": _METHOD,
    "statusCallbackEvent": Attribute(
        _matches(r"(initiated|ringing|answered|completed)( (initiated|ringing|answered|completed))*")
    ),
}
_RECORDED = {
    "recordingStatusCallback": _URL,
    "recordingStatusCallbackMethod": _METHOD,
    "recordingStatusCallbackEvent": Attribute(_words),
    "trim": Attribute(_matches("trim-silence|do-not-trim")),
}
_DETECTION = {
    "machineDetection": Attribute(_matches("Enable|DetectMessageEnd")),
    "machineDetectionTimeout": Attribute(_positive),
    "machineDetectionSpeechThreshold": Attribute(_positive),
    "machineDetectionSpeechEndThreshold": Attribute(_positive),
    "machineDetectionSilenceTimeout": Attribute(_positive),
    "amdStatusCallback": _URL,
    "amdStatusCallbackMethod": _METHOD,
}
NUMBER = Verb(
    attributes=_CALLBACK
    | _DETECTION
    | {
        "method": Attribute(_method, problems.DIAL_NUMBER_METHOD),
        "sendDigits": Attribute(_matches(r"[0-9#*wW]{1,32}"), problems.DIAL_NUMBER_SEND_DIGITS),
        "byoc": _FREE,
    },
    text=True,
)
CLIENT = Verb(
    attributes=_CALLBACK,
    children={"Identity": Verb(text=True), "Parameter": PARAMETER},
    text=True,
)
SIP = Verb(
    attributes=_CALLBACK | _DETECTION | {"username": _FREE, "password": _FREE},
    children=dict.fromkeys(("Headers", "Uri"), _NOT_CARRIED_OUT),
    text=True,
)
QUEUE = Verb(
    attributes={"url": _URL, "method": _METHOD, "reservationSid": _FREE, "postWorkActivitySid": _FREE},
    text=True,
)
CONFERENCE = Verb(
    attributes=_RECORDED
    | {
        "muted": Attribute(_flag, problems.DIAL_CONFERENCE_MUTED),
        "beep": Attribute(_matches("true|false|onEnter|onExit"), problems.DIAL_CONFERENCE_BEEP),
        "startConferenceOnEnter": Attribute(_flag, problems.DIAL_CONFERENCE_START),
        "endConferenceOnExit": Attribute(_flag, problems.DIAL_CONFERENCE_END),
        "waitUrl": Attribute(_url, problems.DIAL_CONFERENCE_WAIT_URL),
        "waitMethod": Attribute(_method, problems.DIAL_CONFERENCE_WAIT_METHOD),
        "maxParticipants": Attribute(_positive),
        "coach": Attribute(_matches(r"CA[0-9a-f]{32}")),
        "participantLabel": Attribute(_matches(r".{1,128}")),
        "statusCallback": _URL,
        "statusCallbackMethod": _METHOD,
        "statusCallbackEvent": Attribute(_words),
        "record": Attribute(_matches("do-not-record|record-from-start")),
        "region": Attribute(_matches("us1|us2|ie1|sg1|br1|au1|jp1|de1")),
        "jitterBufferSize": Attribute(_matches("large|medium|small|off")),
        "eventCallbackUrl": _URL,
        "recordingConfigurationId": _FREE,
    },
    text=True,
)
DIAL = Verb(
    attributes=_RECORDED
    | {
        "action": _URL,
        "method": Attribute(_method, problems.DIAL_METHOD),
        "timeout": Attribute(_positive, problems.DIAL_TIMEOUT),
        "hangupOnStar": Attribute(_flag, problems.DIAL_HANGUP_ON_STAR),
        "timeLimit": Attribute(_positive, problems.DIAL_TIME_LIMIT),
        "callerId": Attribute(_matches(r"\+?[0-9]{3,15}|client:\S+|sip:\S+"), problems.DIAL_CALLER_ID),
        "record": Attribute(_matches("do-not-record|record-from-(answer|ringing)(-dual)?"), problems.DIAL_RECORD),
        "recordingTrack": Attribute(_matches("both|inbound|outbound")),
        "recordingConfigurationId": _FREE,
        "answerOnBridge": _FLAG,
        "ringTone": Attribute(_matches(r"[a-z]{2}(-old)?")),
        "sequential": _FLAG,
        "referUrl": _URL,
        "referMethod": _METHOD,
        "events": _FREE,
        "passports": _FREE,
    },
    children={"Number": NUMBER, "Client": CLIENT, "Sip": SIP, "Queue": QUEUE, "Conference": CONFERENCE}
    | dict.fromkeys(("Application", "Sim", "WhatsApp"), _NOT_CARRIED_OUT),
    text=True,
)
VERBS: Mapping[str, Verb] = {
    "Say": SAY,
    "Play": PLAY,
    "Pause": PAUSE,
    "Gather": GATHER,
    "Record": RECORD,
    "Redirect": REDIRECT,
    "Hangup": HANGUP,
    "Reject": REJECT,
    "Enqueue": ENQUEUE,
    "Leave": Verb(),
    "Dial": DIAL,
} | dict.fromkeys(("Connect", "Echo", "Pay", "Prompt", "Queue", "Refer", "Sms", "Start", "Stop"), _NOT_CARRIED_OUT)

# Twilio lets a waiting caller hear and key in things, but neither record nor dial.
WAITING_VERBS = frozenset({"Play", "Say", "Pause", "Gather", "Redirect", "Hangup", "Leave"})
