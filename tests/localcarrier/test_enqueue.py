"""Waiting in a queue and every way out of it."""

from __future__ import annotations

from dataclasses import replace

from hotline.localcarrier.calls.call import Call as CarriedCall
from hotline.localcarrier.calls.call import Order, Request
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from hotline.localcarrier.lines.line import Ears, Pickup, Reaction, Sound
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import NUMBER, Call

ENQUEUE = '<Enqueue waitUrl="/wait" action="/out">support</Enqueue>'


def test_the_waiting_document_starts_again_until_the_caller_leaves(application: Application, call: Call) -> None:
    application.on("/voice", f"{ENQUEUE}<Say>after the queue</Say>")
    application.on(
        "/wait", "<Say>请稍等</Say><Pause length='20'/>", "<Say>请稍等</Say><Pause length='20'/>", "<Leave/>"
    )
    application.on("/out", "<Say>leaving</Say>")
    outcome = call()
    rounds = application.at("/wait")
    assert [form["QueuePosition"] for form in rounds] == ["1", "1", "1"]
    assert [int(form["QueueTime"]) >= 20 * n for n, form in enumerate(rounds)] == [True] * 3
    first = rounds[0]
    assert first["QueueSid"].startswith("QU")
    assert (first["CurrentQueueSize"], first["MaxQueueSize"], first["AvgQueueTime"]) == ("1", "1000", "0")
    out = application.at("/out")[0]
    assert out["QueueResult"] == "leave"
    assert out["QueueSid"] == first["QueueSid"]
    assert int(out["QueueTime"]) >= 40
    assert outcome.transcript.said_by(Who.APPLICATION)[-2:] == ["leaving", "after the queue"]


def test_leaving_without_an_action_goes_on_behind_the_queue(application: Application, call: Call) -> None:
    application.on("/voice", '<Enqueue waitUrl="/wait">support</Enqueue><Say>after</Say>')
    application.on("/wait", "<Leave/>")
    assert call().transcript.said_by(Who.APPLICATION) == ["after"]


