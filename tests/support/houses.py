"""A whole hotline for tests: real flows, real database, real door; only the carrier's network is left out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hotline.app import Application, create_app
from hotline.cli.sowing import sow_demo
from hotline.core import config
from hotline.core.config import Settings
from hotline.people import operations as people
from hotline.people import queries as staff

TUESDAY_MORNING = "2026-03-10T09:30:00+08:00"
"""An ordinary working day: the deadline of its month is six days away."""


def settings_for(database_url: str, var: Path, **more: str) -> Settings:
    environment = {
        "DATABASE_URL": database_url,
        "HOTLINE_VAR": str(var),
        "HOTLINE_FLOWS": str(Path(__file__).parents[2] / "ivr_flows"),
        "PUBLIC_BASE_URL": "https://hotline.example",
        "TWILIO_AUTH_TOKEN": "a-token-for-tests",
        "TWILIO_PHONE_NUMBER": "+867562286000",
        **more,
    }
    return config.load(environment)


def hotline_for(database_url: str, var: Path, *, at: str = TUESDAY_MORNING, **more: str) -> Application:
    """An application on this database, with the demo's companies and staff, its clock set to `at`."""
    app = create_app(settings_for(database_url, var, **more))
    clock = app.hotline.clock
    clock.set(at)
    app.hotline.store.write(lambda session: sow_demo(session, clock.now(), ZoneInfo("Asia/Shanghai")))
    return app


def take_a_seat(app: Application, username: str, *, until: timedelta = timedelta(hours=1)) -> None:
    """Somebody of the demo's staff is at the console for so long."""
    now = app.hotline.clock.now()

    def sit_down(session: Session) -> None:
        person = staff.by_username(session, username)
        assert person is not None
        people.be_at_console(session, now=now, staff_id=person.id, within=until)

    app.hotline.store.write(sit_down)
