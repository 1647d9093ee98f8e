"""The Flask application: the API, its documentation, health and figures, the way to the carrier's pages."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, abort, request
from flask.json.provider import DefaultJSONProvider

from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.store import Store
from hotline.web import health, local_carrier
from hotline.web.api import description, guard, problems
from hotline.web.api.resources import v1

LARGEST_BODY = 64 * 1024
"""Bytes (S21). Nothing here takes a body; what comes all the same is not read."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_ONE_YEAR = "max-age=31536000"


class _Json(DefaultJSONProvider):
    """JSON with readable Chinese, its keys in the order of the contract."""

    ensure_ascii = False
    sort_keys = False


def create(*, settings: Settings, store: Store, clock: Clock) -> APIFlask:
    """Everything over HTTP that is not the carrier's."""
    app = APIFlask(
        "hotline",
        title=f"{settings.company_name} Hotline",
        version="1",
        spec_path="/api/openapi.json",
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None, APIFlask's annotation forgot it
    )
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, SECRET_KEY=settings.secret_key)
    app.extensions.update(store=store, settings=settings, clock=clock)
    app.json = _Json(app)
    app.before_request(_refuse_large_bodies)
    problems.install(app)
    guard.install(app)
    description.install(app)
    app.register_blueprint(v1)
    app.register_blueprint(health.pages)
    app.register_blueprint(local_carrier.pages)
    headers = _HEADERS | ({"Strict-Transport-Security": _ONE_YEAR} if _is_https(settings) else {})

    @app.after_request
    def harden(response: Response) -> Response:
        """Leave a browser as little as possible to go wrong with (S12)."""
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return app


def _refuse_large_bodies() -> None:
    if (request.content_length or 0) > LARGEST_BODY:
        abort(413)


def _is_https(settings: Settings) -> bool:
    return settings.public_base_url.startswith("https://")
