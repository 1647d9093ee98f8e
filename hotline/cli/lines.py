"""Commands for the telephone in the box: calls, the carrier itself, and its clock."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path

import click

from hotline.core import config
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import Invalid
from hotline.localcarrier import server, terminal
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.network import Network, NumberConfig

_STEP = re.compile(r"^(\d+)([smhdw])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def network(settings: Settings) -> Network:
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
        clock_path=settings.var_dir / "clock",
        recordings_dir=settings.var_dir / "recordings",
        base_url=settings.twilio_api_base_url,
        ring_seconds=settings.ring_seconds,
    )


@click.command()
@click.option("--script", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="a scripted caller (YAML)")
@click.option("--from", "from_", default=None, help="the calling number, or a word such as ANONYMOUS")
def call(script: Path | None, from_: str | None) -> None:
    """Call the hotline from this terminal: type to speak, digits to press keys, an empty line is silence."""
    settings = config.load()
    sys.exit(terminal.main(network(settings), settings.twilio_phone_number, from_, script))


@click.command()
@click.option("--port", type=int, required=True)
def carrier(port: int) -> None:
    """Run the local carrier's own service (REST and log) until it is stopped."""
    service = server.make_service(Carrier(network(config.load())), port=port)
    service.serve_forever()


@click.group()
def clock() -> None:
    """The clock that web, workers and the local carrier share; only while the carrier is on this machine."""


def _local_clock() -> Clock:
    settings = config.load()
    if not settings.carrier_is_local:
        raise Invalid(
            "clock", "只有在使用本机运营商时才能调整时钟 (the clock moves only with a carrier on this machine)"
        )
    return Clock(settings.var_dir / "clock")


@clock.command("show")
def show_clock() -> None:
    """Print the time that everybody goes by."""
    click.echo(_local_clock().now().isoformat())


@clock.command("set")
@click.argument("iso")
def set_clock(iso: str) -> None:
    """Set it: 2026-03-10T09:00+08:00."""
    click.echo(_local_clock().set(iso).isoformat())


@clock.command("advance")
@click.argument("step")
def advance_clock(step: str) -> None:
    """Move it on: 30m, 2h, 7d."""
    found = _STEP.match(step)
    if found is None:
        raise Invalid("step", f"{step} 不是时长,例如 30m、2h、7d (not a length of time such as 30m, 2h, 7d)")
    click.echo(_local_clock().advance(timedelta(**{_UNITS[found[2]]: int(found[1])})).isoformat())


COMMANDS = (call, carrier, clock)
