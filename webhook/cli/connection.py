"""``drafter connection``: links to helpdesk accounts."""

import secrets
from typing import Any

import click

from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.helpdesks.base import Connection
from webhook.helpdesks.calling import check_url
from webhook.helpdesks.signatures import new_signing_secret
from webhook.store.connections import find_connection_by_name, insert_connection, list_connections

KINDS = [
    "zendesk",
    "freshdesk",
    "intercom",
    "gorgias",
    "front",
    "helpscout",
    "chatwoot",
    "zammad",
    "freescout",
    "django-helpdesk",
    "request-tracker",
    "generic",
]
CANNOT_SIGN = frozenset({"django-helpdesk"})  # its printed path ends in an unguessable segment instead
URL_OPTIONS = frozenset({"base_url", "callback_url"})
OPTIONS = frozenset({"base_url", "api_token", "own_user_id", "callback_url"})
PASTE = {
    "generic": "Send events as JSON POSTs to the path, signed by Standard Webhooks with the secret.",
    "django-helpdesk": "Set the path as the webhook address for new tickets and for new comments.",
    "gorgias": "Send the secret in the header X-Gorgias-Shared-Secret of the HTTP integration.",
}


@click.group()
def connection() -> None:
    """Links to helpdesk accounts.

    Example: drafter connection add generic --brand northway --name shop
    """


@connection.command("add")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--brand", required=True, help="The brand that answers there.")
@click.option("--name", required=True, help="Your name for it.")
@click.option("--secret", help="Signing secret; made if left out.")
@click.option(
    "--option", "options", multiple=True, metavar="K=V", help="base_url, api_token, own_user_id, callback_url."
)
@json_option
def add(kind: str, brand: str, name: str, secret: str | None, options: tuple[str, ...], as_json: bool) -> None:
    """Add a connection; print its webhook path and what to paste where.

    Example: drafter connection add generic --brand northway --name shop --option callback_url=https://shop.example/drafts
    """
    given = _read_options(options)
    with open_services() as services:
        if services.helpdesk(kind) is None:
            built_in = ", ".join(sorted(services.helpdesk_kinds()))
            raise click.ClickException(f"Kind {kind!r} is not built in yet; this version speaks {built_in}.")
        brand_id = brand_named(services, brand).id
        made = Connection(
            id=services.new_id("con"),
            kind=kind,
            brand_id=brand_id,
            name=name,
            secrets=(secret or new_signing_secret(),),
            options=given,
            path_segment=secrets.token_urlsafe(24) if kind in CANNOT_SIGN else None,
        )
        with services.database.writing() as session:
            if find_connection_by_name(session, brand_id, name):
                raise click.ClickException(f"This brand has a connection {name!r} already; choose another --name.")
            insert_connection(session, made, operator_given=frozenset(given), now=services.clock())
    print_fields({**connection_row(made), "secret": made.secrets[0], "paste": PASTE.get(kind, "")}, as_json=as_json)


@connection.command("list")
@click.option("--brand", help="Only this brand's.")
@json_option
def list_command(brand: str | None, as_json: bool) -> None:
    """List connections, without their secrets.

    Example: drafter connection list
    """
    with open_services() as services:
        brand_id = brand_named(services, brand).id if brand else None
        with services.database.reading() as session:
            rows = [connection_row(one) for one in list_connections(session, brand_id=brand_id)]
    print_rows(rows, as_json=as_json, columns=["name", "kind", "path", "id"])


def connection_row(one: Connection) -> dict[str, Any]:
    """Return a connection as commands show it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "brand_id": one.brand_id,
        "path": webhook_path(one),
        "options": {key: "********" if key == "api_token" else value for key, value in one.options.items()},
    }


def webhook_path(one: Connection) -> str:
    """Return the path that the helpdesk sends its events to."""
    path = f"/webhooks/{one.kind}/{one.id}"
    return f"{path}/{one.path_segment}" if one.path_segment else path


def _read_options(options: tuple[str, ...]) -> dict[str, str]:
    given = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or name not in OPTIONS:
            raise click.UsageError(f"Option {name!r} should be one of {', '.join(sorted(OPTIONS))}, as name=value.")
        if name in URL_OPTIONS:
            check_url(value)
        given[name] = value
    return given
