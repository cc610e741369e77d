"""Rates over measured edits, each with its count and its Wilson interval (quality spec, section 4)."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from drafter.edits import Edit, Outcome

ENOUGH = 30  # under this many a rate is shown as "too few"
ACCEPTED_HTER = 0.3  # an edit up to here, without a changed fact, counts as an accepted draft
Z_95 = 1.959963984540054  # two-sided 95 % of the normal distribution
COUNTED = (Outcome.AS_IS, Outcome.EDITED, Outcome.SCRATCH, Outcome.REJECTED)


@dataclass(frozen=True)
class Rate:
    """A share with what it was counted from; ``low`` and ``high`` bound it with 95 %.

    ``value`` and bounds are None where ``n`` is 0.
    """

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough cases to show the rate as one."""
        return self.n >= ENOUGH


@dataclass(frozen=True)
class Mean:
    """An average with the number of values it was made of; None where there are none.

    ``low`` and ``high`` bound it with 95 % (normal approximation, so for 30 values and
    more); None under two values, and for a ratio of sums.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class QualityFigures:
    """What agents made of our drafts, and what reviewers made of the replies.

    ``acceptance`` counts drafts sent as they were, or edited with HTER up to 0.3 and no
    changed fact.  ``hter`` is the mean of values capped at 1; ``hter_corpus`` is all edits
    divided by all sent tokens.  ``review_score`` is the mean of review scores, 0 to 100.
    """

    acceptance: Rate
    as_is: Rate
    edited: Rate
    scratch: Rate
    rejected: Rate
    fact_changes: Rate
    hter: Mean
    hter_corpus: Mean
    edit_rate: Mean
    review_score: Mean


def rate(count: int, n: int) -> Rate:
    """Return ``count`` of ``n`` as a rate with its Wilson 95 % interval.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".

    >>> found = rate(45, 60)
    >>> round(found.low, 4), round(found.high, 4)
    (0.6277, 0.8422)
    """
    if not n:
        return Rate(count, 0, None, None, None)
    share, square = count / n, Z_95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == n else min(1.0, centre + half)
    return Rate(count, n, share, low, high)


def figures(edits: Sequence[Edit], review_scores: Sequence[float | None] = ()) -> QualityFigures:
    """Return the figures of these edits and reviews."""
    counts = Counter(edit.outcome for edit in edits if edit.outcome in COUNTED)
    n = counts.total()
    sent = [edit for edit in edits if edit.outcome in (Outcome.AS_IS, Outcome.EDITED, Outcome.SCRATCH)]
    measured = [edit.metrics for edit in sent if edit.metrics.hter is not None]
    tokens = sum(one.sent_tokens for one in measured)
    scores = [score for score in review_scores if score is not None]
    return QualityFigures(
        acceptance=rate(sum(is_accepted(edit) for edit in edits), n),
        as_is=rate(counts[Outcome.AS_IS], n),
        edited=rate(counts[Outcome.EDITED], n),
        scratch=rate(counts[Outcome.SCRATCH], n),
        rejected=rate(counts[Outcome.REJECTED], n),
        fact_changes=rate(sum(has_fact_change(edit) for edit in sent), len(sent)),
        hter=_mean([min(1.0, one.hter or 0.0) for one in measured]),
        hter_corpus=Mean(sum((one.hter or 0.0) * one.sent_tokens for one in measured) / tokens, len(measured))
        if tokens
        else Mean(None, 0),
        edit_rate=_mean([min(1.0, one.edit_rate or 0.0) for one in measured]),
        review_score=_mean(scores, top=100.0),
    )


def is_accepted(edit: Edit) -> bool:
    """Whether a draft counts as accepted: sent as it was, or changed little and in no fact."""
    if edit.outcome is Outcome.AS_IS:
        return True
    hter = edit.metrics.hter
    return edit.outcome is Outcome.EDITED and hter is not None and hter <= ACCEPTED_HTER and not has_fact_change(edit)


def has_fact_change(edit: Edit) -> bool:
    """Whether a fact was added to or taken out of the draft."""
    return bool(edit.facts_added or edit.facts_removed)


def _mean(values: Sequence[float], *, top: float = 1.0) -> Mean:
    """Return the average of values between 0 and ``top``."""
    if len(values) < 2:
        return Mean(fmean(values), len(values)) if values else Mean(None, 0)
    value, half = fmean(values), Z_95 * stdev(values) / math.sqrt(len(values))
    return Mean(value, len(values), max(0.0, value - half), min(top, value + half))
