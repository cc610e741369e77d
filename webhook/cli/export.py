"""``drafter export``: drafts, decisions, edits, reviews, outcomes, unlike pairs, with personal data blanked."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from drafter.brands import Brand
from drafter.preferring import Layout
from webhook.cli.common import brand_named, json_option, open_services
from webhook.exporting import LogKind, export_preferences, export_rows
from webhook.outcome_rows import outcome_rows
from webhook.pair_rows import pair_rows
from webhook.parquet import write_parquet
from webhook.progress import progress_bar
from webhook.row_files import csv_lines, json_lines
from webhook.wiring import Services

PREFERENCES = "preferences"
PAIRS = "pairs"
OUTCOMES = "outcomes"


@click.command()
@click.argument("kind", type=click.Choice([*(kind.value for kind in LogKind), OUTCOMES, PAIRS, PREFERENCES]))
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    default="jsonl",
    show_default=True,
    help="JSON Lines keep the nesting; in CSV nested fields are JSON, in Parquet columns with dotted names.",
)
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in Layout]),
    default=Layout.TRL.value,
    show_default=True,
    help="Of preferences: TRL's, OpenAI's DPO file, or plain fine-tuning from replies sent.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else the terminal."
)
@json_option
def export(kind: str, brand_name: str, form: str, layout: str, output: Path | None, as_json: bool) -> None:
    """Export a brand's log, newest first, without personal data.

    Outcomes are a row a ticket, oldest first; pairs are like tickets of twelve weeks with unlike replies.

    Example: drafter export edits --brand northway --format csv --output edits.csv
    """
    if form == "parquet" and output is None:
        raise click.UsageError("A Parquet file needs --output.")
    with open_services() as services:
        brand = brand_named(services, brand_name)
        rows = _rows(services, kind, brand, Layout(layout))
        with progress_bar(f"Exporting {kind}") as progress:
            for done in _written(rows, "jsonl" if as_json else form, output):
                if output:
                    progress(done, 0)


def _rows(services: Services, kind: str, brand: Brand, layout: Layout) -> Iterator[dict[str, Any]]:
    if kind == OUTCOMES:
        return outcome_rows(services.database, [brand.id], now=services.clock())
    if kind == PAIRS:
        return pair_rows(services.database, services.comparisons, brand, now=services.clock())
    if kind != PREFERENCES:
        return export_rows(services.database, LogKind(kind), brand.id)
    if not brand.allows_training:
        raise click.ClickException(
            f"Brand {brand.slug} has not consented to training; 'drafter brand set {brand.slug} --training' does."
        )
    return export_preferences(services.database, brand, services.kit(brand).template, layout)


def _written(rows: Iterable[dict[str, Any]], form: str, output: Path | None) -> Iterator[int]:
    if form == "parquet" and output is not None:
        yield from write_parquet(output, rows)
        return
    with _target(output) as file:
        for done, line in enumerate((csv_lines if form == "csv" else json_lines)(rows), start=1):
            file.write(line)
            yield done


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        yield file
