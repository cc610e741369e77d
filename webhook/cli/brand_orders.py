"""``drafter brand orders``: where a brand's orders are looked up."""

from typing import Any

import click

from webhook import order_setting
from webhook.accounts.people import COMMAND_LINE
from webhook.cli.common import brand_named, json_option, open_services, print_fields
from webhook.errors import HelpdeskError, RequestFieldsError
from webhook.order_json import order_json
from webhook.orders.configs import KINDS
from webhook.store.order_sources import SourceState


@click.group("orders")
def orders() -> None:
    """Where a brand's orders are looked up, for what tickets do not bring along.

    Example: drafter brand orders show northway
    """


@orders.command("show")
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show a brand's order source and where it stands, without its secret.

    Example: drafter brand orders show northway
    """
    with open_services() as services:
        brand = brand_named(services, name)
        state = order_setting.find_source(services, brand.id)
    print_fields(_row(brand.slug, state), as_json=as_json)


@orders.command("set")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), help="What kind of shop it is; may be left out for a change.")
@click.option("--secret", help="The shop's key: an Admin API access token, or what goes into the header.")
@click.option("--option", "options", multiple=True, metavar="K=V", help="See docs/orders.md; empty takes one away.")
@json_option
def set_command(name: str, kind: str | None, secret: str | None, options: tuple[str, ...], as_json: bool) -> None:
    """Set or change a brand's order source; what is left out stays, another kind begins anew.

    Example: drafter brand orders set northway --kind shopify --secret T --option base_url=https://n.myshopify.com
    """
    given = dict(_pair(one) for one in options)
    with open_services() as services:
        brand = brand_named(services, name)
        try:
            state = order_setting.set_source(
                services,
                brand,
                kind=kind,
                options=given,
                secret=secret,
                is_operators=True,
                actor_id=COMMAND_LINE,
            )
        except (RequestFieldsError, HelpdeskError) as error:
            raise click.ClickException(error.message) from error
    print_fields(_row(brand.slug, state), as_json=as_json)


@orders.command("test")
@click.argument("name")
@click.argument("number")
@json_option
def test(name: str, number: str, as_json: bool) -> None:
    """Look an order up now; print it and what ladders can know of it.

    Example: drafter brand orders test northway 1001
    """
    with open_services() as services:
        brand = brand_named(services, name)
        try:
            tried = order_setting.try_source(services, brand, number)
        except RequestFieldsError as error:
            raise click.ClickException(error.message) from error
    facts = order_setting.facts_json(tried.facts)
    print_fields({"order": order_json(tried.order), "email": tried.email, "facts": facts}, as_json=as_json)


@orders.command("remove")
@click.argument("name")
@json_option
def remove(name: str, as_json: bool) -> None:
    """Forget a brand's order source with its secret; drafts use the orders that come with tickets.

    Example: drafter brand orders remove northway
    """
    with open_services() as services:
        brand = brand_named(services, name)
        is_gone = order_setting.remove_source(services, brand, actor_id=COMMAND_LINE)
    print_fields({"brand": brand.slug, "removed": is_gone}, as_json=as_json)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise click.UsageError(f"An option is written name=value, not {text[:60]!r}.")
    return key, value


def _row(slug: str, state: SourceState | None) -> dict[str, Any]:
    if state is None:
        return {"brand": slug, "kind": None, "options": {}, "secret": None, "state": "none"}
    return {
        "brand": slug,
        "kind": state.config.kind,
        "options": dict(state.config.options),
        "secret": order_setting.HIDDEN if state.config.secret else None,
        "state": "failing" if state.last_error else "set",
        "last_error": state.last_error,
        "last_error_at": state.failed_at.isoformat() if state.failed_at else None,
    }
