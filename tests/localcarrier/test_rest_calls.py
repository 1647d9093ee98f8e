"""Calls over REST, by Twilio's own client and held to Twilio's own file."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Who
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import CALLER, NUMBER, Call, plug_in, until
from tests.support.prism import ContractBroken


def test_a_call_is_made_and_looked_up(application: Application, carrier: Carrier, twilio: Client) -> None:
    person = plug_in(carrier, CALLER, "steps: [{hears: 解决了吗, says: 解决了}]")
    application.on("/out", '<Gather input="speech" action="/answer"><Say>解决了吗</Say></Gather>')
    application.on("/answer", "<Say>谢谢</Say>")
    application.on("/status", Answer(status=204))
    made = twilio.calls.create(
        to=CALLER,
        from_=NUMBER,
        url=f"{application.url}/out",
        status_callback=f"{application.url}/status",
        status_callback_event=["initiated", "answered", "completed"],
        timeout=30,
        machine_detection="Enable",
    )
    call = carrier.calls.get(made.sid)
    assert call is not None
    assert call.over.wait(20)
    assert person.transcript.said_by(Who.APPLICATION) == ["解决了吗", "谢谢"]
    assert [form["CallStatus"] for form in application.at("/status")] == ["initiated", "in-progress", "completed"]
    fetched = twilio.calls(made.sid).fetch()
    assert (fetched.status, fetched.direction, fetched.answered_by) == ("completed", "outbound-api", "human")
    assert int(fetched.duration) == call.duration


def test_a_call_that_is_over_cannot_be_cancelled(carrier: Carrier, twilio: Client) -> None:
    plug_in(carrier, CALLER, "picks up: never")
    made = twilio.calls.create(to=CALLER, from_=NUMBER, twiml="<Response/>", timeout=600)
    call = carrier.calls.get(made.sid)
    assert call is not None
    assert call.over.wait(20)
    with pytest.raises(TwilioRestException) as late:
        twilio.calls(made.sid).update(status="canceled")
    assert late.value.code == 21220


def test_a_call_under_way_is_sent_elsewhere(application: Application, carrier: Carrier, twilio: Client) -> None:
    person = plug_in(carrier, CALLER, "patience: 3000")
    application.on("/out", "<Say>请稍等</Say>")
    turned: list[str] = []

    def turn(path: str) -> None:
        if path == "/out" and not turned:
            turned.append(path)
            (call,) = carrier.calls
            twilio.calls(call.sid).update(twiml="<Response><Say>换一个地方</Say></Response>")

    application.when_asked = turn
    made = twilio.calls.create(to=CALLER, from_=NUMBER, url=f"{application.url}/out")
    until(lambda: twilio.calls(made.sid).fetch().status == "completed")
    assert person.transcript.said_by(Who.APPLICATION) == ["换一个地方"]


def test_calls_are_found_by_what_is_known_of_them(application: Application, call: Call, twilio: Client) -> None:
    application.on("/voice", "<Say>您好</Say>")
    outcomes = [call() for _ in range(3)]
    newest_first = [outcome.call_sid for outcome in reversed(outcomes)]
    assert [one.sid for one in twilio.calls.list(limit=20)] == newest_first
    assert [one.sid for one in twilio.calls.list(to=NUMBER, from_=CALLER, status="completed")] == newest_first
    assert twilio.calls.list(to="+861") == []
    assert twilio.calls.list(status="busy") == []
    now = datetime.now(UTC)
    assert len(twilio.calls.list(start_time_after=now - timedelta(hours=1))) == 3
    assert twilio.calls.list(start_time_before=now - timedelta(hours=1)) == []
    assert len(twilio.calls.list(start_time=date.today())) == 3  # noqa: DTZ011 - the client sends a plain day


def test_a_list_goes_on_from_page_to_page_and_keeps_its_filters(
    application: Application, call: Call, twilio: Client
) -> None:
    application.on("/voice", "<Say>您好</Say>")
    sids = {call().call_sid for _ in range(5)}
    first = twilio.calls.page(page_size=2, from_=CALLER)
    assert f"From={CALLER.replace('+', '%2B')}" in first.next_page_url
    found = {one.sid for one in first}
    while first.next_page_url:
        first = first.next_page()
        found |= {one.sid for one in first}
    assert found == sids


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"to": "nobody", "url": "http://x.example/"}, 21211),
        ({"to": CALLER, "from_": "+8613700000009", "url": "http://x.example/"}, 21210),
        ({"to": CALLER}, 21205),
        ({"to": CALLER, "twiml": f"<Response><Say>{'长' * 4000}</Say></Response>"}, 32018),
    ],
)
def test_what_makes_no_sense_is_refused_with_twilios_number(twilio: Client, form: dict[str, str], code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls.create(**({"from_": NUMBER} | form))
    assert (refused.value.code, refused.value.status) == (code, 400)


def test_an_unknown_call_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as missing:
        twilio.calls("CA" + "0" * 32).fetch()
    assert (missing.value.code, missing.value.status) == (20404, 404)


def test_the_contract_is_held(twilio: Client) -> None:
    """The check itself can fail: a request that Twilio's file knows nothing of is refused by Prism."""
    with pytest.raises(ContractBroken):
        twilio.calls.create(to=CALLER, from_=NUMBER, url="http://x.example/", timeout="soon")
