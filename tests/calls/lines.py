"""A hotline for tests of the line itself: real flows, real database, no customers, and started in a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from structlog.testing import capture_logs
from werkzeug.test import Client, TestResponse

from hotline.app import Application, Hotline, build_house
from hotline.callbacks.models import Callback
from hotline.calls import queries
from hotline.calls.house import House
from hotline.calls.models import Call, Turn
from hotline.calls.spool import Spool
from hotline.core.clock import Clock
from hotline.core.store import Base, open_store
from hotline.people import operations as people
from tests.support.houses import TUESDAY_MORNING, settings_for
from tests.support.telephone import Telephone

Row = TypeVar("Row", bound=Base)


def line_on(database_url: str, var: Path, *, at: str = TUESDAY_MORNING, **more: str) -> Application:
    """An application on this database as `create_app` makes it; the flows are read once for all tests."""
    settings = settings_for(database_url, var, **more)
    clock = Clock(settings.clock_file)
    clock.set(at)
    house = replace(_house(), settings=settings)
    store = open_store(database_url)
    store.write(lambda session: house.library.keep(session, clock.now()))
    store.write(lambda session: people.ensure_duty_desk(session, now=clock.now()))
    return Application(Hotline(settings, house, store, clock, Spool(settings.var_dir / "spool")))


@contextmanager
def line(database_url: str, var: Path, **more: str) -> Iterator[Application]:
    """The same, closed in the end. Its log goes nowhere: what a test breaks on purpose fills no screen."""
    with capture_logs():
        opened = line_on(database_url, var, **more)
        yield opened
        opened.hotline.store.close()


@cache
def _house() -> House:
    with TemporaryDirectory() as var:
        return build_house(settings_for("sqlite:///unused", Path(var)))


def found(app: Application, model: type[Row], *where: ColumnElement[bool]) -> list[Row]:
    """The rows of a table."""
    return app.hotline.store.read(lambda session: list(session.scalars(select(model).where(*where))))


def call_of(app: Application, sid: str) -> Call:
    """The row of a call that is there."""
    (call,) = found(app, Call, Call.sid == sid)
    return call


def turns_of(app: Application, sid: str) -> list[Turn]:
    return sorted(found(app, Turn, Turn.call_sid == sid), key=lambda turn: turn.number)


def callbacks_of(app: Application, sid: str) -> list[Callback]:
    return found(app, Callback, Callback.call_sid == sid)


def record_of(app: Application, sid: str) -> dict[str, Any]:
    """The call as the API and the consoles know it."""
    record = app.hotline.store.read(lambda session: queries.record(session, sid, settings=app.hotline.settings))
    assert record is not None
    return record


def at_once(times: int, deed: Callable[[int], TestResponse]) -> list[str]:
    """What `deed` is answered when threads do it at the same moment; every answer is a 200."""
    ready = Barrier(times)

    def do(number: int) -> TestResponse:
        ready.wait()
        return deed(number)

    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(do, range(times)))
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]


def beside(phone: Telephone) -> Telephone:
    """The same call in another thread."""
    other = copy(phone)
    other.client = Client(phone.client.application)
    return other
