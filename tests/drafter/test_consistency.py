"""Consistency: the shares of the quality spec, and what counts as right."""

import pytest

from drafter.consistency import (
    ABSTAINED,
    Gold,
    Outcome,
    facts_of,
    flips,
    gold_of,
    jaccard,
    outcome_of,
    score_group,
    summarise,
)
from drafter.drafts import DraftStatus
from tests.makers import make_draft


def outcome(decision: str, *facts: str) -> Outcome:
    """An outcome with these facts."""
    return Outcome(decision, frozenset(facts))


def test_four_of_five_alike_are_the_specs_shares() -> None:
    score = score_group("g", [outcome("approve")] * 4 + [outcome("deny")], None)

    assert (score.decision, score.pairwise) == (0.8, 0.6)
    assert score.right is None


def test_facts_are_compared_pair_by_pair() -> None:
    score = score_group("g", [outcome("explain", "a", "b"), outcome("explain", "a"), outcome("explain", "a")], None)

    assert score.facts == pytest.approx((0.5 + 0.5 + 1) / 3)


def test_two_without_facts_agree() -> None:
    assert jaccard(frozenset(), frozenset()) == 1.0


def test_always_abstaining_is_alike_and_worth_nothing() -> None:
    score = score_group("g", [outcome(ABSTAINED)] * 3, gold_of(None, []))

    assert (score.decision, score.facts) == (1.0, 1.0)
    assert (score.answered, score.right) == (0.0, 0.0)


def test_right_decides_as_gold_and_states_its_facts() -> None:
    gold = gold_of("refund", ["within 14 days"])
    days = facts_of(["We refund the difference within 14 days."])

    outcomes = [Outcome("refund", days), Outcome("refund", frozenset()), Outcome("explain", days)]

    assert score_group("g", outcomes, gold).right == pytest.approx(1 / 3)


def test_gold_without_a_figure_stands_for_its_words() -> None:
    gold = gold_of(None, ["never expire"])

    assert gold.judges(Outcome("explain", frozenset(), "Gift cards never expire."))
    assert not gold.judges(Outcome("explain", frozenset(), "Gift cards are lovely."))


def test_notations_of_a_fact_are_one() -> None:
    assert facts_of(["You have thirty days."]) == facts_of(["You have 30 days."])


def test_draft_without_text_is_an_abstention() -> None:
    draft = make_draft(status=DraftStatus.ABSTAINED, reason="No policy covers this request.")

    assert outcome_of(draft) == outcome(ABSTAINED)


def test_flips_are_counted_against_the_unswapped_ticket() -> None:
    assert flips([outcome("refund"), outcome("refund"), outcome("explain")]) == (1, 2)
    assert flips([]) == (0, 0)


def test_summary_means_over_groups() -> None:
    alike = score_group("a", [outcome("refund")] * 2, Gold("refund"))
    mixed = score_group("b", [outcome("refund"), outcome("explain")], Gold("refund"))

    summary = summarise([alike, mixed])

    assert (summary.n, summary.decision, summary.right, summary.all_alike) == (4, 0.75, 0.75, 0.5)


def test_empty_group_is_refused() -> None:
    with pytest.raises(ValueError, match="no ticket"):
        score_group("g", [], None)
