"""The Flask application: the API, its documentation, health and figures."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response

from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.store import Store
from hotline.web import health
from hotline.web.api import problems
from hotline.web.api.resources import v1

LARGEST_BODY = 64 * 1024


def create(*, settings: Settings, store: Store, clock: Clock) -> APIFlask:
    """Everything over HTTP that is not the carrier's."""
    app = APIFlask(
        "hotline",
        title="Hotline",
        version="0.1.0",
        spec_path="/api/openapi.json",
        docs_path="/api/docs",
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None, APIFlask's annotation forgot it
    )
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SECRET_KEY=settings.secret_key,
        LOCAL_SPEC_JSON_INDENT=2,
        DESCRIPTION="事事有着落,件件有回音。Reading what the hotline has heard, promised and done.",
    )
    app.extensions["store"] = store
    app.extensions["settings"] = settings
    app.extensions["clock"] = clock
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's provider has it, its base class has not
    problems.install(app)
    app.register_blueprint(v1)
    app.register_blueprint(health.pages)
    app.after_request(_harden)
    return app


def _harden(response: Response) -> Response:
    """Least for a browser to go wrong with (S12)."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cache-Control", "no-store")
    return response
