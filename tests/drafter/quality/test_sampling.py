"""Drawing replies to review, and what a sample says of all of them."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.quality.sampling import Stratum, StratumCount, draw, hajek, kish, sample_size, stratified


@pytest.mark.parametrize(
    ("share", "margin", "population", "size"),
    [(0.5, 0.05, None, 385), (0.5, 0.05, 2000, 323), (0.9, 0.02, 5000, 738), (0.1, 0.03, None, 385), (0.5, 0.05, 0, 0)],
)
def test_sample_size_is_the_worked_one(share: float, margin: float, population: int | None, size: int) -> None:
    assert sample_size(share, margin, population) == size


def test_sample_size_refuses_a_share_that_is_none() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size(1.2, 0.05)


def test_hajek_is_the_worked_one() -> None:
    found = hajek([(1, 60), (1, 80), (0.5, 90), (0.1, 100), (0.1, 70)])

    assert found.value == pytest.approx(84.1667, abs=1e-4)
    assert found.n == 5


def test_item_picked_by_hand_never_enters_an_average() -> None:
    assert hajek([(1, 60), (None, 0)]).value == 60


def test_probability_of_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        hajek([(0.0, 1)])


def test_nothing_drawn_estimates_nothing() -> None:
    assert hajek([]).value is None


def test_strata_are_the_worked_ones() -> None:
    found = stratified([StratumCount(800, 20, 18), StratumCount(150, 30, 21), StratumCount(50, 25, 10)])

    assert (found.value, found.standard_error) == (pytest.approx(0.845), pytest.approx(0.0557, abs=1e-4))
    assert (found.low, found.high) == (pytest.approx(0.7359, abs=1e-4), pytest.approx(0.9541, abs=1e-4))
    assert found.n_effective == pytest.approx(30.44, abs=0.01)
    assert kish([40.0] * 20 + [5.0] * 30 + [2.0] * 25) == pytest.approx(30.44, abs=0.01)


RISKS = st.dictionaries(st.text(min_size=1, max_size=4), st.lists(st.just("large edit"), max_size=1))


@given(RISKS, st.integers(0, 20))
def test_each_drawn_reply_has_a_probability_it_can_be_weighed_by(risks: dict[str, list[str]], places: int) -> None:
    drawn = draw(risks, places, seed="week 47")
    again = draw(dict(reversed(risks.items())), places, seed="week 47")

    assert len(drawn) <= min(places, len(risks))
    assert bool(drawn) == bool(places and risks)
    assert all(one.probability and 0 < one.probability <= 1 for one in drawn)
    assert {one.key for one in again} == {one.key for one in drawn}


def test_probabilities_are_how_often_a_reply_is_drawn() -> None:
    risks = {f"r{i}": (["unsure"] if i < 10 else []) for i in range(50)}
    weeks = 800
    times: Counter[str] = Counter()
    for week in range(weeks):
        drawn = draw(risks, 15, seed=f"week {week}")
        times.update(one.key for one in drawn)
    said = {one.key: one.probability for week in range(50) for one in draw(risks, 15, seed=f"week {week}")}

    at_risk = sum(times[f"r{i}"] for i in range(10)) / 10 / weeks
    others = sum(times[f"r{i}"] for i in range(10, 50)) / 40 / weeks
    assert at_risk == pytest.approx(said["r0"], abs=0.02)
    assert others == pytest.approx(said["r49"], abs=0.02)


def test_hajek_recovers_the_mean_that_a_risk_sample_hides() -> None:
    chance = random.Random(3)
    scores = {f"r{i}": (60.0 if i % 10 == 0 else 95.0) + chance.gauss(0, 3) for i in range(2000)}
    truth = sum(scores.values()) / len(scores)
    risks = {key: (["low score"] if score < 75 else []) for key, score in scores.items()}
    inside, plain = 0, 0.0
    for week in range(200):
        drawn = draw(risks, 100, seed=f"week {week}")
        found = hajek([(one.probability, scores[one.key]) for one in drawn])
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
        plain += sum(scores[one.key] for one in drawn) / len(drawn) / 200

    assert inside >= 180  # 95 % intervals; 180 of 200 is 2.9 standard errors below
    assert plain < truth - 10  # a plain mean over a risk sample would say far too little


def test_risk_sample_keeps_a_fifth_by_chance() -> None:
    drawn = draw({f"r{i}": ["unsure"] for i in range(100)}, 50, seed="x")

    assert sum(one.stratum is Stratum.RANDOM for one in drawn) >= 10
