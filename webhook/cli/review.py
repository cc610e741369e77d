"""``drafter review``: draw the replies to review, see what is drawn, read what the reviews say of all replies."""

from dataclasses import asdict, fields
from datetime import datetime, timedelta

import click

from drafter.drawing import PLACES
from drafter.quality.sampling import Estimate
from webhook.accounts.roles import Principal, Role
from webhook.cli.common import json_option, open_services, print_fields, print_json, print_rows
from webhook.qa import sample_actions
from webhook.qa.sample_api import draw_json, sample_json

OPERATOR = Principal("command-line", "Command line", Role.QA)
MOST_LISTED = 5_000
brand_option = click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")


@click.group()
def review() -> None:
    """Samples of replies for reviewers, and what their reviews say of all replies.

    Example: drafter review draw --brand northway --places 60
    """


@review.command()
@brand_option
@click.option("--places", type=click.IntRange(1, 5_000), default=PLACES, show_default=True, help="How many replies.")
@click.option("--days", type=click.IntRange(1, 3_660), help="How many days back, for a first draw.")
@json_option
def draw(brand_name: str, places: int, days: int | None, as_json: bool) -> None:
    """Draw from every reply sent since the last draw: by chance, and for risks; each keeps its probability.

    Example: drafter review draw --brand northway --places 60
    """
    with open_services() as services:
        since: datetime | None = services.clock() - timedelta(days=days) if days else None
        made = sample_actions.draw(services, OPERATOR, brand_name, places, since)
    if as_json:
        print_json(draw_json(made))
    elif made is None:
        click.echo("Nothing was sent since the last draw.")
    else:
        click.echo(f"Drew {made.places} of {made.population} replies.")


@review.command("list")
@brand_option
@json_option
def list_samples(brand_name: str, as_json: bool) -> None:
    """Print the samples, newest first: why each reply came in and with what probability.

    Example: drafter review list --brand northway
    """
    with open_services() as services:
        found = sample_actions.list_samples(services, OPERATOR, brand=brand_name, limit=MOST_LISTED)
    if as_json:
        for case in found:
            print_json(sample_json(case.sample, bool(case.reviews)))
        return
    rows = [
        {
            "ticket": case.ticket.external_id,
            "stratum": case.sample.stratum.value,
            "probability": "" if case.sample.probability is None else f"{case.sample.probability:.4f}",
            "outcome": case.sample.outcome,
            "risks": ", ".join(case.sample.reasons),
            "reviewed": "yes" if case.reviews else "",
        }
        for case in found
    ]
    print_rows(rows, as_json=False, columns=["ticket", "stratum", "probability", "outcome", "risks", "reviewed"])


@review.command()
@brand_option
@json_option
def estimate(brand_name: str, as_json: bool) -> None:
    """Print the review score and the share of wrong replies among those sent as drafted, by Hájek.

    Example: drafter review estimate --brand northway
    """
    with open_services() as services:
        found = sample_actions.review_estimates(services, OPERATOR, brand=brand_name)
    if as_json:
        print_json(asdict(found))
        return
    rows = [
        {
            "figure": field.name.replace("_", " "),
            "value": _number(one.value),
            "interval": f"{_number(one.low)} to {_number(one.high)}" if one.low is not None else "",
            "n": one.n,
            "n effective": f"{one.n_effective:.1f}",
        }
        for field in fields(found)
        if isinstance(one := getattr(found, field.name), Estimate)
    ]
    print_rows(rows, as_json=False, columns=["figure", "value", "interval", "n", "n effective"])
    print_fields({"drawn": found.drawn, "reviewed": found.reviewed}, as_json=False)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
