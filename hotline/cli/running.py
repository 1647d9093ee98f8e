"""Commands that run processes: web, worker, and everything at once."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import click
from granian.constants import Interfaces
from granian.server import Server

from hotline import migrations
from hotline import worker as workers
from hotline.app import build_house, open_hotline
from hotline.cli import lines, processes
from hotline.core import config, logs
from hotline.core.config import Settings
from hotline.core.errors import BadSetting, Conflict, HotlineError
from hotline.core.store import open_store
from hotline.localcarrier.faults import NO_FAULTS, Faults

WEB_PROCESSES = 2
WEB_THREADS = 16


@click.command()
def worker() -> None:
    """Run the worker: it ends silent calls, takes up what was kept aside, frees forgotten claims."""
    run_worker(config.load())


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0: all addresses")
def web(host: str) -> None:
    """Run the web server alone."""
    settings = config.load()
    look_before_start(settings)
    run_web(settings, host)


@click.command()
@lines.with_faults
def serve(faults: Faults) -> None:
    """Run web, worker and, where no other carrier is set, the local carrier, until Ctrl-C."""
    settings = config.load()
    if faults.rates and not settings.carrier_is_local:
        raise Conflict("--faults: 只有本机运营商会出故障 (only the local carrier has bad days)")
    look_before_start(settings)
    with processes.running(tasks(settings, faults)) as started:
        if settings.carrier_is_local:
            click.echo(f"网页电话 (browser phone): {lines.phone_address(settings)}")
            click.echo(f"交换台 (switchboard): {lines.switchboard_address(settings)}")
        ended = started.ended()
        raise HotlineError(f"{ended} 意外结束,其余已停止 ({ended} ended by itself, the others were stopped)")


def tasks(settings: Settings, faults: Faults = NO_FAULTS) -> Mapping[str, Callable[[], None]]:
    """What runs side by side, by name."""
    side_by_side: dict[str, Callable[[], None]] = {
        "web": partial(run_web, settings),
        "worker": partial(run_worker, settings),
    }
    if settings.carrier_is_local:
        side_by_side["carrier"] = partial(lines.run_carrier, settings, lines.carrier_port(settings), faults)
    return side_by_side


def look_before_start(settings: Settings) -> None:
    """Say what is wrong before anything starts: flows, ports, schema. Raises HotlineError. Opens nothing to stay."""
    build_house(settings)
    open_store(settings.database_url).close()
    migrations.require_head(settings.database_url)
    require_free_port(settings.port, "PORT")
    if settings.carrier_is_local:
        require_free_port(lines.carrier_port(settings), "TWILIO_API_BASE_URL")


def require_free_port(port: int, variable: str) -> None:
    """Raise BadSetting if somebody listens on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            told = f"端口 {port} 不能用,请换一个 (port {port} cannot be used, choose another: {error.strerror})"
            raise BadSetting(variable, told) from None


def run_web(settings: Settings, host: str = "127.0.0.1") -> None:
    """Answer over HTTP until SIGTERM."""
    Server(
        "hotline.wsgi:app",
        address=host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=WEB_PROCESSES,
        blocking_threads=WEB_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,  # a worker that is just starting does not hear that it should stop
    ).serve()


def run_worker(settings: Settings) -> None:
    """Tick until SIGTERM."""
    logs.configure()
    with _seen_by_doctor(settings):
        workers.run(open_hotline(settings))


@contextmanager
def _seen_by_doctor(settings: Settings) -> Iterator[None]:
    """Hold a lock while the worker lives: the kernel lets go of it however the worker ends."""
    with (settings.var_dir / "worker.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def worker_is_alive(settings: Settings) -> bool:
    """Whether a worker runs on this machine, by its lock."""
    with (settings.var_dir / "worker.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


COMMANDS = (worker, web, serve)
