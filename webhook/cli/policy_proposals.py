"""``drafter policy proposals``: what agents' edits and unanswered questions suggest for the policies."""

import click

from drafter.store.brands import find_brand
from drafter.store.proposals import ProposalState
from webhook.admin.proposal_actions import list_proposals
from webhook.admin.proposal_api import proposal_json
from webhook.cli.common import json_option, open_services, print_json, print_rows
from webhook.cli.policy_common import OPERATOR
from webhook.jobs.propose import Propose

SHOWN_CHARS = 90


@click.command()
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--refresh", is_flag=True, help="Group what agents changed until now first.")
@click.option(
    "--state",
    type=click.Choice([state.value for state in ProposalState if state is not ProposalState.GONE]),
    default=ProposalState.OPEN.value,
    show_default=True,
    help="Where the proposals stand.",
)
@json_option
def proposals(brand_name: str, refresh: bool, state: str, as_json: bool) -> None:
    """Print gaps and proposed wordings, those that most tickets stand behind first.

    Example: drafter policy proposals --brand northway --refresh
    """
    with open_services() as services:
        if refresh:
            with services.database.reading() as session:
                brand = find_brand(session, brand_name)
            Propose(services.database, lambda: services.embedder, services.clock, services.new_id).run(brand.id)
        found = list_proposals(services, OPERATOR, brand=brand_name, states=(ProposalState(state),))
    if as_json:
        for record in found:
            print_json(proposal_json(record))
        return
    rows = [
        {
            "kind": record.proposal.kind.value,
            "tickets": record.proposal.tickets,
            "agents": record.proposal.agents,
            "policy": record.proposal.place.policy if record.proposal.place else "",
            "text": record.proposal.text[:SHOWN_CHARS],
        }
        for record in found
    ]
    print_rows(rows, as_json=False, columns=["kind", "tickets", "agents", "policy", "text"])
