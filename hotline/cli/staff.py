"""Commands about who may sign in, and which programs may read."""

from __future__ import annotations

import sys

import click
from sqlalchemy.orm import Session

from hotline.cli.opening import opened
from hotline.core.errors import NotFound
from hotline.people import operations as people
from hotline.people import queries as staff
from hotline.people.models import Role

ROLES = [role.value for role in Role]


@click.group()
def user() -> None:
    """Staff."""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="the name that colleagues know")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password-stdin", is_flag=True, help="read the password from the first line of stdin, for scripts")
def add_user(username: str, name: str, role: str, password_stdin: bool) -> None:
    """Add somebody who may sign in; asks for the password."""
    password = (
        _first_line() if password_stdin else click.prompt("密码 Password", hide_input=True, confirmation_prompt=True)
    )
    with opened() as (_, store, clock):
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
    with opened() as (_, store, clock):

        def change(session: Session) -> None:
            person = staff.by_username(session, username)
            if person is None:
                raise NotFound(f"没有用户 {username} (no such user)")
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
    with opened() as (_, store, clock):
        plain = store.write(
            lambda session: people.create_token(session, now=clock.now(), role=Role(role), label=label, actor="cli")
        )
    click.echo(plain)


@token.command("list")
def list_tokens() -> None:
    """Show the id, role and label of every token, never the token itself."""
    with opened() as (_, store, _clock):
        for one in store.read(staff.tokens):
            state = "revoked" if one.revoked_at else "valid"
            click.echo(f"{one.id}  {one.role:<10}  {state:<7}  {one.created_at:%Y-%m-%d}  {one.label}")


@token.command("revoke")
@click.argument("token_id", metavar="ID")
def revoke_token(token_id: str) -> None:
    """End a token at once, by its id."""
    with opened() as (_, store, clock):
        store.write(lambda session: people.revoke(session, now=clock.now(), token_id=token_id, actor="cli"))
    click.echo(f"{token_id} revoked")


def _first_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


COMMANDS = (user, token)
