"""``drafter policy lint|settle``: what contradicts, repeats or has passed, and deciding about it."""

import click

from knowledge_base.lint_decisions import LintVerdict
from knowledge_base.linting import Warning
from webhook.admin.lint_actions import lint_policies, settle_warning
from webhook.cli.common import json_option, open_services, print_fields, print_json
from webhook.cli.policy_common import OPERATOR, acting, brand_option, note_option, person_option
from webhook.lint_json import decision_json, report_json

SHOWN_CHARS = 200


@click.command("lint")
@brand_option
@click.option("--settled", is_flag=True, help="Also warnings that somebody decided about.")
@click.option("--strict", is_flag=True, help="Exit with 1 when there is an open warning.")
@json_option
def lint(brand_name: str, settled: bool, strict: bool, as_json: bool) -> None:
    """Look for what is wrong with a brand's published policies.

    Conflicting numbers and decisions, repeats, exceptions that never apply, cases without
    somebody to decide them, passed dates, dead links, overlong sections.

    Example: drafter policy lint --brand northway
    """
    with open_services() as services:
        report = lint_policies(services, OPERATOR, brand=brand_name)
    if as_json:
        for row in report_json(report, settled=settled):
            print_json(row)
    else:
        for one in report.open:
            _print(one)
        for one, decision in report.settled if settled else ():
            _print(one, f"  ({decision.verdict.value} by {decision.actor_id})")
        click.echo(f"{len(report.open)} open, {len(report.settled)} settled")
    if strict and report.open:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("key")
@click.argument("decision", type=click.Choice([one.value for one in LintVerdict]))
@brand_option
@click.option("--winner", metavar="POLICY", help="For this_wins: the id of the policy that is right.")
@note_option
@person_option
@json_option
def settle(
    key: str, decision: str, brand_name: str, winner: str | None, note: str | None, email: str | None, as_json: bool
) -> None:
    """Decide about a warning; it is not shown again until one of its wordings changes.

    Example: drafter policy settle lint_0123 not_a_conflict --brand northway
    """
    with open_services() as services:
        who = acting(services, email)
        made = settle_warning(services, who, key, decision, brand=brand_name, winner=winner, note=note)
    print_fields(decision_json(made), as_json=as_json)


def _print(warning: Warning, mark: str = "") -> None:
    click.echo(f"{warning.kind.value} ({warning.severity.value}): {warning.message}{mark}")
    for place in warning.places:
        where = " > ".join((place.policy, *place.heading))
        text = " ".join(place.text.split())
        click.echo(f"   {where}: {text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS] + ' …'}")
    click.echo(f"   {warning.key}\n")
