"""The application for a WSGI server: `granian --interface wsgi hotline.wsgi:app`."""

from __future__ import annotations

from hotline.app import create_app
from hotline.core import config, logs

logs.configure()
app = create_app(config.load())
