"""Disputes of reviews, comments under replies, and a person's verdicts on edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.measures.verdicts import EditSeverity
from drafter.store.review_tables import CommentRow, DisputeRow, VerdictRow


@dataclass(frozen=True)
class Dispute:
    """An agent's answer to a review.  ``wanted`` are the ratings they would give.

    Once decided it has ``ratings``, ``score`` and ``is_wrong``: what counts from then on, beside
    the first score, which stays.
    """

    id: str
    review_id: str
    brand_id: str
    ticket_id: str
    text: str
    wanted: Mapping[str, float | None]
    raised_by: str
    raised_at: datetime
    due_at: datetime
    ratings: Mapping[str, float | None] | None = None
    score: float | None = None
    is_wrong: bool | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Comment:
    """What somebody wrote under a reply; ``parent_id`` is the comment it answers."""

    id: str
    brand_id: str
    ticket_id: str
    subject_id: str
    text: str
    actor_id: str
    created_at: datetime
    parent_id: str | None = None


@dataclass(frozen=True)
class EditVerdict:
    """What a person decided an edit was; the suggestion stays beside it, in the edit."""

    brand_id: str
    draft_id: str
    categories: tuple[str, ...]
    severity: EditSeverity
    actor_id: str
    created_at: datetime


def add_dispute(session: Session, dispute: Dispute) -> None:
    """Record a dispute."""
    session.add(DisputeRow(**{**dispute.__dict__, "wanted": dict(dispute.wanted)}))
    session.flush()


def decide_dispute(session: Session, decided: Dispute) -> None:
    """Record how a dispute ended."""
    row = session.get_one(DisputeRow, decided.id)
    row.ratings = dict(decided.ratings or {})
    row.score, row.is_wrong, row.reason = decided.score, decided.is_wrong, decided.reason
    row.decided_by, row.decided_at = decided.decided_by, decided.decided_at
    session.flush()


def get_dispute(session: Session, dispute_id: str) -> Dispute | None:
    """Return a dispute by its id."""
    row = session.get(DisputeRow, dispute_id)
    return _dispute(row) if row else None


def lock_dispute(session: Session, dispute_id: str) -> Dispute | None:
    """Return a dispute as it stands by now; whoever else decides on it waits, and then reads that it was decided."""
    row = session.get(DisputeRow, dispute_id, with_for_update=True, populate_existing=True)
    return _dispute(row) if row else None


def disputes_of(session: Session, review_ids: Sequence[str]) -> Mapping[str, Dispute]:
    """Return the disputes of these reviews, by review id."""
    rows = session.scalars(select(DisputeRow).where(DisputeRow.review_id.in_(review_ids)))
    return {row.review_id: _dispute(row) for row in rows}


def list_disputes(
    session: Session, *, brand_ids: Sequence[str] | None = None, before: str | None = None, limit: int = 50
) -> tuple[Dispute, ...]:
    """Return disputes, newest first; ``before`` is the last id of the page before."""
    query = select(DisputeRow).order_by(DisputeRow.id.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(DisputeRow.brand_id.in_(brand_ids))
    if before:
        query = query.where(DisputeRow.id < before)
    return tuple(_dispute(row) for row in session.scalars(query))


def add_comment(session: Session, comment: Comment) -> None:
    """Record a comment."""
    session.add(CommentRow(**comment.__dict__))
    session.flush()


def comments_on(session: Session, subject_id: str) -> tuple[Comment, ...]:
    """Return the comments under a reply, oldest first."""
    rows = session.scalars(select(CommentRow).where(CommentRow.subject_id == subject_id).order_by(CommentRow.id))
    return tuple(Comment(**{name: getattr(row, name) for name in Comment.__dataclass_fields__}) for row in rows)


def add_verdict(session: Session, verdict: EditVerdict) -> None:
    """Record a person's verdict on an edit; the last one counts."""
    values = {**verdict.__dict__, "categories": list(verdict.categories), "severity": verdict.severity.value}
    session.add(VerdictRow(**values))
    session.flush()


def verdicts_of(session: Session, draft_ids: Sequence[str]) -> Mapping[str, EditVerdict]:
    """Return the verdict that counts of each draft that has one."""
    rows = session.scalars(select(VerdictRow).where(VerdictRow.draft_id.in_(draft_ids)).order_by(VerdictRow.seq))
    return {row.draft_id: _verdict(row) for row in rows}


def _dispute(row: DisputeRow) -> Dispute:
    return Dispute(**{name: getattr(row, name) for name in Dispute.__dataclass_fields__})


def _verdict(row: VerdictRow) -> EditVerdict:
    return EditVerdict(
        row.brand_id,
        row.draft_id,
        tuple(row.categories),
        EditSeverity(row.severity),
        row.actor_id,
        row.created_at,
    )
