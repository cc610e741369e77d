"""``drafter replay``: what recent replies would change with a wording that is not published yet."""

from collections.abc import Mapping

import click

from drafter import signing
from drafter.impacts import Flip, FlipKind, Impact, ImpactReport, ReplayState, tally
from drafter.store import replays
from drafter.store.tickets import tickets_by_id
from drafter.tickets import Ticket
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.foundation.actors import Actor
from knowledge_base.store import policies as policy_store
from webhook.cli.common import brand_named, json_option, open_services, print_json
from webhook.progress import progress_bar
from webhook.replay_json import report_json
from webhook.wiring import Services

ACTOR = Actor("command-line", "admin")
MOST_SHOWN = 20
NOTHING = "–"
WORDS = {FlipKind.AMOUNT: "amount", FlipKind.DAYS: "days", FlipKind.DECISION: "decision", FlipKind.SOURCE: "source"}


@click.command()
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--candidate", required=True, metavar="REVISION", help="Id of the wording to try, in any stage.")
@click.option(
    "--last",
    type=click.IntRange(1, signing.MOST_TICKETS),
    default=signing.USUAL_TICKETS,
    show_default=True,
    metavar="N",
    help="How many past tickets to look at, newest first.",
)
@click.option("--model", "uses_model", is_flag=True, help="Let the language model write, at its price.")
@json_option
def replay(brand_name: str, candidate: str, last: int, uses_model: bool, as_json: bool) -> None:
    """Draft recent tickets again with a wording that is not published yet, and say what would change.

    The tickets it touches are found by search, whether or not they cited the policy. Runs
    here, without a worker; nothing reaches a helpdesk. The report is kept and can be read and signed on the
    policy's page.

    Example: drafter replay --brand northway --candidate rev_01k… --last 200
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        replay_id = _ask(services, brand.id, candidate, last, uses_model)
        with progress_bar("Replaying tickets") as progress:
            services.replaying.run(replay_id, progress)
        with services.database.reading() as session:
            report = replays.read_report(session, replay_id)
            tickets = tickets_by_id(session, [one.ticket_id for one in report.impacts])
    if as_json:
        print_json(report_json(report, tickets))
    else:
        click.echo(describe_report(report, tickets))


def describe_report(report: ImpactReport, tickets: Mapping[str, Ticket]) -> str:
    """Return a report as a person reads it in a terminal."""
    run = report.replay
    head = f"{run.changed} of {run.found} touched replies would change; {run.looked_at} past tickets were looked at."
    parts = [head if run.state is ReplayState.DONE else f"{head} Stopped early."]
    if flips := tally(report.impacts):
        lines = [f"  {one.tickets:>4} × {_flip_line(one.flip)}" for one in flips[:MOST_SHOWN]]
        parts.append("What turns\n" + "\n".join(lines))
    shown = [_item(one, tickets.get(one.ticket_id)) for one in report.changed[:MOST_SHOWN]]
    if len(report.changed) > MOST_SHOWN:
        shown.append(f"and {len(report.changed) - MOST_SHOWN} more; --json prints them all.")
    return "\n\n".join([*parts, *shown])


def _ask(services: Services, brand_id: str, revision_id: str, tickets: int, uses_model: bool) -> str:
    with services.database.writing() as session:
        revision = policy_store.get_revision(session, revision_id)
        if policy_store.get_policy(session, revision.policy_id).brand_id != brand_id:
            raise PolicyNotFoundError(f"No revision of this brand has the id {revision_id!r}.")
        asked = signing.ask_for_replay(
            session,
            revision,
            brand_id=brand_id,
            tickets=tickets,
            uses_model=uses_model,
            actor=ACTOR,
            now=services.clock(),
            new_id=services.new_id,
        )
        return asked.id


def _item(impact: Impact, ticket: Ticket | None) -> str:
    name = f"#{ticket.external_id} {ticket.subject}".strip() if ticket else impact.ticket_id
    lines = [name, *(f"  {_flip_line(one)}" for one in impact.flips)]
    if not impact.flips:
        lines.append("  other words, the same commitments")
    return "\n".join(lines)


def _flip_line(flip: Flip) -> str:
    return f"{WORDS[flip.kind]}: {flip.before or NOTHING} → {flip.after or NOTHING}"
