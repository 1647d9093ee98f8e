"""Commands for those who write conversations: check them, draw them, try them."""

from __future__ import annotations

import click

from hotline.app import build_house, load_flows
from hotline.cli import playing
from hotline.core import config
from hotline.flows import graph


@click.group()
def flows() -> None:
    """The conversations of ivr_flows/."""


@flows.command()
def check() -> None:
    """Refuse what could leave a caller in silence or in a loop; each mistake with file, node and field."""
    loaded = build_house(config.load()).library.current
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


COMMANDS = (flows,)
