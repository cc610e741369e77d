"""``drafter connection``: links to helpdesk accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import click

from webhook import connecting
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.cli.connection_app import app
from webhook.connecting import Overview, overviews, shown_options, webhook_path
from webhook.errors import RequestFieldsError
from webhook.helpdesks.base import Connection
from webhook.helpdesks.setup_steps import KINDS, OPTIONS, steps_of
from webhook.store.connections import list_connections
from webhook.trying import Tried, try_connection
from webhook.wiring import Services


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
    "--option", "options", multiple=True, metavar="K=V", help="base_url, api_token, own_user_id, callback_url, …"
)
@json_option
def add(kind: str, brand: str, name: str, secret: str | None, options: tuple[str, ...], as_json: bool) -> None:
    """Add a connection; print its webhook path and what to paste where.

    Example: drafter connection add generic --brand northway --name shop --option callback_url=https://shop.example/drafts
    """
    given = _read_options(options)
    with open_services() as services:
        brand_id = brand_named(services, brand).id
        try:
            made = connecting.add_connection(
                services, kind=kind, brand_id=brand_id, name=name, secret=secret, options=given, operator_given=True
            )
        except RequestFieldsError as error:
            raise click.ClickException(error.message) from error
    row = {**connection_row(made), "secret": made.secrets[0]}
    if as_json:
        print_fields({**row, "paste": " ".join(steps_of(kind)), "steps": list(steps_of(kind))}, as_json=True)
        return
    print_fields(row, as_json=False)
    for number, step in enumerate(steps_of(kind), start=1):
        click.echo(f"{number}. {step}")


@connection.command("list")
@click.option("--brand", help="Only this brand's.")
@json_option
def list_command(brand: str | None, as_json: bool) -> None:
    """List connections and where they stand, without their secrets.

    Example: drafter connection list
    """
    with open_services() as services:
        brand_id = brand_named(services, brand).id if brand else None
        with services.database.reading() as session:
            found = overviews(session, list_connections(session, brand_id=brand_id), now=services.clock())
    rows = [overview_row(one) for one in found]
    print_rows(rows, as_json=as_json, columns=["name", "kind", "state", "last_event_at", "path", "id"])


@connection.command("show")
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one connection: where it stands, its last event, what went wrong and what to do.

    Example: drafter connection show shop
    """
    with _named(name) as (services, found), services.database.reading() as session:
        row = overview_row(overviews(session, [found], now=services.clock())[0])
    print_fields(row, as_json=as_json)


@connection.command("test")
@click.argument("name")
@click.option("--ticket", help="The helpdesk's id of a test ticket to read.")
@click.option("--note", is_flag=True, help="Also write a note to that ticket and mark it as out of date.")
@json_option
def test(name: str, ticket: str | None, note: bool, as_json: bool) -> None:
    """Try a connection: hear of an event, sign in, read a ticket, write a note to it.

    Example: drafter connection test desk --ticket 17 --note
    """
    if note and not ticket:
        raise click.UsageError("A note needs a ticket to be written to; give --ticket.")
    with _named(name) as (services, found):
        steps = try_connection(services, found, ticket=ticket, writes_note=note)
    rows = [{"step": one.name, "result": one.result.value, "message": one.message, "hint": one.hint} for one in steps]
    print_rows(rows, as_json=as_json, columns=["step", "result", "message", "hint"])
    failed = [one for one in steps if one.result is Tried.FAILED]
    if failed:
        raise click.ClickException(f"{failed[0].message} {failed[0].hint or ''}".strip())


@connection.command("rotate")
@click.argument("name")
@click.option("--secret", help="The helpdesk's own new secret; made if left out.")
@click.option("--grace-hours", type=click.FloatRange(0, 720), default=24.0, help="How long the old one still counts.")
@click.option("--end-old", is_flag=True, help="End the old secret now instead of making a new one.")
@json_option
def rotate(name: str, secret: str | None, grace_hours: float, end_old: bool, as_json: bool) -> None:
    """Give a connection a new secret; the old one counts for a day beside it.

    Example: drafter connection rotate shop --grace-hours 2
    """
    with _named(name) as (services, found):
        if end_old:
            changed = connecting.end_old_secret(services, found)
        else:
            changed = connecting.rotate(services, found, secret=secret, grace=timedelta(hours=grace_hours))
    ends = changed.old_secrets_end_at
    row = {**connection_row(changed), "secret": changed.secrets[0]}
    print_fields({**row, "old_secret_ends_at": ends.isoformat() if ends else None}, as_json=as_json)


@connection.command("pause")
@click.argument("name")
@json_option
def pause(name: str, as_json: bool) -> None:
    """Pause a connection: its events are answered and dropped, nothing is shown.

    Example: drafter connection pause shop
    """
    _set_paused(name, True, as_json)


@connection.command("resume")
@click.argument("name")
@json_option
def resume(name: str, as_json: bool) -> None:
    """Resume a paused connection; what changed meanwhile is looked for.

    Example: drafter connection resume shop
    """
    _set_paused(name, False, as_json)


@connection.command("set")
@click.argument("name")
@click.option("--option", "options", multiple=True, required=True, metavar="K=V", help="An empty value takes it away.")
@json_option
def set_command(name: str, options: tuple[str, ...], as_json: bool) -> None:
    """Change a connection's options.

    Example: drafter connection set desk --option escalation_group=7
    """
    given = _read_options(options, may_be_empty=True)
    with _named(name) as (services, found):
        changed = connecting.change_options(
            services, found, {key: value or None for key, value in given.items()}, operator_given=True
        )
    print_fields(connection_row(changed), as_json=as_json)


@connection.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a connection: its secrets are forgotten, its tickets stay.

    Example: drafter connection remove shop --yes
    """
    with _named(name) as (services, found):
        if not yes:
            click.confirm(f"Remove connection {found.name!r} ({found.kind})?", abort=True, err=True)
        connecting.remove(services, found)
    print_fields({"id": found.id, "name": found.name, "removed": True}, as_json=as_json)


connection.add_command(app)


def connection_row(one: Connection) -> dict[str, Any]:
    """Return a connection as commands show it."""
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "brand_id": one.brand_id,
        "path": webhook_path(one),
        "options": shown_options(one),
    }


def overview_row(one: Overview) -> dict[str, Any]:
    """Return where a connection stands as commands show it."""
    heard, looked, ends = one.link.heard_at, one.link.polled_at, one.connection.old_secrets_end_at
    return {
        **connection_row(one.connection),
        "state": one.state.value,
        "last_event_at": heard.isoformat() if heard else None,
        "looked_for_lost_at": looked.isoformat() if looked else None,
        "old_secret_ends_at": ends.isoformat() if ends else None,
        "last_error": one.link.last_error,
        "advice": one.advice,
    }


def _set_paused(name: str, is_paused: bool, as_json: bool) -> None:
    with _named(name) as (services, found):
        changed = connecting.set_paused(services, found, is_paused=is_paused)
    print_fields({**connection_row(changed), "is_paused": changed.is_paused}, as_json=as_json)


@contextmanager
def _named(name: str) -> Iterator[tuple[Services, Connection]]:
    with open_services() as services:
        with services.database.reading() as session:
            found = connecting.find_connection(session, name)
        yield services, found


def _read_options(options: tuple[str, ...], *, may_be_empty: bool = False) -> dict[str, str]:
    given = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or name not in OPTIONS:
            raise click.UsageError(f"Option {name!r} should be one of {', '.join(sorted(OPTIONS))}, as name=value.")
        given[name] = value
    connecting.check_options({name: value for name, value in given.items() if value or not may_be_empty})
    return given
