"""``drafter brand``: the names under which a team answers."""

import re
import unicodedata
from dataclasses import asdict
from typing import Any

import click

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from drafter.store.brands import find_brand, insert_brand, list_brands
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows


@click.group()
def brand() -> None:
    """Brands: each scopes its policies, tickets and voice.

    Example: drafter brand add "Northway Outdoor"
    """


@brand.command("add")
@click.argument("name")
@click.option("--slug", help="Short name for commands and addresses; made from the name if left out.")
@click.option("--language", "languages", multiple=True, help="Language of its policies, the first is the default.")
@json_option
def add(name: str, slug: str | None, languages: tuple[str, ...], as_json: bool) -> None:
    """Add a brand.

    Example: drafter brand add "Northway Outdoor" --slug northway
    """
    short = slug or slug_of(name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", short):
        raise click.UsageError(f"A slug has letters a to z, digits and dashes, not {short!r}; give one with --slug.")
    with open_services() as services:
        made = Brand(services.new_id("brd"), short, name.strip(), languages=languages or ("en",))
        with services.database.writing() as session:
            if _exists(session, short) or _exists(session, made.name):
                raise click.ClickException(f"A brand {short!r} exists already; 'drafter brand show {short}' shows it.")
            insert_brand(session, made, now=services.clock())
    print_fields(_row(made), as_json=as_json)


@brand.command("show")
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show a brand with its voice.

    Example: drafter brand show northway
    """
    with open_services() as services:
        found = brand_named(services, name)
    print_fields({**_row(found), "voice": asdict(found.voice), "links": list(found.links)}, as_json=as_json)


@brand.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List every brand.

    Example: drafter brand list
    """
    with open_services() as services, services.database.reading() as session:
        rows = [_row(one) for one in list_brands(session)]
    print_rows(rows, as_json=as_json, columns=["slug", "name", "languages", "id"])


def slug_of(name: str) -> str:
    """Return a short name for commands and addresses: ``Café Nord`` is ``cafe-nord``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64]


def _row(one: Brand) -> dict[str, Any]:
    return {"id": one.id, "slug": one.slug, "name": one.name, "languages": list(one.languages)}


def _exists(session: Any, name: str) -> bool:
    try:
        find_brand(session, name)
    except BrandNotFoundError:
        return False
    return True
