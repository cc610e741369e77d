"""Blind and shown: the share is a hash's, and what seeing the score does to reviewers is measured."""

import random

import pytest

from drafter.quality.automatic_blindness import Pair, blindness_of, is_blind


def test_share_is_reproducible_and_grows() -> None:
    keys = [f"dft_{place}" for place in range(4_000)]
    some = {key for key in keys if is_blind("brd_1", key, 0.2)}
    more = {key for key in keys if is_blind("brd_1", key, 0.4)}

    assert len(some) / len(keys) == pytest.approx(0.2, abs=0.03)
    assert some < more
    assert some == {key for key in keys if is_blind("brd_1", key, 0.2)}
    assert some != {key for key in keys if is_blind("brd_2", key, 0.2)}


@pytest.mark.parametrize(("share", "wanted"), [(0.0, False), (1.0, True)])
def test_nothing_and_everything_are_exact(share: float, wanted: bool) -> None:
    assert {is_blind("brd_1", f"dft_{place}", share) for place in range(500)} == {wanted}


def test_planted_anchoring_is_inside_its_interval() -> None:
    found = blindness_of(_pairs(300, 1, moves=0.0), _pairs(300, 2, moves=0.4))

    assert found.anchoring.low is not None
    assert found.anchoring.high is not None
    assert found.anchoring.low <= 0.4 <= found.anchoring.high
    assert found.anchoring.low > 0.2
    assert (found.shown.distance.value or 99) < (found.blind.distance.value or 0)
    assert (found.shown.agreement.value or 0) > (found.blind.agreement.value or 1)


def test_reviewers_whom_it_does_not_sway_show_little_anchoring() -> None:
    found = blindness_of(_pairs(400, 3, moves=0.0), _pairs(400, 4, moves=0.0))

    assert found.anchoring.value == pytest.approx(0.0, abs=0.12)
    assert found.anchoring.low == pytest.approx(0.0, abs=0.02)


def test_difference_is_human_less_automatic() -> None:
    found = blindness_of([Pair(80, 90), Pair(60, 66)], [])

    assert found.blind.difference.value == 8
    assert found.blind.distance.value == 8
    assert found.shown.difference.value is None
    assert found.anchoring.value is None


def test_few_are_marked_and_have_no_interval() -> None:
    found = blindness_of(_pairs(29, 5, moves=0.0), _pairs(60, 6, moves=0.4))

    assert (found.blind.is_enough, found.shown.is_enough) == (False, True)
    assert found.anchoring.low is None


def _pairs(count: int, seed: int, *, moves: float) -> list[Pair]:
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        truth = chance.gauss(80, 10)
        automatic, own = truth + chance.gauss(0, 8), truth + chance.gauss(0, 5)
        made.append(Pair(automatic, own + moves * (automatic - own)))
    return made
