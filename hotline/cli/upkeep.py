"""Commands for whoever keeps the hotline running."""

from __future__ import annotations

import ipaddress
import sys
from urllib.parse import urlsplit

import click

from hotline.cli.opening import opened
from hotline.core import config
from hotline.core.config import Settings
from hotline.core.errors import BadSetting
from hotline.core.setting_types import LOCAL
from hotline.reports import exports
from hotline.reports import invariants as truths
from hotline.telephony.carrier import Carrier, Webhooks

MOST_SHOWN = 20
"""Broken rows of one invariant that are named."""


@click.command()
def invariants() -> None:
    """Print what should always hold and does not; exit code 1 if there is any."""
    with opened() as (_, store, _clock):
        found = store.read(truths.broken)
    for name, rows in found.items():
        more = f" ... ({len(rows)})" if len(rows) > MOST_SHOWN else ""
        click.echo(f"{name}: {', '.join(rows[:MOST_SHOWN])}{more}")
    if found:
        sys.exit(1)
    click.echo(f"{len(truths.INVARIANTS)} invariants hold")


@click.command()
@click.argument("name", type=click.Choice(sorted(exports.LISTS)))
@click.option("--excel", is_flag=True, help="begin with the mark by which Excel knows UTF-8")
def export(name: str, excel: bool) -> None:
    """Write a list as CSV to stdout; no cell of it can become a formula."""
    sys.stdout.reconfigure(encoding="utf-8-sig" if excel else "utf-8", newline="")  # type: ignore[union-attr]  # a text stream here, by click
    with opened() as (settings, store, _):
        store.read(lambda session: exports.write(session, name, sys.stdout, tz=settings.tz))


@click.command()
def provision() -> None:
    """Tell the carrier where this number's calls, their fallback and their ends go."""
    settings = config.load()
    if settings.carrier == LOCAL:
        click.echo("本机运营商无需设置 (the local carrier needs nothing: it knows the addresses by itself)")
        return
    _require_public(settings)
    webhooks = Webhooks.of(settings)
    Carrier(settings).point(settings.twilio_phone_number, webhooks)
    click.echo(f"{settings.twilio_phone_number}\n  voice    {webhooks.voice}\n  fallback {webhooks.fallback}")
    click.echo(f"  status   {webhooks.status}")


def _require_public(settings: Settings) -> None:
    """A carrier out there cannot ask an address of this machine."""
    host = urlsplit(settings.public_base_url).hostname or ""
    try:
        private = ipaddress.ip_address(host).is_private
    except ValueError:
        private = host == "localhost"
    if private:
        told = f"{settings.public_base_url} 运营商访问不到,请写公网地址 (the carrier cannot reach it: set a public one)"
        raise BadSetting("PUBLIC_BASE_URL", told)


COMMANDS = (invariants, export, provision)
