"""``drafter evaluate consistency``: is the same question, however worded, answered alike, and right?"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from webhook.cli.common import brand_named, json_option, open_services, print_json, print_rows
from webhook.telemetry import configure_logging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drafter.brands import Brand
    from webhook.evaluating_consistency import Consistency
    from webhook.wiring import Services

COLUMNS = ("group", "n", "answered", "decision", "facts", "right")
ALL = "*"


@click.command("consistency")
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--brand", "brand_name", help="Draft with this brand's policies; without it and --documents, the demo's.")
@click.option(
    "--documents",
    type=click.Path(exists=True, path_type=Path),
    help="Draft from these instead: JSON Lines of doc_id and markdown, or a folder of Markdown.",
)
@json_option
def consistency(cases: Path, brand_name: str | None, documents: Path | None, as_json: bool) -> None:
    """Draft groups of tickets that ask the same, and say how alike and how right the drafts are.

    CASES holds lines of {"group","id","ticket","gold"}; "gold" has "resolution" and "facts", or is missing.  "right"
    is the share that is answered, decides as its group and the gold do, and states the gold's facts: always
    abstaining scores 0.  The last line, "*", is the mean over groups; "varies":"swap" marks tickets whose flips count.

    Example: drafter evaluate consistency groups.jsonl --json
    """
    from webhook.evaluating_consistency import evaluate_consistency

    if brand_name and documents:
        raise click.UsageError("Give --brand or --documents, not both.")
    configure_logging("WARNING")
    with _opened(brand_name, documents) as (services, brand):
        found = evaluate_consistency(cases, services, brand)
    rows = _rows(found)
    if as_json:
        for row in rows:
            print_json(row)
    else:
        print_rows(rows, as_json=False, columns=COLUMNS)
        click.echo(_said(rows[-1]))


def _opened(brand: str | None, documents: Path | None) -> "AbstractContextManager[tuple[Services, Brand]]":
    from webhook.evaluating_consistency import demo_services, document_services

    if documents:
        return document_services(documents)
    return _own_brand(brand) if brand else demo_services()


@contextmanager
def _own_brand(name: str) -> "Iterator[tuple[Services, Brand]]":
    with open_services() as services:
        yield services, brand_named(services, name)


def _rows(found: "Consistency") -> Sequence[Mapping[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "group": one.group,
            "n": one.n,
            "answered": round(one.answered, 4),
            "decision": round(one.decision, 4),
            "facts": round(one.facts, 4),
            "right": None if one.right is None else round(one.right, 4),
            "pairwise": round(one.pairwise, 4),
        }
        for one in found.groups
    ]
    of_all = found.summary
    rows.append(
        {
            "group": ALL,
            "n": of_all.n,
            "answered": round(of_all.answered, 4),
            "decision": round(of_all.decision, 4),
            "facts": round(of_all.facts, 4),
            "right": None if of_all.right is None else round(of_all.right, 4),
            "groups": of_all.groups,
            "all_alike": round(of_all.all_alike, 4),
            "swaps": of_all.swaps,
            "flips": None if of_all.flips is None else round(of_all.flips, 4),
        }
    )
    return rows


def _said(row: Mapping[str, Any]) -> str:
    swapped = f"; {row['flips']:.1%} of {row['swaps']} swaps changed the decision" if row["swaps"] else ""
    return f"\n{row['groups']} groups, {row['all_alike']:.1%} of them wholly alike{swapped}"
