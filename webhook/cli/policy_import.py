"""``drafter policy import``, ``policy export`` and ``policy source``: policies in from anywhere, and out again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand
from drafter.store.brands import needs_two_people
from knowledge_base import editing
from knowledge_base.importing import Imported
from knowledge_base.origins import ItemKind, Origin, OriginKind, RunState
from knowledge_base.policies import Stage
from knowledge_base.sources.writing import export_files, write_files
from knowledge_base.store import imports as import_store
from knowledge_base.store.policies import list_policies
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_rows
from webhook.cli.policy_common import OPERATOR, brand_option
from webhook.fetching import LOCALE, help_centre_address
from webhook.importing import ImportResult
from webhook.progress import progress_bar
from webhook.wiring import Services

MOST_EXPORTED = 100_000
SHOWN = (ItemKind.CREATED, ItemKind.REVISED, ItemKind.UNCHANGED, ItemKind.VANISHED, ItemKind.LEFT_OUT)


@click.command("import")
@click.argument("source", metavar="PATH")
@brand_option
@click.option("--publish", is_flag=True, help="Publish what is new or changed, all at once.")
@json_option
def import_command(source: str, brand_name: str, publish: bool, as_json: bool) -> None:
    """Import a file, a folder and all below it, a .zip, or a page by its address.

    Reads Markdown, HTML, CSV, Word (.docx), PDF and a help centre's export (JSON).  What was
    imported before is left alone; a change becomes a new revision, which waits for review
    where the policy is published; what is no longer there is put up for retirement.

    Example: drafter policy import policies/ --brand northway --publish
    """
    is_address = source.startswith(("https://", "http://"))
    if not is_address and not Path(source).exists():
        raise click.BadParameter(f"Path {source!r} does not exist.", param_hint="PATH")
    with open_services() as services:
        brand = brand_named(services, brand_name)
        if is_address:
            result = services.imports.import_page(brand.id, source, actor=OPERATOR.actor, allow_private=True)
        else:
            with progress_bar("Importing") as progress:
                result = services.imports.import_path(
                    brand.id, Path(source), actor=OPERATOR.actor, waits=not publish, progress=progress
                )
        snapshot_id, published = _publish(services, brand, result.imported) if publish else (None, 0)
    print_fields(_shown(result, published, snapshot_id, as_json=as_json), as_json=as_json)
    _tell(result)


@click.command("export")
@brand_option
@click.option("--published", is_flag=True, help="Only published wordings; else the newest of each policy.")
@click.argument("target", metavar="DIR|ZIP", type=click.Path(path_type=Path))
@json_option
def export_command(brand_name: str, published: bool, target: Path, as_json: bool) -> None:
    """Write a brand's policies to a new folder or .zip: Markdown with front matter, as import takes it.

    Retired policies are left out.  Importing the result changes nothing.

    Example: drafter policy export --brand northway northway-policies.zip
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.reading() as session:
            found = list_policies(
                session, brand_ids=[brand.id], limit=MOST_EXPORTED, stage=Stage.PUBLISHED if published else None
            )
    files = export_files((one for one in found if not one.policy.is_retired), published=published)
    write_files(files, target)
    print_fields({"policies": len(files) - 1, "path": str(target)}, as_json=as_json)


@click.group("source")
def source_group() -> None:
    """Help centres that policies are fetched from, on a schedule or when asked.

    Example: drafter policy source add https://acme.zendesk.com/hc/en-us --brand northway --every 24
    """


@source_group.command("add")
@click.argument("address")
@brand_option
@click.option("--locale", help="Language of the articles, as the help centre writes it; en-us if the address has none.")
@click.option("--every", "every_hours", type=click.IntRange(1, 8760), help="Fetch it every so many hours.")
@json_option
def add(address: str, brand_name: str, locale: str | None, every_hours: int | None, as_json: bool) -> None:
    """Add a help centre (Zendesk Guide's public API); a worker fetches it when it is due.

    Example: drafter policy source add https://acme.zendesk.com/hc/en-us --brand northway --every 24
    """
    root, named = help_centre_address(address)
    wanted = (locale or named or "en-us").lower()
    if not LOCALE.fullmatch(wanted):
        raise click.BadParameter(f"{wanted[:40]!r} is no locale; write one such as en-us.", param_hint="--locale")
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.writing() as session:
            origin = services.imports.add_help_centre(
                session, brand.id, root, wanted, actor=OPERATOR.actor, is_operator_given=True
            )
            services.imports.schedule(session, origin, every_hours)
            made = import_store.get_origin(session, origin.id)
    print_fields(_origin_row(made), as_json=as_json)


