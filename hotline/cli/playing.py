"""`flows play`: the whole conversation in the terminal, with a database of its own that is thrown away."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import click
from sqlalchemy.orm import Session

from hotline import migrations
from hotline.app import build_house
from hotline.calls import turns
from hotline.calls.turns import Known, Thought
from hotline.cli.sowing import sow_demo
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.store import Store, open_store
from hotline.flows.engine import Heard
from hotline.telephony import twiml

SID = "CAplay"
_KEYS = re.compile(r"[0-9*#]+")


def play(settings: Settings, from_: str) -> None:
    """Talk until the flow hangs up or the input ends."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'play.db'}"
        migrations.upgrade(url)
        store = open_store(url)
        try:
            _talk(settings, store, Clock(None), from_)
        finally:
            store.close()


def _talk(settings: Settings, store: Store, clock: Clock, from_: str) -> None:
    house = build_house(settings)
    store.write(lambda session: sow_demo(session, clock.now(), settings.tz))

    def keep(session: Session, thought: Thought | Known) -> str:
        return turns.keep(session, house=house, thought=thought, now=clock.now())

    params = {"CallSid": SID, "From": from_, "To": settings.twilio_phone_number}
    document = store.write_after(
        lambda session: turns.think_of_ring(session, house=house, params=params, now=clock.now()),
        keep,
    )
    number = 1
    click.echo("打字 = 说话 · 数字 = 按键 · 空行 = 不出声 · Ctrl-D = 挂断")
    while True:
        for said in ET.fromstring(document).iter("Say"):  # noqa: S314 - our own document
            click.echo(f"热线  {said.text}")
        if twiml.HANGUP in document:
            return
        heard = _typed()
        if heard is None:
            return
        turn = partial(turns.think_of_turn, house=house, sid=SID, number=number, heard=heard, now=clock.now())
        document = store.write_after(turn, keep)
        number += 1


def _typed() -> Heard | None:
    line = sys.stdin.readline()
    if not line:
        return None
    text = line.strip()
    return Heard(digits=text) if _KEYS.fullmatch(text) else Heard(speech=text)
