"""Many calls at once on one carrier."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import script, scripted
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import NUMBER

LINES = 24


def test_calls_at_once_do_not_mix(application: Application, carrier: Carrier) -> None:
    application.on("/voice", '<Gather input="speech" action="/turn"><Say>请讲</Say></Gather>')
    application.on("/turn", '<Enqueue waitUrl="/wait">support</Enqueue>')
    application.on("/wait", "<Leave/>")

    def dial(n: int) -> scripted.Outcome:
        caller = script.read(f'name: "{n}"\nfrom: "+861370000{n:04}"\nsteps: [{{hears: 请讲, says: 我是{n}号}}]')
        return scripted.call(carrier, caller, NUMBER)

    with ThreadPoolExecutor(LINES) as lines:
        outcomes = list(lines.map(dial, range(LINES)))
    assert len({outcome.call_sid for outcome in outcomes}) == LINES
    said = {form["CallSid"]: (form["From"], form["SpeechResult"]) for form in application.at("/turn")}
    for n, outcome in enumerate(outcomes):
        assert said[outcome.call_sid] == (f"+861370000{n:04}", f"我是{n}号")
        assert len(carrier.log.requests(call_sid=outcome.call_sid)) == 3
    assert len(carrier.log.rings(to=NUMBER)) == LINES
    queue = carrier.queues.find("support")
    assert queue is not None
    assert queue.members == []
