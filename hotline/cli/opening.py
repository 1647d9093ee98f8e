"""What several commands begin with: settings, the clock, the database at this release's schema; and who is up."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from hotline import migrations
from hotline.core import config
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.store import Store, open_store


class Opened(NamedTuple):
    settings: Settings
    store: Store
    clock: Clock


@contextmanager
def opened() -> Iterator[Opened]:
    """The parts, closed at the end. Raises BadSetting, Unavailable, and WrongSchema telling to run `db upgrade`."""
    settings = config.load()
    store = open_store(settings.database_url)
    migrations.require_head(settings.database_url)
    try:
        yield Opened(settings, store, Clock(settings.clock_file))
    finally:
        store.close()


def is_up(address: str) -> bool:
    """Whether a server answers at this address, whatever it answers."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - from our settings, http or https only
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
