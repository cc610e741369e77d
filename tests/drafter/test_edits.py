"""Edits: the worked examples of the quality spec, outcomes, limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.edits import EditSeverity, Outcome, classify_outcome, edit_rate, hter, measure, tag_words

LONG = "Thank you for writing to us about the tent pole that snapped on your trip."

WORKED = [
    (
        "You can return it within 30 days.",
        "You can return it within 14 days.",
        8, 8, 0.125, 0.125, 0.060606, 81.0526, 0.125,
    ),
    (
        "Hi Sam, your refund is on its way.",
        "Hi Sam, your refund of $45.00 is on its way.",
        10, 13, 0.230769, 0.230769, 0.227273, 70.8046, 0,
    ),
    (
        "OK.",
        "Hello Marta, we have arranged a new delivery for Friday.",
        2, 12, 0.916667, 0.916667, 0.982143, 0.8726, 0.5,
    ),
    (
        "See https://returns.larkandloom.example/start for details.",
        "Details follow.",
        5, 3, 1.333333, 1.333333, 0.844828, 23.2728, 0.8,
    ),
    ("HELLO MARTA", "hello marta", 2, 2, 0, 0, 0.909091, 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "sent", "ours", "theirs", "with_moves", "rate", "char", "chrf", "bad"),
    WORKED,
    ids=["W1", "W2", "W5", "W6", "W7"],
)
def test_worked_example(
    draft: str, sent: str, ours: int, theirs: int, with_moves: float, rate: float, char: float, chrf: float, bad: float
) -> None:
    metrics = measure(draft, sent).metrics

    assert (metrics.draft_tokens, metrics.sent_tokens) == (ours, theirs)
    assert metrics.hter == pytest.approx(with_moves, abs=1e-4)
    assert metrics.edit_rate == pytest.approx(rate, abs=1e-4)
    assert metrics.char_norm_distance == pytest.approx(char, abs=1e-4)
    assert metrics.chrf == pytest.approx(chrf, abs=1e-4)
    assert metrics.bad_rate == pytest.approx(bad, abs=1e-4)


def test_moved_sentence_is_one_edit() -> None:
    draft, sent = "Please send photos. We will refund you.", "We will refund you. Please send photos."

    assert hter(draft, sent) == pytest.approx(0.111111, abs=1e-4)
    assert edit_rate(draft, sent) == pytest.approx(0.888889, abs=1e-4)


def test_insertion_leaves_one_bad_gap() -> None:
    tags = tag_words("Hi Sam, your refund is on its way.", "Hi Sam, your refund of $45.00 is on its way.")

    assert tags.gaps_ok.count(False) == 1
    assert all(tags.words_ok)


@pytest.mark.parametrize(
    ("draft", "sent", "outcome"),
    [
        ("", "Hello", Outcome.NO_DRAFT),
        (" \n", None, Outcome.NO_DRAFT),
        (LONG, None, Outcome.REJECTED),
        (LONG, " \n", Outcome.REJECTED),
        (LONG, LONG.replace(" ", "  "), Outcome.AS_IS),
        ("HELLO", "hello", Outcome.EDITED),
        (LONG, "Hey! Which pole? Any photo?", Outcome.SCRATCH),
        ("We ship it today, yes.", "Hmm?", Outcome.EDITED),
        (LONG, LONG + " Bye.", Outcome.EDITED),
    ],
)
def test_outcome_is_the_first_rule_that_holds(draft: str, sent: str | None, outcome: Outcome) -> None:
    assert measure(draft, sent).outcome is outcome


def test_pressing_reject_wins_over_what_was_sent() -> None:
    assert classify_outcome("Hello", "Hello", was_rejected=True) is Outcome.REJECTED


def test_clearing_the_editor_is_scratch_unless_the_text_is_the_same() -> None:
    assert classify_outcome("Hello you", "Hello there", was_cleared=True) is Outcome.SCRATCH
    assert classify_outcome("Hello you", "Hello you", was_cleared=True) is Outcome.AS_IS


def test_keeping_exactly_a_fifth_is_edited() -> None:
    draft = " ".join(f"w{n}" for n in range(10))

    assert classify_outcome(draft, "w0 w1 new") is Outcome.EDITED
    assert classify_outcome(draft, "w0 new") is Outcome.SCRATCH


def test_unsent_draft_has_no_metrics() -> None:
    edit = measure(LONG, None)

    assert (edit.metrics.hter, edit.metrics.edit_rate, edit.metrics.chrf) == (None, None, None)
    assert (edit.categories, edit.severity) == ((), EditSeverity.NONE)


def test_long_pair_takes_the_edit_rate_for_hter() -> None:
    draft = " ".join(f"word{n}" for n in range(250))

    metrics = measure(draft, f"{draft} more").metrics

    assert not metrics.hter_exact
    assert metrics.hter == metrics.edit_rate


def test_spent_budget_takes_the_edit_rate_for_hter() -> None:
    ticks = iter(range(0, 1000, 10))

    metrics = measure("a b c d", "d c b a", seconds=lambda: next(ticks)).metrics

    assert not metrics.hter_exact


def test_changed_facts_are_in_normal_form() -> None:
    edit = measure("It takes thirty days and costs $5.", "It takes 2 weeks and costs USD 5.00.")

    assert edit.facts_added == ("14 days",)
    assert edit.facts_removed == ("30 days",)


def test_json_has_the_documented_fields() -> None:
    value = measure("a", "b").as_json()

    assert {"outcome", "metrics", "categories", "severity", "facts_added", "facts_removed"} <= value.keys()
    assert {"hter", "edit_rate", "char_norm_distance", "chrf", "draft_tokens", "sent_tokens"} <= value["metrics"].keys()


def test_equal_texts_have_no_edits() -> None:
    edit = measure(LONG, LONG)

    assert (edit.metrics.hter, edit.metrics.char_norm_distance, edit.categories) == (0, 0, ())


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_can_be_measured(draft: str, sent: str) -> None:
    edit = measure(draft, sent)

    if edit.metrics.hter is not None and edit.metrics.edit_rate is not None:
        assert 0 <= edit.metrics.hter <= edit.metrics.edit_rate
