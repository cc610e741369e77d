"""``drafter erase``: blank what a requester wrote, everywhere."""

import click

from webhook.accounts.roles import Principal, Role
from webhook.cli.common import json_option, open_services, print_fields
from webhook.erasing import erase as erase_tickets

OPERATOR = Principal("command-line", "Command line", Role.ADMIN)


@click.command()
@click.option("--brand", "brand_name", metavar="B", help="Only in this brand; left out: in all.")
@click.option("--requester", metavar="ADDRESS", help="The requester's mail address.")
@click.option("--ticket", metavar="ID", help="One ticket instead: our id or the helpdesk's.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def erase(brand_name: str | None, requester: str | None, ticket: str | None, yes: bool, as_json: bool) -> None:
    """Blank the texts of a requester's tickets, drafts, replies and reviews for good; ids and figures stay.

    Example: drafter erase --requester maya@example.com --yes
    """
    if bool(requester) == bool(ticket):
        raise click.UsageError("Name either --requester or --ticket.")
    if not yes:
        click.confirm("The texts cannot be brought back. Erase them?", abort=True, err=True)
    with open_services() as services:
        erased = erase_tickets(services, OPERATOR, brand=brand_name, requester=requester, ticket=ticket)
    print_fields({"erased": len(erased), "tickets": list(erased)}, as_json=as_json)
