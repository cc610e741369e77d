"""``drafter token``: tokens for the JSON API."""

import click

from webhook.accounts.people import COMMAND_LINE
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import add_api_token
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.store.accounts import list_tokens, revoke_token
from webhook.store.audit import note_act


@click.group()
def token() -> None:
    """Tokens for the JSON API.

    Example: drafter token add reporting --role qa
    """


@token.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What it may do.")
@click.option("--brand", help="The only brand it sees; leave out for all.")
@json_option
def add(name: str, role: str, brand: str | None, as_json: bool) -> None:
    """Make a token and print it, once.

    Example: drafter token add reporting --role qa --json
    """
    with open_services() as services:
        brand_id = brand_named(services, brand).id if brand else None
        with services.database.writing() as session:
            now = services.clock()
            made, secret = add_api_token(session, name, Role(role), now=now, new_id=services.new_id, brand_id=brand_id)
            text = f"made the token {made.name} ({made.role})"
            note_act(
                session, "token.added", text, actor_id=COMMAND_LINE, now=now, subject_id=made.id, brand_id=brand_id
            )
    print_fields({"id": made.id, "name": made.name, "role": made.role, "token": secret}, as_json=as_json)


@token.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List tokens and when they were last used, without their secrets.

    Example: drafter token list
    """
    with open_services() as services, services.database.reading() as session:
        rows = [
            {
                "id": one.id,
                "name": one.name,
                "role": one.role,
                "brand_id": one.brand_id,
                "created_at": one.created_at.isoformat() if one.created_at else None,
                "last_used_at": one.last_used_at.isoformat() if one.last_used_at else None,
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            }
            for one in list_tokens(session)
        ]
    print_rows(rows, as_json=as_json, columns=["name", "role", "last_used_at", "revoked_at", "id"])


@token.command("revoke")
@click.argument("name")
@json_option
def revoke(name: str, as_json: bool) -> None:
    """Revoke a token, by name or id: calls with it answer 401 from now on.

    Example: drafter token revoke reporting
    """
    with open_services() as services, services.database.writing() as session:
        found = [one for one in list_tokens(session) if name in (one.id, one.name) and one.revoked_at is None]
        if len(found) != 1:
            several = (
                f"{len(found)} tokens are called {name!r}; give an id" if found else f"No token is called {name!r}"
            )
            raise click.ClickException(f"{several}; 'drafter token list' shows them.")
        (one,) = found
        now = services.clock()
        revoke_token(session, one.id, now=now)
        text = f"revoked the token {one.name}"
        note_act(
            session, "token.revoked", text, actor_id=COMMAND_LINE, now=now, subject_id=one.id, brand_id=one.brand_id
        )
    print_fields({"id": one.id, "name": one.name, "revoked": True}, as_json=as_json)
