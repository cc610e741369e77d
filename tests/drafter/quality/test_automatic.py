"""Automatic scores: worked examples, a planted truth found again, honesty where there is too little."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from drafter.quality.agreement import alpha, ordinal_distance
from drafter.quality.automatic import AutomaticFit, LineScore, score, total_of
from drafter.quality.automatic_fitting import Heading, Rated, fit_scores
from drafter.quality.automatic_gate import Agreed, Gate, Scale, agreed
from drafter.quality.calibration import conformal_radius
from drafter.quality.scorecards import DEFAULT_SCORECARD, Criterion, Scorecard, review_score

CARD = Scorecard("scd_1", "Ours", 3, (Criterion("right", "Right", 60, steps=2), Criterion("kind", "Kind", 40)))
HEADING = Heading("fit_1", "brd_1", 1, datetime(2026, 3, 10, tzinfo=UTC))
INPUTS = ("first", "second", "noise")
RATERS = ("3 4 5 2 4 5 1 3 - 4", "3 5 5 2 3 5 2 3 4 -", "4 4 5 1 4 4 1 - 4 4")


def _table(raters: Sequence[str]) -> list[list[float | None]]:
    return [
        [None if one == "-" else float(one) for one in row]
        for row in zip(*(text.split() for text in raters), strict=True)
    ]


@pytest.mark.parametrize(("scale", "wanted"), [(Scale.ORDINAL, 0.8367), (Scale.INTERVAL, 0.8648)])
def test_agreement_with_gaps_is_the_worked_one(scale: Scale, wanted: float) -> None:
    assert agreed(_table(RATERS), scale).value == pytest.approx(wanted, abs=1e-4)


def test_agreement_of_two_is_the_worked_one() -> None:
    pairs = [(float(a), float(b)) for a, b in zip("11111111001101111110", "11111110011101111111", strict=True)]

    found = agreed(pairs, Scale.NOMINAL)

    assert found.value == pytest.approx(0.4935, abs=1e-4)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.4935 < found.high


def test_agreement_on_arrays_is_that_of_the_sessions() -> None:
    chance = random.Random(4)
    rows = [[chance.choice([None, 0.0, 0.5, 1.0]) for _ in range(4)] for _ in range(80)]

    assert agreed(rows, Scale.ORDINAL).value == pytest.approx(alpha(rows, ordinal_distance))
    assert agreed(rows, Scale.NOMINAL).value == pytest.approx(alpha(rows))


def test_ratings_of_one_class_have_no_agreement() -> None:
    assert agreed([(1.0, 1.0)] * 40, Scale.ORDINAL) == Agreed(40)
    assert agreed([], Scale.INTERVAL) == Agreed(0)


@pytest.mark.parametrize(
    ("model", "human", "is_open"),
    [
        (Agreed(200, 0.7, 0.61, 0.8), Agreed(25, 0.6), True),
        (Agreed(200, 0.7, 0.59, 0.8), Agreed(25, 0.6), False),
        (Agreed(200, 0.7, 0.6, 0.8), Agreed(25, 0.6), False),
        (Agreed(200, 0.7, 0.61, 0.8), Agreed(19, 0.1), False),
        (Agreed(19, 0.9), Agreed(25, 0.1), False),
        (Agreed(200, 0.7, 0.61, 0.8), Agreed(25), False),
    ],
    ids=["passes", "overlaps", "equals", "too few people", "too few ratings", "people undefined"],
)
def test_gate_opens_only_where_the_lower_bound_passes_people(model: Agreed, human: Agreed, is_open: bool) -> None:
    assert Gate(model, human).is_open is is_open


def test_expected_score_is_weighed_as_the_scorecard_weighs() -> None:
    """40 x 1, 25 x .5 and so on of the worked review, with nothing uncertain."""
    lines = {key: LineScore(rating, rating, 1.0) for key, rating in (("accuracy", 1), ("policy", 1), ("tone", 0.5))}

    assert total_of(DEFAULT_SCORECARD, {**lines, "language": LineScore(1, 1, 1)}) == pytest.approx(91.1765, abs=1e-4)
    assert total_of(DEFAULT_SCORECARD, {}) is None


def test_line_that_fails_the_whole_leaves_the_chance_that_it_does_not() -> None:
    lines = {"accuracy": LineScore(0.4, 1.0, 0.4), "policy": LineScore(1.0, 1.0, 1.0)}

    assert total_of(DEFAULT_SCORECARD, lines) == pytest.approx(40.0)
    assert total_of(DEFAULT_SCORECARD, {**lines, "accuracy": LineScore(0.0, 0.0, 0.0)}) == 0.0


def test_planted_truth_is_found_with_its_calibration_and_coverage() -> None:
    rated, human = _world(4_000)
    fit = _fit(rated[:2_000], human)
    new = rated[2_000:]

    assert all(line.ece is not None and line.ece <= 0.03 for line in fit.lines)
    assert all(line.is_shown for line in fit.lines)
    assert fit.is_total_shown
    assert fit.radius is not None
    inside = sum(abs((score(fit, CARD, one.inputs).total or 0) - (one.score or 0)) <= fit.radius for one in new)
    assert 0.88 <= inside / len(new) <= 0.92
    assert fit.aside == 1_000
    assert fit.covered / fit.tried == pytest.approx(0.9, abs=0.02)


def test_interval_is_that_of_the_residuals_kept_aside() -> None:
    assert conformal_radius([2, 3, 5, 1, 8, 4, 6, 2, 7, 3, 9, 5, 4, 1, 12, 6, 3, 2, 5]) == 9
    fit = _fit(*_world(90))

    assert fit.aside == 30
    found = score(fit, CARD, (3.0, 3.0, 0.0))
    assert fit.radius is not None
    assert (found.low, found.high) == (max(0.0, (found.total or 0) - fit.radius), 100.0)


def test_none_below_fifty_and_platt_from_there() -> None:
    rated, human = _world(50)

    assert fit_scores(rated[:49], CARD, human, inputs=INPUTS, heading=HEADING) is None
    assert {curve for line in _fit(rated, human).lines for curve in line.curves} <= {"platt", "constant"}


def test_isotonic_is_taken_from_four_hundred_where_it_wins() -> None:
    """Ratings that jump at three values are a staircase, which no logistic curve follows."""
    chance = random.Random(2)
    rated = []
    for place in range(1_200):
        first = chance.choice((-1.0, 0.0, 1.0))
        passed = chance.random() < {-1.0: 0.05, 0.0: 0.1, 1.0: 0.5}[first]
        ratings: dict[str, float | None] = {"right": float(passed), "kind": 1.0}
        rated.append(Rated(f"d{place}", (first, 0.0, 0.0), ratings, review_score(CARD, ratings)))

    assert _fit(rated, []).lines[0].curves == ("isotonic",)
    assert _fit(rated[:399], []).lines[0].curves == ("platt",)


def test_lines_that_say_nothing_are_not_shown() -> None:
    """Nearly all rated alike, and one line rated too seldom: neither is a figure, the score goes on."""
    rated, human = _world(120)
    same = [Rated(one.key, one.inputs, {**one.ratings, "kind": 1.0}, one.score) for one in rated]
    seldom = [
        Rated(one.key, one.inputs, {**one.ratings, "kind": one.ratings["kind"] if place < 49 else None}, one.score)
        for place, one in enumerate(rated)
    ]

    assert _fit(same, human).lines[1].curves == ("constant", "constant")
    assert not _fit(same, human).lines[1].is_shown
    line = _fit(seldom, human).lines[1]
    assert (line.n, line.is_enough, line.is_shown) == (49, False, False)
    assert score(_fit(seldom, human), CARD, rated[0].inputs).total is not None


def test_line_never_rated_leaves_the_score() -> None:
    rated, human = _world(60)
    without = [Rated(one.key, one.inputs, {**one.ratings, "kind": None}, one.score) for one in rated]

    fit = _fit(without, human)

    assert fit.lines[1].n == 0
    assert set(score(fit, CARD, rated[0].inputs).lines) == {"right"}


def test_fit_scores_its_own_version_alone() -> None:
    fit = _fit(*_world(60))
    later = Scorecard(CARD.id, CARD.name, 4, CARD.criteria)

    assert fit.fits(CARD, INPUTS)
    assert not fit.fits(later, INPUTS)
    assert not fit.fits(CARD, (*INPUTS, "more"))
    with pytest.raises(ValueError, match="was made for version 3, not 4"):
        score(fit, later, (0.0, 0.0, 0.0))
    with pytest.raises(ValueError, match="looks at 3 numbers"):
        score(fit, CARD, (0.0,))


def test_same_ratings_give_the_same_fit_in_any_order() -> None:
    rated, human = _world(80)

    assert _fit(rated, human) == _fit(rated[::-1], human)


def test_inputs_that_never_vary_or_lie_far_out_do_no_harm() -> None:
    rated, human = _world(60)
    fit = _fit([Rated(one.key, (*one.inputs[:2], 7.0), one.ratings, one.score) for one in rated], human)

    for far in (1e9, -1e9):
        found = score(fit, CARD, (far, far, far))
        assert found.total is not None
        assert 0 <= found.total <= 100


def _world(count: int) -> tuple[list[Rated], list[list[dict[str, float | None]]]]:
    """Return replies whose ratings follow two inputs, and an eighth of them rated by two people who scatter alike."""
    chance = random.Random(6)
    rated, human = [], []
    for place in range(count):
        inputs = (chance.gauss(0, 1), chance.gauss(0, 1), chance.gauss(0, 1))
        ratings = _ratings(inputs, chance)
        rated.append(Rated(f"d{place}", inputs, ratings, review_score(CARD, ratings)))
        if place < max(24, count // 8):
            human.append([ratings, _ratings(inputs, chance)])
    return rated, human


def _ratings(inputs: tuple[float, ...], chance: random.Random) -> dict[str, float | None]:
    right = 2 * inputs[0] + 1 + chance.gauss(0, 1.6)
    kind = 2 * inputs[1] + 1 + chance.gauss(0, 1.6)
    return {"right": float(right > 0), "kind": 1.0 if kind > 0 else 0.5 if kind > -1.5 else 0.0}


def _fit(rated: Sequence[Rated], human: Sequence[Sequence[dict[str, float | None]]]) -> AutomaticFit:
    fit = fit_scores(rated, CARD, human, inputs=INPUTS, heading=HEADING)
    assert fit is not None
    return fit
