"""Errors as application/problem+json (RFC 9457): one mapping from the tree of errors to answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, str] = {
    400: "请求有误 (bad request)",
    401: "需要令牌 (a token is needed)",
    403: "没有权限 (not allowed)",
    404: "没有找到 (not found)",
    405: "不支持这种方法 (method not allowed)",
    409: "状态已变 (the state has changed)",
    413: "内容过大 (content too large)",
    415: "不支持这种格式 (unsupported media type)",
    422: "无法接受的值 (unacceptable value)",
    500: "出错了 (something went wrong)",
    503: "暂时不可用 (not available now)",
}

_ADVICE: Mapping[int, str] = {
    401: "请在 Authorization 头中写 Bearer 和有效的令牌 (send a valid token: Authorization: Bearer ...)",
    404: "请核对地址 (check the address)",
    405: "Allow 头列出可用的方法 (see the Allow header)",
}

_STATUS: Mapping[type[HotlineError], int] = {Invalid: 422, NotFound: 404, Conflict: 409, Forbidden: 403}


def problem(status: int, detail: str = "", **more: Any) -> Response:
    """A problem document. `detail` is for the one who asked: never the inside of the house (S24)."""
    title = TITLES.get(status, "请求未能完成 (the request was not carried out)")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or _ADVICE.get(status, "")}
    response = jsonify(body | more)
    response.status_code = status
    response.content_type = MEDIA_TYPE
    return response


def install(app: APIFlask) -> None:
    """Answer every error of this application as a problem."""
    app.error_processor(_of_api)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Unavailable, _of_database)
    app.register_error_handler(Exception, _of_anything)
    for error in _STATUS:
        app.register_error_handler(error, _of_house)


def _of_house(error: HotlineError) -> Response:
    more = {"errors": [{"field": error.field, "message": error.message}]} if isinstance(error, Invalid) else {}
    return problem(_STATUS[type(error)], str(error), **more)


def _of_api(error: HTTPError) -> Response:
    """APIFlask's own: no token, and parameters that do not fit their shape."""
    faults = list(_faults(error.detail))
    if not faults:
        return _with_headers(problem(error.status_code), Headers(error.headers))
    return problem(error.status_code, "; ".join(fault["message"] for fault in faults), errors=faults)


def _of_http(error: HTTPException) -> Response:
    return _with_headers(problem(error.code or 500), Headers(error.get_headers()))


def _of_database(error: Unavailable) -> Response:
    log.warning("database away", path=request.path, error=str(error))
    away = problem(503, "数据库暂时不可用,请稍后再试 (the database is away, try again later)", part="database")
    return _with_headers(away, Headers({"Retry-After": "2"}))


def _of_anything(error: Exception) -> Response:
    incident = new_id()[:12]
    log.error("request failed", path=request.path, incident=incident, exc_info=error)
    return problem(500, f"请告诉我们编号 {incident} (please tell us this number)", incident=incident)


def _faults(detail: Any) -> Iterator[dict[str, str]]:
    """APIFlask's {"query": {"limit": [message]}} as a list of fields with what is wrong in them."""
    places = detail.values() if isinstance(detail, dict) else ()
    for fields in places:
        for field, messages in fields.items():
            yield {"field": field, "message": f"{field} 的值不合要求 ({field}: {', '.join(messages)})"}


def _with_headers(response: Response, headers: Headers) -> Response:
    for name, value in headers.items():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response
