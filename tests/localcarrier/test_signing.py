"""Signatures as Twilio makes them."""

from __future__ import annotations

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.webhooks.signing import signature
from tests.localcarrier.application import Answer, Application
from tests.localcarrier.conftest import Call


def test_the_signature_of_twilios_own_example() -> None:
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_query_fragment_chinese_and_empty_values_are_signed_as_twilio_does(
    application: Application, call: Call
) -> None:
    ears = 'input="dtmf speech" actionOnEmptyResult="true"'
    application.on(
        "/voice",
        f'<Gather {ears} action="/turn?call=1&amp;n=%E5%AE%A2,2#rc=2"/>',
    )
    application.on("/turn", f'<Gather {ears} action="/end"/>')
    application.on("/end", "<Hangup/>")
    call("[{says: 您好 <b>&amp; 'x' 喂}, {silence: true}]")
    assert application.at("/turn")[0]["SpeechResult"] == "您好 <b>&amp; 'x' 喂"
    assert application.at("/end")[0]["Digits"] == ""
    assert all(received.signed for received in application.received)


def test_a_get_webhook_carries_its_parameters_in_the_signed_query(application: Application, call: Call) -> None:
    application.on("/voice", '<Redirect method="GET">/next?n=1</Redirect>')
    application.on("/next", Answer())
    outcome = call()
    received = application.received[-1]
    assert received.method == "GET"
    assert received.signed
    assert received.form == {}
    assert received.query["n"] == "1"
    assert received.query["CallSid"] == outcome.call_sid


def test_the_first_of_several_tokens_signs(application: Application, carrier: Carrier, call: Call) -> None:
    application.on("/voice", "<Hangup/>")
    call()
    exchange = carrier.log.requests()[0]
    sent = application.received[0].headers["X-Twilio-Signature"]
    assert sent == signature(carrier.network.auth_tokens[0], exchange.url, exchange.params)
