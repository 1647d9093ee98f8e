"""`demo`: everything set up and started, one customer's call, and then the line stays up."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

import click
from sqlalchemy.orm import Session

from hotline import migrations
from hotline.callbacks import queries as callbacks
from hotline.callbacks.models import Kind
from hotline.cli import lines, processes, running, sowing
from hotline.cli.opening import is_up
from hotline.cli.processes import Processes
from hotline.core import config
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import HotlineError
from hotline.core.store import open_store
from hotline.localcarrier.lines.terminal import Screen
from hotline.localcarrier.lines.transcript import Entry
from hotline.tickets import queries as tickets

READY_WITHIN = 30.0
LOOK_AGAIN = 0.05

CALLER = sowing.FOLDER / "caller.yaml"

_SECRETS = frozenset({"SECRET_KEY", "TWILIO_AUTH_TOKEN"})


@click.command()
@click.option("--once", is_flag=True, help="end after the call; exit code 0 only if ticket and follow-up exist")
def demo(once: bool) -> None:
    """Set up, start everything, play one customer's call, and stay."""
    settings = config.load()
    if not settings.carrier_is_local:
        raise HotlineError("演示只用本机运营商 (the demonstration needs the local carrier: unset TWILIO_ACCOUNT_SID)")
    _prepare(settings)
    running.look_before_start(settings)
    log = settings.var_dir / "serve.log"
    with processes.running(running.tasks(settings), log=log) as started:
        _await_ready(settings, started, log)
        kept = _play(settings)
        if once:
            sys.exit(0 if kept else 1)
        _tell_where(settings)
        raise HotlineError(f"{started.ended()} 意外结束,见 (ended by itself, see) {log}")


def _prepare(settings: Settings) -> None:
    store = open_store(settings.database_url)
    migrations.upgrade(settings.database_url)
    clock = Clock(settings.clock_file)
    store.write(lambda session: sowing.sow_demo(session, clock.now(), settings.tz))
    store.close()  # before anything is forked


def _await_ready(settings: Settings, started: Processes, log: Path) -> None:
    for _ in range(int(READY_WITHIN / LOOK_AGAIN)):
        ended = started.ended(within=LOOK_AGAIN)
        if ended is not None:
            raise HotlineError(f"{ended} 没有启动,见 (did not start, see) {log}")
        if is_up(f"http://127.0.0.1:{settings.port}/readyz") and is_up(f"{settings.twilio_api_base_url}/healthz"):
            return
    raise HotlineError(f"{READY_WITHIN:.0f} 秒内没有就绪,见 (was not ready in time, see) {log}")


class _Kept(NamedTuple):
    """What came of the call."""

    ticket: str | None
    follow_up: str | None


def _play(settings: Settings) -> bool:
    """One scripted customer; prints what was said and what came of it. True if ticket and follow-up exist."""
    click.echo("\n一位客户来电 (a customer calls):\n")
    placed = lines.place(settings, CALLER.read_text(encoding="utf-8"))
    screen = Screen(sys.stdout)
    for entry in placed["transcript"]:
        screen.show(Entry.read(entry))
    store = open_store(settings.database_url)
    kept = store.read(lambda session: _kept(session, placed["sid"], settings))
    store.close()
    click.echo(f"\n工单 (ticket): {kept.ticket or '没有'}\n回访 (follow-up) 不迟于: {kept.follow_up or '没有'}\n")
    return None not in kept


def _kept(session: Session, call_sid: str, settings: Settings) -> _Kept:
    opened = tickets.for_call(session, call_sid)
    due = [one.due_at for one in callbacks.for_call(session, call_sid) if one.kind is Kind.FOLLOW_UP]
    return _Kept(
        opened[0].number if opened else None,
        f"{due[0].astimezone(settings.tz):%Y-%m-%d %H:%M}" if due else None,
    )


def _tell_where(settings: Settings) -> None:
    base = settings.public_base_url
    command = _command()
    click.echo(
        f"热线在线 (the line is up): {settings.twilio_phone_number}\n\n"
        f"  网页电话 (browser phone)    {lines.phone_address(settings)}\n"
        f"  交换台 (switchboard)        {lines.switchboard_address(settings)}\n"
        f"  打电话 (call it)            {command} call\n"
        f"  听一位投诉的客户 (listen)   {command} call --script tests/callers/complaint.yaml\n"
        f"  过一周 (a week passes)      {command} clock advance 7d\n"
        f"  令牌 (token for the API)    {command} token create --role auditor\n"
        f"  接口 (JSON API)             {base}/api/docs\n"
        f"  状态与数字 (health)         {base}/readyz  {base}/metrics\n"
        f"  演示员工 (demo staff)       {', '.join(member.username for member in sowing.STAFF)} / {sowing.PASSWORD}\n"
        f"  日志 (log)                  {settings.var_dir / 'serve.log'}\n\n"
        "Ctrl-C 结束 (to stop)"
    )


def _command() -> str:
    """How to run a command beside this one: the same Python, with the same settings."""
    named = [name for name, *_ in config.SETTINGS if os.environ.get(name) and name not in _SECRETS]
    settings = [f"{name}={shlex.quote(os.environ[name])}" for name in named]
    python = Path(sys.executable)
    shown = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python
    return " ".join([*settings, shlex.quote(str(shown)), "-m hotline"])


COMMANDS = (demo,)
