"""Every setting, its default, and the one line that stops the start."""

from __future__ import annotations

import stat
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.core.clock import Clock
from hotline.core.config import SETTINGS, Settings, load
from hotline.core.errors import BadSetting
from tests.core.shelf import all_at_once

REMOTE = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_PHONE_NUMBER": "+85223456789",
    "SECRET_KEY": "x" * 32,
}


@pytest.fixture(autouse=True)
def in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_need_be_set_with_the_local_carrier() -> None:
    settings = load({})

    assert settings.carrier == "local"
    assert settings.carrier_is_local
    assert settings.database_url == "sqlite:///var/hotline.db"
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.twilio_api_base_url == "http://127.0.0.1:8001"
    assert settings.company_name == "金穗公司"
    assert (settings.default_country, settings.default_area_code) == ("CN", "0756")
    assert (settings.rings, settings.ring_seconds) == (3, 5)
    assert (settings.follow_up_days, settings.complaint_follow_up_days, settings.retention_years) == (7, 3, 2)
    assert settings.tz.key == "Asia/Shanghai"
    assert settings.flows_dir.is_dir()
    assert settings.dialling_mode("+8613800138000") == "bot"


def test_the_addresses_follow_the_port() -> None:
    settings = load({"PORT": "9100"})

    assert settings.public_base_url == "http://127.0.0.1:9100"
    assert settings.twilio_api_base_url == "http://127.0.0.1:9101"


def test_the_database_follows_the_var_directory() -> None:
    assert load({"HOTLINE_VAR": "elsewhere"}).database_url == "sqlite:///elsewhere/hotline.db"


def test_secrets_are_made_once_and_kept_for_the_owner_only() -> None:
    first, second = load({}), load({})

    assert first.secret_key == second.secret_key
    assert first.auth_tokens == second.auth_tokens
    assert first.secret_key not in first.auth_tokens
    assert len(first.secret_key) == 64
    assert [stat.S_IMODE(path.stat().st_mode) for path in Path("var").iterdir()] == [0o600, 0o600]


def test_processes_that_start_at_once_agree_on_the_secrets() -> None:
    start = threading.Barrier(8)

    def begin() -> list[str]:
        found = []
        for number in range(50):
            start.wait()
            found.append(load({"HOTLINE_VAR": f"var{number}"}).secret_key)
        return found

    first, *others = all_at_once([begin] * 8)

    assert others == [first] * 7


def test_an_account_means_twilio() -> None:
    settings = load(REMOTE)

    assert settings.carrier == "twilio"
    assert not settings.carrier_is_local
    assert settings.twilio_api_base_url == "https://api.twilio.com"
    assert settings.dialling == {"+86": "manual", "*": "bot"}


