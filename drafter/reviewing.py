"""Review edits: a reviewer's filled scorecard, scored and recorded."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import EditNotFoundError
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD, review_score
from drafter.store import edits as edit_store
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId


def review_edit(
    session: Session,
    edit_id: str,
    ratings: Mapping[str, float | None],
    *,
    note: str | None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Review:
    """Record a filled scorecard for an edit; return it with its score.

    ``ratings`` maps each criterion's key to 0..1 or None for N/A.  Reviews are only added:
    a second one of the same person stands beside the first.
    Raises EditNotFoundError, ReviewFormatError.
    """
    edit = edit_store.get_edit(session, edit_id)
    if edit is None:
        raise EditNotFoundError(f"No edit has the id {edit_id!r}.")
    review = Review(
        id=new_id("rvw"),
        brand_id=edit.brand_id,
        edit_id=edit.id,
        draft_id=edit.draft_id,
        scorecard_id=DEFAULT_SCORECARD.id,
        scorecard_version=DEFAULT_SCORECARD.version,
        ratings=dict(ratings),
        score=review_score(DEFAULT_SCORECARD, ratings),
        actor_id=actor.id,
        created_at=now,
        note=(note or "").strip() or None,
    )
    edit_store.add_review(session, review)
    return review
