"""``drafter config``: every setting, where it came from, secrets masked."""

from dataclasses import asdict

import click

from webhook.cli.common import json_option, print_rows
from webhook.settings import describe, load_settings


@click.command()
@json_option
def config(as_json: bool) -> None:
    """Print every setting with its source.

    Example: drafter config --json
    """
    rows = [asdict(line) for line in describe(load_settings())]
    print_rows(rows, as_json=as_json, columns=["name", "value", "source", "description"])
