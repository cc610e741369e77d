"""Promises without cover, on labelled drafts and passages (all invented)."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafter.checks import CheckContext, Source
from drafter.checks.promises import check_promises
from drafter.drafts import Sentence
from drafter.findings import Severity
from tests.makers import make_citation, make_hit

DATA = Path(__file__).parents[2] / "data/checks"


def context_of(case: dict[str, Any]) -> CheckContext:
    """Make the context of a draft with one passage."""
    return CheckContext(case["draft"], [Source("snp_1", case["snippet"])])


@pytest.mark.parametrize("name", ["promises", "promises_unseen", "promises_third", "promises_fourth", "promises_fifth"])
def test_promises_without_cover_are_found_and_covered_ones_left_alone(name: str) -> None:
    cases = [json.loads(line) for line in (DATA / f"{name}.jsonl").open(encoding="utf-8")]
    found = [(case, bool(check_promises(context_of(case)))) for case in cases]
    open_ones = [(case["draft"], is_found) for case, is_found in found if case["found"]]
    false = [case["draft"] for case, is_found in found if is_found and not case["found"]]

    assert sum(is_found for _, is_found in open_ones) >= 0.92 * len(open_ones), open_ones
    assert len(false) <= 0.02 * (len(cases) - len(open_ones)), false


def test_promise_is_high_and_spans_its_sentence() -> None:
    text = "Hi Maya, 😀\n\nWe guarantee delivery before Christmas. Thanks!"

    (finding,) = check_promises(CheckContext(text, [Source("snp_1", "Delivery takes 3 days.")]))

    assert finding.severity is Severity.HIGH
    assert text[finding.start : finding.end] == "We guarantee delivery before Christmas."


def test_only_cited_passages_cover() -> None:
    text = "We'll replace the pole free of charge."
    rule = Source("snp_1", "Broken poles are replaced free of charge.")
    other = make_hit("Returns take 60 days.", snippet_id="snp_2")
    cites_other = (Sentence(text, 0, len(text), (make_citation(other),)),)

    assert not check_promises(CheckContext(text, [rule]))
    assert check_promises(CheckContext(text, [rule, Source.of_hit(other)], cites_other))


@pytest.mark.parametrize("text", ["", "we'll " * 2000, "\x00", "¿?" * 500, "We will refund. " * 300])
def test_whatever_is_written_raises_nothing(text: str) -> None:
    check_promises(CheckContext(text, [Source("snp_1", text)]))
