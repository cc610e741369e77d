"""What is said of automatic scores in words, on more than one desk."""

from drafter.quality.automatic_drift import Drift
from drafter.scoring_features import FEATURE_WORDS


def alarms_of(drift: Drift) -> tuple[str, ...]:
    """Return in words what moved since a fit; nothing where all is well."""
    found = [
        f"Replies moved: {FEATURE_WORDS.get(one.name, one.name)}, mean {one.then:.2f} at the fit, {one.now:.2f} since."
        for one in drift.moved
    ]
    if drift.has_leaned and drift.lean is not None:
        found.append(
            f"Reviewers rate {difference_text(drift.lean)} points beside the score since, "
            f"{difference_text(drift.lean_then)} at the fit (n = {drift.reviews})."
        )
    if drift.has_missed:
        found.append(f"The interval held {drift.inside.count} of {drift.inside.n} reviews since; it promises 90%.")
    return tuple(found)


def difference_text(points: float) -> str:
    """Return a difference of scores with its sign; a minus is a minus, not a hyphen."""
    whole = round(points)
    return f"{'+' if whole > 0 else '−' if whole < 0 else '±'}{abs(whole)}"
