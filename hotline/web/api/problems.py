"""Errors as application/problem+json (RFC 9457): one mapping from the tree of errors to answers."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from hotline.core.errors import Conflict, Forbidden, HotlineError, Invalid, NotFound, Unavailable
from hotline.core.logs import get_logger
from hotline.core.store import new_id

log = get_logger(__name__)

STATUS: dict[type[HotlineError], tuple[int, str]] = {
    Invalid: (422, "无法接受的值 (unacceptable value)"),
    NotFound: (404, "没有找到 (not found)"),
    Conflict: (409, "状态已变 (the state has changed)"),
    Forbidden: (403, "没有权限 (not allowed)"),
    Unavailable: (503, "暂时不可用 (not available now)"),
}


def answer(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """A problem document. `detail` is for the one who asked: never the inside of the house (S24)."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def install(app: APIFlask) -> None:
    """Answer every error of this application as a problem."""

    @app.error_processor
    def from_apiflask(error: HTTPError) -> tuple[dict[str, Any], int, dict[str, str]]:
        body = {"type": "about:blank", "title": error.message, "status": error.status_code, "detail": ""}
        if error.detail:
            body["errors"] = error.detail
        return body, error.status_code, {**dict(Headers(error.headers)), "Content-Type": "application/problem+json"}

    @app.errorhandler(HotlineError)
    def from_house(error: HotlineError) -> Response:
        status, title = STATUS.get(type(error), (500, "出错了 (something went wrong)"))
        more = {"field": error.field} if isinstance(error, Invalid) else {}
        return answer(status, title, str(error), **more)

    @app.errorhandler(HTTPException)
    def from_werkzeug(error: HTTPException) -> Response:
        response = answer(error.code or 500, error.name, error.description or "")
        for name, value in error.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def from_anything(error: Exception) -> Response:
        incident = new_id()[:12]
        log.error("request failed", path=request.path, incident=incident, exc_info=error)
        return answer(500, "出错了 (something went wrong)", f"请告诉我们编号 {incident} (please tell us this number)")
