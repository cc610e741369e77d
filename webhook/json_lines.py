"""JSON Lines files, as commands are given them."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click


def read_json_lines(path: Path) -> Iterator[Any]:
    """Yield the value on each line of a JSON Lines file, ``-`` for standard input.

    Raises click.UsageError naming the line that is not JSON.
    """
    stream: Iterable[str] = sys.stdin if str(path) == "-" else path.open(encoding="utf-8")
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise click.ClickException(
                f"Line {number} of '{path}' is not JSON; each line should be one object."
            ) from error
