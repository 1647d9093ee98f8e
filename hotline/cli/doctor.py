"""`doctor`: everything that a call needs, looked at before the first caller needs it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta

import click

from hotline import migrations
from hotline.app import build_house
from hotline.calls.spool import Spool
from hotline.cli import running
from hotline.cli.opening import is_up
from hotline.core import config
from hotline.core.calendar import WorkingCalendar
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import HotlineError
from hotline.core.setting_types import LOCAL
from hotline.telephony.carrier import Carrier, Webhooks

LEAST_FREE = 0.05
"""Share of the disk that must be free (F14)."""

SHORTEST_SECRET = 32
"""Characters (S25). A carrier's own token is as long as it is."""


class Note(HotlineError):
    """Worth knowing, and no call fails of it."""


@click.command()
def doctor() -> None:
    """Look at everything that a call needs, before the first caller does; exit code 1 if anything is wrong."""
    settings = config.load()
    wrong = False
    for name, look in EXAMINATIONS.items():
        try:
            click.echo(f"[ok] {name}: {look(settings)}")
        except Note as note:
            click.echo(f"[--] {name}: {note}")
        except (HotlineError, OSError) as error:
            wrong = True
            click.echo(f"[!!] {name}: {error}")
    sys.exit(1 if wrong else 0)


def _schema(settings: Settings) -> str:
    migrations.require_head(settings.database_url)
    return str(migrations.head())


def _flows(settings: Settings) -> str:
    return f"revision {build_house(settings).library.current.revision}"


def _calendar(settings: Settings) -> str:
    """Promises reach into the days ahead: their holidays must be known."""
    calendar = WorkingCalendar(settings.tz, settings.office_hours)
    last = Clock(settings.clock_file).now() + timedelta(days=settings.follow_up_days)
    calendar.is_working_day(last.astimezone(settings.tz).date())
    if calendar.warnings:
        raise Note("; ".join(calendar.warnings))
    return "节假日和调休已知 (holidays and make-up workdays are known)"


def _disk(settings: Settings) -> str:
    usage = shutil.disk_usage(settings.var_dir)
    free = usage.free / usage.total
    if free < LEAST_FREE:
        raise HotlineError(f"只剩 {free:.0%} 空间,请清理 (only {free:.0%} of the disk is free)")
    return f"{free:.0%} free"


def _keys(settings: Settings) -> str:
    if len(settings.secret_key) < SHORTEST_SECRET:
        told = f"SECRET_KEY 太短,至少 {SHORTEST_SECRET} 个字符 (too short: {SHORTEST_SECRET} characters at least)"
        raise HotlineError(told)
    return f"{len(settings.auth_tokens)} may sign, for {settings.public_base_url}"


def _carrier(settings: Settings) -> str:
    """The local carrier must run, another one must send the number's calls here."""
    if settings.carrier == LOCAL:
        if not is_up(settings.twilio_api_base_url):
            raise Note("本机运营商没有运行 (the local carrier does not run: python -m hotline serve)")
        return f"local, {settings.twilio_api_base_url}"
    if Carrier(settings).webhooks(settings.twilio_phone_number) != Webhooks.of(settings):
        raise HotlineError("号码指向别处,请运行 provision (the number's calls go elsewhere: run provision)")
    return f"{settings.carrier}, {settings.twilio_phone_number}"


def _worker(settings: Settings) -> str:
    if not running.worker_is_alive(settings):
        raise Note("本机没有 worker 在运行 (no worker runs on this machine)")
    return "alive"


def _spool(settings: Settings) -> str:
    waiting = sum(1 for _ in Spool(settings.var_dir / "spool").waiting())
    if waiting:
        raise Note(f"{waiting} 条等待写入,worker 会处理 (requests wait to be written down; the worker will)")
    return "nothing waits"


EXAMINATIONS: Mapping[str, Callable[[Settings], str]] = {
    "schema": _schema,
    "flows": _flows,
    "calendar": _calendar,
    "disk": _disk,
    "keys": _keys,
    "carrier": _carrier,
    "worker": _worker,
    "spool": _spool,
}

COMMANDS = (doctor,)
