"""``drafter quality``: how good drafts were, in numbers with their n and interval."""

from dataclasses import fields
from typing import Any

import click

from drafter.quality.rates import Mean, QualityFigures, Rate
from webhook.accounts.roles import Principal, Role
from webhook.cli.common import json_option, open_services, print_json, print_rows
from webhook.qa import actions
from webhook.quality_json import quality_json

OPERATOR = Principal("command-line", "Command line", Role.QA)


@click.command()
@click.option("--brand", "brand_name", metavar="B", help="Only this brand; left out: all.")
@json_option
def quality(brand_name: str | None, as_json: bool) -> None:
    """Print the rates over everything decided and reviewed, with Wilson 95 % intervals.

    Example: drafter quality --brand northway
    """
    with open_services() as services:
        found = actions.quality(services, OPERATOR, brand=brand_name)
    if as_json:
        print_json(quality_json(found))
        return
    print_rows(_rows(found), as_json=False, columns=["figure", "value", "interval", "n", "note"])


def _rows(found: QualityFigures) -> list[dict[str, Any]]:
    return [_row(field.name.replace("_", " "), getattr(found, field.name)) for field in fields(found)]


def _row(name: str, figure: Rate | Mean) -> dict[str, Any]:
    interval = f"{_number(figure.low)} to {_number(figure.high)}" if figure.low is not None else ""
    if isinstance(figure, Mean):
        return {"figure": name, "value": _number(figure.value), "interval": interval, "n": figure.n}
    note = "" if figure.is_enough else "too few"
    return {"figure": name, "value": _number(figure.value), "interval": interval, "n": figure.n, "note": note}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
