"""Scorecard and Criterion: the form a reviewer fills, and the score it gives (quality spec, section 6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from drafter.errors import ReviewFormatError

STEPS = {2: (0.0, 1.0), 3: (0.0, 0.5, 1.0), 4: (0.0, 1 / 3, 2 / 3, 1.0), 5: (0.0, 0.25, 0.5, 0.75, 1.0)}


@dataclass(frozen=True)
class Criterion:
    """One weighted line of a scorecard.

    ``steps`` is how many levels it has (2 to 5); ``rubric`` describes each level, lowest
    first.  A criterion with ``is_auto_fail`` rated 0 sets the whole review to 0.  ``hint`` says
    in a line what it looks at; without ``may_be_na`` it must be rated.
    """

    key: str
    name: str
    weight: float
    steps: int = 3
    rubric: tuple[str, ...] = ()
    is_auto_fail: bool = False
    hint: str = ""
    may_be_na: bool = True


@dataclass(frozen=True)
class Scorecard:
    """The form as it stood when a review was filled; a review keeps its version."""

    id: str
    name: str
    version: int
    criteria: tuple[Criterion, ...]


DEFAULT_SCORECARD = Scorecard(
    id="scd_default",
    name="Reply quality",
    version=1,
    criteria=(
        Criterion(
            "accuracy",
            "Facts",
            40,
            rubric=("A fact is wrong", "Right, but a needed fact is missing", "Every fact is right"),
            is_auto_fail=True,
        ),
        Criterion(
            "policy",
            "Decision by policy",
            25,
            rubric=("Against policy", "Allowed, not the best choice", "What policy asks for"),
        ),
        Criterion(
            "completeness",
            "Every question answered",
            15,
            rubric=("A question is missed", "Answered in part", "All answered"),
        ),
        Criterion("tone", "Tone", 15, rubric=("Not our voice", "Acceptable", "Our voice")),
        Criterion("language", "Language", 5, rubric=("Hard to read", "Small slips", "Clean")),
    ),
)


def review_score(scorecard: Scorecard, ratings: Mapping[str, float | None]) -> float | None:
    """Return 100 × sum(w × r) / sum(w) over the rated criteria, 0 to 100.

    ``ratings`` maps a criterion's key to 0..1 or None for N/A, which leaves both sums; all
    N/A gives None.  An auto-fail criterion rated 0 gives 0.  Raises ReviewFormatError for an
    unknown criterion, a missing one, or a rating between its steps.
    Source: quality spec, section 6.

    >>> review_score(DEFAULT_SCORECARD, {"accuracy": 1, "policy": 1, "tone": .5, "completeness": None, "language": 1})
    91.17647058823529
    """
    _check(scorecard, ratings)
    rated = [(c, r) for c in scorecard.criteria if (r := ratings[c.key]) is not None]
    if not rated:
        return None
    if any(c.is_auto_fail and r == 0 for c, r in rated):
        return 0.0
    weight = sum(c.weight for c, _ in rated)
    return 100 * sum(c.weight * r for c, r in rated) / weight if weight else None


def fails(scorecard: Scorecard, ratings: Mapping[str, float | None]) -> bool:
    """Whether a criterion that fails the whole was rated 0: the reply tells or decides something false."""
    return any(one.is_auto_fail and ratings.get(one.key) == 0 for one in scorecard.criteria)


def _check(scorecard: Scorecard, ratings: Mapping[str, float | None]) -> None:
    keys = {criterion.key for criterion in scorecard.criteria}
    if set(ratings) != keys:
        odd = sorted(set(ratings) ^ keys)
        raise ReviewFormatError(f"Ratings must name each criterion of {scorecard.name!r} once; check {', '.join(odd)}.")
    for criterion in scorecard.criteria:
        rating = ratings[criterion.key]
        if rating is None and not criterion.may_be_na:
            raise ReviewFormatError(f"Criterion {criterion.key!r} applies to every reply: rate it.")
        if rating is not None and not any(abs(rating - step) < 1e-4 for step in STEPS[criterion.steps]):
            raise ReviewFormatError(
                f"Criterion {criterion.key!r} has {criterion.steps} steps between 0 and 1; {rating} is none of them."
            )
