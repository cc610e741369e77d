"""``drafter export``."""

import csv
import io
import json
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.tools.api import Caller
from tests.tools.seeding import Seeds
from tests.webhook.cli.conftest import Run
from webhook import exporting
from webhook.parquet import write_parquet


@pytest.mark.parametrize(("kind", "count"), [("drafts", 7), ("decisions", 2), ("edits", 2), ("reviews", 0)])
def test_every_row_of_a_kind_is_exported(run: Run, seeds: Seeds, kind: str, count: int) -> None:
    rows = run("export", kind, "--brand", "northway").lines

    assert len({row["id"] for row in rows}) == len(rows) == count
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)


def test_batches_follow_each_other(run: Run, seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("export", "drafts", "--brand", "northway").lines
    monkeypatch.setattr(exporting, "BATCH", 2)

    assert run("export", "drafts", "--brand", "northway").lines == whole


def test_personal_data_is_blanked(run: Run, seeds: Seeds) -> None:
    rows = {row["draft_id"]: row for row in run("export", "edits", "--brand", "northway").lines}
    drafts = {row["id"]: row for row in run("export", "drafts", "--brand", "northway").lines}

    assert rows[seeds.drafts["edited"]]["sent_text"].startswith("Hi [NAME],")
    assert rows[seeds.drafts["edited"]]["actor_name"] is None
    assert "Ingrid" not in str(rows)
    assert "Maya" not in str(drafts)


def test_csv_has_the_same_rows(run: Run, seeds: Seeds) -> None:
    lines = run("export", "edits", "--brand", "northway").lines

    shown = run("export", "edits", "--brand", "northway", "--format", "csv").out

    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert json.loads(rows[0]["metrics"]) == lines[0]["metrics"]
    assert rows[0]["sent_text"] == lines[0]["sent_text"]


def test_csv_cells_are_no_formulas(run: Run, seeds: Seeds, agent: Caller) -> None:
    text = '=HYPERLINK("https://evil.example")'
    body = {"action": "edit", "text": text, "acknowledge": ["links", "facts"], "reason": "x"}
    agent.post(f"/drafts/{seeds.drafts['ready']}/decision", body)

    shown = run("export", "edits", "--brand", "northway", "--format", "csv").out

    newest = next(csv.DictReader(io.StringIO(shown)))
    assert newest["sent_text"].startswith("'=")


def test_export_goes_into_a_file(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    shown = run("export", "drafts", "--brand", "northway", "--output", tmp_path / "drafts.jsonl")

    assert (shown.code, shown.out) == (0, "")
    assert len((tmp_path / "drafts.jsonl").read_text().splitlines()) == 7


def test_parquet_has_the_same_rows_with_dotted_columns(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    lines = run("export", "edits", "--brand", "northway").lines
    path = tmp_path / "edits.parquet"

    assert run("export", "edits", "--brand", "northway", "--format", "parquet", "--output", path).code == 0
    rows = parquet.read_table(path).to_pylist()
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert [row["metrics.hter"] for row in rows] == [line["metrics"]["hter"] for line in lines]
    assert json.loads(rows[0]["categories"]) == lines[0]["categories"]


def test_parquet_of_nothing_can_be_read(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    path = tmp_path / "reviews.parquet"
    run("export", "reviews", "--brand", "northway", "--format", "parquet", "--output", path)

    assert parquet.read_table(path).num_rows == 0
    assert run("export", "reviews", "--brand", "northway", "--format", "parquet").code == 2


def test_large_parquet_is_written_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    rows = ({"id": str(number), "n": number, "m": {"x": None if number % 2 else 0.5}} for number in range(12_000))

    assert list(write_parquet(path, rows)) == [5000, 10_000, 12_000]
    assert parquet.ParquetFile(path).num_row_groups == 3


def test_preferences_need_consent(run: Run, seeds: Seeds) -> None:
    shown = run("export", "preferences", "--brand", "northway")

    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)
    assert "--training" in shown.err


@pytest.mark.parametrize(
    ("layout", "keys"),
    [
        ("trl", {"prompt", "chosen", "rejected"}),
        ("openai", {"input", "preferred_output", "non_preferred_output"}),
        ("sft", {"messages"}),
    ],
)
def test_preferences_have_their_layout_and_no_person(
    run: Run, seeds: Seeds, agent: Caller, layout: str, keys: set[str]
) -> None:
    draft = agent.get(f"/drafts/{seeds.drafts['ready']}").json
    text = draft["text"].replace("Warm regards", "Thank you for waiting so kindly, Tomás.\n\nWarm regards")
    agent.post(f"/drafts/{draft['id']}/decision", {"action": "edit", "text": text})
    run("brand", "set", "northway", "--training")

    rows = run("export", "preferences", "--brand", "northway", "--layout", layout).lines

    assert rows
    assert all(set(row) == keys for row in rows)
    assert "Tomás" not in str(rows)
    assert "waiting so kindly, [NAME]." in str(rows)


def test_pair_whose_reply_fails_a_check_is_left_out(run: Run, seeds: Seeds, agent: Caller) -> None:
    body = {"action": "edit", "text": "We refund $900 today.", "acknowledge": ["facts", "promises"], "reason": "x"}
    agent.post(f"/drafts/{seeds.drafts['ready']}/decision", body)
    run("brand", "set", "northway", "--training")

    assert "$900" in str(run("export", "edits", "--brand", "northway").lines)
    assert "$900" not in str(run("export", "preferences", "--brand", "northway").lines)


def test_unwritable_file_is_one_line(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    shown = run("export", "drafts", "--brand", "northway", "--output", tmp_path / "none" / "x.jsonl")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
