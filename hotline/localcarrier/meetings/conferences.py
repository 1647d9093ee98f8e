"""Conferences: who is in which one, when it begins and ends, and who may be heard by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from threading import Lock
from typing import Any

from hotline.localcarrier.calls.call import Call, new_sid
from hotline.localcarrier.lines.line import Beep, Line
from hotline.localcarrier.meetings.room import Room, Seat
from hotline.localcarrier.webhooks.sending import Message

_EVENTS = {  # the word in statusCallbackEvent that asks for each
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Where a conference's events go, and which ones (words of statusCallbackEvent)."""

    url: str
    method: str
    events: frozenset[str]
    post: Callable[[Message], None]


@dataclass(eq=False, slots=True)
class Participant:
    """A call in a conference."""

    call: Call
    conference: Conference
    seat: Seat
    label: str = ""
    starts: bool = True
    ends: bool = False
    is_out: bool = False


@dataclass(eq=False, slots=True)
class Conference:
    """A named conference. It is `init` until two are there of whom one may start it, and `completed` for ever after."""

    name: str
    created: datetime
    most: int = 0
    telling: Telling | None = None
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    ended: datetime | None = None
    end_reason: str = ""
    ended_by: str = ""
    events_sent: int = 0
    room: Room = field(default_factory=Room)
    participants: dict[str, Participant] = field(default_factory=dict)

    def find(self, call_sid_or_label: str) -> Participant | None:
        """The participant with this call or label."""
        return self.participants.get(call_sid_or_label) or next(
            (one for one in self.participants.values() if one.label and one.label == call_sid_or_label), None
        )


class ConferenceBook:
    """All conferences of this carrier, the ended ones too. A name is free again once its conference has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._conferences: dict[str, Conference] = {}

    def join(
        self,
        name: str,
        call: Call,
        line: Line,
        *,
        most: int,
        telling: Telling | None,
        wishes: Mapping[str, Any],
        beep: bool,
    ) -> Participant | None:
        """Let a call into the conference with this name, which it opens if need be; None where that is full."""
        with self._lock:
            conference = self._open(name) or self._create(name, call.time.now())
            if not conference.participants:
                conference.most, conference.telling = most, telling
            if len(conference.participants) >= conference.most:
                return None
            seat = Seat(call, line)
            participant = Participant(call, conference, seat, **wishes)
            conference.participants[call.sid] = participant
            self._tell(conference, "participant-join", participant)
            if beep:
                conference.room.sound(Beep())
            self._seat(conference, participant)
            return participant

    def open(self, name_or_sid: str, now: datetime) -> Conference:
        """The conference with this name or SID that has not ended; made, if there is none."""
        with self._lock:
            return self._conferences.get(name_or_sid) or self._open(name_or_sid) or self._create(name_or_sid, now)

    def leave(self, participant: Participant, *, put_out: bool = False) -> bool:
        """Take a call out of its conference, by its own will or another's; whether that has ended it."""
        conference = participant.conference
        with self._lock:
            participant.is_out = True
            if conference.participants.pop(participant.call.sid, None) is None:
                return False
            self._tell(conference, "participant-leave", participant)
            if conference.participants and not participant.ends:
                return False
            who = "participant-with-end-conference-on-exit" if participant.ends else "last-participant"
            return self._end(conference, participant, f"{who}-{'kicked' if put_out else 'left'}")

    def end(self, conference: Conference) -> bool:
        """End a conference for everybody; False where it has ended already."""
        with self._lock:
            return self._end(conference, None, "conference-ended-via-api")

    def change(self, participant: Participant, **wishes: bool | str) -> None:
        """Mute, hold or let coach: `muted`, `on_hold`, `coaching` (the SID of the coached call, empty for nobody)."""
        names = {"muted": ("mute", "unmute"), "on_hold": ("hold", "unhold")}
        with self._lock:
            for wish, value in wishes.items():
                if getattr(participant.seat, wish) == value:
                    continue
                setattr(participant.seat, wish, value)
                on, off = names.get(wish, ("modify", "modify"))
                self._tell(participant.conference, f"participant-{on if value else off}", participant)

    def get(self, sid: str) -> Conference | None:
        """The conference with this SID; or, while it lasts, with this name."""
        with self._lock:
            return self._conferences.get(sid) or self._open(sid)

    def all(self) -> list[Conference]:
        """All of them, newest first."""
        with self._lock:
            return list(reversed(self._conferences.values()))

    def _seat(self, conference: Conference, newcomer: Participant) -> None:
        """Let the newcomer hear the others; where that begins the conference, everybody who waited for it too."""
        present = conference.participants.values()
        if conference.status == "in-progress":
            conference.room.take_seat(newcomer.seat)
        elif len(present) > 1 and any(one.starts for one in present):
            conference.status = "in-progress"
            self._tell(conference, "conference-start", newcomer)
            for one in present:
                conference.room.take_seat(one.seat)
                one.call.time.interrupt()

    def _open(self, name: str) -> Conference | None:
        return next((one for one in self._conferences.values() if one.name == name and one.status != "completed"), None)

    def _create(self, name: str, now: datetime) -> Conference:
        conference = Conference(name, now)
        self._conferences[conference.sid] = conference
        return conference

    def _end(self, conference: Conference, last: Participant | None, reason: str) -> bool:
        if conference.status == "completed":
            return False
        rest = list(conference.participants.values())
        conference.status, conference.end_reason = "completed", reason
        if not (last or rest):
            return True
        someone = last or rest[0]
        conference.ended, conference.ended_by = someone.call.time.now(), last.call.sid if last else ""
        for one in rest:
            one.is_out = True
            one.call.time.interrupt()
        self._tell(conference, "conference-end", someone)
        conference.participants.clear()
        return True

    def _tell(self, conference: Conference, event: str, participant: Participant) -> None:
        telling = conference.telling
        if telling is None or _EVENTS[event] not in telling.events:
            return
        call, seat = participant.call, participant.seat
        params = {
            "ConferenceSid": conference.sid,
            "FriendlyName": conference.name,
            "AccountSid": call.account_sid,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(conference.events_sent + 1),
            "Timestamp": format_datetime(call.time.now()),
        }
        conference.events_sent += 1
        if event.startswith("participant-"):
            params |= {
                "CallSid": call.sid,
                "ParticipantLabel": participant.label,
                "Muted": str(seat.muted).lower(),
                "Hold": str(seat.on_hold).lower(),
                "Coaching": str(bool(seat.coaching)).lower(),
                "StartConferenceOnEnter": str(participant.starts).lower(),
                "EndConferenceOnExit": str(participant.ends).lower(),
            }
        telling.post(Message(telling.url, telling.method, params, call.sid, purpose="conference"))
