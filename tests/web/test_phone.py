"""Where the telephone in the browser is: at the carrier on this machine, and nowhere with any other."""

from __future__ import annotations

from pathlib import Path

from hotline.app import Application, create_app
from tests.support.houses import settings_for
from tests.web.api import Program, problem

REMOTE = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "x" * 32,
    "SECRET_KEY": "y" * 32,
    "TWILIO_PHONE_NUMBER": "+85212345678",
}


def test_the_telephone_is_at_the_carrier_on_this_machine(busy_day: Application) -> None:
    answer = Program(busy_day, token="").ask("GET", "/phone")
    carrier = busy_day.hotline.settings.twilio_api_base_url
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{carrier}/phone")


def test_a_carrier_far_away_has_no_telephone_here(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path, **REMOTE))
    problem(Program(app, token="").ask("GET", "/phone"), 404)
    app.hotline.store.close()
