"""The application for a WSGI server: `granian --interface wsgi hotline.wsgi:app`."""

from __future__ import annotations

import gc

from hotline.app import create_app
from hotline.core import config, logs

logs.configure()
app = create_app(config.load())

# Flows, tables of sounds and libraries stay for good; looking through them for garbage takes a tenth of a second, and
# somebody's call waits for it.
gc.collect()
gc.freeze()
