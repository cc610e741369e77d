"""``drafter brand macros``: the helpdesks' saved replies, and which of them prompts may show."""

from typing import Any

import click

from drafter.macros import Macro
from drafter.store.macros import get_macro, list_macros
from webhook.accounts.people import COMMAND_LINE
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.macro_fetching import approve_macro, fetch_macros


@click.group("macros")
def macros() -> None:
    """Saved replies of a brand's helpdesks; approved ones may be shown to the language model.

    Example: drafter brand macros list northway
    """


@macros.command("fetch")
@click.argument("name")
@json_option
def fetch(name: str, as_json: bool) -> None:
    """Fetch what a brand's helpdesks keep now; a macro that changed has to be approved again.

    Example: drafter brand macros fetch northway
    """
    with open_services() as services:
        found = fetch_macros(services, brand_named(services, name))
    rows: list[dict[str, Any]] = [
        {"connection": of, "added": one.added, "changed": one.changed, "removed": one.removed, "error": None}
        for of, one in found.merged.items()
    ]
    rows += [{"connection": of, "error": error} for of, error in found.failed.items()]
    print_rows(rows, as_json=as_json, columns=["connection", "added", "changed", "removed", "error"])
    if found.failed:
        raise click.ClickException(f"{len(found.failed)} of {len(rows)} connections could not be asked.")


@macros.command("list")
@click.argument("name")
@json_option
def list_command(name: str, as_json: bool) -> None:
    """List a brand's macros and which are approved.

    Example: drafter brand macros list northway
    """
    with open_services() as services:
        brand = brand_named(services, name)
        with services.database.reading() as session:
            rows = [_row(one) for one in list_macros(session, brand.id)]
    print_rows(rows, as_json=as_json, columns=["id", "title", "folder", "approved"])


@macros.command("approve")
@click.argument("macro_id")
@click.option("--not", "takes_back", is_flag=True, help="Take the approval back.")
@json_option
def approve(macro_id: str, takes_back: bool, as_json: bool) -> None:
    """Let prompts show a macro with the words that it has now.

    Example: drafter brand macros approve mac_01
    """
    with open_services() as services:
        with services.database.reading() as session:
            found = get_macro(session, macro_id)
        changed = approve_macro(services, found, is_approved=not takes_back, actor_id=COMMAND_LINE)
    print_fields(_row(changed), as_json=as_json)


def _row(one: Macro) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "folder": one.folder,
        "text": one.text,
        "approved": one.approved_by is not None,
        "approved_by": one.approved_by,
    }
