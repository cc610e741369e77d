"""Two rankings made one: z-scores, weighted and added.

Ranks (RRF) threw away how much better the best was and lost to z-scores on every set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_base.search.dense import DenseScores
from knowledge_base.settings import RetrievalSettings

Scores = NDArray[np.float32]
HIGHEST = (
    6.0  # standard deviations; with 3,000 snippets recall in the first three rose by .03, with few nothing changes
)


@dataclass(frozen=True)
class Fused:
    """A score for each snippet, as its parts; they add up to ``score``."""

    dense: Scores
    lexical: Scores
    learned: Scores

    @property
    def score(self) -> Scores:
        """The sum of the parts."""
        total: Scores = self.dense + self.lexical + self.learned
        return total


def z_scores(scores: Scores) -> Scores:
    """Return how many standard deviations each score lies over the mean; zeros where all are equal.

    Where the best lies over ``HIGHEST``, all are scaled down to it: the more snippets there are, the
    further the one that holds a rare word stands out, and a single word would outvote the rest.
    """
    if scores.size == 0:
        return scores
    spread = float(scores.std())
    if spread < 1e-9:
        return np.zeros_like(scores)
    centred: Scores = scores - np.float32(scores.mean())
    return centred / np.float32(max(spread, float(centred.max()) / HIGHEST))


def heading_trust(words: int, settings: RetrievalSettings) -> float:
    """Return how far headings count for a question of so many words: 1 for a short one, less for a long one.

    A heading is like a short question.  To a long story its cosine is mostly noise: with
    full weight, the hit rate on long situations fell from .60 to .50.
    """
    return min(1.0, settings.short_question_words / words) if words else 1.0


def weigh_views(views: DenseScores, settings: RetrievalSettings, *, trust: float = 1.0) -> Scores:
    """Make one score of a snippet's views: their cosines, weighted and added.

    Cosines of one model share a scale.  As z-scores, views that tell snippets hardly apart
    would speak as loudly as those that do, and the ranking of a small brand would be noise.
    """
    weighted = (
        (views.section, settings.section_weight),
        (views.path, settings.path_weight * trust),
        (views.heading, settings.heading_weight * trust),
        (views.passage, settings.passage_weight),
    )
    total = np.zeros_like(views.section)
    for scores, weight in weighted:
        total = total + np.float32(weight) * scores
    return total


def fuse(
    dense: Scores,
    body: Scores | None,
    headings: Scores | None,
    settings: RetrievalSettings,
    *,
    trust: float = 1.0,
    learned: Scores | None = None,
) -> Fused:
    """Fuse the scores for one question; None says that no word of it occurs.

    With no word in either field the dense ranking has the whole weight.  What headings
    lose with ``trust`` the body gains.  What was learned is added as it is.
    """
    bonus = np.zeros_like(dense) if learned is None else learned
    whole = settings.dense_share + settings.body_share + settings.heading_share
    if body is None and headings is None:
        return Fused(np.float32(whole) * z_scores(dense), np.zeros_like(dense), bonus)
    heading_share = settings.heading_share * trust
    body_share = settings.body_share + settings.heading_share - heading_share
    lexical = np.zeros_like(dense)
    for scores, share in ((body, body_share), (headings, heading_share)):
        if scores is not None:
            lexical = lexical + np.float32(share) * z_scores(scores)
    return Fused(np.float32(settings.dense_share) * z_scores(dense), lexical, bonus)


def mix(fused: Sequence[Fused], weights: Sequence[float]) -> Fused:
    """Mix the scores for several questions of one ticket by their weights, which are made to sum to 1."""
    total = sum(weights)
    shares = [weight / total for weight in weights] if total > 0 else [1 / len(weights)] * len(weights)
    return Fused(
        _mixed([one.dense for one in fused], shares),
        _mixed([one.lexical for one in fused], shares),
        _mixed([one.learned for one in fused], shares),
    )


def _mixed(scores: Sequence[Scores], shares: Sequence[float]) -> Scores:
    total = np.zeros_like(scores[0])
    for one, share in zip(scores, shares, strict=True):
        total = total + np.float32(share) * one
    return total
