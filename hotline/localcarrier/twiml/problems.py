"""Twilio's numbers for what can go wrong, with a name for each that this carrier reports."""

from __future__ import annotations

from dataclasses import dataclass

BAD_URL = 11100
RETRIEVAL_FAILED = 11200
CONNECTION_REFUSED = 11202
CONNECTION_TIMED_OUT = 11205
UNKNOWN_HOST = 11210
TOO_MANY_REDIRECTS = 11215
BAD_REDIRECT = 11216
ERROR_STATUS = 11217
TLS_FAILED = 11220
BAD_EDGE = 11240
BAD_RETRY_POLICY = 11243
DOCUMENT_TOO_LARGE = 11750
BAD_XML = 12100
BAD_ROOT = 12102
SCHEMA = 12200
BAD_CONTENT_TYPE = 12300
GATHER_FINISH_ON_KEY = 13310
GATHER_METHOD = 13312
GATHER_TIMEOUT = 13313
GATHER_NUM_DIGITS = 13314
GATHER_NESTED = 13320
GATHER_SPEECH_TIMEOUT = 13327
GATHER_MAX_SPEECH_TIME = 13328
GATHER_HINTS = 13330
GATHER_SPEECH_TIMEOUT_WITH_MODEL = 13335
GATHER_EMPTY_RESULT = 13338
GATHER_LANGUAGE = 13512
DIAL_METHOD = 13210
DIAL_TIMEOUT = 13212
DIAL_HANGUP_ON_STAR = 13213
DIAL_CALLER_ID = 13214
DIAL_NESTED = 13215
DIAL_TIME_LIMIT = 13216
DIAL_RECORD = 13217
DIAL_NUMBER_METHOD = 13221
DIAL_NUMBER_SEND_DIGITS = 13222
DIAL_NUMBER_FORMAT = 13223
DIAL_CONFERENCE_MUTED = 13230
DIAL_CONFERENCE_END = 13231
DIAL_CONFERENCE_START = 13232
DIAL_CONFERENCE_WAIT_URL = 13233
DIAL_CONFERENCE_WAIT_METHOD = 13234
DIAL_CONFERENCE_BEEP = 13235
DIAL_CONFERENCE_NAME = 13237
DIAL_SIP_URI = 13243
PLAY_LOOP = 13410
SAY_LOOP = 13510
SAY_VOICE = 13511
SAY_TEXT = 13520
RECORD_METHOD = 13610
RECORD_TIMEOUT = 13611
RECORD_MAX_LENGTH = 13612
RECORD_FINISH_ON_KEY = 13613
REDIRECT_METHOD = 13710
PAUSE_LENGTH = 13910
ENQUEUE_WAIT_URL = 14202
ENQUEUE_ACTION = 14203
ENQUEUE_WAIT_METHOD = 14206


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a document that Twilio would warn of and go on."""

    number: int
    message: str
    level: str = "warning"


class Failed(Exception):
    """A document could not be had or read: its number, its URL and why. The fallback URL is asked next."""

    def __init__(self, number: int, message: str, url: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.message = message
        self.url = url

    @property
    def problem(self) -> Problem:
        """The same as an error event says it."""
        return Problem(self.number, self.message, "error")
