"""``drafter policy``: bring policies in, see them, search them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand
from knowledge_base.foundation.actors import Actor
from knowledge_base.importing import Imported, ImportKind, import_sources
from knowledge_base.policies import PolicyOverview, Stage
from knowledge_base.search.hits import Hit, Question
from knowledge_base.sources import SourceReading, read_sources
from knowledge_base.store.policies import list_policies
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_json, print_rows
from webhook.progress import progress_bar
from webhook.search_json import search_json
from webhook.wiring import Services

ACTOR = Actor("command-line", "admin")
MOST_LISTED = 10_000
SHOWN_CHARS = 300

brand_option = click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")


@click.group()
def policy() -> None:
    """Policies: the rules a brand keeps, and finding the right ones.

    Example: drafter policy search "how long can I return boots?" --brand northway
    """


@policy.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@brand_option
@click.option("--publish", is_flag=True, help="Publish what is new or changed, all at once.")
@json_option
def import_command(path: Path, brand_name: str, publish: bool, as_json: bool) -> None:
    """Import a Markdown file, or every one in a folder and below.

    A file imported before is left alone, a changed one becomes a new revision.

    Example: drafter policy import policies/ --brand northway --publish
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        reading = read_sources(path)
        imported = _take_over(services, brand, reading)
        snapshot_id, published = _publish(services, imported) if publish else (None, 0)
    counts = Counter(one.kind for one in imported)
    print_fields(
        {
            **{kind.value: counts[kind] for kind in ImportKind},
            "published": published,
            "failed": len(reading.problems),
            "snapshot_id": snapshot_id,
            **({"problems": [problem.message for problem in reading.problems]} if as_json else {}),
        },
        as_json=as_json,
    )
    if reading.problems:
        for problem in reading.problems:
            click.echo(f"drafter: {problem.message}", err=True)
        raise click.exceptions.Exit(1)


@policy.command("search")
@click.argument("question")
@brand_option
@click.option("-k", "k", type=click.IntRange(1, 100), default=5, show_default=True, help="How many hits.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day whose rules apply; today if left out.")
@json_option
def search(question: str, brand_name: str, k: int, on: datetime | None, as_json: bool) -> None:
    """Search a brand's published policies.

    Example: drafter policy search "can I return a gift?" --brand northway -k 3
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        day = on.date() if on else None
        found = services.retriever.retrieve([Question(question)], brand_id=brand.id, k=k, on=day)
    if as_json:
        print_json(search_json(found, question))
        return
    click.echo(
        f"snapshot {found.snapshot_id}, floor {found.floor:.2f}" + ("" if found.covered else ": no hit reaches it")
    )
    for hit in found.hits:
        click.echo(f"\n{_headline(hit)}\n{_shown(hit.text)}")


@policy.command("list")
@brand_option
@click.option("--stage", type=click.Choice([stage.value for stage in Stage]), help="Only those in this stage.")
@click.option("--query", help="Only those whose newest wording holds these words.")
@json_option
def list_command(brand_name: str, stage: str | None, query: str | None, as_json: bool) -> None:
    """List a brand's policies with their newest and their published revision.

    Example: drafter policy list --brand northway --stage draft
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with services.database.reading() as session:
            found = list_policies(
                session,
                brand_ids=[brand.id],
                limit=MOST_LISTED,
                stage=Stage(stage) if stage else None,
                query=query,
                on=services.clock().date(),
            )
    rows = sorted((_row(one) for one in found), key=lambda row: str(row["title"]).casefold())
    print_rows(
        rows, as_json=as_json, columns=["title", "stage", "newest", "published", "effective_from", "source", "id"]
    )


@policy.command("rebuild")
@brand_option
@json_option
def rebuild(brand_name: str, as_json: bool) -> None:
    """Build a brand's snapshot again, after the embedder or the cutting changed.

    Example: drafter policy rebuild --brand northway
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with progress_bar("Building the snapshot") as progress:
            snapshot = services.publisher.rebuild(brand.id, actor=ACTOR, progress=progress)
    print_fields(
        {"snapshot_id": snapshot.id, "snippets": snapshot.snippets, "embedder": snapshot.embedder_id}, as_json=as_json
    )


def _take_over(services: Services, brand: Brand, reading: SourceReading) -> tuple[Imported, ...]:
    with services.database.writing() as session:
        return import_sources(
            session,
            reading.sources,
            brand_id=brand.id,
            actor=ACTOR,
            now=services.clock(),
            new_id=services.new_id,
        )


def _publish(services: Services, imported: Sequence[Imported]) -> tuple[str | None, int]:
    wanted = [one.revision.id for one in imported if one.is_publishable]
    if not wanted:
        return None, 0
    with progress_bar("Embedding snippets") as progress:
        return services.publisher.publish(wanted, actor=ACTOR, progress=progress).id, len(wanted)


def _row(one: PolicyOverview) -> dict[str, Any]:
    published = one.published
    return {
        "id": one.policy.id,
        "title": one.policy.title,
        "stage": one.newest.stage.value,
        "newest": one.newest.number,
        "published": published.number if published else None,
        "effective_from": published.effective_from if published else None,
        "source": one.policy.source,
    }


def _headline(hit: Hit) -> str:
    where = " > ".join((hit.policy, *hit.heading))
    parts = f"dense {hit.parts.dense:+.2f}, words {hit.parts.lexical:+.2f}"
    parts += f", learned {hit.parts.learned:+.2f}" if hit.parts.learned else ""
    words = f"; words: {', '.join(hit.matched_words)}" if hit.matched_words else ""
    mark = "" if hit.above_floor else "  (under the floor)"
    return (
        f"{hit.rank}. {where}  v{hit.revision}{mark}\n"
        f"   score {hit.score:.2f} ({parts}); similarity {hit.similarity:.2f}{words}"
    )


def _shown(text: str) -> str:
    one_line = " ".join(text.split())
    return "   " + (one_line if len(one_line) <= SHOWN_CHARS else one_line[:SHOWN_CHARS].rsplit(" ", 1)[0] + " …")
