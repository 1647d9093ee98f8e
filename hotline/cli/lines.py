"""Commands for the telephone in the box: calls, the carrier itself, and its clock."""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from hotline import worker
from hotline.app import open_hotline
from hotline.cli.opening import is_up
from hotline.core import config
from hotline.core.clock import FASTEST, Clock
from hotline.core.config import Settings
from hotline.core.errors import Conflict, Invalid, Unavailable
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.faults import NO_FAULTS, BadFaults, Faults
from hotline.localcarrier.lines import terminal
from hotline.localcarrier.network import Network, NumberConfig
from hotline.localcarrier.service import server

_STEP = re.compile(r"(?a)^(\d{1,5})([smhdw])$")
_YEARS = range(2000, 2200)
"""Where a date can still be reckoned with."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def network(settings: Settings, faults: Faults = NO_FAULTS) -> Network:
    """The carrier's side of the settings: our number, and where its webhooks go."""
    base = settings.public_base_url.rstrip("/")
    number = NumberConfig(
        voice_url=f"{base}/voice/incoming",
        voice_fallback_url=f"{base}/voice/fallback",
        status_callback=f"{base}/voice/status",
    )
    return Network(
        numbers={settings.twilio_phone_number: number},
        account_sid=settings.twilio_account_sid,
        auth_tokens=settings.auth_tokens,
        clock_path=settings.clock_file,
        recordings_dir=settings.var_dir / "recordings",
        callers_dir=Path(__file__).with_name("demo"),
        base_url=settings.twilio_api_base_url,
        ring_seconds=settings.ring_seconds,
        faults=faults,
    )


def _read_faults(_context: click.Context, parameter: click.Parameter, text: str | None) -> Faults:
    try:
        return NO_FAULTS if text is None else Faults.parse(text)
    except BadFaults as error:
        raise click.BadParameter(str(error), param=parameter) from None


with_faults = click.option(
    "--faults",
    metavar="seed=7,duplicate=0.1",
    callback=_read_faults,
    help="a bad day: a seed, and how often what strikes",
)
"""The option of every command that runs a local carrier."""


@click.command()
@click.option("--script", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="a scripted caller (YAML)")
@click.option("--from", "from_", default=None, help="the calling number, or a word such as ANONYMOUS")
@with_faults
def call(script: Path | None, from_: str | None, faults: Faults) -> None:
    """Call the hotline from this terminal: type to speak, digits to press keys, an empty line is silence."""
    settings = config.load()
    code = terminal.main(network(settings, faults), settings.twilio_phone_number, from_, script)
    if not is_up(settings.public_base_url):
        told = "热线没有开,请先运行 (the hotline is not up, first run): python -m hotline serve"
        raise Unavailable(f"{settings.public_base_url}: {told}")
    sys.exit(code)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="default: the port of TWILIO_API_BASE_URL")
@with_faults
def carrier(port: int | None, faults: Faults) -> None:
    """Run the local carrier's own service (REST and log) until it is stopped."""
    settings = config.load()
    run_carrier(settings, port or carrier_port(settings), faults)


def carrier_port(settings: Settings) -> int:
    """Where the local carrier listens."""
    return urlsplit(settings.twilio_api_base_url).port or 80


def phone_address(settings: Settings) -> str:
    """Where the local carrier's telephone is, for a browser on this machine."""
    return f"{settings.twilio_api_base_url}/phone"


def switchboard_address(settings: Settings) -> str:
    """Where the local carrier shows its calls and every request."""
    return f"{settings.twilio_api_base_url}/carrier"


def place(settings: Settings, caller: str) -> dict[str, Any]:
    """Let a scripted caller (YAML) call our number on the running local carrier; answers with the ended call."""
    body = {"to": settings.twilio_phone_number, "caller": caller, "wait": True}
    asked = urllib.request.Request(  # noqa: S310 - from our settings, http or https only
        f"{settings.twilio_api_base_url}/carrier/calls",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - as above
        placed: dict[str, Any] = json.load(answer)
        return placed


def run_carrier(settings: Settings, port: int, faults: Faults = NO_FAULTS) -> None:
    """Carry calls until SIGTERM."""
    server.make_service(Carrier(network(settings, faults)), port=port).serve_forever()


@click.group()
def clock() -> None:
    """The clock that web, workers and the local carrier share; only while the carrier is on this machine."""


def _movable(settings: Settings) -> Clock:
    if not settings.carrier_is_local:
        told = "只有在使用本机运营商时才能调整时钟 (the clock moves only with a carrier on this machine)"
        raise Conflict(told)
    return Clock(settings.clock_file)


@clock.command("show")
def show_clock() -> None:
    """Print the time that everybody goes by."""
    click.echo(_movable(config.load()).now().isoformat())


@clock.command("set")
@click.argument("iso")
def set_clock(iso: str) -> None:
    """Set it: 2026-03-10T09:00+08:00; without a zone it is the office's."""
    settings = config.load()
    moved = _movable(settings)
    try:
        instant = datetime.fromisoformat(iso)
    except ValueError:
        told = f"{iso} 不是时间,请写成 2026-03-10T09:00+08:00 (no such time: write it like this)"
        raise Invalid("iso", told) from None
    _move(moved, instant if instant.tzinfo else instant.replace(tzinfo=settings.tz))


@clock.command("advance")
@click.argument("step")
def advance_clock(step: str) -> None:
    """Move it on: 30m, 2h, 7d."""
    moved = _movable(config.load())
    _move(moved, moved.now() + _length(step))


@clock.command("pass")
@click.argument("step")
def pass_time(step: str) -> None:
    """Let 30m, 2h, 7d pass and do everything on the way when it falls due; prints those moments."""
    settings = config.load()
    until = _near(_movable(settings).now() + _length(step))
    hotline = open_hotline(settings)
    try:
        for moment in worker.pass_time(hotline, until):
            click.echo(moment.isoformat())
    finally:
        hotline.store.close()


@clock.command("fast")
@click.argument("rate", type=click.FloatRange(0, FASTEST, min_open=True))
def run_clock(rate: float) -> None:
    """Let time pass so many times as fast: 60 makes an hour a minute, 1 is as usual."""
    click.echo(_movable(config.load()).run(rate).isoformat())


def _length(step: str) -> timedelta:
    found = _STEP.match(step)
    if found is None:
        told = f"{step} 不是时长,请写成 30m、2h、7d (no such length of time: write it like these)"
        raise Invalid("step", told)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _near(instant: datetime) -> datetime:
    if instant.year not in _YEARS:
        told = f"{instant:%Y} 年太远了 (the clock goes from the year {_YEARS[0]} to {_YEARS[-1]})"
        raise Invalid("clock", told)
    return instant


def _move(moved: Clock, instant: datetime) -> None:
    click.echo(moved.set(_near(instant)).isoformat())


COMMANDS = (call, carrier, clock)
