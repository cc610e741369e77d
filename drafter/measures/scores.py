"""Points for errors, and the score of a draft from the points its edit gave (quality spec, section 5)."""

from collections.abc import Iterable, Mapping

from drafter.measures.verdicts import EditSeverity

POINTS: Mapping[EditSeverity, int] = {
    EditSeverity.NONE: 0,
    EditSeverity.MINOR: 1,
    EditSeverity.MAJOR: 5,
    EditSeverity.CRITICAL: 25,
}


def penalty_per_100(severities: Iterable[EditSeverity], draft_tokens: int) -> float:
    """Return the error points for each hundred tokens of a draft.  Raises ValueError for a draft without tokens."""
    if draft_tokens < 1:
        raise ValueError("A draft without tokens has no penalty; give at least one token.")
    return 100 * sum(POINTS[severity] for severity in severities) / draft_tokens


def draft_score(severities: Iterable[EditSeverity], draft_tokens: int) -> float:
    """Return 100 less the penalty, never below 0.

    >>> round(draft_score([EditSeverity.MINOR, EditSeverity.MINOR, EditSeverity.MAJOR], 84), 4)
    91.6667
    """
    return max(0.0, 100 - penalty_per_100(severities, draft_tokens))
