"""Review: one filled scorecard for one edit by one reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Review:
    """``ratings`` maps a criterion's key to 0..1 or None (N/A); ``score`` is 0 to 100 or None."""

    id: str
    brand_id: str
    edit_id: str
    draft_id: str
    scorecard_id: str
    scorecard_version: int
    ratings: Mapping[str, float | None]
    score: float | None
    actor_id: str
    created_at: datetime
    note: str | None = None