@pytest.mark.parametrize("name", ["TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "SECRET_KEY"])
def test_a_remote_carrier_needs_its_secrets(name: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name}: "):
        load({**REMOTE, name: " "})


def test_a_remote_carrier_needs_an_account() -> None:
    with pytest.raises(BadSetting, match=r"^TWILIO_ACCOUNT_SID: "):
        load({**REMOTE, "HOTLINE_CARRIER": "twilio", "TWILIO_ACCOUNT_SID": ""})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4010", "http://localhost:4010", "http://[::1]:4010", "http://127.8.8.8"]
)
def test_a_carrier_on_this_machine_is_local_whatever_its_profile(url: str) -> None:
    settings = load({"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_API_BASE_URL": url})

    assert settings.carrier == "twilio"
    assert settings.carrier_is_local


@pytest.mark.parametrize(
    "url", ["https://localhost.example.com", "https://127.0.0.1.nip.io", "http://10.0.0.1", "http://0.0.0.0"]
)
def test_a_carrier_elsewhere_is_not_local_whatever_its_name(url: str) -> None:
    assert not load({**REMOTE, "TWILIO_API_BASE_URL": url}).carrier_is_local


def test_a_clock_that_was_moved_once_does_not_move_the_time_of_a_real_carrier(tmp_path: Path) -> None:
    var = {"HOTLINE_VAR": str(tmp_path)}
    boxed = Clock(load(var).clock_file)
    boxed.advance(timedelta(days=7))

    real = Clock(load({**REMOTE, **var}).clock_file)
    assert real.offset == timedelta()
    assert boxed.offset == timedelta(days=7)


def test_two_tokens_are_valid_while_one_is_being_changed() -> None:
    assert load({"TWILIO_AUTH_TOKEN": "new, old"}).auth_tokens == ("new", "old")


def test_the_longest_beginning_decides_how_a_number_is_dialled() -> None:
    settings = load({"HOTLINE_DIALLING": "*=bot, +86=manual,+85=bridge,+852=browser"})

    modes = [
        settings.dialling_mode(number) for number in ("+8613800138000", "+85223456789", "+85328123456", "+12025550123")
    ]
    assert modes == ["manual", "browser", "bridge", "bot"]


def test_numbers_of_our_own_country_and_its_neighbours_are_called_back() -> None:
    assert load({}).called_countries == {"CN", "HK", "MO", "TW"}
    assert load({"HOTLINE_DEFAULT_COUNTRY": "SG"}).called_countries == {"SG", "HK", "MO", "TW"}
    assert load({"HOTLINE_CALLBACK_COUNTRIES": "CN"}).called_countries == {"CN"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65535"),
        ("PUBLIC_BASE_URL", "hotline.example.com"),
        ("PUBLIC_BASE_URL", "ftp://hotline.example.com"),
        ("PUBLIC_BASE_URL", "https://hotline.example.com/?a=b"),
        ("PUBLIC_BASE_URL", "https://user:password@hotline.example.com"),
        ("PUBLIC_BASE_URL", "https://热线.example.com"),
        ("PUBLIC_BASE_URL", "https://hotline.example.com:99999"),
        ("TWILIO_API_BASE_URL", "nowhere"),
        ("TWILIO_PHONE_NUMBER", "0756-8881234"),
        ("HOTLINE_CARRIER", "pigeon"),
        ("HOTLINE_DIALLING", "+86=manual"),
        ("HOTLINE_DIALLING", "+86=shout,*=bot"),
        ("HOTLINE_DIALLING", "86=manual,*=bot"),
        ("HOTLINE_DIALLING", "*=bot,*=manual"),
        ("HOTLINE_TIMEZONE", "Zhuhai"),
        ("HOTLINE_TIMEZONE", "../etc/passwd"),
        ("HOTLINE_DEFAULT_COUNTRY", "China"),
        ("HOTLINE_CALLBACK_COUNTRIES", "CN HK"),
        ("HOTLINE_CALLBACK_COUNTRIES", "CN,"),
        ("HOTLINE_DEFAULT_AREA_CODE", "756"),
        ("HOTLINE_OFFICE_HOURS", "always"),
        ("HOTLINE_RINGS", "-1"),
        ("HOTLINE_RING_SECONDS", "0"),
        ("HOTLINE_FOLLOW_UP_DAYS", "seven"),
        ("HOTLINE_COMPLAINT_FOLLOW_UP_DAYS", "0"),
        ("HOTLINE_RETENTION_YEARS", "1.5"),
    ],
)
def test_a_wrong_setting_is_one_line_that_begins_with_its_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name}: ") as caught:
        load({name: value})

    assert "\n" not in str(caught.value)
    assert caught.value.variable == name
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("carrier", ["signalwire", "telnyx", "somleng"])
def test_another_carrier_needs_its_address(carrier: str) -> None:
    with pytest.raises(BadSetting, match=r"^TWILIO_API_BASE_URL: "):
        load({**REMOTE, "HOTLINE_CARRIER": carrier})


@pytest.mark.parametrize("var", ["/proc/hotline", "a-file/var"])
def test_a_var_directory_that_cannot_be_written_is_named(var: str) -> None:
    Path("a-file").write_text("")

    with pytest.raises(BadSetting, match=r"^HOTLINE_VAR: "):
        load({"HOTLINE_VAR": var})


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load({"PORT": "", "HOTLINE_COMPANY_NAME": "  "}) == load({})


def test_other_variables_are_none_of_our_business() -> None:
    assert load({"PATH": "/bin", "PYTHONPATH": "."}) == load({})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load(
        {
            **REMOTE,
            "SECRET_KEY": "hunter2" * 5,
            "TWILIO_AUTH_TOKEN": "hunter2",
            "DATABASE_URL": "postgresql://u:hunter2@h/d",
        }
    )

    assert "hunter2" not in repr(settings)


def test_settings_cannot_be_changed_afterwards() -> None:
    settings: Any = load({})

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_every_setting_has_a_variable_of_its_own_and_a_help_text() -> None:
    assert len({setting.variable for setting in SETTINGS}) == len(SETTINGS) == len(Settings.model_fields)
    assert all(setting.help.endswith(".") for setting in SETTINGS)
    assert all(
        setting.default for setting in SETTINGS if "If not set" not in setting.help and "if not set" not in setting.help
    )


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    local, shown = load({}), {setting.variable: setting.default for setting in SETTINGS}

    for name, field in Settings.model_fields.items():
        if name not in {"secret_key", "twilio_auth_token", "flows_dir"}:
            assert shown[str(field.alias)] == str(getattr(local, name))
