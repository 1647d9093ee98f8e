from __future__ import annotations

from tests.web.conftest import busy_day

__all__ = ["busy_day"]
