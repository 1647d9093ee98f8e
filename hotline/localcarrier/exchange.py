"""The switching room: everything that the calls of one carrier share."""

from __future__ import annotations

import io
import wave
from threading import Lock

from hotline.localcarrier.bad_days import BadDays
from hotline.localcarrier.calls.call import CallBook
from hotline.localcarrier.clock import CarrierClock
from hotline.localcarrier.lines.telephones import Telephones
from hotline.localcarrier.log import ErrorEvent, Log
from hotline.localcarrier.meetings.conferences import ConferenceBook
from hotline.localcarrier.meetings.queues import QueueBook
from hotline.localcarrier.messages import MessageBook
from hotline.localcarrier.network import Network
from hotline.localcarrier.numbers import NumberBook
from hotline.localcarrier.recordings import RecordingStore
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.problems import Failed
from hotline.localcarrier.webhooks.courier import Courier
from hotline.localcarrier.webhooks.sending import Message, Webhooks

_UNKNOWN_LENGTH = 3.0  # seconds, for sound files whose length cannot be read


class Exchange:
    """Clock, log, calls, queues, telephones, recordings, faults and the way to the application.

    Safe to use from many calls at once.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.clock = CarrierClock(network.clock_path)
        self.log = Log()
        self.began = self.clock.now()
        self.numbers = NumberBook(network.numbers)
        self.calls = CallBook()
        self.messages = MessageBook()
        self.queues = QueueBook(network.queue_size)
        self.conferences = ConferenceBook()
        self.telephones = Telephones()
        self.recordings = RecordingStore(network.recordings_dir)
        self.faults = BadDays(network, self.calls, self.clock, self.log)
        self.webhooks = Webhooks(network, self.clock, self.log, self.faults)
        self.courier = Courier(self.webhooks, self._undelivered)  # for what belongs to no single call
        self._lengths: dict[str, float] = {}
        self._lock = Lock()

    @property
    def waiting_pace(self) -> float:
        """Real seconds for each second that a call waits for other people; live people take theirs."""
        return 1.0 if self.telephones.any_live() else self.network.waiting_pace

    def sound_length(self, url: str, call_sid: str) -> float:
        """Fetch a sound file once and tell how many seconds it lasts. Raises `Failed` where it cannot be played."""
        with self._lock:
            known = self._lengths.get(url)
        if known is not None:
            return known
        reply = self.webhooks.send(Message(url, method="GET", call_sid=call_sid, purpose="media"))
        if not reply.content_type.startswith("audio/"):
            message = f"Invalid Content-Type: Play cannot play {reply.content_type!r}"
            raise Failed(problems.BAD_CONTENT_TYPE, message, url)
        length = _wav_seconds(reply.body)
        with self._lock:
            self._lengths[url] = length
        return length

    def _undelivered(self, failure: Failed) -> None:
        problem = failure.problem
        self.log.add(ErrorEvent(self.clock.now(), "", problem.number, problem.level, problem.message, failure.url))


def _wav_seconds(sound: bytes) -> float:
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return _UNKNOWN_LENGTH
