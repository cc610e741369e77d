"""What sampled reviews say of all replies: Hájek's estimate, over drawn replies only.

A plain mean over a sample with risk strata is a mean over the risky.  Where not everything that was
drawn is reviewed yet, what is stands for the rest of its class (same draw, same probability):
reviewing the risky ones first must not shift the figure.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.edits import Outcome
from drafter.quality.rates import rate
from drafter.quality.sampling import Estimate, hajek

NEW_DAYS = 90
MOST_SCORE = 100.0


@dataclass(frozen=True)
class SampledReply:
    """A drawn reply and what a reviewer made of it: ``score`` 0 to 100, None while unreviewed or for all N/A."""

    draw_id: str
    probability: float
    outcome: str
    tenure_days: int | None
    is_reviewed: bool
    score: float | None = None
    is_wrong: bool | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class ReviewEstimates:
    """The review score (0 to 100) and the share (0 to 1) of wrong replies among those sent as drafted.

    Each for everybody, for agents under 90 days and for those over.  ``drawn`` and ``reviewed`` count replies.
    """

    score: Estimate
    score_new: Estimate
    score_old: Estimate
    wrong_as_is: Estimate
    wrong_as_is_new: Estimate
    wrong_as_is_old: Estimate
    drawn: int
    reviewed: int


def estimate_reviews(sampled: Sequence[SampledReply]) -> ReviewEstimates:
    """Return the figures over these drawn replies."""
    weighed = _weighed(sampled)

    def score(test: Callable[[SampledReply], bool]) -> Estimate:
        values = ((pi, one.score) for pi, one in weighed if one.score is not None and test(one))
        return _bounded(hajek([(pi, value) for pi, value in values if value is not None]), MOST_SCORE)

    def wrong(test: Callable[[SampledReply], bool]) -> Estimate:
        found = [
            (pi, float(one.is_wrong))
            for pi, one in weighed
            if one.outcome == Outcome.AS_IS.value and one.is_wrong is not None and test(one)
        ]
        return _share_bounded(_bounded(hajek(found), 1.0), everything=all(pi == 1 for pi, _ in found))

    return ReviewEstimates(
        score=score(_everybody),
        score_new=score(_is_new),
        score_old=score(_is_old),
        wrong_as_is=wrong(_everybody),
        wrong_as_is_new=wrong(_is_new),
        wrong_as_is_old=wrong(_is_old),
        drawn=len(sampled),
        reviewed=len(weighed),
    )


def _weighed(sampled: Sequence[SampledReply]) -> list[tuple[float, SampledReply]]:
    """Return the reviewed replies with the chance of being drawn and reviewed."""
    drawn = Counter(_class(one) for one in sampled)
    reviewed = Counter(_class(one) for one in sampled if one.is_reviewed)
    return [(one.probability * reviewed[_class(one)] / drawn[_class(one)], one) for one in sampled if one.is_reviewed]


def _class(one: SampledReply) -> tuple[str, float]:
    return one.draw_id, round(one.probability, 9)


def _everybody(one: SampledReply) -> bool:
    return True


def _is_new(one: SampledReply) -> bool:
    return one.tenure_days is not None and one.tenure_days < NEW_DAYS


def _is_old(one: SampledReply) -> bool:
    return one.tenure_days is not None and one.tenure_days >= NEW_DAYS


def _bounded(found: Estimate, top: float) -> Estimate:
    """Keep an interval within what a value may be."""
    if found.low is None or found.high is None:
        return found
    low, high = max(0.0, found.low), min(top, found.high)
    return Estimate(found.value, found.n, found.n_effective, found.standard_error, low, high)


def _share_bounded(found: Estimate, *, everything: bool) -> Estimate:
    """Give a share of none or all, of which no spread can be seen, Wilson's interval over the effective number."""
    if everything or found.value not in (0.0, 1.0):
        return found
    n = max(1, round(found.n_effective))
    wilson = rate(round(found.value * n), n)
    return Estimate(found.value, found.n, found.n_effective, found.standard_error, wilson.low, wilson.high)
