"""The worker: one process that ticks. The rows are the truth; nothing is kept here, and a tick may be missed.

APScheduler only wakes us. Each tick runs by itself and survives whatever a tick raises.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from hotline.app import Hotline
from hotline.callbacks import operations as callbacks
from hotline.calls import progress, recovery
from hotline.core.errors import Unavailable
from hotline.core.logs import get_logger

log = get_logger(__name__)

_AGAIN = timedelta(hours=1)
"""How long what could not be done waits while time is let pass."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Work taken up again every so many `seconds`; `due` tells from when on there is some, None if there is none."""

    work: Callable[[Hotline], None]
    seconds: float
    due: Callable[[Hotline], datetime | None]

    @property
    def name(self) -> str:
        """What logs and documents call it."""
        return self.work.__name__


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


TICKS = (
    Tick(end_silent_calls, 60, lambda hotline: hotline.store.read(progress.next_silence)),
    Tick(take_up_spooled, 5, lambda hotline: hotline.spool.next_settled()),
    Tick(release_expired_claims, 30, lambda hotline: hotline.store.read(callbacks.next_release)),
)


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
    for tick in TICKS:
        scheduler.add_job(_guarded(tick.work, hotline), "interval", seconds=tick.seconds, id=tick.name)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler.start()
    log.info("worker started", ticks=sorted(tick.name for tick in TICKS))
    stop.wait()
    scheduler.shutdown()
    hotline.store.close()


def pass_time(hotline: Hotline, until: datetime) -> Iterator[datetime]:
    """Let time pass up to `until`, with everything on the way done at the moment when it falls due, so in its order.

    The clock, which all processes share, is set from one due moment to the next; each is given once its work is done.
    What cannot be done is tried again an hour later.
    """
    _work(hotline)
    moment = hotline.clock.now()
    while moment < until:
        due = min((at for tick in TICKS if (at := tick.due(hotline)) is not None), default=until)
        moment = min(until, due if due > moment else moment + _AGAIN)
        hotline.clock.set(moment)
        _work(hotline)
        yield moment


def _work(hotline: Hotline) -> None:
    for tick in TICKS:
        _guarded(tick.work, hotline)()


def _guarded(tick: Callable[[Hotline], None], hotline: Hotline) -> Callable[[], None]:
    def run_once() -> None:
        try:
            tick(hotline)
        except Unavailable as error:
            log.warning("tick skipped, database busy", tick=tick.__name__, error=str(error))
        except Exception:
            log.exception("tick failed", tick=tick.__name__)

    return run_once
