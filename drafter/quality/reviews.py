"""Review: one filled scorecard for one sent reply by one reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Review:
    """``ratings`` maps a criterion's key to 0..1 or None (N/A); ``score`` is 0 to 100 or None.

    A reply made from a draft has ``edit_id`` and ``draft_id``, one without has ``reply_id``.
    ``probability`` is the chance with which the reply was drawn; None where it was picked by hand
    or reviewed before there were samples: then it enters no average.  ``is_wrong`` says that the
    reply tells or decides something false.
    """

    id: str
    brand_id: str
    edit_id: str | None
    draft_id: str | None
    scorecard_id: str
    scorecard_version: int
    ratings: Mapping[str, float | None]
    score: float | None
    actor_id: str
    created_at: datetime
    note: str | None = None
    reply_id: str | None = None
    ticket_id: str | None = None
    sample_id: str | None = None
    probability: float | None = None
    is_wrong: bool | None = None

    @property
    def subject_id(self) -> str:
        """What was reviewed: a draft's id, or that of a reply without a draft."""
        return self.draft_id or self.reply_id or ""
