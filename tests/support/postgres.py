"""A PostgreSQL server for one test run.

`python postgres.py DIRECTORY [durable]` is its keeper: a small process beside the run that makes the server in
DIRECTORY as soon as a file `wanted` stands there, and writes `ready` (the port) or `failed` (the reason) into it. The
keeper's standard input belongs to the run: when the run ends, in whatever way, the keeper reads the end of it, stops
the server and removes the directory. Nothing but the standard library here, so that it starts in no time.
"""

from __future__ import annotations

import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

_LOOK_AGAIN_SECONDS = 0.05
_START_SECONDS = 60
_PORTS_TO_TRY = 5

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "300",
    "timezone": "UTC",
}
_DURABLE = {"shared_buffers": "512MB"}
# Lost with the run anyway: nothing needs to survive a power cut.
_FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}


class NoPostgresError(Exception):
    """There is no PostgreSQL to test on; the message says what to install."""


@contextmanager
def keeper(*, durable: bool = False) -> Iterator[Path]:
    """Keep a server at hand for as long as the block runs; yields the directory that `server_url` asks for it.

    A `durable` one keeps its commits as in production, which benchmarks want; the tests' forgets them in a power cut.
    """
    directory = Path(mkdtemp(prefix="hotline-tests-"))
    # The server's user must be able to walk in.
    directory.chmod(0o755)
    # A session of its own, so that Ctrl-C at the terminal reaches the run alone.
    command = [sys.executable, "-I", __file__, str(directory), *(["durable"] if durable else [])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield directory
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()


def server_url(directory: Path) -> str:
    """The address of the server that `keeper` keeps in `directory`, up to the database's name; starts it if need be.

    Raises NoPostgresError if there is none to be had.
    """
    (directory / "wanted").touch()
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if (directory / "failed").exists():
            raise NoPostgresError((directory / "failed").read_text())
        if (directory / "ready").exists():
            return f"postgresql+psycopg://postgres@127.0.0.1:{(directory / 'ready').read_text()}"
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise NoPostgresError(f"PostgreSQL did not start within {_START_SECONDS} s")


def _programs() -> Path:
    """The directory of initdb and postgres: Debian's newest, or where PATH has them."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda place: int(place.parts[4]))
    found = str(places[-1]) if places else shutil.which("initdb")
    if found is None:
        raise NoPostgresError(
            "no PostgreSQL here: the tests run on SQLite and on PostgreSQL. "
            "Run scripts/setup --dev, or install it (on Debian or Ubuntu: sudo apt-get install postgresql)"
        )
    return Path(found).resolve().parent


def _unprivileged() -> dict[str, Any]:
    """As whom the server runs, as arguments for subprocess: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(directory: Path, kind: Mapping[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Make a cluster in `directory` and serve it; returns the server and its port."""
    programs, identity = _programs(), _unprivileged()
    home = directory / "postgresql"
    home.mkdir(mode=0o700)
    if identity:
        os.chown(home, identity["user"], identity["group"])
    data = home / "data"
    make = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    made = subprocess.run(make, capture_output=True, text=True, check=False, cwd=home, **identity)
    if made.returncode != 0:
        raise NoPostgresError(f"initdb failed: {made.stderr.strip()}")
    for _ in range(_PORTS_TO_TRY):
        port = _free_port()
        settings = {**_SETTINGS, **kind, "unix_socket_directories": str(home), "port": str(port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=home, **identity
            )
        if _answers(server, data):
            return server, port
    raise NoPostgresError(f"postgres did not start: {(home / 'log').read_text(errors='replace')[-2000:]}")


def _answers(server: subprocess.Popen[bytes], data: Path) -> bool:
    """Wait until the server takes connections; False if it ended, for example because somebody took its port."""
    status = data / "postmaster.pid"
    while server.poll() is None:
        # The last line of this file says `ready` once the server takes connections.
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return True
        time.sleep(_LOOK_AGAIN_SECONDS)
    return False


def _run_is_over() -> bool:
    """Whether the standard input, which the run holds open, has come to its end. Waits a moment for it."""
    readable, _, _ = select.select([sys.stdin], [], [], _LOOK_AGAIN_SECONDS)
    return bool(readable)


def _announce(directory: Path, name: str, text: str) -> None:
    draft = directory / f"{name}.draft"
    draft.write_text(text)
    draft.rename(directory / name)


def _keep(directory: Path, kind: Mapping[str, str]) -> None:
    server = None
    try:
        while not _run_is_over():
            if (directory / "wanted").exists():
                server, port = _start(directory, kind)
                _announce(directory, "ready", str(port))
                sys.stdin.read()
                return
    except NoPostgresError as error:
        _announce(directory, "failed", str(error))
        sys.stdin.read()
    finally:
        if server is not None:
            # Immediate shutdown: there is nothing to save.
            server.send_signal(signal.SIGQUIT)
            server.wait()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), _DURABLE if sys.argv[2:] == ["durable"] else _FORGETFUL)
