"""Commands for whoever keeps the hotline running."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import click

from hotline import migrations
from hotline.app import load_flows
from hotline.cli import data
from hotline.core import config
from hotline.core.calendar import WorkingCalendar
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import HotlineError
from hotline.reports import exports
from hotline.reports import invariants as truths

LEAST_FREE = 0.05
"""Share of the disk that must be free (F14)."""


@click.command()
def invariants() -> None:
    """Print what should always hold and does not; exit code 1 if there is any."""
    _, store, _ = data.opened()
    found = store.read(truths.broken)
    for name, rows in found.items():
        click.echo(f"{name}: {', '.join(rows[:20])}{' ...' if len(rows) > 20 else ''}")  # noqa: PLR2004 - a screenful
    if found:
        sys.exit(1)
    click.echo(f"{len(truths.INVARIANTS)} invariants hold")


@click.command()
@click.argument("name", type=click.Choice(sorted(exports.LISTS)))
def export(name: str) -> None:
    """Write a list as CSV to stdout; no cell of it can become a formula."""
    _, store, _ = data.opened()
    store.read(lambda session: exports.write(session, name, sys.stdout))


@click.command()
def doctor() -> None:
    """Look at everything that a call needs, before the first caller does; exit code 1 if anything is wrong."""
    settings = config.load()
    wrong = False
    for name, look in _examinations(settings):
        try:
            finding = look()
        except HotlineError as error:
            wrong = True
            click.echo(f"[!!] {name}: {error}")
        else:
            click.echo(f"[ok] {name}: {finding}")
    sys.exit(1 if wrong else 0)


def _examinations(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "schema", lambda: _schema(settings)
    yield "flows", lambda: f"revision {load_flows(settings).revision}"
    yield "calendar", lambda: _calendar(settings)
    yield "disk", lambda: _disk(settings)
    yield "carrier", lambda: f"{settings.carrier}, webhooks signed for {settings.public_base_url}"
    yield "keys", lambda: f"{len(settings.auth_tokens)} may sign"


def _schema(settings: Settings) -> str:
    migrations.require_head(settings.database_url)
    return str(migrations.head())


def _calendar(settings: Settings) -> str:
    """Next year's holidays must be known before it comes: promises reach into it."""
    calendar = WorkingCalendar(settings.tz, settings.office_hours)
    now = Clock(settings.var_dir / "clock").now()
    calendar.is_working_day((now + timedelta(days=settings.follow_up_days)).astimezone(settings.tz).date())
    if calendar.warnings:
        raise HotlineError("; ".join(calendar.warnings))
    return "holidays and make-up workdays are known"


def _disk(settings: Settings) -> str:
    usage = shutil.disk_usage(settings.var_dir)
    free = usage.free / usage.total
    if free < LEAST_FREE:
        raise HotlineError(f"只剩 {free:.0%} 空间 (only {free:.0%} of the disk is free)")
    return f"{free:.0%} free"


COMMANDS = (invariants, export, doctor)
