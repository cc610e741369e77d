"""``drafter brand``: the names under which a team answers."""

import re
import unicodedata
from dataclasses import asdict, replace
from typing import Any
from zoneinfo import available_timezones

import click

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from drafter.resolutions import ANY_AGENT
from drafter.store.brands import change_brand, find_brand, insert_brand, list_brands
from webhook.accounts.authorities import authority_name, read_authority
from webhook.cli import brand_macros, brand_model, brand_orders, brand_voice
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.errors import RequestFieldsError


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


@brand.command("set")
@click.argument("name")
@click.option("--two-people/--one-person", "two_people", default=None, help="Whether a wording needs a second person.")
@click.option("--replay/--no-replay", "replay", default=None, help="Whether a wording needs a signed replay.")
@click.option(
    "--settled/--unsettled", "settled", default=None, help="Whether what a wording contradicts must be settled first."
)
@click.option("--time-zone", metavar="ZONE", help="Its days begin and end there, such as Europe/Berlin.")
@click.option("--home-region", metavar="CODE", help="Where customers are unless a ticket says; '' forgets it.")
@click.option(
    "--retention-days", type=click.IntRange(0), help="Blank a ticket's texts so long after the last news; 0: keep them."
)
@click.option("--authority", metavar="WHO", help="What its agents may grant: agent, senior, lead, or a number.")
@click.option("--training/--no-training", "training", default=None, help="Whether its replies may train a model.")
@click.option(
    "--blind-share", type=click.FloatRange(0, 1), help="Share of replies whose automatic score hides until rated."
)
@click.option(
    "--hold-back",
    "hold_back",
    type=click.FloatRange(0, 0.5),
    metavar="SHARE",
    help="Share of tickets, by chance, that get no draft by themselves; 0: none.",
)
@click.option("--language", "languages", multiple=True, help="Language of its policies, the first is the default.")
@json_option
def set_command(
    name: str,
    two_people: bool | None,
    replay: bool | None,
    settled: bool | None,
    time_zone: str | None,
    home_region: str | None,
    retention_days: int | None,
    authority: str | None,
    training: bool | None,
    blind_share: float | None,
    hold_back: float | None,
    languages: tuple[str, ...],
    as_json: bool,
) -> None:
    """Change a brand's rules; what is left out stays.

    Example: drafter brand set northway --two-people --time-zone America/New_York
    """
    if time_zone is not None and time_zone not in available_timezones():
        raise click.UsageError(f"{time_zone!r} is no time zone; write one such as 'Europe/Berlin' or 'UTC'.")
    if blind_share is not None and not 0 <= blind_share <= 1:  # "nan" passes a range
        raise click.UsageError("A share lies between 0 and 1, such as 0.2.")
    if hold_back is not None and not 0 <= hold_back <= 0.5:
        raise click.UsageError("--hold-back takes a share from 0 to 0.5, such as 0.1.")
    given = {
        "needs_two_people": two_people,
        "needs_replay": replay,
        "needs_settled": settled,
        "time_zone": time_zone,
        "retention_days": retention_days,
        "allows_training": training,
        "agents_authority": _authority(authority),
        "blind_share": blind_share,
        "hold_back_share": hold_back,
        "languages": languages or None,
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if home_region is not None:
        changes["home_region"] = home_region.strip() or None
    if not changes:
        raise click.UsageError("Nothing to set; 'drafter brand set --help' lists the rules.")
    with open_services() as services:
        known = brand_named(services, name)
        with services.database.writing() as session:
            changed = change_brand(session, known.id, lambda now: replace(now, **changes))
    print_fields(_row(changed), as_json=as_json)


@brand.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List every brand.

    Example: drafter brand list
    """
    with open_services() as services, services.database.reading() as session:
        rows = [_row(one) for one in list_brands(session)]
    print_rows(rows, as_json=as_json, columns=["slug", "name", "languages", "id"])


brand.add_command(brand_macros.macros)
brand.add_command(brand_model.model)
brand.add_command(brand_orders.orders)
brand.add_command(brand_voice.voice)


def slug_of(name: str) -> str:
    """Return a short name for commands and addresses: ``Café Nord`` is ``cafe-nord``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64]


def _row(one: Brand) -> dict[str, Any]:
    return {
        "id": one.id,
        "slug": one.slug,
        "name": one.name,
        "languages": list(one.languages),
        "time_zone": one.time_zone,
        "home_region": one.home_region,
        "needs_two_people": one.needs_two_people,
        "needs_replay": one.needs_replay,
        "needs_settled": one.needs_settled,
        "retention_days": one.retention_days,
        "allows_training": one.allows_training,
        "agents_authority": authority_name(one.agents_authority),
        "blind_share": one.blind_share,
        "hold_back_share": one.hold_back_share,
    }


def _authority(given: str | None) -> int | None:
    if given is None:
        return None
    try:
        found = read_authority(given)
    except RequestFieldsError as error:
        raise click.UsageError(error.message) from error
    return ANY_AGENT if found is None else found


def _exists(session: Any, name: str) -> bool:
    try:
        find_brand(session, name)
    except BrandNotFoundError:
        return False
    return True
