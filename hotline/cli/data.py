"""Commands about what is in the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from hotline import migrations
from hotline.core import config
from hotline.core.clock import Clock
from hotline.core.config import Settings
from hotline.core.errors import Conflict
from hotline.core.store import Store, open_store
from hotline.customers import operations as customers
from hotline.people import operations as people
from hotline.people import queries as staff
from hotline.people.models import Role
from hotline.tickets import imports as tickets

DEMO = Path(__file__).parent / "demo"

DEMO_STAFF = (
    ("xiaowang", "王小梅", Role.AGENT),
    ("laoli", "李建国", Role.ENGINEER),
    ("chen", "陈主管", Role.SUPERVISOR),
    ("admin", "管理员", Role.ADMIN),
)
DEMO_PASSWORD = "jinsui-hotline-demo"  # noqa: S105 - printed at every start of the demo

ROLES = [role.value for role in Role]


def opened() -> tuple[Settings, Store, Clock]:
    """Settings, the database brought to this release's schema check, and the clock. Raises HotlineError."""
    settings = config.load()
    migrations.require_head(settings.database_url)
    return settings, open_store(settings.database_url), Clock(settings.var_dir / "clock")


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the schema to this release."""
    settings = config.load()
    migrations.upgrade(settings.database_url)
    click.echo(f"schema {migrations.head()}")


@click.group()
def seed() -> None:
    """Data to begin with."""


@seed.command("demo")
def seed_demo() -> None:
    """Fictitious companies, branches, tickets and staff; a second time changes nothing."""
    settings, store, clock = opened()
    store.write(lambda session: sow_demo(session, clock.now(), settings.tz))
    click.echo(f"demo data is in; sign in as {', '.join(name for name, _, _ in DEMO_STAFF)} with {DEMO_PASSWORD}")


def sow_demo(session: Session, now: datetime, tz: ZoneInfo) -> None:
    """The demo data, once."""
    people.ensure_duty_desk(session, now=now)
    if staff.by_username(session, DEMO_STAFF[0][0]) is not None:
        return
    for username, name, role in DEMO_STAFF:
        person = people.add_staff(
            session, now=now, username=username, name=name, role=role, password=DEMO_PASSWORD, actor="demo"
        )
        if role is not Role.ADMIN:
            people.set_duty(session, now=now, staff_id=person.id, on_duty=True, actor="demo")
    customers.import_branches(session, now=now, content=(DEMO / "branches.csv").read_bytes(), actor="demo")
    customers.import_customers(session, now=now, content=(DEMO / "customers.csv").read_bytes(), actor="demo")
    tickets.import_tickets(session, now=now, content=(DEMO / "tickets.csv").read_bytes(), tz=tz, actor="demo")


CSV_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def import_() -> None:
    """Lists from CSV files, whole or not at all; every bad row is named."""


@import_.command()
@CSV_FILE
def branches(file: Path) -> None:
    """Tax branches: code,name,aliases (aliases by ;)."""
    _, store, clock = opened()
    done = store.write(lambda session: customers.import_branches(session, now=clock.now(), content=file.read_bytes()))
    click.echo(f"{done.added} added, {done.updated} updated")


@import_.command("customers")
@CSV_FILE
def import_customers(file: Path) -> None:
    """Companies: name,aliases,taxpayer_id,branch_code,contact_phone,agreement_expires_on,device."""
    settings, store, clock = opened()
    done = store.write(
        lambda session: customers.import_customers(
            session,
            now=clock.now(),
            content=file.read_bytes(),
            area_code=settings.default_area_code,
            country=settings.default_country,
        )
    )
    click.echo(f"{done.added} added, {done.updated} updated")


@import_.command("tickets")
@CSV_FILE
def import_tickets(file: Path) -> None:
    """Tickets: ticket_no,customer_taxpayer_id,category,status,opened,visit_time,engineer."""
    settings, store, clock = opened()
    done = store.write(
        lambda session: tickets.import_tickets(
            session, now=clock.now(), content=file.read_bytes(), tz=settings.tz, actor="cli"
        )
    )
    click.echo(f"{done.added} added, {done.known} known already")


@click.group()
def user() -> None:
    """Staff."""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="the name that colleagues know")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def add_user(username: str, name: str, role: str, password: str) -> None:
    """Add somebody who may sign in."""
    _, store, clock = opened()
    store.write(
        lambda session: people.add_staff(
            session, now=clock.now(), username=username, name=name, role=Role(role), password=password, actor="cli"
        )
    )
    click.echo(f"{username} may sign in as {role}")


@user.command("duty")
@click.argument("username")
@click.argument("state", type=click.Choice(["on", "off"]))
def duty(username: str, state: str) -> None:
    """Put somebody on duty or off."""
    _, store, clock = opened()

    def change(session: Session) -> None:
        person = staff.by_username(session, username)
        if person is None:
            raise Conflict(f"没有用户 {username} (no such user)")
        people.set_duty(session, now=clock.now(), staff_id=person.id, on_duty=state == "on", actor="cli")

    store.write(change)
    click.echo(f"{username} {state}")


@click.group()
def token() -> None:
    """Keys for the JSON API."""


@token.command("create")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--label", default="cli", show_default=True, help="what it is for")
def create_token(role: str, label: str) -> None:
    """Print a new token, alone, for the only time."""
    _, store, clock = opened()
    click.echo(
        store.write(
            lambda session: people.create_token(session, now=clock.now(), role=Role(role), label=label, actor="cli")
        )
    )


COMMANDS = (db, seed, import_, user, token)
