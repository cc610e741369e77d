"""LintDecision: what a person decided about a warning of the linter, so that it is not shown again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LintVerdict(StrEnum):
    """What may be decided about a warning."""

    THIS_WINS = "this_wins"  # of the two places one is right; the other is to be changed
    NOT_A_CONFLICT = "not_a_conflict"
    REOPENED = "reopened"  # a former decision no longer counts


@dataclass(frozen=True)
class LintDecision:
    """One decision about the warning with ``key``; ``winner`` is the policy that is right.

    The key is made of the wordings, so a decision ends when one of them changes.
    """

    key: str
    verdict: LintVerdict
    winner: str | None
    note: str | None
    actor_id: str
    actor_role: str
    created_at: datetime
