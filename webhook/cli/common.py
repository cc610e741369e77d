"""What commands share: services, output as JSON or as text, a brand by any of its names."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from drafter.brands import Brand
from drafter.store.brands import find_brand
from webhook.settings import load_settings
from webhook.telemetry import configure_logging
from webhook.wiring import Services, wire

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Add ``--json`` to a command."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON (one value, or a line for each item).")(
        command
    )


@contextmanager
def open_services(*, log_level: str = "WARNING") -> Iterator[Services]:
    """Yield the services for this command and close them after it."""
    configure_logging(log_level)
    services = wire(load_settings())
    try:
        yield services
    finally:
        services.close()


def brand_named(services: Services, name: str) -> Brand:
    """Return the brand with this name, slug or id.  Raises BrandNotFoundError."""
    with services.database.reading() as session:
        return find_brand(session, name)


def print_json(value: Any) -> None:
    """Print one JSON value on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool, columns: Sequence[str]) -> None:
    """Print rows as JSON Lines or as an aligned table of ``columns``."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max([len(column), *(len(line[n]) for line in cells)]) for n, column in enumerate(columns)]
    for line in [[column.upper() for column in columns], *cells]:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def print_fields(value: Mapping[str, Any], *, as_json: bool) -> None:
    """Print one value as JSON or as ``name: value`` lines."""
    if as_json:
        print_json(value)
        return
    for name, field in value.items():
        click.echo(f"{name}: {_cell(field)}")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)
