"""``drafter policy``: bring policies in, see them, search them; their steps are in files beside this one."""

from datetime import datetime
from typing import Any

import click

from knowledge_base.foundation.actors import Actor
from knowledge_base.keeping import embed_kept
from knowledge_base.policies import PolicyOverview, Stage
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Hit
from knowledge_base.store.policies import list_policies
from webhook.admin import actions
from webhook.cli import policy_import, policy_lint, policy_proposals, policy_reading, policy_steps
from webhook.cli.common import brand_named, json_option, open_services, print_fields, print_json, print_rows
from webhook.cli.policy_common import OPERATOR
from webhook.progress import progress_bar
from webhook.search_json import search_json

ACTOR = Actor("command-line", "admin")
MOST_LISTED = 10_000
SHOWN_CHARS = 300
LEFT_OUT = {"scope": "not for this region, channel, audience or language", "date": "not in force that day"}

brand_option = click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")


@click.group()
def policy() -> None:
    """Policies: the rules a brand keeps, and finding the right ones.

    Example: drafter policy search "how long can I return boots?" --brand northway
    """


@policy.command("search")
@click.argument("question")
@brand_option
@click.option("-k", "k", type=click.IntRange(1, 100), default=5, show_default=True, help="How many hits.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day whose rules apply; today if left out.")
@click.option("--region", metavar="CODE", help="Where the customer is, such as US or DE.")
@click.option("--channel", help="The ticket's channel.")
@click.option("--audience", help="The kind of customer.")
@click.option("--language", help="The ticket's language.")
@click.option("--candidate", "revision_id", metavar="REVISION", help="A wording to try out, published or not.")
@click.option("--explain", is_flag=True, help="Also what the day or the place leaves out.")
@json_option
def search(
    question: str,
    brand_name: str,
    k: int,
    on: datetime | None,
    region: str | None,
    channel: str | None,
    audience: str | None,
    language: str | None,
    revision_id: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Search a brand's published policies, as a customer from anywhere, on any day, with a draft tried out.

    Example: drafter policy search "can I return a gift?" --brand northway -k 3 --region US --on 2026-12-01
    """
    with open_services() as services:
        found = actions.search(
            services,
            OPERATOR,
            question,
            brand=brand_name,
            k=k,
            on=on.date() if on else None,
            scope=Scope(region, channel, audience, language),
            revision_id=revision_id,
            explain=explain,
        )
        gone = services.imports.gone([hit.policy_id for hit in found.hits])
    if as_json:
        print_json(search_json(found, question, gone=gone))
        return
    click.echo(
        f"snapshot {found.snapshot_id}, floor {found.floor:.2f}" + ("" if found.covered else ": no hit reaches it")
    )
    for hit in found.hits:
        mark = "  (no longer at its source)" if hit.policy_id in gone else ""
        click.echo(f"\n{_headline(hit)}{mark}\n{_shown(hit.text)}")


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
                on=brand.day_of(services.clock()),
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
        embed_kept(services.database, services.embedder)  # what search learned waits too
    print_fields(
        {"snapshot_id": snapshot.id, "snippets": snapshot.snippets, "embedder": snapshot.embedder_id}, as_json=as_json
    )


for command in (
    policy_reading.show,
    policy_reading.history,
    policy_reading.compare,
    policy_reading.usage,
    policy_reading.stale,
    policy_reading.learned,
    policy_import.import_command,
    policy_import.export_command,
    policy_import.source_group,
    policy_steps.write,
    policy_steps.revise,
    policy_steps.submit,
    policy_steps.review,
    policy_steps.publish,
    policy_steps.rollback,
    policy_steps.verify,
    policy_steps.retire,
    policy_steps.delete,
    policy_lint.lint,
    policy_lint.settle,
    policy_proposals.proposals,
):
    policy.add_command(command)


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
    mark = f"  (left out: {LEFT_OUT.get(hit.excluded, hit.excluded)})" if hit.excluded else mark
    return (
        f"{hit.rank}. {where}  v{hit.revision}{mark}\n"
        f"   score {hit.score:.2f} ({parts}); similarity {hit.similarity:.2f}{words}"
    )


def _shown(text: str) -> str:
    one_line = " ".join(text.split())
    return "   " + (one_line if len(one_line) <= SHOWN_CHARS else one_line[:SHOWN_CHARS].rsplit(" ", 1)[0] + " …")
