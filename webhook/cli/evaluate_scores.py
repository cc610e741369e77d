"""``drafter evaluate scores``: what a brand's automatic score is worth, held against people's ratings."""

from typing import Any

import click

from drafter.quality.calibration import FEWEST_RATED
from webhook.accounts.roles import Principal, Role
from webhook.automatic_json import fit_json, report_json
from webhook.automatic_words import alarms_of
from webhook.cli.common import json_option, open_services, print_fields, print_json, print_rows
from webhook.qa import automatic as actions

OPERATOR = Principal("command-line", "Command line", Role.QA)
COLUMNS = ["line", "ratings", "ece", "agreement with people", "interval", "between people", "n", "shown"]


@click.command("scores")
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--fresh", is_flag=True, help="Fit now to what is rated by now, without keeping the fit.")
@json_option
def scores(brand_name: str, fresh: bool, as_json: bool) -> None:
    """Print calibration error, coverage of the interval and the gate of each line of a brand's automatic score.

    Reads the fit in use; the worker makes one at most once a day from at least 50 rated replies.  Each figure
    is on ratings that the fit had not seen.

    Example: drafter evaluate scores --brand northway
    """
    with open_services() as services:
        report = actions.report(services, OPERATOR, brand=brand_name)
        fit = actions.fit_now(services, OPERATOR, brand_name) if fresh else report.fit
    found = {**report_json(report), "fit": fit_json(fit) if fit else None}
    if fresh:
        found["drift"] = None  # it is of the fit in use
    if as_json:
        print_json(found)
        return
    if fit is None:
        click.echo(_nothing_yet(report.rated))
        return
    lines = [*found["fit"]["lines"], found["fit"]["total"]]
    print_rows([_row(one) for one in lines], as_json=False, columns=COLUMNS)
    print_fields(_about(found), as_json=False)
    for text in alarms_of(report.drift) if report.drift and not fresh else ():
        click.echo(f"Drift: {text}")


def _nothing_yet(rated: int) -> str:
    if rated < FEWEST_RATED:
        return f"Too few: {rated} of {FEWEST_RATED} rated replies on this scorecard, {FEWEST_RATED - rated} missing."
    return f"{rated} replies are rated; the worker makes the first fit within the hour, --fresh makes one to look at."


def _about(found: dict[str, Any]) -> dict[str, Any]:
    fit = found["fit"]
    held = fit["coverage"]
    between = f" ({_number(held['low'])} to {_number(held['high'])})" if held["n"] else ""
    return {
        "fit": fit["number"],
        "made_at": fit["made_at"],
        "ratings": f"{fit['n']}, {fit['aside']} of them kept aside",
        "interval": "too few ratings aside" if fit["radius"] is None else f"± {fit['radius']:.1f} points",
        "coverage": f"{held['count']} of {held['n']}{between}",
        "blind_share": found["blind_share"],
        "reviews_blind": found["blind"]["n"],
        "reviews_shown": found["shown"]["n"],
    }


def _row(line: dict[str, Any]) -> dict[str, Any]:
    model, human = line["model"], line["human"]
    return {
        "line": line["name"],
        "ratings": line["n"],
        "ece": _number(line["ece"]),
        "agreement with people": _number(model["value"]),
        "interval": "" if model["low"] is None else f"{_number(model['low'])} to {_number(model['high'])}",
        "between people": _number(human["value"]),
        "n": human["n"],
        "shown": "yes" if line["is_shown"] else "no",
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
