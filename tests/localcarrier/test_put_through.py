"""Calls from one telephone to another, in which the application has no part."""

from __future__ import annotations

import pytest

from hotline.localcarrier.calls.call import Status
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines.transcript import Kind, Who
from tests.localcarrier.application import Application
from tests.localcarrier.conftest import CALLER, Call, plug_in

FRIEND = "+8613900000001"


@pytest.mark.parametrize("address", [FRIEND, "client:agent", "sip:agent@example.com"])
def test_two_people_talk_and_nobody_else_is_asked(
    application: Application, carrier: Carrier, call: Call, address: str
) -> None:
    friend = plug_in(carrier, address, "steps: [{hears: 喂, says: 是我}, {hears: 再见, hangs up: true}]")
    outcome = call("[{says: 喂}, {hears: 是我, says: 再见}]", to=address)
    assert outcome.status is Status.COMPLETED
    assert outcome.transcript.said_by(Who.APPLICATION) == ["是我"]
    assert friend.transcript.said_by(Who.APPLICATION) == ["喂", "再见"]
    assert application.received == []
    (ring,) = carrier.log.rings(to=address)
    assert (ring.from_, ring.direction) == (CALLER, "outbound-dial")


@pytest.mark.parametrize(
    ("answers", "status", "reason"),
    [
        ("never", Status.NO_ANSWER, "无人接听"),
        ("busy", Status.BUSY, "对方正忙"),
        ("rejects", Status.BUSY, "对方正忙"),
    ],
)
def test_who_is_not_reached_is_never_answered(
    carrier: Carrier, call: Call, answers: str, status: Status, reason: str
) -> None:
    plug_in(carrier, FRIEND, f"picks up: {answers}")
    outcome = call("[]", "rings: 100", to=FRIEND)
    assert outcome.status is status
    assert outcome.transcript.entries[-1].text.endswith(reason)
    assert Kind.ANSWERED not in {entry.kind for entry in outcome.transcript.entries}


def test_an_address_that_nobody_can_dial_is_never_answered(carrier: Carrier, call: Call) -> None:
    plug_in(carrier, "the attic")
    assert call(to="the attic").status is Status.NO_ANSWER
