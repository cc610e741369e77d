"""``drafter token``: tokens for the JSON API."""

import click

from webhook.accounts.roles import Role
from webhook.accounts.signing_in import add_api_token
from webhook.cli.common import brand_named, json_option, open_services, print_fields


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
            made, secret = add_api_token(
                session, name, Role(role), now=services.clock(), new_id=services.new_id, brand_id=brand_id
            )
    print_fields({"id": made.id, "name": made.name, "role": made.role, "token": secret}, as_json=as_json)
