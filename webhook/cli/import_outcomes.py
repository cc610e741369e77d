"""``drafter import``: what happened to tickets and orders, from a file of the shop's or the helpdesk's."""

from dataclasses import asdict
from pathlib import Path

import click

from drafter.outcomes_importing import RowNote, import_outcomes
from webhook.cli.common import brand_named, json_option, open_services, print_json
from webhook.progress import progress_bar


@click.group("import")
def import_group() -> None:
    """Bring in what happened elsewhere.

    Example: drafter import outcomes orders.csv --brand northway
    """


@import_group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@json_option
def outcomes(file: Path, brand_name: str, as_json: bool) -> None:
    """Import what happened to tickets and orders; the same file twice changes nothing.

    Columns: event, at, ticket, order, customer (a mail address), amount, currency, score, of, id.
    Events: solved, reopened, escalated, rated, placed, refunded, exchanged, returned, charged_back.

    Example: drafter import outcomes orders.csv --brand northway
    """
    with open_services() as services:
        brand = brand_named(services, brand_name)
        with (
            file.open(encoding="utf-8", errors="surrogateescape", newline="") as lines,
            progress_bar("Importing outcomes") as progress,
        ):
            report = import_outcomes(
                services.database, brand, lines, now=services.clock(), progress=lambda rows: progress(rows, 0)
            )
    if as_json:
        print_json({**asdict(report), "reconciled": report.reconciled})
        return
    _print_notes(report.rejects, report.rejected, "not taken")
    _print_notes(report.exceptions, report.explained, "kept, but belongs to nothing we know")
    click.echo(
        f"{report.rows} rows: {report.new} new, {report.known} known, {report.repeated} twice in the file, "
        f"{report.rejected} not taken."
    )
    click.echo(
        f"Reconciled: {report.reconciled} (tickets {report.by_ticket}, orders {report.by_order}, customers "
        f"{report.by_customer}); explained exceptions: {report.explained}."
    )


def _print_notes(notes: list[RowNote], total: int, what: str) -> None:
    for note in notes:
        click.echo(f"Row {note.row}, {what}: {note.text}")
    if total > len(notes):
        click.echo(f"{total - len(notes)} more rows, {what}.")
