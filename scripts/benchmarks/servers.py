"""The stacks that are measured: what each is, and how it is served. All on the same server, side by side."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from hotline import migrations
from hotline.app import Hotline, open_hotline
from hotline.cli.sowing import sow_demo
from hotline.core import config
from hotline.core.store import new_id
from hotline.customers import operations as customers
from scripts.benchmarks import workload
from tests.support import databases

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
_OURS = "hotline.wsgi:app"
_VARIANT = "scripts.benchmarks.stacks.variants:app"
GRANIAN = "granian --interface wsgi --workers 2 --blocking-threads 16 --no-ws --host 127.0.0.1 --port {port}"
GUNICORN = "gunicorn --workers 2 --no-control-socket --log-level error --bind 127.0.0.1:{port}"


@dataclass(frozen=True)
class Stack:
    """A way to answer the carrier: `database` is that of a hotline.

    It is asked the turns of calls up to the last, in which tickets are opened; `whole` calls have that one too. One
    that `forgets` may be asked the same again.
    """

    title: str
    app: str
    database: str | None = None
    server: str = GRANIAN
    store: str = ""
    whole: bool = False
    forgets: bool = False


BARE = Stack("bare WSGI, one fixed answer", "scripts.benchmarks.stacks.static:bare", forgets=True)
STATIC = Stack("Flask, one fixed answer", "scripts.benchmarks.stacks.static:flask", forgets=True)
SQLITE = Stack("hotline on SQLite", _OURS, database="sqlite")
POSTGRESQL = Stack("hotline on PostgreSQL", _OURS, database="postgresql")
WHOLE_SQLITE = Stack("hotline on SQLite, tickets and all", _OURS, database="sqlite", whole=True)
WHOLE_POSTGRESQL = Stack("hotline on PostgreSQL, tickets and all", _OURS, database="postgresql", whole=True)
PEER = Stack("what guides show", "scripts.benchmarks.stacks.peer:app", server=GUNICORN)
NORMAL = Stack("hotline on SQLite, commits not flushed", _VARIANT, database="sqlite", store="normal")
ONE_BY_ONE = Stack("hotline on SQLite, a flush for each", _VARIANT, database="sqlite", store="one_by_one")


@dataclass(frozen=True)
class Served:
    """A stack that answers."""

    port: int
    environment: Mapping[str, str]

    @property
    def base(self) -> str:
        return self.environment["PUBLIC_BASE_URL"]

    def open(self) -> Hotline:
        """The parts of the hotline that is served, to look into its database."""
        return open_hotline(config.load(self.environment))


@contextmanager
def serve(stack: Stack, run: Path) -> Iterator[Served]:
    """Serve `stack` with a database of its own until the block ends. `run` is where PostgreSQL is kept."""
    folder = run / f"bench-{stack.title.replace(' ', '-')}"
    folder.mkdir()
    port = _free_port()
    environment = {
        "HOTLINE_VAR": str(folder),
        "PORT": str(port),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "TWILIO_AUTH_TOKEN": workload.TOKEN,
        "TWILIO_PHONE_NUMBER": workload.HOTLINE,
    }
    with ExitStack() as kept:
        if stack.database:
            environment["DATABASE_URL"] = kept.enter_context(_database(stack.database, run, folder))
            _furnish(environment)
        more = {"BENCH_FOLDER": str(folder), "BENCH_STORE": stack.store}
        kept.enter_context(_process(stack, port, {**os.environ, **environment, **more}, folder / "log"))
        yield Served(port, environment)


@contextmanager
def _database(kind: str, run: Path, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'hotline.db'}"
        migrations.upgrade(url)
        yield url
        return
    with databases.empty_postgresql(run, f"bench_{new_id()}") as url:
        migrations.upgrade(url)
        yield url


def _furnish(environment: Mapping[str, str]) -> None:
    """Staff, branches and the callers' companies."""
    settings = config.load(environment)
    hotline = open_hotline(settings)
    now = hotline.clock.now()
    hotline.store.write(lambda session: sow_demo(session, now, settings.tz))
    hotline.store.write(
        lambda session: customers.import_customers(session, now=now, content=workload.customers_csv(), actor="bench")
    )
    hotline.store.close()


@contextmanager
def _process(stack: Stack, port: int, environment: Mapping[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", *stack.server.format(port=port).split(), stack.app]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=file)
    try:
        _await(process, port, log)
        yield
    finally:
        process.terminate()
        process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer:\n{log.read_text('utf-8', 'replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
