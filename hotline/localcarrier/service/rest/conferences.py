"""`/Conferences` and their participants: look in, mute, hold, coach, invite, put out, end."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, jsonify, request

from hotline.localcarrier.calls.call import API_VERSION, Request
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.meetings.conferences import Conference, Participant
from hotline.localcarrier.service.rest import errors, pages
from hotline.localcarrier.service.rest.calls import wish
from hotline.localcarrier.service.rest.errors import RestError

_INVITATION = {  # parameters of a new participant that are attributes of the Conference noun
    "Muted": "muted",
    "Beep": "beep",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "Label": "participantLabel",
    "CallSidToCoach": "coach",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
}


def add_to(routes: Blueprint, carrier: Carrier) -> None:
    """Add the resource to the account's."""
    desk = ConferenceDesk(carrier)
    routes.get("/Conferences.json")(desk.list_conferences)
    routes.get("/Conferences/<sid>.json")(desk.fetch_conference)
    routes.post("/Conferences/<sid>.json")(desk.update_conference)
    routes.get("/Conferences/<sid>/Participants.json")(desk.list_participants)
    routes.post("/Conferences/<sid>/Participants.json")(desk.invite_participant)
    routes.get("/Conferences/<sid>/Participants/<who>.json")(desk.fetch_participant)
    routes.post("/Conferences/<sid>/Participants/<who>.json")(desk.update_participant)
    routes.delete("/Conferences/<sid>/Participants/<who>.json")(desk.put_out)


