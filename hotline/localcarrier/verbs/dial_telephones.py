"""Dialling telephones: numbers, clients and SIP addresses ring at once; the first one that answers is connected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

from hotline.localcarrier.calls.call import Call, Request, Status
from hotline.localcarrier.calls.detection import detect
from hotline.localcarrier.calls.documents import Page
from hotline.localcarrier.calls.execution import Execution
from hotline.localcarrier.calls.ringing import Nobody, Telephone, ring
from hotline.localcarrier.clock import CallTime
from hotline.localcarrier.lines.line import Tones
from hotline.localcarrier.meetings.bridge import Bridge
from hotline.localcarrier.meetings.talking import take_call, talk_across, wait_for_called
from hotline.localcarrier.network import NumberConfig
from hotline.localcarrier.recordings import conversation
from hotline.localcarrier.twiml import problems
from hotline.localcarrier.twiml.document import Element
from hotline.localcarrier.twiml.problems import Problem
from hotline.localcarrier.verbs.record import keep_recording, recording_facts

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_ASIDE = re.compile(r"[\s().-]")
_WHISPERED = frozenset({"Say", "Play", "Gather", "Pause", "Redirect", "Hangup"})


@dataclass(eq=False, slots=True)
class Leg:
    """A call to one of the telephones, and the way to it."""

    telephone: Telephone
    noun: Element
    page: Page
    bridge: Bridge = field(default_factory=Bridge)

    @property
    def call(self) -> Call:
        """The leg's own call."""
        return self.telephone.execution.call

    def connect(self) -> None:
        """Let the leg that has been answered live in a thread of its own: first its whisper, then the conversation."""
        execution = self.telephone.execution
        Thread(target=execution.live, args=(self._course,), name=self.call.sid, daemon=True).start()

    def _course(self) -> None:
        execution = self.telephone.execution
        try:
            execution.answer()
            if mode := self.noun.get("machineDetection"):
                url, method = self.noun.get("amdStatusCallback"), self.noun.get("amdStatusCallbackMethod", "POST")
                detect(execution, mode, url=self.page.resolve(url) if url else "", method=method)
            if keys := self.noun.get("sendDigits"):
                execution.hear(Tones(keys))
            if url := self.noun.get("url"):
                execution.follow(Request(self.page.resolve(url), self.noun.get("method", "POST")), _WHISPERED)
            take_call(execution, self.bridge)
        finally:
            self.bridge.over.set()


def dial_telephones(execution: Execution, element: Element, page: Page, facts: dict[str, str]) -> None:
    """Ring and connect. `facts` are what the action URL is to be told, kept up to date on the way."""
    nouns = [child for child in element.children if child.name in ("Number", "Client", "Sip")]
    if element.text:
        nouns.insert(0, Element("Number", text=element.text))
    legs = [leg for noun in nouns if (leg := _leg(execution, element, noun, page)) is not None]
    groups = [[leg] for leg in legs] if element.flag("sequential", default=False) else [legs]
    for group in filter(None, groups):
        answered = _ring(execution, element, group, facts)
        if answered is not None:
            _connect(execution, element, page, answered, facts)
            return


def _ring(execution: Execution, element: Element, legs: Sequence[Leg], facts: dict[str, str]) -> Leg | None:
    """Ring a group of legs; those that are not picked up are over when it returns or raises."""
    timeout = element.number("timeout", 30)
    answered: Telephone | None = None
    unanswered = Status.CANCELED
    try:
        telephones = [leg.telephone for leg in legs]
        answered = ring(telephones, timeout, watch=execution, ring_back=execution.ring_back)
        if answered is None:
            unanswered = Status.NO_ANSWER
    finally:
        for leg in legs:
            if leg.telephone is not answered:
                leg.telephone.execution.finish(leg.telephone.refusal or unanswered)
        facts |= {"DialCallStatus": legs[-1].call.status.value, "DialCallSid": legs[-1].call.sid}
    return next((leg for leg in legs if leg.telephone is answered), None)


def _connect(execution: Execution, element: Element, page: Page, leg: Leg, facts: dict[str, str]) -> None:
    bridge = leg.bridge
    facts |= {"DialCallStatus": Status.COMPLETED.value, "DialCallSid": leg.call.sid}
    leg.connect()
    try:
        if wait_for_called(execution, bridge):
            talk_across(
                execution,
                bridge,
                most=element.number("timeLimit", execution.exchange.network.longest_call),
                leaves_on="*" if element.flag("hangupOnStar", default=False) else "",
            )
    finally:
        bridge.over.set()
        seconds = bridge.seconds(execution.call.time.now())
        facts |= {"DialCallDuration": str(seconds), "DialBridged": "true" if bridge.began else "false"}
        if bridge.began and element.get("record", "do-not-record") != "do-not-record":
            facts |= _record(execution, element, page, bridge)


def _record(execution: Execution, element: Element, page: Page, bridge: Bridge) -> dict[str, str]:
    call = execution.call
    dual = element.get("record").endswith("-dual")
    recording = conversation(
        call,
        began=bridge.began or call.time.now(),
        words=bridge.room.words,
        channels=2 if dual else 1,
        source="DialVerb",
    )
    execution.after_next_document.append(lambda: keep_recording(execution, element, page, recording))
    return recording_facts(execution, recording)


def _leg(execution: Execution, element: Element, noun: Element, page: Page) -> Leg | None:
    address = _address(noun)
    if not address:
        problem = Problem(problems.DIAL_NUMBER_FORMAT, f"Dial: invalid phone number format {noun.text!r}")
        execution.report(problem, page.url)
        return None
    exchange, parent = execution.exchange, execution.call
    call = Call(
        account_sid=parent.account_sid,
        from_=element.get("callerId", parent.from_),
        to=address,
        direction="outbound-dial",
        time=CallTime(exchange.clock),
        number=_config(noun, page),
        parent_sid=parent.sid,
    )
    call.time.catch_up(parent.time.now())
    call.time.started = call.time.now()
    exchange.calls.add(call)
    line = exchange.telephones.at(address) or Nobody(address)
    return Leg(Telephone(Execution(exchange, call, line, execution.verbs)), noun, page)


def _address(noun: Element) -> str:
    """The address as telephones are plugged in by; empty where it is none."""
    match noun.name:
        case "Client":
            identity = next((child.text for child in noun.children if child.name == "Identity"), noun.text)
            return f"client:{identity}" if identity else ""
        case "Sip":
            return noun.text if noun.text.startswith("sip:") else ""
        case _:
            number = _ASIDE.sub("", noun.text)
            return number if _NUMBER.fullmatch(number) else ""


def _config(noun: Element, page: Page) -> NumberConfig:
    callback = noun.get("statusCallback")
    return NumberConfig(
        voice_url="",
        status_callback=page.resolve(callback) if callback else "",
        status_callback_method=noun.get("statusCallbackMethod", "POST"),
        status_events=frozenset(noun.get("statusCallbackEvent", "completed").split()),
    )
