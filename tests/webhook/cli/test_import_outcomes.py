"""``drafter import outcomes``, and the same again by ``drafter export outcomes``."""

import csv
import io
from pathlib import Path

from pyarrow import parquet

from tests.tools.seeding import Seeds
from tests.webhook.cli.conftest import Run

ROWS = (
    "event,at,ticket,order,customer,amount\nsolved,2026-01-02,48213,,,\nrefunded,2026-01-02,,A-9,,5\nsolved,soon,1,,,\n"
)


def test_file_is_imported_and_says_what_became_of_each_row(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ROWS)

    said = run("import", "outcomes", str(tmp_path / "o.csv"), "--brand", "northway")

    assert said.code == 0
    assert "Row 4, not taken: 'at' should be a moment" in said.out
    assert "Row 3, kept, but belongs to nothing we know: No ticket of this brand is about this order." in said.out
    assert "3 rows: 2 new, 0 known, 0 twice in the file, 1 not taken." in said.out
    assert "Reconciled: 1 (tickets 1, orders 0, customers 0); explained exceptions: 1." in said.out


def test_rows_of_the_report_add_up_and_a_second_time_adds_none(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ROWS)
    first = run("import", "outcomes", str(tmp_path / "o.csv"), "--brand", "northway", "--json").json

    again = run("import", "outcomes", str(tmp_path / "o.csv"), "--brand", "northway", "--json").json

    for one in (first, again):
        assert one["rows"] == one["new"] + one["known"] + one["repeated"] + one["rejected"]
        assert one["new"] + one["known"] == one["reconciled"] + one["explained"]
    assert (again["new"], again["known"]) == (0, 2)


def test_file_of_something_else_is_refused_in_one_line(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_bytes(b"\xff\xfe\x00\x01,\n\xff")

    said = run("import", "outcomes", str(tmp_path / "o.csv"), "--brand", "northway")

    assert said.code == 1
    assert said.err.startswith("drafter: The heading lacks 'event' and 'at'")


def test_outcomes_are_exported_in_each_form(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(ROWS)
    run("import", "outcomes", str(tmp_path / "o.csv"), "--brand", "northway")
    rows = run("export", "outcomes", "--brand", "northway").lines
    table = list(csv.DictReader(io.StringIO(run("export", "outcomes", "--brand", "northway", "--format", "csv").out)))
    run("export", "outcomes", "--brand", "northway", "--format", "parquet", "-o", str(tmp_path / "o.parquet"))

    assert len(rows) == len(table) == parquet.read_table(tmp_path / "o.parquet").num_rows == len(seeds.tickets)
    assert {row["ticket"]: row["solved_at"] for row in rows}["48213"] == "2026-01-02T00:00:00Z"
    assert set(rows[0]) == set(table[0])
