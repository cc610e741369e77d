"""``drafter export``."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.tools.api import Caller
from tests.tools.seeding import Seeds
from tests.webhook.cli.conftest import Run
from webhook import exporting


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


@pytest.mark.parametrize("arguments", [("drafts", "--format", "parquet"), ("preferences",)])
def test_what_comes_later_is_said_in_one_line(run: Run, seeds: Seeds, arguments: tuple[str, ...]) -> None:
    shown = run("export", *arguments, "--brand", "northway")

    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)
    assert "jsonl" in shown.err


def test_unwritable_file_is_one_line(run: Run, seeds: Seeds, tmp_path: Path) -> None:
    shown = run("export", "drafts", "--brand", "northway", "--output", tmp_path / "none" / "x.jsonl")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
