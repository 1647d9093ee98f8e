"""How the house is doing: for load balancers, monitoring, and whoever is on call. Open to all, and says no names."""

from __future__ import annotations

from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hotline.callbacks.models import OPEN_STATES, Callback
from hotline.calls import queries as calls
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.store import Store
from hotline.tickets.models import Task

pages = APIBlueprint("health", __name__, enable_openapi=False)


@pages.get("/healthz")
def healthz() -> tuple[dict[str, str], int]:
    """This process answers."""
    return {"status": "ok"}, 200


@pages.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Calls can be answered: the database does. If it does not, a problem that names it (503)."""
    store: Store = current_app.extensions["store"]
    store.read(lambda session: session.execute(text("SELECT 1")).scalar())
    return {"status": "ready", "database": store.dialect}, 200


@pages.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus. They are read from the rows, so that every process tells the same."""
    store: Store = current_app.extensions["store"]
    settings: Settings = current_app.extensions["settings"]
    clock: Clock = current_app.extensions["clock"]
    registry = store.read(lambda session: _registry(session, settings, clock.now()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _registry(session: Session, settings: Settings, now: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()
    figures = calls.figures(session, rings=settings.rings)
    for name, value in figures.items():
        Gauge(f"hotline_calls_{name}", f"Calls {name.replace('_', ' ')}", registry=registry).set(value)
    share = figures["answered_in_three_rings"] / figures["offered"] if figures["offered"] else 1.0
    Gauge("hotline_three_rings_ratio", "Share of calls answered within three rings", registry=registry).set(share)
    outcomes = Gauge("hotline_calls_by_outcome", "Calls by outcome", ["outcome"], registry=registry)
    for outcome, count in calls.outcomes_of(session).items():
        outcomes.labels(outcome).set(count)
    waiting = Gauge("hotline_callbacks", "Callbacks by kind and state", ["kind", "state"], registry=registry)
    for kind, state, count in session.execute(
        select(Callback.kind, Callback.state, func.count()).group_by(Callback.kind, Callback.state)
    ):
        waiting.labels(kind.value, state.value).set(count)
    overdue = select(func.count()).where(Callback.state.in_(OPEN_STATES), Callback.due_at < now)
    Gauge("hotline_callbacks_overdue", "Promised calls past their time", registry=registry).set(
        session.scalar(overdue) or 0
    )
    late = select(func.count()).where(Task.done_at.is_(None), Task.due_at < now)
    Gauge("hotline_tasks_overdue", "Tasks past their time", registry=registry).set(session.scalar(late) or 0)
    return registry
