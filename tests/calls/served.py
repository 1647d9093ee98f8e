"""The real web process for tests: granian in a process group of its own, which a test may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from tests.support.telephone import FORM, Telephone

TOKEN = "a-token-for-tests"
PATIENCE = 60.0
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_for(database_url: str, var: Path, port: int) -> dict[str, str]:
    """The environment of a process of this installation."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "HOTLINE_VAR": str(var),
        "PORT": str(port),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PYTHONUNBUFFERED": "1",
    }


class WebProcess:
    """One granian with one worker; `start` returns when it answers."""

    def __init__(self, database_url: str, var: Path) -> None:
        self.port = free_port()
        self._log = var / "web.log"
        self._environment = environment_for(database_url, var, self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = f"-m granian --interface wsgi --host 127.0.0.1 --port {self.port} --workers 1 --blocking-threads 2"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command.split(), "--no-ws", "hotline.wsgi:app"],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self._log.read_text("utf-8")
            assert time.monotonic() < deadline, self._log.read_text("utf-8")
            time.sleep(0.05)

    def kill(self) -> None:
        """As `kill -9` on it and on its worker."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """Ask it to end; gives its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(PATIENCE)
        self._process = None
        return code

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@dataclass(frozen=True)
class Heard:
    """An answer as it came over the wire."""

    status_code: int
    text: str
    headers: Any


class WiredTelephone(Telephone):
    """A caller whose carrier reaches the hotline over TCP."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.to = "+867568880000"
        self.account = "AC1"
        self.validator = RequestValidator(TOKEN)
        self.sid = self.caller = self.answer = self.path = ""
        self.says: list[str] = []
        self.sequence = 0

    def send(self, path: str, form: Any, headers: dict[str, str]) -> Any:
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        request = urllib.request.Request(self.base + path, body, {"Content-Type": FORM, **headers})
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                return Heard(answer.status, answer.read().decode(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Heard(error.code, error.read().decode(), error.headers)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects())
