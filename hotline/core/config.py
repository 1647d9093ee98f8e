"""The settings: every environment variable that Hotline reads, each with its default and what it is for.

`load()` is called once, at the edge, and its frozen answer is handed down; nothing else reads the environment. A
missing or wrong setting stops the start with one line that begins with its name.

With the local carrier everything has a working default. What must be secret there is made once and kept in the var
directory, readable by its owner only.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hotline.core.errors import BadSetting
from hotline.core.secret_files import kept_secret, writable_directory
from hotline.core.setting_types import (
    CARRIERS,
    DIALLING_MODES,
    LOCAL,
    AreaCode,
    BaseUrl,
    Carrier,
    Countries,
    Country,
    Days,
    DiallingRules,
    Hours,
    PhoneNumber,
    Port,
    Rings,
    RingSeconds,
    Words,
    Years,
    ZoneName,
    parse_dialling,
)

_PROJECT = Path(__file__).resolve().parents[2]
_TWILIO_API = "https://api.twilio.com"
_LOCAL_ACCOUNT = f"AC{1:032x}"
_LOCAL_NUMBER = "+867568880000"


class Settings(BaseModel):
    """What this process was told. A field's alias is its variable, its description the help that the README shows."""

    model_config = ConfigDict(frozen=True)

    database_url: str = Field(
        "sqlite:///var/hotline.db",
        alias="DATABASE_URL",
        repr=False,
        description="Where everything is kept: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    public_base_url: BaseUrl = Field(
        "http://127.0.0.1:8000",
        alias="PUBLIC_BASE_URL",
        description="The address by which the carrier reaches this server; webhooks are signed over it."
        " If not set: http://127.0.0.1:PORT.",
    )
    secret_key: str = Field(
        "",
        alias="SECRET_KEY",
        repr=False,
        description="Signs sessions and links."
        " Made and kept in HOTLINE_VAR if not set and the carrier is on this machine.",
    )
    port: Port = Field(
        8000, alias="PORT", description="The port of the web server. The local carrier takes the next one."
    )
    twilio_account_sid: str = Field(
        _LOCAL_ACCOUNT, alias="TWILIO_ACCOUNT_SID", description="The account at the carrier."
    )
    twilio_auth_token: str = Field(
        "",
        alias="TWILIO_AUTH_TOKEN",
        repr=False,
        description="The account's secret. While it is being changed: both, separated by a comma, the one to use first."
        " Made and kept in HOTLINE_VAR if not set and the carrier is on this machine.",
    )
    twilio_phone_number: PhoneNumber = Field(
        _LOCAL_NUMBER, alias="TWILIO_PHONE_NUMBER", description="The hotline's number, with + and country code."
    )
    twilio_api_base_url: BaseUrl = Field(
        "http://127.0.0.1:8001",
        alias="TWILIO_API_BASE_URL",
        description="The carrier's API. If not set: http://127.0.0.1:(PORT+1) for the local carrier,"
        f" {_TWILIO_API} for Twilio; other carriers need it.",
    )
    carrier: Carrier = Field(
        LOCAL,
        alias="HOTLINE_CARRIER",
        description=f"The carrier's profile: {', '.join(CARRIERS)}."
        " If not set: twilio where TWILIO_ACCOUNT_SID is set, else local.",
    )
    dialling_rules: DiallingRules = Field(
        "*=bot",
        alias="HOTLINE_DIALLING",
        description=f"How calls out are made, by the number's beginning: {', '.join(DIALLING_MODES)};"
        " for example +86=manual,*=bot, which is the default where the carrier is not local.",
    )
    company_name: Words = Field("金穗公司", alias="HOTLINE_COMPANY_NAME", description="The company that answers.")
    timezone: ZoneName = Field(
        "Asia/Shanghai", alias="HOTLINE_TIMEZONE", description="The time zone of the office and of its customers."
    )
    default_country: Country = Field(
        "CN", alias="HOTLINE_DEFAULT_COUNTRY", description="The country of numbers said without one."
    )
    callback_countries: Countries = Field(
        "CN,HK,MO,TW",
        alias="HOTLINE_CALLBACK_COUNTRIES",
        description="The countries whose numbers are called back; others are left to a person."
        " If not set: HOTLINE_DEFAULT_COUNTRY with HK, MO and TW.",
    )
    default_area_code: AreaCode = Field(
        "0756", alias="HOTLINE_DEFAULT_AREA_CODE", description="The area of landline numbers said without one."
    )
    office_hours: Hours = Field(
        "mon-fri 08:30-12:00,14:00-17:30",
        alias="HOTLINE_OFFICE_HOURS",
        description="When people answer; groups of days are separated by ; and holidays and make-up days are known.",
    )
    rings: Rings = Field(3, alias="HOTLINE_RINGS", description="Within how many rings a call must be answered.")
    ring_seconds: RingSeconds = Field(
        5, alias="HOTLINE_RING_SECONDS", description="How long one ring is: 1 s on and 4 s off in China."
    )
    follow_up_days: Days = Field(
        7, alias="HOTLINE_FOLLOW_UP_DAYS", description="Within how many days after a service the customer is called."
    )
    complaint_follow_up_days: Days = Field(
        3, alias="HOTLINE_COMPLAINT_FOLLOW_UP_DAYS", description="Within how many days after a complaint."
    )
    retention_years: Years = Field(
        2, alias="HOTLINE_RETENTION_YEARS", description="How many years calls and recordings are kept."
    )
    var_dir: Path = Field(
        Path("var"), alias="HOTLINE_VAR", description="The directory for what this installation writes."
    )
    flows_dir: Path = Field(
        _PROJECT / "ivr_flows", alias="HOTLINE_FLOWS", description="The directory of the flows. If not set: ivr_flows."
    )

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Every auth token that is valid now; requests are made with the first, signatures may be of any (S4)."""
        return tuple(token for part in self.twilio_auth_token.split(",") if (token := part.strip()))

    @property
    def called_countries(self) -> frozenset[str]:
        """The countries whose numbers are called back."""
        return frozenset(self.callback_countries.split(","))

    @property
    def dialling(self) -> Mapping[str, str]:
        """The dialling mode by the beginning of a number, `*` for all others."""
        return parse_dialling(self.dialling_rules)

    def dialling_mode(self, e164: str) -> str:
        """How a call to `e164` is made: the rule with the longest beginning decides."""
        rules = self.dialling
        return rules[max((prefix for prefix in rules if e164.startswith(prefix)), key=len, default="*")]

    @property
    def tz(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def carrier_is_local(self) -> bool:
        """Whether the carrier's API is on this machine: only then may the clock be moved and secrets be made up."""
        return _is_loopback(self.twilio_api_base_url)

    @property
    def clock_file(self) -> Path | None:
        """Where the clock's offset is kept, which web, workers and local carrier share; None where time is real."""
        return self.var_dir / "clock" if self.carrier_is_local else None


