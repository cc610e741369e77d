"""How much a policy is used, what agents made of it, and how much harm a stale one does."""

from dataclasses import dataclass
from datetime import date

from knowledge_base.policies import Policy, Standing, Verified

FRESH_DAYS = 1  # a policy verified today is a day old, so that its damage is small and not nothing


@dataclass(frozen=True)
class Usage:
    """Drafts that cite a policy, a revision or a snippet, and what became of them.

    ``used`` counts drafts that were not superseded.  Of these ``decided`` were measured:
    ``accepted`` went out as drafted, ``edited`` were changed, ``rejected`` were not sent.
    """

    used: int = 0
    accepted: int = 0
    edited: int = 0
    rejected: int = 0

    @property
    def decided(self) -> int:
        """The n of every share."""
        return self.accepted + self.edited + self.rejected

    @property
    def edited_share(self) -> float | None:
        """Share of decided drafts that were edited; None where nothing is decided."""
        return self.edited / self.decided if self.decided else None

    @property
    def edit_rate(self) -> float:
        """Share of drafts that were not sent as they were, drawn to a half where few are decided (Laplace)."""
        return (self.edited + self.rejected + 1) / (self.decided + 2)


@dataclass(frozen=True)
class PolicyUsage:
    """The usage of one policy: as a whole, of each revision by its id, of each snippet by its id."""

    whole: Usage
    by_revision: dict[str, Usage]
    by_snippet: dict[str, Usage]


@dataclass(frozen=True)
class StalePolicy:
    """A published policy in the list of what should be looked at first.

    ``age_days`` counts from the last verification, else from its publication; ``overdue_days``
    is how long its review date has passed, 0 where it has not or none is set.
    """

    policy: Policy
    standing: Standing
    usage: Usage
    age_days: int
    overdue_days: int
    damage: float

    @property
    def is_stale(self) -> bool:
        """Whether its review date has passed."""
        return self.standing.state is Verified.DUE


def weigh(policy: Policy, standing: Standing, usage: Usage, *, today: date) -> StalePolicy:
    """Return what a policy's age does: drafts grounded x age in days x edit rate, so 0 for one that is never used."""
    since = standing.since.date() if standing.since else today
    age = max((today - since).days, FRESH_DAYS)
    overdue = (today - standing.review_by).days if standing.review_by else 0
    return StalePolicy(policy, standing, usage, age, max(overdue, 0), usage.used * age * usage.edit_rate)
