"""What the tests start as a process of its own, to kill it."""

from __future__ import annotations

import os
import sys
import threading

from hotline.core.store import new_id, open_store
from tests.core.shelf import put


def write_for_ever(database_file: str) -> None:
    """Write from eight threads; the key of each book goes to stdout as soon as its write is answered."""
    store = open_store(f"sqlite:///{database_file}")

    def write() -> None:
        while True:
            key = new_id()
            store.write(put(key))
            os.write(sys.stdout.fileno(), f"{key}\n".encode())

    for _ in range(8):
        threading.Thread(target=write).start()
