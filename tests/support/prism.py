"""Prism before a carrier's REST API: each request and each answer is held to Twilio's own OpenAPI file.

The file comes with an npm package of Twilio's, Prism with one of its own; `scripts/setup --dev` installs both.
"""

# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from twilio.http.http_client import TwilioHttpClient

from tests.support.serving import served

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "node_modules/@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json"
PRISM = ROOT / "node_modules/.bin/prism"
_PATIENCE = 60.0


class ContractBroken(AssertionError):
    """A request or an answer is not as Twilio's file says."""


class CheckedClient(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """Twilio's client, sent to Prism. Raises `ContractBroken` where Prism finds something wrong."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=_PATIENCE)
        self._base = urlsplit(base)

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Any:
        """Ask there instead of Twilio."""
        moved = urlunsplit(urlsplit(url)._replace(scheme=self._base.scheme, netloc=self._base.netloc))
        answer = super().request(method, moved, *args, **more)
        if "problem+json" in answer.headers.get("Content-Type", ""):
            raise ContractBroken(f"{method} {url}: {answer.text}")
        return answer


class Contract:
    """A Prism at `url` that holds whichever `app` is behind it at the moment to Twilio's file."""

    def __init__(self) -> None:
        self.url = ""
        self.app: Any = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


@contextmanager
def contract(folder: Path) -> Iterator[Contract]:
    """Prism before a WSGI application that may be exchanged."""
    behind = Contract()
    with served(behind) as upstream, prism(upstream, folder) as behind.url:
        yield behind


@contextmanager
def prism(upstream: str, folder: Path) -> Iterator[str]:
    """A Prism that passes everything on to `upstream`; gives its own base URL."""
    spec = folder / "twilio.json"
    spec.write_text(json.dumps(_patched(json.loads(SPEC.read_text("utf-8")))), "utf-8")
    port = _free_port()
    log = folder / "prism.log"
    with log.open("wb") as file:
        command = [str(PRISM), "proxy", "--errors", "-h", "127.0.0.1", "-p", str(port), str(spec), upstream]
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT)
    try:
        _await(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _patched(spec: dict[str, Any]) -> dict[str, Any]:
    """The file, made to say two things that Twilio and its client do and it does not.

    Lists in forms are sent as the same key again and again; the addresses of pages are paths without a host.
    """
    _allow_paths(spec)
    for path in spec["paths"].values():
        for operation in path.values():
            if not isinstance(operation, dict):
                continue
            content = operation.get("requestBody", {}).get("content", {})
            form = content.get("application/x-www-form-urlencoded", {})
            for name, field in form.get("schema", {}).get("properties", {}).items():
                if field.get("type") == "array":
                    form.setdefault("encoding", {})[name] = {"style": "form", "explode": True}
    return spec


def _allow_paths(schema: Any) -> None:
    if isinstance(schema, list):
        for part in schema:
            _allow_paths(part)
    if not isinstance(schema, dict):
        return
    for name, part in schema.items():
        if name.endswith("uri") and isinstance(part, dict) and part.get("format") == "uri":
            part["format"] = "uri-reference"
        _allow_paths(part)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"Prism did not start: {log.read_text('utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
