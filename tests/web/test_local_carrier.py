"""Where the telephone and the switchboard are: at the carrier on this machine, and nowhere with any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.app import Application, create_app
from tests.support.houses import settings_for
from tests.web.api import Program, problem

REMOTE = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": "x" * 32,
    "SECRET_KEY": "y" * 32,
    "TWILIO_PHONE_NUMBER": "+85212345678",
}


@pytest.mark.parametrize("page", ["/phone", "/carrier"])
def test_its_pages_are_at_the_carrier_on_this_machine(busy_day: Application, page: str) -> None:
    answer = Program(busy_day, token="").ask("GET", page)
    carrier = busy_day.hotline.settings.twilio_api_base_url
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{carrier}{page}")


@pytest.mark.parametrize("page", ["/phone", "/carrier"])
def test_a_carrier_far_away_has_no_pages_here(database_url: str, tmp_path: Path, page: str) -> None:
    app = create_app(settings_for(database_url, tmp_path, **REMOTE))
    problem(Program(app, token="").ask("GET", page), 404)
    app.hotline.store.close()