class Setting(NamedTuple):
    """One variable as documentation shows it."""

    variable: str
    default: str
    help: str


SETTINGS = tuple(
    Setting(
        str(field.alias),
        "ivr_flows" if name == "flows_dir" else str(field.default),
        str(field.description),
    )
    for name, field in Settings.model_fields.items()
)
"""All variables there are, in the order of the documentation."""


def load(env: Mapping[str, str] | None = None) -> Settings:
    """The settings of `env` (the process's environment if not given). An empty variable counts as not set.

    Raises BadSetting: one line that begins with the variable's name.
    """
    source = os.environ if env is None else env
    given = {name: source[name].strip() for name, *_ in SETTINGS if source.get(name, "").strip()}
    try:
        settings = Settings.model_validate(_with_derived_defaults(given))
    except ValidationError as error:
        wrong = error.errors()
        # A default that follows from a wrong setting is wrong too; the one that somebody wrote is to blame.
        first = next((one for one in wrong if one["loc"][0] in given), wrong[0])
        raise BadSetting(str(first["loc"][0]), first["msg"].removeprefix("Value error, ")) from None
    if not settings.carrier_is_local:
        _refuse_missing(given)
    var = writable_directory(settings.var_dir)
    if not settings.carrier_is_local:
        return settings
    return settings.model_copy(
        update={
            "secret_key": settings.secret_key or kept_secret(var / "secret_key"),
            "twilio_auth_token": settings.twilio_auth_token or kept_secret(var / "carrier_token"),
        }
    )


def _with_derived_defaults(given: Mapping[str, str]) -> dict[str, str]:
    """The defaults that follow from other settings, under what was given."""
    port = given.get("PORT", "8000")
    carrier = given.get("HOTLINE_CARRIER", "twilio" if "TWILIO_ACCOUNT_SID" in given else LOCAL)
    derived = {"HOTLINE_CARRIER": carrier}
    if port.isdecimal():
        derived["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{port}"
    if "HOTLINE_DEFAULT_COUNTRY" in given:
        derived["HOTLINE_CALLBACK_COUNTRIES"] = f"{given['HOTLINE_DEFAULT_COUNTRY']},HK,MO,TW"
    if "HOTLINE_VAR" in given:
        derived["DATABASE_URL"] = f"sqlite:///{given['HOTLINE_VAR']}/hotline.db"
    if carrier == LOCAL:
        derived["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{int(port) + 1 if port.isdecimal() else port}"
    elif carrier == "twilio":
        derived["TWILIO_API_BASE_URL"] = _TWILIO_API
    elif carrier in CARRIERS and "TWILIO_API_BASE_URL" not in given:
        raise BadSetting("TWILIO_API_BASE_URL", f"is needed for the carrier {carrier}")
    if carrier != LOCAL:
        derived["HOTLINE_DIALLING"] = "+86=manual,*=bot"
    return {**derived, **given}


def _refuse_missing(given: Mapping[str, str]) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "SECRET_KEY"):
        if name not in given:
            raise BadSetting(name, "is not set, and a carrier that is not on this machine needs it")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
