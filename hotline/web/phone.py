"""The way to the telephone in the browser, which the carrier on this machine serves."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import abort, current_app, redirect
from werkzeug.wrappers import Response

from hotline.core.config import Settings

pages = APIBlueprint("phone", __name__, enable_openapi=False)


@pages.get("/phone")
def phone() -> Response:
    """Open to all: the address is no secret. Any other carrier has no such telephone."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.carrier_is_local:
        abort(404)
    return redirect(f"{settings.twilio_api_base_url}/phone")