class ConferenceDesk:
    """What can be asked about conferences."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def _found(self, sid: str) -> Conference:
        conference = self._carrier.conferences.get(sid)
        if conference is None:
            raise errors.not_found()
        return conference

    def _participant_of(self, sid: str, who: str) -> Participant:
        participant = self._found(sid).find(who)
        if participant is None:
            raise errors.not_found()
        return participant

    def list_conferences(self) -> Response:
        wanted = [conference for conference in self._carrier.conferences.all() if _is_wanted(conference)]
        return pages.page("conferences", [_described(conference, self._carrier) for conference in wanted])

    def fetch_conference(self, sid: str) -> Response:
        return jsonify(_described(self._found(sid), self._carrier))

    def update_conference(self, sid: str) -> Response:
        conference = self._found(sid)
        if url := request.form.get("AnnounceUrl"):
            for participant in list(conference.participants.values()):
                _announce(participant, url, request.form.get("AnnounceMethod", "POST"))
        if request.form.get("Status") == "completed":
            self._carrier.conferences.end(conference)
        return jsonify(_described(conference, self._carrier))

    def list_participants(self, sid: str) -> Response:
        participants = [one for one in list(self._found(sid).participants.values()) if _is_present(one)]
        return pages.page("participants", [_participant(one) for one in participants])

    def invite_participant(self, sid: str) -> tuple[Response, int]:
        conference = self._carrier.conferences.open(sid, self._carrier.clock.now())
        call = self._carrier.place(wish(request.form, self._carrier, first=_invitation(conference.name)))
        return jsonify(_invited(call.sid, conference.sid, self._carrier)), 201

    def fetch_participant(self, sid: str, who: str) -> Response:
        return jsonify(_participant(self._participant_of(sid, who)))

    def update_participant(self, sid: str, who: str) -> Response:
        participant = self._participant_of(sid, who)
        _change(self._carrier, participant)
        return jsonify(_participant(participant))

    def put_out(self, sid: str, who: str) -> tuple[str, int]:
        self._carrier.conferences.leave(self._participant_of(sid, who), put_out=True)
        return "", 204


def _change(carrier: Carrier, participant: Participant) -> None:
    form = request.form
    wishes: dict[str, bool | str] = {}
    if "Muted" in form:
        wishes["muted"] = _flag("Muted")
    if "Hold" in form:
        wishes["on_hold"] = _flag("Hold")
    if "Coaching" in form or "CallSidToCoach" in form:
        wishes["coaching"] = form.get("CallSidToCoach", "") if form.get("Coaching", "true") == "true" else ""
    if "EndConferenceOnExit" in form:
        participant.ends = _flag("EndConferenceOnExit")
    carrier.conferences.change(participant, **wishes)
    for name in ("Hold", "Announce"):
        if url := form.get(f"{name}Url"):
            _announce(participant, url, form.get(f"{name}Method", "POST"))


def _announce(participant: Participant, url: str, method: str) -> None:
    participant.seat.announcements.append(Request(url, method))


def _invitation(name: str) -> Request:
    wanted = {ours: request.form[theirs] for theirs, ours in _INVITATION.items() if request.form.get(theirs)}
    if events := " ".join(request.form.getlist("ConferenceStatusCallbackEvent")):
        wanted["statusCallbackEvent"] = events
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in wanted.items())
    conference = f"<Conference{attributes}>{escape(name)}</Conference>"
    return Request(twiml=f"<Response><Dial>{conference}</Dial></Response>")


def _flag(name: str) -> bool:
    value = request.form[name].lower()
    if value not in ("true", "false"):
        raise RestError(400, errors.BAD_PARAMETER, f"{name}: {value!r} must be true or false")
    return value == "true"


def _is_wanted(conference: Conference) -> bool:
    return pages.is_asked_for(FriendlyName=conference.name, Status=conference.status) and pages.is_between(
        "DateCreated", conference.created
    )


def _is_present(participant: Participant) -> bool:
    seat = participant.seat
    return pages.is_asked_for(
        Muted=str(seat.muted).lower(), Hold=str(seat.on_hold).lower(), Coaching=str(bool(seat.coaching)).lower()
    )


def _described(conference: Conference, carrier: Carrier) -> dict[str, Any]:
    account = carrier.network.account_sid
    uri = f"/{API_VERSION}/Accounts/{account}/Conferences/{conference.sid}"
    ending = {"reason_conference_ended": conference.end_reason} if conference.end_reason else {}
    return {
        "sid": conference.sid,
        "account_sid": account,
        "api_version": API_VERSION,
        "friendly_name": conference.name,
        "status": conference.status,
        "region": "us1",
        "date_created": pages.moment(conference.created),
        "date_updated": pages.moment(conference.ended or conference.created),
        "uri": f"{uri}.json",
        "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        "call_sid_ending_conference": conference.ended_by or None,
    } | ending


def _participant(participant: Participant) -> dict[str, Any]:
    call, seat, conference = participant.call, participant.seat, participant.conference
    joined = pages.moment(call.answered_at)
    return _invited_as(
        call.account_sid,
        call.sid,
        conference.sid,
        label=participant.label or None,
        muted=seat.muted,
        hold=seat.on_hold,
        coaching=bool(seat.coaching),
        call_sid_to_coach=seat.coaching or None,
        start_conference_on_enter=participant.starts,
        end_conference_on_exit=participant.ends,
        status="connected",
        date_created=joined,
        date_updated=joined,
    )


def _invited(call_sid: str, conference_sid: str, carrier: Carrier) -> dict[str, Any]:
    """Somebody who is being called."""
    now = pages.moment(carrier.clock.now())
    return _invited_as(carrier.network.account_sid, call_sid, conference_sid, date_created=now, date_updated=now)


def _invited_as(account: str, call_sid: str, conference_sid: str, **facts: Any) -> dict[str, Any]:
    uri = f"/{API_VERSION}/Accounts/{account}/Conferences/{conference_sid}/Participants/{call_sid}.json"
    unknown = {
        "label": request.form.get("Label"),
        "muted": False,
        "hold": False,
        "coaching": False,
        "call_sid_to_coach": None,
        "start_conference_on_enter": True,
        "end_conference_on_exit": False,
        "status": "queued",
        "queue_time": "0",
    }
    fixed = {"account_sid": account, "call_sid": call_sid, "conference_sid": conference_sid, "uri": uri}
    return unknown | facts | fixed