@source_group.command("list")
@brand_option
@json_option
def list_command(brand_name: str, as_json: bool) -> None:
    """List the help centres and pages that a brand's policies come from.

    Example: drafter policy source list --brand northway
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.reading() as session:
            kinds = (OriginKind.HELP_CENTRE, OriginKind.PAGE)
            rows = [_origin_row(one) for one in import_store.list_origins(session, brand_ids=[brand.id], kinds=kinds)]
    print_rows(rows, as_json=as_json, columns=["id", "kind", "address", "locale", "every_hours", "next_at"])


@source_group.command("fetch")
@click.argument("source_id", metavar="SOURCE")
@json_option
def fetch(source_id: str, as_json: bool) -> None:
    """Fetch a help centre or page now, and wait for the result.

    Example: drafter policy source fetch src_1
    """
    with open_services() as services:
        with services.database.writing() as session:
            origin = import_store.get_origin(session, source_id)
        result = services.imports.fetch_now(origin, actor=OPERATOR.actor)
    print_fields(_shown(result, 0, None, as_json=as_json), as_json=as_json)
    _tell(result)


@source_group.command("remove")
@click.argument("source_id", metavar="SOURCE")
@json_option
def remove(source_id: str, as_json: bool) -> None:
    """Fetch a help centre or page no more; its policies stay.

    Example: drafter policy source remove src_1
    """
    with open_services() as services, services.database.writing() as session:
        origin = import_store.get_origin(session, source_id)
        import_store.remove_origin(session, origin.id)
    print_fields({"id": origin.id, "removed": True}, as_json=as_json)


def _publish(services: Services, brand: Brand, imported: Sequence[Imported]) -> tuple[str | None, int]:
    """Publish what is new or changed; where the brand asks for two people, put it up for review instead."""
    wanted = [one.revision.id for one in imported if one.is_publishable]
    if not wanted:
        return None, 0
    with services.database.writing() as session:
        if needs_two_people(session, brand.id):
            drafts = {one.revision.id for one in imported if one.revision.stage is Stage.DRAFT}
            for revision_id in drafts:
                editing.submit(session, revision_id, actor=OPERATOR.actor, now=services.clock())
            wanted = [revision_id for revision_id in wanted if revision_id not in drafts]
    if not wanted:
        return None, 0
    with progress_bar("Embedding snippets") as progress:
        return services.publisher.publish(wanted, actor=OPERATOR.actor, progress=progress).id, len(wanted)


def _shown(result: ImportResult, published: int, snapshot_id: str | None, *, as_json: bool) -> dict[str, Any]:
    more = {
        "run_id": result.run.id,
        "problems": [problem.message for problem in result.problems],
        "items": [{**item.__dict__, "kind": item.kind.value} for item in result.run.items],
    }
    return {
        **{kind.value: result.run.count(kind) for kind in SHOWN},
        "published": published,
        "failed": len(result.problems),
        "snapshot_id": snapshot_id,
        **(more if as_json else {}),
    }


def _tell(result: ImportResult) -> None:
    """Say on standard error what a person has to look at; exit 1 where something was refused."""
    for item in result.run.items:
        if item.kind is ItemKind.VANISHED:
            click.echo(
                f"drafter: '{item.key}' is no longer there; policy {item.policy_id} is put up for retirement.", err=True
            )
    for problem in result.problems:
        click.echo(f"drafter: {problem.message}", err=True)
    if result.problems or result.run.state is not RunState.DONE:
        raise click.exceptions.Exit(1)


def _origin_row(one: Origin) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "address": one.location,
        "locale": one.locale,
        "every_hours": one.every_hours,
        "next_at": one.next_at,
    }
