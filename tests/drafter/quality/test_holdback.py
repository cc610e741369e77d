"""Hold-back: who gets no draft, and what drafts do."""

import pytest

from drafter.quality.holdback import effect_on_mean, effect_on_rate, is_held_back


def test_nobody_is_held_back_at_nought_and_everybody_at_one() -> None:
    tickets = [f"T-{i}" for i in range(200)]

    assert not any(is_held_back(ticket, 0.0) for ticket in tickets)
    assert all(is_held_back(ticket, 1.0) for ticket in tickets)


def test_share_is_kept_and_a_larger_one_holds_the_same_back() -> None:
    tickets = [f"T-{i}" for i in range(5000)]
    few, more = ({t for t in tickets if is_held_back(t, share)} for share in (0.1, 0.2))

    assert len(few) / 5000 == pytest.approx(0.1, abs=0.015)
    assert few < more


def test_effect_on_a_rate_is_newcombes() -> None:
    found = effect_on_rate((56, 70), (48, 80), is_causal=True)

    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_effect_of_nothing_is_none() -> None:
    assert effect_on_rate((0, 0), (3, 9), is_causal=False).value is None
    assert effect_on_mean([1.0], [2.0, 3.0], is_causal=False).value is None


def test_effect_on_a_mean_has_its_interval() -> None:
    found = effect_on_mean([5.0, 6.0, 7.0] * 20, [4.0, 5.0, 6.0] * 20, is_causal=False)

    assert found.value == pytest.approx(1.0)
    assert found.low is not None
    assert found.low > 0.6
    assert not found.is_causal
