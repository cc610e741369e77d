"""Rows as text, one at a time: JSON Lines keep the nesting, CSV has nested fields as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Row = Mapping[str, Any]


def json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a line of JSON for each row."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str) + "\n"


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the CSV of each row, the first one behind a line of names; nothing where there is no row."""
    buffer, writer = io.StringIO(), None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(buffer, fieldnames=list(row), extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"  # a spreadsheet would run it as a formula
    return value
