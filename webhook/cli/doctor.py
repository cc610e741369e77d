"""``drafter doctor``: what is configured, reachable, offline and wrong, each with what to do."""

from dataclasses import asdict

import click

from webhook.cli.common import json_option, open_services, print_json
from webhook.diagnosing import Look, State, diagnose
from webhook.settings import is_interactive

SIGNS = {State.OK: "ok", State.NOTE: "note", State.WARNING: "warning", State.BROKEN: "BROKEN"}
COLOURS = {State.OK: "green", State.NOTE: None, State.WARNING: "yellow", State.BROKEN: "red"}
WIDTH = max(len(sign) for sign in SIGNS.values())


@click.command()
@click.option("--quick", is_flag=True, help="Leave out loading the embedder.")
@json_option
def doctor(quick: bool, as_json: bool) -> None:
    """Look at every part of this installation; exit with 1 when one is broken.

    Example: drafter doctor --quick
    """
    broken = 0
    with open_services(log_level="ERROR") as services:
        for look in diagnose(services, is_quick=quick):
            broken += look.state is State.BROKEN
            if as_json:
                print_json(asdict(look))
            else:
                _print(look)
    if broken:
        raise click.ClickException(f"{broken} part{'s are' if broken > 1 else ' is'} broken; see above what to do.")


def _print(look: Look) -> None:
    sign = SIGNS[look.state].ljust(WIDTH)
    shown = click.style(sign, fg=COLOURS[look.state]) if is_interactive() else sign
    click.echo(f"{shown}  {look.name}: {look.text}")
    if look.todo:
        click.echo(f"{' ' * WIDTH}    {look.todo}")
