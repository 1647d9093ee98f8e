"""Secrets that an installation makes for itself, and the directory where they stay."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from hotline.core.errors import BadSetting


def writable_directory(path: Path) -> Path:
    """`path`, made if need be. Raises BadSetting if nothing can be written there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("HOTLINE_VAR", f"{path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise BadSetting("HOTLINE_VAR", f"{path} cannot be written to")
    return path


def kept_secret(path: Path) -> str:
    """The secret in the file `path`; made at the first asking, the same ever after, readable by its owner only.

    Of several processes that ask first at once, all get the same.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        with contextlib.suppress(FileExistsError):
            # A link appears whole or not at all, and never replaces the secret that another process was first with.
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
