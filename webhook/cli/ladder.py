"""``drafter ladder``: what a brand may offer, in order."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from drafter.errors import LadderCasesError, LadderFormatError, LadderNotFoundError
from drafter.ladder_versions import LadderOverview
from drafter.laddering import find_version
from drafter.ladders import run_cases
from drafter.resolutions import ANY_AGENT
from webhook.admin import ladder_actions
from webhook.admin.ladder_api import ladder_json, trial_json
from webhook.cli.common import json_option, open_services, print_fields, print_json, print_rows
from webhook.cli.policy_common import acting, brand_option, note_option, person_option

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_COLUMNS = ("id", "intent", "newest", "stage", "live", "rungs", "cases", "failing")


@click.group()
def ladder() -> None:
    """Ladders: what a brand may offer for an intent, first to last.

    Example: drafter ladder list --brand northway
    """


@ladder.command("list")
@brand_option
@json_option
def list_(brand_name: str, as_json: bool) -> None:
    """List a brand's ladders with their stages and test cases.

    Example: drafter ladder list --brand northway
    """
    with open_services() as services:
        found = ladder_actions.list_ladders(services, acting(services, None), brand=brand_name)
    print_rows([_row(one) for one in found], as_json=as_json, columns=_COLUMNS)


@ladder.command("show")
@click.argument("ladder_id", metavar="LADDER")
@json_option
def show(ladder_id: str, as_json: bool) -> None:
    """Print a ladder as JSON that `ladder import` reads; with --json also its versions.

    Example: drafter ladder show ldr_1 > damaged.json
    """
    with open_services() as services:
        found = ladder_actions.get_ladder(services, acting(services, None), ladder_id).overview
    shown = ladder_json(found)
    if as_json:
        print_json(shown)
    else:
        click.echo(json.dumps(shown["ladder"], ensure_ascii=False, indent=2))


@ladder.command("test")
@click.argument("ladder_id", metavar="LADDER")
@click.option("--version", "number", type=click.IntRange(1), help="Left out: the newest.")
@click.option("--order", "order_number", help="Try the newest ticket with this order instead of the test cases.")
@json_option
def test(ladder_id: str, number: int | None, order_number: str | None, as_json: bool) -> None:
    """Run a ladder's test cases, or say per rung why it fits an order; fails where a case comes out otherwise.

    Example: drafter ladder test ldr_1
    """
    with open_services() as services:
        who = acting(services, None)
        case = ladder_actions.get_ladder(services, who, ladder_id)
        version = find_version(case.overview, number) if number else case.overview.newest
        if order_number:
            tried = ladder_actions.try_ladder(
                services, who, version.ladder, case.brand, order_number=order_number, authority=ANY_AGENT
            )
            rungs: list[dict[str, Any]] = trial_json(tried)["rungs"]
            print_rows(rungs, as_json=as_json, columns=("rung", "kind", "fits", "amount", "reason"))
            return
    results = run_cases(version.ladder)
    rows = [
        {
            "case": one.case.name,
            "expected": one.case.rung,
            "comes_out_as": one.rung,
            "amount": str(one.amount) if one.amount is not None else None,
            "as_expected": one.as_expected,
        }
        for one in results
    ]
    print_rows(rows, as_json=as_json, columns=("case", "expected", "comes_out_as", "amount", "as_expected"))
    failing = sum(not one.as_expected for one in results)
    if failing:
        raise LadderCasesError(f"{failing} of {len(results)} test cases come out otherwise.")


@ladder.command("import")
@click.argument("file", type=_FILE)
@brand_option
@click.option("--publish", "is_published", is_flag=True, help="Publish what came in.")
@note_option
@person_option
@json_option
def import_(
    file: Path, brand_name: str, is_published: bool, note: str | None, email: str | None, as_json: bool
) -> None:
    """Take ladders from a JSON file, one or a list; '-' reads standard input.  The same again changes nothing.

    Example: drafter ladder import ladders.json --brand northway --publish
    """
    given = _read(file)
    with open_services() as services:
        who = acting(services, email)
        made = [ladder_actions.import_ladder(services, who, one, brand=brand_name, note=note) for one in given]
        if is_published:
            made = [ladder_actions.publish_ladder(services, who, one.id, one.newest.number, note=note) for one in made]
    print_rows([_row(one) for one in made], as_json=as_json, columns=_COLUMNS)


@ladder.command("publish")
@click.argument("ladder_id", metavar="LADDER")
@click.argument("number", type=click.IntRange(1))
@note_option
@person_option
@json_option
def publish(ladder_id: str, number: int, note: str | None, email: str | None, as_json: bool) -> None:
    """Let drafts use a version; where test cases come out otherwise, --note says why that is right.

    Example: drafter ladder publish ldr_1 3
    """
    with open_services() as services:
        done = ladder_actions.publish_ladder(services, acting(services, email), ladder_id, number, note=note)
    print_fields(_row(done), as_json=as_json)


def _read(file: Path) -> list[Any]:
    try:
        value = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LadderFormatError(f"File '{file}' is no JSON: {error}.") from error
    found = value if isinstance(value, list) else [value]
    if not found:
        raise LadderNotFoundError(f"File '{file}' holds no ladder.")
    return found


def _row(overview: LadderOverview) -> dict[str, Any]:
    newest = overview.newest
    results = run_cases(newest.ladder)
    return {
        "id": overview.id,
        "intent": newest.ladder.intent,
        "newest": newest.number,
        "stage": newest.stage.value,
        "live": overview.live.number if overview.live else None,
        "rungs": len(newest.ladder.rungs),
        "cases": len(results),
        "failing": sum(not one.as_expected for one in results),
    }
