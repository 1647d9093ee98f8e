"""The hotline with one thing taken away from its store, to see what that thing is worth. Never for callers.

BENCH_STORE=normal        commits are not flushed to the disk: a power loss may take the last ones
BENCH_STORE=one_by_one    no commit is shared: each work waits for a flush of its own
"""

from __future__ import annotations

import os

from hotline.core import sqlite_file, sqlite_writer

match os.environ["BENCH_STORE"]:
    case "normal":
        sqlite_file.SYNCHRONOUS = "NORMAL"
    case "one_by_one":
        sqlite_writer.BATCH_WORKS = 1
    case other:
        raise SystemExit(f"BENCH_STORE={other}")

from hotline.wsgi import app

__all__ = ["app"]
