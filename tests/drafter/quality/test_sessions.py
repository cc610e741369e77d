"""Calibration sessions: who still scores, how far raters agree, who leans which way."""

from datetime import UTC, datetime, timedelta

from drafter.quality.scorecards import DEFAULT_SCORECARD
from drafter.quality.sessions import Agreed, BlindRating, Calibration, agreements, is_open, progress, spread

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
EDITS = tuple(f"e{number}" for number in range(24))
SESSION = Calibration(
    "cal_1", "brd_1", "Tone", EDITS, ("Ann", "Bo"), DEFAULT_SCORECARD, "Ann", MONDAY, MONDAY + timedelta(7)
)


def given(rater: str, policy: float, edits: tuple[str, ...] = EDITS) -> list[BlindRating]:
    ratings = {"accuracy": 1.0, "policy": policy, "completeness": None, "tone": 0.5, "language": 1.0}
    return [BlindRating(edit, rater, ratings) for edit in edits]


def test_raters_score_alone_until_all_are_done_or_the_deadline_passes() -> None:
    half = [*given("Ann", 1), *given("Bo", 0, EDITS[:3])]

    assert is_open(SESSION, half, MONDAY)
    assert [(one.rater_id, one.done, one.of) for one in progress(SESSION, half)] == [("Ann", 24, 24), ("Bo", 3, 24)]
    assert not is_open(SESSION, half, MONDAY + timedelta(days=7))
    assert not is_open(SESSION, [*given("Ann", 1), *given("Bo", 0)], MONDAY)


def test_agreement_is_told_for_each_criterion() -> None:
    mixed = [
        *given("Ann", 1, EDITS[:12]),
        *given("Ann", 0, EDITS[12:]),
        *given("Bo", 1, EDITS[:12]),
        *given("Bo", 0, EDITS[12:22]),
        *given("Bo", 0.5, EDITS[22:]),
    ]
    found = {one.criterion.key: one for one in agreements(SESSION, mixed, {})}

    assert found["policy"].found.alpha.value is not None
    assert found["policy"].found.alpha.value > 0.9
    assert found["policy"].found.is_enough
    assert found["tone"].found.alpha.value is None  # all alike: agreement beyond chance is undefined
    assert found["completeness"].found.items == 0


def test_lean_is_against_what_was_agreed_and_the_last_rating_counts() -> None:
    both = [*given("Ann", 0), *given("Ann", 1), *given("Bo", 0)]
    agreed = {("e0", "policy"): Agreed(0.5), ("e1", "policy"): Agreed(0.5)}
    found = {one.criterion.key: one for one in agreements(SESSION, both, agreed)}

    assert (found["policy"].leans["Ann"].signed, found["policy"].leans["Bo"].signed) == (0.5, -0.5)
    assert found["policy"].leans["Ann"].n == 2
    assert spread(SESSION, both, "e0", "policy") == 1.0
    assert spread(SESSION, given("Ann", 1), "e0", "policy") == 0.0
