"""A long export holds a batch of rows, never the log."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pyarrow import parquet
from sqlalchemy import event

from tests.tools.seeding import Seeds
from webhook import exporting
from webhook.exporting import LogKind, export_rows
from webhook.parquet import BATCH_ROWS, write_parquet
from webhook.row_files import csv_lines, json_lines
from webhook.wiring import Services

ROWS = 200_000


class CountedRow(dict[str, Any]):
    """A row that knows how many of its kind are alive, and how many ever were at once."""

    alive: ClassVar[int] = 0
    most: ClassVar[int] = 0

    def __init__(self, number: int) -> None:
        super().__init__(id=f"row_{number}", score=number / 7, text="a" * 40, metrics={"hter": None})
        CountedRow.alive += 1
        CountedRow.most = max(CountedRow.most, CountedRow.alive)

    def __del__(self) -> None:
        CountedRow.alive -= 1


@pytest.fixture
def rows() -> Iterator[CountedRow]:
    CountedRow.alive = CountedRow.most = 0
    return (CountedRow(number) for number in range(ROWS))


@pytest.mark.parametrize("write", [csv_lines, json_lines], ids=["csv", "jsonl"])
def test_text_of_many_rows_holds_only_a_few(
    rows: Iterator[CountedRow], write: Callable[[Iterable[CountedRow]], Iterator[str]]
) -> None:
    lines = sum(text.count("\n") for text in write(rows))

    assert lines in (ROWS, ROWS + 1)  # CSV has a line of names
    assert CountedRow.most <= 3


def test_parquet_of_many_rows_holds_one_batch(rows: Iterator[CountedRow], tmp_path: Path) -> None:
    done = list(write_parquet(tmp_path / "rows.parquet", rows))

    assert done[-1] == parquet.ParquetFile(tmp_path / "rows.parquet").metadata.num_rows == ROWS
    assert CountedRow.most <= 2 * BATCH_ROWS + 1


@pytest.mark.parametrize("kind", list(LogKind))
def test_log_is_read_as_far_as_it_is_written(
    services: Services, seeds: Seeds, monkeypatch: pytest.MonkeyPatch, kind: LogKind
) -> None:
    whole = list(export_rows(services.database, kind, seeds.brand.id))
    monkeypatch.setattr(exporting, "BATCH", 1)
    read: list[str] = []
    event.listen(services.database.engine, "before_cursor_execute", lambda *given: read.append(given[2]))

    first = next(iter(export_rows(services.database, kind, seeds.brand.id)), None)
    for_one = len(read)
    assert list(export_rows(services.database, kind, seeds.brand.id)) == whole

    assert first == (whole[0] if whole else None)
    assert len(read) - for_one >= len(whole) * for_one / 2  # each batch has its own queries
