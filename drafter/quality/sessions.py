"""A calibration session: raters score the same replies alone, then see how far they agree (quality spec, section 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drafter.quality.agreement import Agreement, Bias, agreement, biases
from drafter.quality.scorecards import Criterion, Scorecard

FEWEST_REPLIES, MOST_REPLIES = 2, 60
FEWEST_RATERS = 2


@dataclass(frozen=True)
class Calibration:
    """A session as it was planned: the edits to rate, by whom, until when, on which scorecard."""

    id: str
    brand_id: str
    name: str
    edit_ids: tuple[str, ...]
    rater_ids: tuple[str, ...]
    scorecard: Scorecard
    actor_id: str
    created_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class BlindRating:
    """One rater's ratings of one reply: criterion -> 0..1 or None for N/A."""

    edit_id: str
    rater_id: str
    ratings: Mapping[str, float | None]
    note: str | None = None


@dataclass(frozen=True)
class Agreed:
    """What the raters agreed on for one criterion of one reply."""

    rating: float
    reason: str | None = None


@dataclass(frozen=True)
class CriterionAgreement:
    """How far the raters agree on one criterion, and who leans which way against what was agreed."""

    criterion: Criterion
    found: Agreement
    leans: Mapping[str, Bias] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How many of the session's replies a rater has scored."""

    rater_id: str
    done: int
    of: int


def is_open(session: Calibration, given: Sequence[BlindRating], now: datetime) -> bool:
    """Whether raters still score alone: not all are done, and the deadline has not passed."""
    return now < session.due_at and any(one.done < one.of for one in progress(session, given))


def progress(session: Calibration, given: Sequence[BlindRating]) -> tuple[Progress, ...]:
    """Return how far each rater is."""
    of = len(session.edit_ids)
    return tuple(
        Progress(rater, len({one.edit_id for one in given if one.rater_id == rater}), of) for rater in session.rater_ids
    )


def agreements(
    session: Calibration, given: Sequence[BlindRating], agreed: Mapping[tuple[str, str], Agreed]
) -> tuple[CriterionAgreement, ...]:
    """Return the agreement on each criterion; ``agreed`` is by (edit, criterion)."""
    found = []
    for criterion in session.scorecard.criteria:
        table = [
            [_rating(given, edit, rater, criterion.key) for rater in session.rater_ids] for edit in session.edit_ids
        ]
        reference = {edit: one.rating for (edit, key), one in agreed.items() if key == criterion.key}
        own = {
            rater: {
                edit: value
                for edit in session.edit_ids
                if (value := _rating(given, edit, rater, criterion.key)) is not None
            }
            for rater in session.rater_ids
        }
        found.append(
            CriterionAgreement(criterion, agreement(table, ordinal=criterion.steps > 2), biases(own, reference))
        )
    return tuple(found)


def spread(session: Calibration, given: Sequence[BlindRating], edit_id: str, criterion: str) -> float:
    """Return how far apart the raters of one reply are, 0 to 1; 0 where fewer than two rated it."""
    values = [value for rater in session.rater_ids if (value := _rating(given, edit_id, rater, criterion)) is not None]
    return max(values) - min(values) if len(values) > 1 else 0.0


def _rating(given: Sequence[BlindRating], edit_id: str, rater_id: str, criterion: str) -> float | None:
    one = next((one for one in reversed(given) if one.edit_id == edit_id and one.rater_id == rater_id), None)
    return one.ratings.get(criterion) if one else None
