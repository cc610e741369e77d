"""``drafter evaluate edits`` and ``checks``: lines in, lines out."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from webhook.cli.main import main


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, *lines: Any) -> tuple[int, list[Any], str]:
    """Run a command on lines; return its status, its answers and what it said on stderr."""
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    status = main(["evaluate", command, str(path), "--json"])
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


def test_each_pair_is_answered_with_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = {"id": "p1", "draft": "It takes 30 days.", "sent": "It takes 14 days."}

    status, (answer, unsent), _ = run(tmp_path, capsys, "edits", pair, {"id": 2, "draft": "Yes.", "sent": None})

    assert status == 0
    assert (answer["id"], answer["outcome"], answer["facts_added"]) == ("p1", "edited", ["14 days"])
    assert (unsent["id"], unsent["outcome"], unsent["metrics"]["hter"]) == (2, "rejected", None)


def test_case_is_checked_with_offsets_of_its_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {
        "id": "c1",
        "ticket": {"subject": "Return", "body": "How long?"},
        "snippets": [{"id": "snp_1", "text": "You have 30 days."}],
        "order": {"order_number": "A1", "total": "9.00", "currency": "USD"},
        "draft": "Grüße 😀: you have 45 days.",
    }

    _, (answer,), _ = run(tmp_path, capsys, "checks", case)

    (finding,) = (one for one in answer["findings"] if one["check"] == "facts")
    assert finding["severity"] == "block"
    assert case["draft"][finding["start"] : finding["end"]] == finding["text"] == "45 days"  # type: ignore[index]


def test_wrong_condition_is_told_to_scripts_as_a_fact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {
        "id": "c1",
        "snippets": [{"id": "snp_1", "text": "You have 30 days from delivery."}],
        "draft": "You have 30 days from purchase.",
    }

    _, (answer,), _ = run(tmp_path, capsys, "checks", case)

    stopping = [(one["check"], one["severity"]) for one in answer["findings"] if one["severity"] in ("block", "high")]
    assert stopping == [("facts", "high")]


def test_table_counts_findings_by_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"id": "c1", "draft": "It costs $5.95."}) + "\n", encoding="utf-8")

    main(["evaluate", "checks", str(path), "--table"])

    said = capsys.readouterr().out
    assert re.search(r"^facts +1 +0", said, re.M)
    assert "1 draft, " in said


def test_wrong_line_is_named_and_the_others_are_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"id": "b", "draft": "Yes.", "sent": "Yes."}

    status, answers, said = run(tmp_path, capsys, "edits", {"id": "a", "draft": 5}, good)

    assert status == 1
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert "'draft' should be a text" in answers[0]["error"]
    assert "line 1" in said


def test_order_of_a_wrong_form_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = {"id": "c1", "order": {"total": "many"}, "draft": "Yes."}

    status, (answer,), _ = run(tmp_path, capsys, "checks", case)

    assert status == 1
    assert "order.total" in answer["error"]


def test_line_that_is_not_json_stops_with_its_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, answers, said = run(tmp_path, capsys, "edits", "nope")

    assert (status, answers) == (1, [])
    assert "Line 1" in said


def test_bare_case_has_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, capsys, "checks", {"id": "c1", "draft": "Thank you."})[1] == [{"id": "c1", "findings": []}]
