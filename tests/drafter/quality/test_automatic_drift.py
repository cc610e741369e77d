"""Drift of automatic scores: alarms where replies or ratings moved, silence where chance did."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from drafter.quality.automatic import AutomaticFit, Lean
from drafter.quality.automatic_drift import drift_of
from drafter.quality.automatic_fitting import reference_of
from drafter.quality.automatic_gate import CLOSED

Drawn = list[tuple[float, tuple[float, ...]]]


def _drawn(count: int, seed: int, *, mean: float = 0.0, probability: float = 0.5) -> Drawn:
    chance = random.Random(seed)
    return [(probability, (chance.gauss(mean, 1), chance.gauss(0, 1), 0.0)) for _ in range(count)]


def _fit(drawn: Drawn) -> AutomaticFit:
    return AutomaticFit(
        id="fit_1",
        brand_id="brd_1",
        scorecard_id="scd_1",
        scorecard_version=1,
        number=1,
        made_at=datetime(2026, 3, 10, tzinfo=UTC),
        inputs=("first", "second", "never"),
        means=(0.0, 0.0, 0.0),
        deviations=(1.0, 1.0, 1.0),
        lines=(),
        n=200,
        aside=100,
        human=0,
        radius=12.0,
        covered=90,
        tried=100,
        total=CLOSED,
        lean=Lean(0.0, 7.0, 100),
        reference=reference_of(drawn),
    )


FIT = _fit(_drawn(300, 1))


def _apart(count: int, seed: int, *, mean: float = 0.0, spread: float = 7.0) -> Sequence[float]:
    chance = random.Random(seed)
    return [chance.gauss(mean, spread) for _ in range(count)]


def test_nothing_moved_raises_no_alarm() -> None:
    alarms = [drift_of(FIT, _drawn(100, seed), _apart(60, seed)).is_alarm for seed in range(10, 60)]

    assert sum(alarms) <= 1


def test_inputs_that_moved_are_named() -> None:
    found = drift_of(FIT, _drawn(100, 2, mean=0.8), [])

    assert [one.name for one in found.moved] == ["first"]
    assert found.moved[0].size == pytest.approx(0.8, abs=0.3)
    assert found.is_alarm


def test_sure_but_small_shift_is_no_alarm() -> None:
    sure = drift_of(_fit(_drawn(4_000, 3)), _drawn(4_000, 4, mean=0.15), [])

    assert not sure.is_alarm


def test_too_few_since_the_fit_tell_nothing() -> None:
    found = drift_of(FIT, _drawn(29, 5, mean=5.0), _apart(29, 5, mean=50.0))

    assert not found.is_alarm
    assert (found.can_tell_inputs, found.can_tell_residuals) == (False, False)
    assert drift_of(FIT, [], []).lean is None


def test_unequal_probabilities_count_for_fewer() -> None:
    """30 drawn with certainty and one that stands for a thousand are hardly more than one."""
    found = drift_of(FIT, [*_drawn(30, 6, mean=4.0, probability=1.0), (0.001, (0.0, 0.0, 0.0))], [])

    assert found.replies < 2
    assert not found.is_alarm


def test_ratings_that_lean_away_raise_an_alarm() -> None:
    found = drift_of(FIT, [], _apart(80, 7, mean=-9.0))

    assert found.has_leaned
    assert found.lean == pytest.approx(-9, abs=3)
    assert drift_of(FIT, [], _apart(80, 8, mean=-1.0)).has_leaned is False


def test_interval_that_no_longer_holds_raises_an_alarm() -> None:
    found = drift_of(FIT, [], _apart(100, 9, spread=16.0))

    assert found.has_missed
    assert found.inside.n == 100
    assert not drift_of(FIT, [], _apart(100, 9, spread=7.0)).has_missed
    assert not drift_of(replace(FIT, radius=None), [], _apart(100, 9, spread=16.0)).has_missed


def test_input_that_never_varied_is_noticed_once_it_does() -> None:
    chance = random.Random(1)
    drawn = [(one, (a, b, float(chance.random() < 0.5))) for one, (a, b, _) in _drawn(100, 10)]

    assert [one.name for one in drift_of(FIT, drawn, []).moved] == ["never"]
