"""`normalize`: what words mean, one JSON object for each line. Telephones, dates and months need no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from hotline.cli.opening import opened
from hotline.core import config
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.customers import queries as customers
from hotline.speech import slots
from hotline.speech.understood import Setting, Understood

Meaning = dict[str, Any]
Parse = Callable[[str], Meaning]

SLOTS = {"phone": "phone", "date": "card_date", "month": "accounting_month"}
"""The slot that listens where none is named."""

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What some readers take for the end of a line, and JSON does not escape."""


@click.command()
@click.argument("kind", type=click.Choice(["phone", "date", "month", "name", "branch"]))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="default: today")
@click.option("--area-code", default=None, help="for numbers without one; default: the setting")
@click.option("--slot", default=None, help="listen as this slot does, e.g. expiry_date, wish_time")
@click.option("--caller", default=None, help="the calling number, for 就是这个号码")
def normalize(kind: str, today: datetime | None, area_code: str | None, slot: str | None, caller: str | None) -> None:
    """Say what each line of stdin means, one JSON object per line on stdout."""
    settings = config.load()
    setting = Setting(
        today=today.date() if today else _today(settings),
        area_code=settings.default_area_code if area_code is None else area_code,
        country=settings.default_country,
        caller=caller,
    )
    with _parser(kind, slot, setting) as parse:
        for line in sys.stdin.buffer:
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            answer = {"input": text, "value": None, **parse(text)}
            click.echo(json.dumps(answer, ensure_ascii=False, default=_iso).translate(_LINE_ENDS).encode())


def _today(settings: Settings) -> date:
    return Clock(settings.clock_file).now().astimezone(settings.tz).date()


@contextmanager
def _parser(kind: str, slot: str | None, setting: Setting) -> Iterator[Parse]:
    if kind in SLOTS or slot:
        name = slot or SLOTS[kind]
        if name not in slots.SLOTS:
            raise click.BadParameter(f"there is no slot {name!r}; there are {', '.join(sorted(slots.SLOTS))}")
        yield lambda text: _shown(_listen(name, text, setting))
        return
    match = _match_company if kind == "name" else _match_branch
    with opened() as (_, store, _clock):
        yield lambda text: store.read(lambda session: match(session, text, setting))


def _listen(slot: str, text: str, setting: Setting) -> Understood | None:
    """A line of nothing but keys is keyed where the slot takes keys, anything else is spoken."""
    keyed = text if text.isascii() and text.strip("*#").isdigit() and slots.SLOTS[slot].keyed else ""
    return slots.understand(slot, "" if keyed else text, keyed, setting)


def _shown(understood: Understood | None) -> Meaning:
    if understood is None:
        return {}
    parts = understood.value if isinstance(understood.value, dict) else {}
    facts = {"confidence": understood.confidence, "evidence": understood.evidence}
    return {"value": understood.value, **parts, **facts}


def _match_company(session: Session, text: str, setting: Setting) -> Meaning:
    named = slots.understand("company_name", text, "", setting)
    found = customers.match_company(session, str(named.value) if named else text)
    company = customers.get(session, found.company.id) if found.company else None
    name = company.name if company else None
    return {
        "value": name,
        "match": found.kind,
        "name": name,
        "taxpayer_id": company.taxpayer_id if company else None,
        **_grounds(found),
    }


def _match_branch(session: Session, text: str, setting: Setting) -> Meaning:
    named = slots.understand("tax_branch", text, "", setting)
    found = customers.match_branch(session, str(named.value) if named else text)
    code = found.branch.code if found.branch else None
    return {
        "value": code,
        "match": found.kind,
        "name": found.branch.name if found.branch else None,
        "code": code,
        **_grounds(found),
    }


def _grounds(found: customers.CompanyMatch | customers.BranchMatch) -> Meaning:
    return {
        "score": found.score,
        "evidence": found.evidence,
        "candidates": [candidate.name for candidate in found.candidates],
    }


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


COMMANDS = (normalize,)