def test_hanging_up_in_the_queue_is_told_to_the_action(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", ENQUEUE)
    application.on("/wait", "<Pause length='30'/>")
    application.on("/out", "<Say>nobody hears this</Say>")
    outcome = call(more="patience: 100")
    out = application.at("/out")[0]
    assert (out["QueueResult"], out["CallStatus"]) == ("hangup", "completed")
    assert 90 <= int(out["QueueTime"]) <= 130
    assert Kind.HUNG_UP in [entry.kind for entry in outcome.transcript.entries]
    queue = carrier.queues.find("support")
    assert queue is not None
    assert queue.members == []


def test_a_hangup_verb_in_the_waiting_document_ends_the_call(application: Application, call: Call) -> None:
    application.on("/voice", f"{ENQUEUE}<Say>never</Say>")
    application.on("/wait", "<Hangup/>")
    application.on("/out", "")
    assert call().transcript.said_by(Who.APPLICATION) == []
    assert application.at("/out")[0]["QueueResult"] == "hangup"


def test_a_full_queue_turns_the_caller_away_without_a_sid(application: Application, carrier: Carrier) -> None:
    application.on("/voice", f"{ENQUEUE}<Say>never</Say>")
    application.on("/out", "<Say>full</Say>")
    full = Carrier(replace(carrier.network, queue_size=0))
    outcome = scripted.call(full, script.read('name: t\nfrom: "1"'), NUMBER)
    out = application.at("/out")[0]
    assert out["QueueResult"] == "queue-full"
    assert "QueueSid" not in out
    assert outcome.transcript.said_by(Who.APPLICATION) == ["full"]


def test_keys_in_the_waiting_document_lead_out(application: Application, call: Call) -> None:
    application.on("/voice", ENQUEUE)
    application.on("/wait", '<Gather action="/pressed" numDigits="1"><Say>按一留下号码</Say></Gather>')
    application.on("/pressed", "<Leave/>")
    application.on("/out", "<Say>号码留下了</Say>")
    outcome = call("[{hears: 按一, keys: '1'}]")
    assert application.at("/pressed")[0]["Digits"] == "1"
    assert outcome.transcript.said_by(Who.APPLICATION)[-1] == "号码留下了"


def test_a_broken_waiting_document_is_the_result_error(application: Application, call: Call) -> None:
    application.on("/voice", ENQUEUE)
    application.on("/wait", Answer(status=500))
    application.on("/out", "<Say>sorry</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["sorry"]
    assert application.at("/out")[0]["QueueResult"] == "error"


def test_a_task_is_refused_by_name_and_is_no_part_of_the_queues_name(
    application: Application, carrier: Carrier, call: Call
) -> None:
    application.on("/voice", ENQUEUE.replace("support", 'support<Task>{"language": "zh"}</Task>'))
    application.on("/wait", "<Leave/>")
    application.on("/out", "")
    call()
    assert [event.message for event in carrier.log.errors()] == ["This carrier does not carry out 'Task'"]
    assert [queue.name for queue in carrier.queues.all()] == ["support"]


def test_recording_is_not_allowed_while_waiting(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", ENQUEUE)
    application.on("/wait", "<Record/><Leave/>")
    application.on("/out", "")
    call("[{says: 喂}]")
    assert [event.number for event in carrier.log.errors()] == [12200]
    assert carrier.recordings.of() == []


def test_leave_outside_a_queue_changes_nothing(application: Application, call: Call) -> None:
    application.on("/voice", "<Leave/><Say>on</Say>")
    assert call().transcript.said_by(Who.APPLICATION) == ["on"]


def test_without_a_wait_url_there_is_hold_music(application: Application, call: Call) -> None:
    application.on("/voice", "<Enqueue>support</Enqueue>")
    outcome = call(more="patience: 70")
    played = [entry.text for entry in outcome.transcript.entries if entry.kind is Kind.PLAYED]
    assert played == ["hold music"] * 3


class Turning:
    """A line that gives the carrier an order as soon as it hears something."""

    number = "+8613700000001"
    live = False
    machine = False

    def __init__(self, carrier: Carrier, order: Order) -> None:
        self._carrier = carrier
        self._order = order
        self.heard: list[Sound] = []

    def rung(self, _call: CarriedCall, _ring: int) -> Pickup:
        return Pickup.ANSWERS

    def ringing(self, call: CarriedCall, ring: int) -> None:
        """Nothing to do."""

    def answered(self, call: CarriedCall) -> None:
        """Nothing to do."""

    def hear(self, call: CarriedCall, sound: Sound) -> None:
        if not self.heard:
            assert self._carrier.order(call, self._order)
        self.heard.append(sound)

    def listen(self, call: CarriedCall, ears: Ears) -> Reaction:
        for sound in ears.prompt:
            self.hear(call, sound)
        return Reaction()

    def ended(self, call: CarriedCall, reason: str) -> None:
        """Nothing to do."""


def test_an_order_from_outside_takes_the_caller_out_of_the_queue(application: Application, carrier: Carrier) -> None:
    application.on("/voice", ENQUEUE)
    application.on("/wait", "<Say>请稍等</Say><Say>还要等</Say>")
    application.on("/agent", "<Say>我来接听</Say>")
    application.on("/out", "")
    line = Turning(carrier, Order(Request(f"{application.url}/agent")))
    carrier.dial(line, NUMBER)
    assert [getattr(sound, "text", "") for sound in line.heard] == ["请稍等", "我来接听"]
    assert application.at("/out")[0]["QueueResult"] == "redirected"


def test_an_order_to_end_ends_the_call_and_a_later_one_comes_too_late(
    application: Application, carrier: Carrier
) -> None:
    application.on("/voice", "<Say>one</Say><Say>two</Say>")
    line = Turning(carrier, Order())
    ended = carrier.dial(line, NUMBER)
    assert len(line.heard) == 1
    assert ended.status.value == "completed"
    assert not carrier.order(ended, Order())
