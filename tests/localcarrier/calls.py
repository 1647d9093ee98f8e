"""Calls as they stand before anybody carries them."""

from __future__ import annotations

from hotline.localcarrier.calls.call import Call
from hotline.localcarrier.clock import CallTime, CarrierClock
from hotline.localcarrier.network import NumberConfig
from tests.localcarrier.conftest import ACCOUNT, CALLER


def arriving(address: str) -> Call:
    """A call from outside to somebody's telephone."""
    return Call(
        account_sid=ACCOUNT,
        from_=CALLER,
        to=address,
        direction="outbound-dial",
        time=CallTime(CarrierClock()),
        number=NumberConfig(voice_url=""),
    )
