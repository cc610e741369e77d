"""How far reviewers agree: the worked examples, and what is said where a figure is not defined."""

import pytest

from drafter.quality.agreement import agreement, alpha, biases, kappa

A, B = "11111111001101111110", "11111110011101111111"
ORDINAL = ("3 4 5 2 4 5 1 3 - 4", "3 5 5 2 3 5 2 3 4 -", "4 4 5 1 4 4 1 - 4 4")


def test_two_reviewers_are_the_worked_ones() -> None:
    found = agreement([(float(a), float(b)) for a, b in zip(A, B, strict=True)])

    assert (found.items, found.percent) == (20, pytest.approx(0.85))
    assert found.kappa.value == pytest.approx(0.4828, abs=1e-4)
    assert found.alpha.value == pytest.approx(0.4935, abs=1e-4)
    assert found.ac1.value == pytest.approx(0.7891, abs=1e-4)
    assert found.is_enough


def test_interval_lies_round_its_figure_and_is_the_same_each_time() -> None:
    ratings = [(float(a), float(b)) for a, b in zip(A * 4, B * 4, strict=True)]
    found = agreement(ratings)

    assert found.alpha.low is not None
    assert found.alpha.high is not None
    assert found.alpha.value is not None
    assert found.alpha.low < found.alpha.value < found.alpha.high
    assert found == agreement(ratings)


def test_ordered_steps_with_gaps_are_the_worked_ones() -> None:
    columns = [[None if sign == "-" else float(sign) for sign in line.split()] for line in ORDINAL]
    rows = list(zip(*columns, strict=True))

    assert agreement(rows, ordinal=True).alpha.value == pytest.approx(0.8367, abs=1e-4)
    assert alpha(rows, lambda _: lambda a, b: (a - b) ** 2) == pytest.approx(0.8648, abs=1e-4)


def test_one_class_leaves_agreement_beyond_chance_undefined() -> None:
    found = agreement([(1.0, 1.0)] * 30)

    assert found.percent == 1.0
    assert (found.kappa.value, found.alpha.value, found.ac1.value) == (None, None, None)


def test_too_few_items_have_no_interval() -> None:
    found = agreement([(1.0, 1.0), (0.0, 0.0), (1.0, 0.0)])

    assert not found.is_enough
    assert found.alpha.low is None


def test_nothing_rated_twice_agrees_on_nothing() -> None:
    assert agreement([(1.0, None)]).percent is None
    assert kappa([(1.0, None)]) is None


def test_kappa_is_for_two_reviewers() -> None:
    assert kappa([(1.0, 0.0, 1.0), (0.0, 0.0, 1.0)]) is None


def test_bias_tells_the_strict_from_the_lenient() -> None:
    agreed = {"a": 0.5, "b": 1.0}
    found = biases({"Ann": {"a": 1.0, "b": 1.0}, "Bo": {"a": 0.0, "b": 0.5}, "Cy": {"z": 1.0}}, agreed)

    assert (found["Ann"].signed, found["Bo"].signed) == (0.25, -0.5)
    assert (found["Bo"].absolute, found["Bo"].n) == (0.5, 2)
    assert "Cy" not in found
