"""The worker: one process that ticks. The rows are the truth; nothing is kept here, and a tick may be missed.

APScheduler only wakes us. Each tick runs by itself and survives whatever a tick raises.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from hotline.app import Hotline
from hotline.callbacks import operations as callbacks
from hotline.calls import progress, recovery
from hotline.core.errors import Unavailable
from hotline.core.logs import get_logger

log = get_logger(__name__)

TICKS: dict[str, float] = {"end_silent_calls": 60, "take_up_spooled": 5, "release_expired_claims": 30}
"""Seconds between two ticks of each kind."""


def end_silent_calls(hotline: Hotline) -> None:
    """Calls whose end the carrier never told get one (F9)."""
    now = hotline.clock.now()
    for sid in hotline.store.read(partial(progress.silent_calls, now=now)):
        with _by_itself(call_sid=sid):
            hotline.store.write(partial(progress.end_silent_call, house=hotline.house, sid=sid, now=now))


def take_up_spooled(hotline: Hotline) -> None:
    """What was kept in files while the database was away goes into it (F12)."""
    now = hotline.clock.now()
    for spooled in hotline.spool.waiting():
        if not spooled.is_settled(now):
            continue
        with _by_itself(file=spooled.path.name):
            hotline.store.write(partial(recovery.take_up, house=hotline.house, spooled=spooled, now=now))
            hotline.spool.remove(spooled)


def release_expired_claims(hotline: Hotline) -> None:
    """Callbacks whose taker went away come back to the queue (F21)."""
    now = hotline.clock.now()
    hotline.store.write(lambda session: callbacks.release_expired(session, now=now))


@contextmanager
def _by_itself(**what: str) -> Iterator[None]:
    """One of many: what is wrong with it is logged and keeps none of the others waiting (F19)."""
    try:
        yield
    except Unavailable:
        raise
    except Exception:
        log.exception("could not be done, the others go on", **what)


def run(hotline: Hotline) -> None:
    """Tick until SIGTERM or SIGINT."""
    scheduler = BackgroundScheduler(job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1})
    for tick in (end_silent_calls, take_up_spooled, release_expired_claims):
        scheduler.add_job(_guarded(tick, hotline), "interval", seconds=TICKS[tick.__name__], id=tick.__name__)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler.start()
    log.info("worker started", ticks=sorted(TICKS))
    stop.wait()
    scheduler.shutdown()
    hotline.store.close()


def _guarded(tick: Callable[[Hotline], None], hotline: Hotline) -> Callable[[], None]:
    def run_once() -> None:
        try:
            tick(hotline)
        except Unavailable as error:
            log.warning("tick skipped, database busy", tick=tick.__name__, error=str(error))
        except Exception:
            log.exception("tick failed", tick=tick.__name__)

    return run_once
