"""Commands about what is in the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy.orm import Session

from hotline import migrations
from hotline.cli import sowing
from hotline.cli.opening import Opened, opened
from hotline.core import config
from hotline.core.errors import Invalid
from hotline.core.store import open_store
from hotline.customers import operations as customers
from hotline.customers.sheet import BadSheet
from hotline.tickets import imports as tickets

Done = TypeVar("Done")


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the schema to this release."""
    url = config.load().database_url
    open_store(url).close()  # refuses what is no database of ours
    migrations.upgrade(url)
    click.echo(f"schema {migrations.head()}")


@click.group()
def seed() -> None:
    """Data to begin with."""


@seed.command("demo")
def seed_demo() -> None:
    """Fictitious companies, branches, tickets and staff; a second time changes nothing."""
    with opened() as (settings, store, clock):
        store.write(lambda session: sowing.sow_demo(session, clock.now(), settings.tz))
    names = ", ".join(member.username for member in sowing.STAFF)
    click.echo(f"demo data is in; sign in as {names} with {sowing.PASSWORD}")


@click.group("import")
def import_() -> None:
    """Lists from CSV files, whole or not at all; every bad row is named."""


def _take_over(file: Path, take: Callable[[Session, Opened, bytes], Done]) -> Done:
    """What the import of this file did. Raises Invalid naming every bad row; then nothing was taken."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Invalid("file", f"{file}：读不了，请核对路径 (cannot be read: {error.strerror})") from error
    with opened() as house:
        try:
            return house.store.write(lambda session: take(session, house, content))
        except BadSheet as bad:
            count = len(bad.problems)
            raise Invalid(
                "file", f"{file}：{count} 处有误，什么都没有导入 (nothing was taken, {count} problems)\n{bad}"
            ) from bad


_FILE = click.argument("file", type=click.Path(path_type=Path))


@import_.command("branches")
@_FILE
def import_branches(file: Path) -> None:
    """Tax branches: code,name,aliases (aliases by ;)."""
    done = _take_over(
        file,
        lambda session, house, content: customers.import_branches(
            session, now=house.clock.now(), content=content, actor="cli"
        ),
    )
    click.echo(f"{done.added} added, {done.updated} updated")


@import_.command("customers")
@_FILE
def import_customers(file: Path) -> None:
    """Companies: name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device."""
    done = _take_over(
        file,
        lambda session, house, content: customers.import_customers(
            session,
            now=house.clock.now(),
            content=content,
            actor="cli",
            area_code=house.settings.default_area_code,
            country=house.settings.default_country,
        ),
    )
    click.echo(f"{done.added} added, {done.updated} updated")


@import_.command("tickets")
@_FILE
def import_tickets(file: Path) -> None:
    """Tickets: ticket_no,customer_taxpayer_id,category,status,opened,visit_time,engineer."""
    done = _take_over(
        file,
        lambda session, house, content: tickets.import_tickets(
            session, now=house.clock.now(), content=content, tz=house.settings.tz, actor="cli"
        ),
    )
    click.echo(f"{done.added} added, {done.known} known already")


COMMANDS = (db, seed, import_)
