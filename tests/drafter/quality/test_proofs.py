"""The figures of quality against a simulated truth."""

import pytest

from drafter.quality.proofs import prove
from drafter.quality.simulation import World, simulate


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[float | None, float, bool]]:
    return {proof.name: (proof.truth, proof.found, proof.holds) for proof in prove(12, seed=1, runs=60)}


@pytest.mark.parametrize(
    "name",
    [
        "mean review score, Hájek",
        "mean review score, plain mean of the risk sample",
        "wrong replies among those sent as drafted",
        "calibration error after",
        "conformal interval covers",
        "flagged pairs, precision",
        "flagged pairs, recall",
        "variance between agents: interval covers",
        "variance between sites: interval covers",
        "effect of drafts: interval covers",
        "anchoring of reviewers who see the automatic score",
    ],
)
def test_goal_is_met(found: dict[str, tuple[float | None, float, bool]], name: str) -> None:
    assert found[name][2], found[name]


def test_more_wrong_replies_are_found_where_more_are_planted() -> None:
    name = "wrong replies among those sent as drafted"
    few, many = (
        next(proof.found for proof in prove(4, seed=1, runs=20, world=world) if proof.name == name)
        for world in (World(stamped=0.02), World(stamped=0.2))
    )

    assert few < 0.05 < 0.15 < many


def test_same_seed_gives_the_same_replies() -> None:
    assert simulate(World(), 2, seed=3) == simulate(World(), 2, seed=3)
    assert simulate(World(), 2, seed=3) != simulate(World(), 2, seed=4)
