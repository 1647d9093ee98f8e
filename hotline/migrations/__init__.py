"""The schema's history as numbered Alembic files, and what the product asks of it.

    upgrade(url)       bring the database to the newest migration, all or nothing
    current(url)       the migration that the database is at, None for an empty one
    head()             the newest migration of this release
    pending(url)       the migrations still to run, oldest first
    require_head(url)  refuse to start on any other schema than this release's
    drift(url)         where the database differs from the models

`scripts/migration "message"` writes the next file. Files are never changed after a release, only added. A release
only adds what the one before it can live with (new tables, nullable columns); a column goes one release after its
last use, so that the old and the new release can run side by side while one replaces the other.
"""

from __future__ import annotations

from hotline.migrations.drift import drift
from hotline.migrations.history import WrongSchema, current, head, pending, require_head, upgrade

__all__ = ["WrongSchema", "current", "drift", "head", "pending", "require_head", "upgrade"]
