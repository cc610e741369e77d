"""Suggested categories and severity on labelled pairs (all invented)."""

import json
from collections import Counter
from pathlib import Path

import pytest

from drafter.edits import Edit, Outcome, classify_outcome, measure
from drafter.measures.categories import suggest

FOLDER = Path(__file__).parents[2] / "data/edits"
PAIRS = [json.loads(line) for line in (FOLDER / "pairs.jsonl").open(encoding="utf-8")]
LATER = [json.loads(line) for line in (FOLDER / "later.jsonl").open(encoding="utf-8")]
UNSEEN = ("trades", "wordings", "phrasings", "exchanges", "counters", "letters", "notes")


@pytest.fixture(scope="module")
def measured() -> list[tuple[dict[str, object], Edit]]:
    """Every labelled pair with its measured edit."""
    return [(pair, measure(pair["draft"], pair["sent"])) for pair in PAIRS]


Measured = list[tuple[dict[str, list[str]], Edit]]


def test_categories_agree_with_the_labels(measured: Measured) -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair, edit in measured:
        labels, found = set(pair["categories"]), set(edit.categories)
        right.update(labels & found)
        wrong.update(labels ^ found)
    scores = [2 * right[name] / (2 * right[name] + wrong[name]) for name in right | wrong]

    assert len(PAIRS) >= 60
    assert sum(scores) / len(scores) >= 0.9
    assert min(scores) >= 0.7


def test_every_critical_edit_is_found(measured: Measured) -> None:
    assert not [pair["id"] for pair, edit in measured if pair["severity"] == "critical" != edit.severity.value]


def test_pairs_of_other_trades_are_read_nearly_as_well() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    critical: Counter[bool] = Counter()
    for pair in LATER:
        labels, edit = set(pair["categories"]), measure(pair["draft"], pair["sent"])
        right.update(labels & set(edit.categories))
        wrong.update(labels ^ set(edit.categories))
        critical[edit.severity.value == "critical"] += pair["severity"] == "critical"
    scores = [2 * right[name] / (2 * right[name] + wrong[name]) for name in right | wrong]

    assert sum(scores) / len(scores) >= 0.85
    assert critical[False] <= 0.06 * critical.total()


def test_batches_written_before_they_were_read_stay_read() -> None:
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    critical: Counter[tuple[bool, bool]] = Counter()
    for pair in (json.loads(line) for name in UNSEEN for line in (FOLDER / f"{name}.jsonl").open(encoding="utf-8")):
        if not pair["categories"]:
            continue
        is_rewritten = classify_outcome(pair["draft"], pair["sent"]) is Outcome.SCRATCH
        edit = suggest(pair["draft"], pair["sent"], is_rewritten=is_rewritten)
        labels, may_be = set(pair["categories"]), set(pair.get("categories_also", ()))
        right.update(labels & set(edit.categories))
        wrong.update((labels ^ set(edit.categories)) - may_be)
        if "critical" not in pair.get("severity_also", ()):
            critical[pair["severity"] == "critical", edit.severity.value == "critical"] += 1
    scores = {name: 2 * count / (2 * count + wrong[name]) for name, count in right.items()}

    assert sum(scores.values()) / len(scores) >= 0.87, scores
    assert critical[True, False] <= 0.03 * (critical[True, False] + critical[True, True])
    assert critical[False, True] <= 0.04 * (critical[False, True] + critical[False, False])


def test_decision_is_not_taken_for_tone(measured: Measured) -> None:
    decisions = [edit for pair, edit in measured if "accuracy/policy_decision" in pair["categories"]]
    as_tone = [edit for edit in decisions if "tone" in edit.categories and len(edit.categories) == 1]

    assert len(as_tone) < 0.05 * len(decisions)


def test_changed_facts_agree_with_the_labels(measured: Measured) -> None:
    for pair, edit in measured:
        assert Counter(edit.facts_added) == Counter(pair["facts_added"]), pair["id"]
        assert Counter(edit.facts_removed) == Counter(pair["facts_removed"]), pair["id"]


def test_reasons_say_what_was_seen() -> None:
    found = suggest("It costs $5.00.", "It costs $6.00.")

    assert found.reasons == ("“$5.00” became “$6.00”.",)


def test_added_fact_with_a_source_was_left_out_by_the_draft() -> None:
    found = suggest("Express is quick.", "Express is quick. It costs $14.50.", evidence=["Express costs $14.50."])

    assert found.categories == ("omission",)


def test_promise_with_a_source_is_none() -> None:
    found = suggest("Thank you.", "Thank you. We will refund $20.", evidence=["refund 20.00 USD"])

    assert "promise" not in found.categories
