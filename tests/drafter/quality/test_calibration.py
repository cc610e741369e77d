"""Calibrating automatic scores: worked examples, recovery of a known curve, coverage of the intervals."""

import math
import random

import pytest

from drafter.quality.calibration import (
    Isotonic,
    Platt,
    calibrate,
    conformal_radius,
    ece,
    fit_isotonic,
    fit_platt,
    interval,
    log_loss,
)

VALUES = [0.95, 0.9, 0.85, 0.8, 0.6, 0.55, 0.3, 0.2]
VERDICTS = [True, True, False, True, True, False, False, False]


def test_calibration_error_is_the_worked_one() -> None:
    assert ece(VALUES, VERDICTS, bins=5) == pytest.approx(0.24375)


def test_last_bin_holds_one() -> None:
    assert ece([1.0, 0.95], [True, True]) == pytest.approx(0.025)


def test_isotonic_fit_is_the_worked_one() -> None:
    fit = fit_isotonic(VALUES, VERDICTS)

    assert [fit(value) for value in VALUES] == pytest.approx([1, 1, 2 / 3, 2 / 3, 2 / 3, 0, 0, 0])


def test_isotonic_fit_never_falls_and_keeps_its_ends_outside() -> None:
    chance = random.Random(1)
    values = [chance.random() for _ in range(500)]
    fit = fit_isotonic(values, [chance.random() < value for value in values])
    levels = [fit(i / 100) for i in range(-10, 111)]

    assert levels == sorted(levels)
    assert all(0 <= level <= 1 for level in levels)


def test_conformal_radius_is_the_worked_one() -> None:
    assert conformal_radius([2, 3, 5, 1, 8, 4, 6, 2, 7, 3, 9, 5, 4, 1, 12, 6, 3, 2, 5]) == 9


def test_too_few_residuals_give_no_interval() -> None:
    assert conformal_radius([1.0] * 8) is None
    assert conformal_radius([1.0] * 9) == 1.0


def test_interval_stays_within_the_scale() -> None:
    assert interval(97, 9) == (88, 100)


def test_platt_finds_the_curve_that_made_the_verdicts() -> None:
    chance = random.Random(2)
    values = [chance.random() for _ in range(4000)]
    truth = Platt(6.0, -4.0)
    fit = fit_platt(values, [chance.random() < truth(value) for value in values])

    assert fit.slope == pytest.approx(6.0, abs=0.5)
    assert fit.intercept == pytest.approx(-4.0, abs=0.4)


def test_verdicts_that_part_cleanly_do_not_break_platt() -> None:
    values = [0.1] * 40 + [0.9] * 40
    fit = fit_platt(values, [False] * 40 + [True] * 40)

    assert math.isfinite(fit.slope)
    assert fit(0.1) < 0.1
    assert fit(0.9) > 0.9


def test_under_fifty_ratings_nothing_is_calibrated() -> None:
    assert calibrate(VALUES, VERDICTS) is None
    assert calibrate([0.5] * 100, [True] * 100) is None


def test_isotonic_is_taken_only_where_it_wins() -> None:
    chance = random.Random(5)
    values = [chance.random() for _ in range(2000)]
    by_steps = calibrate(values, [chance.random() < (0.15 if 0.3 < value < 0.9 else 0.95) for value in values])
    by_curve = calibrate(values[:300], [chance.random() < Platt(6, -4)(value) for value in values[:300]])

    assert by_steps is not None
    assert isinstance(by_steps.curve, Isotonic)
    assert by_curve is not None
    assert isinstance(by_curve.curve, Platt)


def test_calibrated_scores_of_two_thousand_come_within_the_goal() -> None:
    """Quality goals: ECE at most .06, coverage of the 90 % interval .88 to .92 at n >= 2,000."""
    chance = random.Random(11)
    values = [chance.betavariate(4, 2) for _ in range(4000)]
    verdicts = [chance.random() < value**3 for value in values]
    fit = calibrate(values[:2000], verdicts[:2000])
    assert fit is not None
    calibrated = [fit.curve(value) for value in values[2000:]]

    assert ece(values[2000:], verdicts[2000:]) > 0.1
    assert ece(calibrated, verdicts[2000:]) <= 0.06
    assert log_loss(calibrated, verdicts[2000:]) < log_loss(values[2000:], verdicts[2000:])


def test_conformal_interval_covers_what_it_says() -> None:
    chance = random.Random(12)
    radius = conformal_radius([abs(chance.gauss(0, 8)) for _ in range(2000)])
    assert radius is not None
    covered = sum(abs(chance.gauss(0, 8)) <= radius for _ in range(5000)) / 5000

    assert 0.88 <= covered <= 0.92
