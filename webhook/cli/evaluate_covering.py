"""``drafter evaluate covering``: does drafting know what the policies do not answer?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from webhook.cli.common import json_option, print_json
from webhook.telemetry import configure_logging

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("covering")
@click.option(
    "--documents",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="JSON Lines of doc_id, heading_path and markdown, or a folder of Markdown.",
)
@click.option("--queries", required=True, type=_FILE, help="JSON Lines of qid, ticket and, without --qrels, policies.")
@click.option("--qrels", type=_FILE, help="Tab-separated: qid, doc_id, grade; none for a query that nothing answers.")
@json_option
def covering(documents: Path, queries: Path, qrels: Path | None, as_json: bool) -> None:
    """Ask each question with the policies that answer it and again without them, and count what is drafted.

    "caught" are uncovered questions that got no draft: of those whose policies were taken out, and of those that no
    policy ever answered.  The table shows what other floors of likelihood would give.

    Example: drafter evaluate covering --documents policies --queries covering.jsonl --json
    """
    from webhook.evaluating_covering import evaluate_covering

    configure_logging("WARNING")
    figures = evaluate_covering(documents, queries, qrels)
    if as_json:
        print_json(figures)
    else:
        click.echo(_table(figures))


def _table(figures: Mapping[str, Any]) -> str:
    lines = [
        f"{figures['covered']} covered questions, {_share(figures['answered'])} answered",
        f"{figures['uncovered']} uncovered ones, {_share(figures['caught'])} caught: "
        f"{_share(figures['caught_removed'])} with their policies taken out, "
        f"{_share(figures['caught_never_covered'])} of those never covered",
        "",
        "floor  answered  caught, taken out  caught, never covered",
    ]
    for row in figures["floors"]:
        cells = (row["answered"], row["caught_removed"], row["caught_never_covered"])
        lines.append(f"{row['floor']:5.2f}  {'  '.join(_share(cell).rjust(15) for cell in cells)}")
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
