"""Rates with their intervals (quality spec, section 4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.edits import Edit, measure
from drafter.quality.rates import figures, is_accepted, rate

DRAFT = "You can return it within 30 days."


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(45, 60, 0.6277, 0.8422), (0, 50, 0.0, 0.0713), (50, 50, 0.9287, 1.0)]
)
def test_interval_is_wilsons(count: int, n: int, low: float, high: float) -> None:
    found = rate(count, n)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_rate_of_nothing_has_no_value() -> None:
    found = rate(0, 0)

    assert (found.value, found.low, found.high, found.is_enough) == (None, None, None, False)


def test_thirty_cases_are_enough() -> None:
    assert [rate(1, n).is_enough for n in (29, 30)] == [False, True]


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_its_value(counts: tuple[int, int]) -> None:
    found = rate(*counts)

    assert found.low is not None
    assert found.high is not None
    assert found.value is not None
    assert 0 <= found.low <= found.value + 1e-12 <= found.high + 2e-12 <= 1 + 2e-12


def test_small_edit_without_fact_change_is_accepted() -> None:
    assert is_accepted(measure(DRAFT, DRAFT))
    assert is_accepted(measure(DRAFT, DRAFT.replace("You can", "You may")))
    assert not is_accepted(measure(DRAFT, DRAFT.replace("30", "14")))
    assert not is_accepted(measure(DRAFT, None))


def test_drafts_without_text_are_not_counted() -> None:
    found = figures([measure("", "Hello there."), measure(DRAFT, DRAFT)])

    assert (found.as_is.count, found.as_is.n) == (1, 1)


def test_rejected_drafts_count_in_rates_but_not_in_hter() -> None:
    found = figures([measure(DRAFT, DRAFT), measure(DRAFT, None)])

    assert (found.acceptance.value, found.rejected.value) == (0.5, 0.5)
    assert (found.hter.value, found.hter.n) == (0.0, 1)


def test_mean_hter_is_capped_and_corpus_value_is_not() -> None:
    short, long = measure("a b c d e f g h", "x y"), measure(DRAFT, DRAFT)

    found = figures([short, long])

    assert short.metrics.hter
    assert short.metrics.hter > 1
    assert found.hter.value == pytest.approx(0.5)
    assert found.hter_corpus.value == pytest.approx(8 / 10)  # 8 edits on 2 + 8 sent tokens


def test_review_score_is_the_mean_of_scored_reviews() -> None:
    found = figures([], [91.1765, 100.0, 0.0, 75.0, None])

    assert (found.review_score.value, found.review_score.n) == (pytest.approx(66.5441, abs=1e-4), 4)


def test_nothing_gives_no_figures() -> None:
    nothing: list[Edit] = []

    assert figures(nothing).hter.value is None


def test_mean_has_an_interval_from_two_values_on() -> None:
    found = figures([], [60.0, 80.0, 90.0, 100.0])

    mean = found.review_score
    assert (mean.value, mean.n) == (82.5, 4)
    assert mean.low == pytest.approx(82.5 - 16.7366, abs=1e-3)  # 1.95996 × 17.0783 / 2, worked by hand
    assert mean.high == pytest.approx(82.5 + 16.7366, abs=1e-3)
    assert figures([], [60.0]).review_score.low is None


def test_interval_of_a_mean_stays_within_its_scale() -> None:
    mean = figures([], [100.0, 100.0, 40.0]).review_score

    assert mean.high == 100.0
