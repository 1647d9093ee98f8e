"""What stands before the carrier's own pages: who may ask, in what form, and how little a browser may do with them.

The carrier knows no users: whoever sits at this machine may do everything. So a request must come from here by name,
and from no other website that is open in the same browser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from hotline.localcarrier.lines.phone_line import Refused
from hotline.localcarrier.network import Network

_LARGEST_BODY = 16 * 1024
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Wrong(Exception):
    """A request that cannot be done: HTTP status and a message for the person."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def guard(routes: Blueprint, network: Network, *, largest_body: int = _LARGEST_BODY) -> None:
    """Let these routes be asked from this machine alone, and tell what is `Wrong` or `Refused` as `{"error": ..}`."""
    here = _HERE | {urlsplit(network.base_url).hostname}

    @routes.before_request
    def look_at_sender() -> None:
        # A foreign name that leads to this machine would let that site's page read along (DNS rebinding).
        if urlsplit(request.host_url).hostname not in here:
            raise Wrong(403, "请用 127.0.0.1 打开 (open it as 127.0.0.1)")
        if request.method in ("GET", "HEAD"):
            _require_no_other_page()
        else:
            _require_own_page(largest_body)

    @routes.after_request
    def harden(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    @routes.errorhandler(Wrong)
    def reject(wrong: Wrong) -> tuple[Response, int]:
        return jsonify(error=str(wrong)), wrong.status

    @routes.errorhandler(Refused)
    def refuse(refused: Refused) -> tuple[Response, int]:
        return jsonify(error=str(refused)), 409


def body() -> Mapping[str, Any]:
    """The JSON object that was sent. Raises `Wrong`."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not _is_text(sent):
        raise Wrong(400, "请求不是 JSON 对象 (the body is no JSON object)")
    return sent


def text(sent: Mapping[str, Any], key: str, longest: int) -> str:
    """A text in it that must be there, without blanks around it. Raises `Wrong`."""
    value = sent.get(key)
    words = value.strip() if isinstance(value, str) else ""
    if not 0 < len(words) <= longest:
        raise Wrong(400, f"{key}: 要 1 到 {longest} 个字 (a text of 1 to {longest} characters is needed)")
    return words


def _is_text(sent: Mapping[str, Any]) -> bool:
    """JSON's escapes can write halves of letters, which no answer could repeat."""
    try:
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _require_no_other_page() -> None:
    """Another site's page may lead here, but not make the carrier work unseen."""
    site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
    if site in ("cross-site", "same-site") and mode != "navigate":
        raise Wrong(403, "只收本页的请求 (requests come from this page alone)")


def _require_own_page(largest_body: int) -> None:
    """Let no other site's page act here: those can neither send JSON nor hide where they are."""
    if not request.is_json:
        raise Wrong(415, "只收 JSON (Content-Type: application/json is needed)")
    origin = request.headers.get("Origin", request.host_url.rstrip("/"))
    if origin != request.host_url.rstrip("/") or request.headers.get("Sec-Fetch-Site") not in (None, "same-origin"):
        raise Wrong(403, "只收本页的请求 (requests come from this page alone)")
    if (request.content_length or 0) > largest_body:
        raise Wrong(413, "内容太长 (too long)")
