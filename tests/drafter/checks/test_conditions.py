"""The conditions check on labelled cases (all invented): a number tied to another condition, a yes for a no."""

import json
from pathlib import Path

import pytest

from drafter.checks import CheckContext, Source
from drafter.checks.conditions import check_conditions
from drafter.findings import Severity
from tests.drafter.checks.test_facts import CASES as FACTS
from tests.drafter.checks.test_facts import context_of

FOLDER = Path(__file__).parents[2] / "data/checks"
CASES = [json.loads(line) for path in sorted(FOLDER.glob("conditions*.jsonl")) for line in path.open(encoding="utf-8")]


def test_flipped_conditions_are_found() -> None:
    flipped = [case for case in CASES if case["flipped"]]
    found = [case for case in flipped if check_conditions(context_of(case))]

    assert len(flipped) >= 100
    assert len(found) >= 0.9 * len(flipped), [case["draft"] for case in flipped if case not in found]


def test_right_conditions_raise_no_alarm() -> None:
    clean = [case for case in [*CASES, *FACTS] if not case.get("flipped") and not case.get("planted")]
    alarms = [case["draft"] for case in clean if check_conditions(context_of(case))]

    assert len(clean) >= 100
    assert len(alarms) <= 0.01 * len(clean), alarms


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ("You have 30 days from purchase.", "from delivery, not from purchase"),
        ("Opened items can be returned.", "denied"),
        ("Return shipping is free for you.", "the customer pays"),
        ("Items worth up to $20 qualify.", "the least, not the most"),
    ],
)
def test_finding_says_which_condition_the_passage_has(draft: str, words: str) -> None:
    source = Source(
        "snp_1",
        "You have 30 days from delivery. Opened items cannot be returned. You pay for the return shipping. "
        "Items worth over $20 qualify.",
    )

    (finding,) = check_conditions(CheckContext(f"Grüße! 😀\n{draft}", [source]))

    assert finding.severity is Severity.HIGH
    assert finding.text == draft
    assert words in finding.message


def test_customers_words_and_questions_are_left_alone() -> None:
    source = Source("snp_1", "Opened items cannot be returned.")
    text = "You wrote that opened items can be returned. Was the item opened, so that it can be returned?"

    assert check_conditions(CheckContext(text, [source])) == []
