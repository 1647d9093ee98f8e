"""Commands that run processes: everything at once, the worker alone, and the demonstration."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from honcho.manager import Manager
from sqlalchemy.orm import Session

from hotline import migrations
from hotline import worker as workers
from hotline.app import open_hotline
from hotline.callbacks import queries as callbacks
from hotline.callbacks.models import Kind
from hotline.cli import data, lines
from hotline.core import config, logs
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import BadSetting
from hotline.core.store import open_store
from hotline.localcarrier import script, scripted
from hotline.localcarrier.carrier import Carrier
from hotline.localcarrier.terminal import Screen
from hotline.tickets import queries as tickets

WEB_PROCESSES = 2
WEB_THREADS = 16
READY_WITHIN = 30.0

DEMO_CALLER = data.DEMO / "caller.yaml"


@click.command()
def worker() -> None:
    """Run the worker: it ends silent calls, takes up what was kept aside, frees forgotten claims."""
    logs.configure()
    workers.run(open_hotline(config.load()))


@click.command()
def serve() -> None:
    """Run web, worker and, where no other carrier is set, the local carrier, until Ctrl-C."""
    settings = config.load()
    open_hotline(settings).store.close()  # says what is wrong before anything starts
    _require_free_port(settings.port, "PORT")
    manager = Manager()
    python = sys.executable
    web = (
        f"{python} -m granian --interface wsgi --host 127.0.0.1 --port {settings.port} --workers {WEB_PROCESSES} "
        f"--blocking-threads {WEB_THREADS} --respawn-failed-workers --no-ws hotline.wsgi:app"
    )
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    manager.add_process("web", web, env=environment)
    manager.add_process("worker", f"{python} -m hotline worker", env=environment)
    if settings.carrier_is_local:
        port = urlsplit(settings.twilio_api_base_url).port or settings.port + 1
        _require_free_port(port, "TWILIO_API_BASE_URL")
        manager.add_process("carrier", f"{python} -m hotline carrier --port {port}", env=environment)
    manager.loop()
    sys.exit(0 if manager.returncode in (0, 130, None, -signal.SIGINT, -signal.SIGTERM) else 1)


@click.command()
@click.option("--once", is_flag=True, help="end after the call; exit code 0 only if ticket and follow-up exist")
def demo(once: bool) -> None:
    """Set up, start everything, play one customer's call, and stay."""
    settings = config.load()
    migrations.upgrade(settings.database_url)
    store = open_store(settings.database_url)
    clock = Clock(settings.var_dir / "clock")
    store.write(lambda session: data.sow_demo(session, clock.now(), settings.tz))
    with _serving(settings) as server:
        kept = _play(settings)
        if once:
            sys.exit(0 if kept else 1)
        _tell_where(settings)
        server.wait()


def _play(settings: Settings) -> bool:
    """One scripted customer; prints what was said and what came of it. True if ticket and follow-up exist."""
    click.echo("\n一位客户来电 (a customer calls):\n")
    screen = Screen(sys.stdout)
    ended = scripted.call(
        Carrier(lines.network(settings)),
        script.load(DEMO_CALLER),
        settings.twilio_phone_number,
        listener=screen.show,
    )
    store = open_store(settings.database_url)

    def result(session: Session) -> tuple[str | None, str | None]:
        opened = tickets.for_call(session, ended.call_sid)
        follow_ups = [one for one in callbacks.for_call(session, ended.call_sid) if one.kind is Kind.FOLLOW_UP]
        due = follow_ups[0].due_at.astimezone(settings.tz).strftime("%Y-%m-%d %H:%M") if follow_ups else None
        return opened[0].number if opened else None, due

    number, due = store.read(result)
    store.close()
    click.echo(f"\n工单 (ticket): {number or '没有'}\n回访 (follow-up) 不迟于: {due or '没有'}\n")
    return number is not None and due is not None


def _tell_where(settings: Settings) -> None:
    base = settings.public_base_url
    click.echo(
        f"热线在线 (the line is up): {settings.twilio_phone_number}\n"
        f"  打电话 (call it):        .venv/bin/python -m hotline call\n"
        f"  脚本来电 (scripted):     .venv/bin/python -m hotline call --script tests/callers/complaint.yaml\n"
        f"  接口 (JSON API):         {base}/api/docs   令牌: .venv/bin/python -m hotline token create --role auditor\n"
        f"  状态 (health, figures):  {base}/readyz   {base}/metrics\n"
        f"  演示账号 (demo staff):   {', '.join(name for name, _, _ in data.DEMO_STAFF)} / {data.DEMO_PASSWORD}\n"
        "Ctrl-C 结束 (to stop)"
    )


@contextmanager
def _serving(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`serve` in its own process group; its log goes to a file."""
    _require_free_port(settings.port, "PORT")
    log_file = Path(settings.var_dir) / "serve.log"
    with log_file.open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "hotline", "serve"], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        _await_ready(settings, server, log_file)
        yield server
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _await_ready(settings: Settings, server: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise click.ClickException(f"the server ended; its last words are in {log_file}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{settings.port}/readyz", timeout=2) as answer:
                json.load(answer)
        except (urllib.error.URLError, OSError, ValueError):
            time.sleep(0.1)
        else:
            return
    raise click.ClickException(f"the server was not ready within {READY_WITHIN:.0f} s; see {log_file}")


def _require_free_port(port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise BadSetting(
                variable, f"端口 {port} 已被占用,请换一个 (port {port} is in use, choose another)"
            ) from None


COMMANDS = (worker, serve, demo)
