"""The way to the pages of the carrier on this machine: its telephone and its switchboard."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import abort, current_app, redirect, request
from werkzeug.wrappers import Response

from hotline.core.config import Settings

pages = APIBlueprint("local_carrier", __name__, enable_openapi=False)


@pages.get("/phone")
@pages.get("/carrier")
def lead() -> Response:
    """Open to all: the address is no secret. Any other carrier has no such pages."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.carrier_is_local:
        abort(404)
    return redirect(f"{settings.twilio_api_base_url}{request.path}")
