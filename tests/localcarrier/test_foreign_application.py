"""Another Twilio application runs on the local carrier as it is."""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from twilio.rest import Client

from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.lines import scripted
from hotline.localcarrier.lines.transcript import Who
from hotline.localcarrier.network import Network, NumberConfig
from hotline.localcarrier.service.server import create_app
from tests.localcarrier import taxi_office
from tests.localcarrier.application import TOKEN
from tests.localcarrier.conftest import ACCOUNT, plug_in, read_script
from tests.support.prism import CheckedClient, Contract
from tests.support.serving import served

OFFICE, PASSENGER, DRIVER = "+15550100", "+15550101", "+15550102"


@dataclass
class Office:
    carrier: Carrier
    bookings: dict[str, dict[str, str]]


@pytest.fixture
def office(contract: Contract, tmp_path: Path) -> Iterator[Office]:
    """The office and a carrier that has its number."""
    client = Client(ACCOUNT, TOKEN, http_client=CheckedClient(contract.url))
    app = taxi_office.create_app(client, TOKEN, OFFICE, DRIVER)
    with served(app) as url:
        number = NumberConfig(voice_url=f"{url}/welcome")
        network = Network({OFFICE: number}, ACCOUNT, (TOKEN,), recordings_dir=tmp_path / "recordings")
        carrier = Carrier(replace(network, waiting_pace=0.005))
        contract.app = create_app(carrier)
        yield Office(carrier, app.config["bookings"])


def test_passenger_and_driver_find_each_other(office: Office) -> None:
    driver = plug_in(
        office.carrier,
        DRIVER,
        "steps:\n- {hears: press one, keys: '1'}\n- {hears: gate, says: I see you, hangs up: true}",
    )
    passenger = read_script(
        PASSENGER,
        "patience: 3000\nsteps:\n- {hears: where are you, says: airport}\n"
        "- {hears: here is your driver, says: at gate two}",
    )
    outcome = scripted.call(office.carrier, passenger, OFFICE)
    heard = outcome.transcript.said_by(Who.APPLICATION)
    assert heard[-3:] == ["Here is your driver.", "I see you", "Have a good trip."]
    assert driver.transcript.said_by(Who.APPLICATION) == [
        "A passenger at airport. To accept press one.",
        "at gate two",
    ]
    assert office.bookings[outcome.call_sid]["queue"] == "bridged"
    assert office.carrier.log.errors() == []


def test_without_a_driver_a_message_is_left(office: Office) -> None:
    plug_in(office.carrier, DRIVER, "picks up: never")
    passenger = read_script(
        PASSENGER,
        "patience: 3000\nsteps:\n- {hears: press one, keys: '1'}\n- {hears: leave a message, says: ignored}\n"
        "- {says: please call me back}",
    )
    outcome = scripted.call(office.carrier, passenger, OFFICE)
    booking = office.bookings[outcome.call_sid]
    assert (booking["place"], booking["driver"], booking["queue"]) == ("station", "no-answer", "redirected")
    (recording,) = office.carrier.recordings.of(outcome.call_sid)
    assert booking["message"].endswith(recording.sid)
    assert outcome.transcript.said_by(Who.APPLICATION)[-1] == "Thank you."
