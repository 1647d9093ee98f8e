"""Commands for those who write conversations: check them, draw them, try them, and see what words mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from hotline.app import BrokenFlows, load_flows
from hotline.cli import data, playing
from hotline.core import config
from hotline.customers import queries as customers
from hotline.flows import graph
from hotline.speech import slots
from hotline.speech.understood import Setting, Understood


@click.group()
def flows() -> None:
    """The conversations of ivr_flows/."""


@flows.command()
def check() -> None:
    """Refuse what could leave a caller in silence or in a loop; each mistake with file, node and field."""
    try:
        loaded = load_flows(config.load())
    except BrokenFlows as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{len(loaded.flows)} flows, revision {loaded.revision}: no mistakes")


@flows.command("graph")
@click.argument("flow", default="inbound")
@click.option("--language", default="zh-CN", show_default=True)
@click.option("--svg", is_flag=True, help="SVG instead of Mermaid")
def draw(flow: str, language: str, svg: bool) -> None:
    """Draw a flow as Mermaid or SVG."""
    loaded = load_flows(config.load())
    if flow not in loaded.flows:
        raise click.BadParameter(f"there is no flow {flow!r}; there are {', '.join(sorted(loaded.flows))}")
    shown = loaded.flows[flow]
    click.echo(graph.svg(shown, language=language) if svg else graph.mermaid(shown, language=language))


@flows.command()
@click.option("--from", "from_", default="+8613800138000", show_default=True, help="the calling number")
def play(from_: str) -> None:
    """Talk with the hotline here, without a carrier: on a database of its own that is thrown away."""
    playing.play(config.load(), from_)


Parse = Callable[[str], dict[str, Any] | None]


@click.command()
@click.argument("kind", type=click.Choice(["phone", "date", "month", "name", "branch"]))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), default=None, help="default: today")
@click.option("--area-code", default=None, help="for numbers without one; default: the setting")
@click.option("--slot", default=None, help="listen as this slot does, e.g. expiry_date, wish_time")
@click.option("--caller", default=None, help="the calling number, for 就是这个号码")
def normalize(kind: str, today: datetime | None, area_code: str | None, slot: str | None, caller: str | None) -> None:
    """Say what each line of stdin means, one JSON object per line on stdout."""
    settings = config.load()
    day = today.date() if today else datetime.now(settings.tz).date()
    setting = Setting(
        today=day,
        area_code=settings.default_area_code if area_code is None else area_code,
        country=settings.default_country,
        caller=caller,
    )
    parse = _parser(kind, slot, setting)
    for line in sys.stdin:
        text = line.rstrip("\n")
        click.echo(json.dumps({"input": text, **(parse(text) or {"value": None})}, ensure_ascii=False, default=_iso))


_SLOTS = {"phone": "phone", "date": "card_date", "month": "accounting_month"}


def _parser(kind: str, slot: str | None, setting: Setting) -> Parse:
    if kind in _SLOTS or slot:
        name = slot or _SLOTS[kind]
        if name not in slots.SLOTS:
            raise click.BadParameter(f"there is no slot {name!r}; there are {', '.join(sorted(slots.SLOTS))}")
        return lambda text: _shown(_listen(name, text, setting))
    _, store, _ = data.opened()
    match = _match_company if kind == "name" else _match_branch
    return lambda text: store.read(lambda session: match(session, text, setting))


def _listen(slot: str, text: str, setting: Setting) -> Understood | None:
    keyed = text if text.isascii() and text.strip("*#").isdigit() and slots.SLOTS[slot].keyed else ""
    return slots.understand(slot, "" if keyed else text, keyed, setting)


def _shown(understood: Understood | None) -> dict[str, Any] | None:
    if understood is None:
        return None
    value = understood.value
    parts = value if isinstance(value, dict) else {"value": value}
    return {"value": value, **parts, "confidence": understood.confidence, "evidence": understood.evidence}


def _match_company(session: Session, text: str, setting: Setting) -> dict[str, Any]:
    named = slots.understand("company_name", text, "", setting)
    found = customers.match_company(session, str(named.value) if named else text)
    return {
        "match": found.kind,
        "value": found.company.name if found.company else None,
        "name": found.company.name if found.company else None,
        "taxpayer_id": found.company.taxpayer_id if found.company else None,
        "score": found.score,
        "evidence": found.evidence,
        "candidates": [one.name for one in found.candidates],
    }


def _match_branch(session: Session, text: str, setting: Setting) -> dict[str, Any]:
    named = slots.understand("tax_branch", text, "", setting)
    found = customers.match_branch(session, str(named.value) if named else text)
    return {
        "match": found.kind,
        "value": found.branch.code if found.branch else None,
        "name": found.branch.name if found.branch else None,
        "code": found.branch.code if found.branch else None,
        "score": found.score,
        "evidence": found.evidence,
        "candidates": [one.name for one in found.candidates],
    }


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


COMMANDS = (flows, normalize)
