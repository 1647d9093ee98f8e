"""Dialling a conference: wait until it begins, then talk with everybody in it until it ends or one goes."""

from __future__ import annotations

from typing import Any

from hotline.localcarrier.calls.call import Request
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.lines.line import Beep
from hotline.localcarrier.meetings.conferences import Participant, Telling
from hotline.localcarrier.meetings.talking import talk
from hotline.localcarrier.recordings import conversation
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Problem
from hotline.localcarrier.verbs.record import keep_recording
from hotline.localcarrier.verbs.waiting import wait_until

_MOST = 250


class Begun(Exception):
    """The conference has begun, or is over before it has."""


def join_conference(execution: Execution, element: Element, page: Page, facts: dict[str, str]) -> None:
    """Take part. The action URL is told `answered`, and neither a leg nor a duration, as on Twilio."""
    noun = next(child for child in element.children if child.name == "Conference")
    participant = _join(execution, noun, page)
    if participant is None:
        execution.report(Problem(problems.DIAL_CONFERENCE_NAME, "Dial: the conference is full", "error"), page.url)
        return
    facts.clear()
    facts["DialCallStatus"] = "answered"
    conference, seat = participant.conference, participant.seat
    try:
        if conference.status == "init":
            _wait(execution, noun, page, participant)
        talk(
            execution,
            conference.room,
            seat,
            lambda: participant.is_out,
            leaves_on="*" if element.flag("hangupOnStar", default=False) else "",
        )
    finally:
        conference.room.rise(seat)
        if noun.get("beep", "true") in ("true", "onExit"):
            conference.room.sound(Beep())
        has_ended = execution.exchange.conferences.leave(participant)
        if has_ended and noun.get("record", "do-not-record") != "do-not-record":
            _record(execution, noun, page, participant)


def _join(execution: Execution, noun: Element, page: Page) -> Participant | None:
    wishes: dict[str, Any] = {
        "label": noun.get("participantLabel"),
        "starts": noun.flag("startConferenceOnEnter", default=True),
        "ends": noun.flag("endConferenceOnExit", default=False),
    }
    participant = execution.exchange.conferences.join(
        noun.text,
        execution.call,
        execution.line,
        most=int(noun.number("maxParticipants", _MOST)),
        telling=_telling(execution, noun, page),
        wishes=wishes,
        beep=noun.get("beep", "true") in ("true", "onEnter"),
    )
    if participant is not None:
        participant.seat.muted = noun.flag("muted", default=False)
        participant.seat.coaching = noun.get("coach")
    return participant


def _telling(execution: Execution, noun: Element, page: Page) -> Telling | None:
    url = noun.get("statusCallback")
    if not url:
        return None
    return Telling(
        page.resolve(url),
        noun.get("statusCallbackMethod", "POST"),
        frozenset(noun.get("statusCallbackEvent").split()),
        execution.exchange.courier.post,
    )


def _wait(execution: Execution, noun: Element, page: Page, participant: Participant) -> None:
    def is_over() -> None:
        if participant.conference.status != "init":
            raise Begun

    url = noun.get("waitUrl")
    request = Request(page.resolve(url), noun.get("waitMethod", "POST")) if url else None
    try:
        wait_until(execution, is_over, lambda: request)
    except Begun:
        return


def _record(execution: Execution, noun: Element, page: Page, participant: Participant) -> None:
    conference = participant.conference
    recording = conversation(
        execution.call, began=conference.created, words=conference.room.words, channels=1, source="Conference"
    )
    keep_recording(execution, noun, page, recording)
