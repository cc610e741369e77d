"""Edits and reviews: draft against sent text, measured, and what a reviewer made of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from drafter.edits import Edit
from drafter.findings import Finding
from drafter.quality.reviews import Review
from drafter.store.tables import EditRow, ReviewRow

WITHDRAWN = "withdrawn"  # the decision behind the measure before was undone
_EDIT = TypeAdapter(Edit)
_FINDINGS = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True)
class EditRecord:
    """An edit with what it belongs to.  ``reply_id`` is set once the helpdesk reported the send.

    ``findings`` are what the checks said of the text that was sent; None where they did not look at it.
    """

    id: str
    brand_id: str
    ticket_id: str
    draft_id: str
    edit: Edit
    actor_id: str
    created_at: datetime
    decision_id: str | None = None
    reply_id: str | None = None
    sent_text: str | None = None
    actor_name: str | None = None
    findings: tuple[Finding, ...] | None = None


def add_edit(session: Session, record: EditRecord) -> None:
    """Record an edit; from now on it is the one that counts for its draft."""
    _add(session, record, record.edit.outcome.value, _EDIT.dump_python(record.edit, mode="json"))


def withdraw_edit(session: Session, record: EditRecord) -> None:
    """Record that a draft's edit counts no longer."""
    _add(session, record, WITHDRAWN, _EDIT.dump_python(record.edit, mode="json"))


def _add(session: Session, record: EditRecord, outcome: str, measures: dict[str, Any]) -> None:
    session.add(
        EditRow(
            id=record.id,
            brand_id=record.brand_id,
            ticket_id=record.ticket_id,
            draft_id=record.draft_id,
            decision_id=record.decision_id,
            reply_id=record.reply_id,
            outcome=outcome,
            measures=measures,
            findings=None if record.findings is None else _FINDINGS.dump_python(record.findings, mode="json"),
            sent_text=record.sent_text,
            actor_id=record.actor_id,
            actor_name=record.actor_name,
            created_at=record.created_at,
        )
    )
    session.flush()


def edit_of_draft(session: Session, draft_id: str) -> EditRecord | None:
    """Return the edit that counts for a draft."""
    row = session.scalars(
        select(EditRow).where(EditRow.draft_id == draft_id).order_by(EditRow.seq.desc()).limit(1)
    ).first()
    return record_of(row) if row and row.outcome != WITHDRAWN else None


def edits_of_drafts(session: Session, draft_ids: Sequence[str]) -> Mapping[str, EditRecord]:
    """Return the edit that counts of each draft that has one, by draft id."""
    newest = select(func.max(EditRow.seq)).where(EditRow.draft_id.in_(draft_ids)).group_by(EditRow.draft_id)
    rows = session.scalars(select(EditRow).where(EditRow.seq.in_(newest), EditRow.outcome != WITHDRAWN))
    return {row.draft_id: record_of(row) for row in rows}


def get_edit(session: Session, edit_id: str) -> EditRecord | None:
    """Return an edit by its id, whether it still counts or not."""
    row = session.scalars(select(EditRow).where(EditRow.id == edit_id)).first()
    return record_of(row) if row else None


def edits_by_id(session: Session, edit_ids: Collection[str]) -> Mapping[str, EditRecord]:
    """Return these edits by id, whether they still count or not; ids that are not ours are left out."""
    rows = session.scalars(select(EditRow).where(EditRow.id.in_(edit_ids)))
    return {row.id: record_of(row) for row in rows}


def list_edits(
    session: Session,
    *,
    brand_ids: Sequence[str] | None = None,
    outcome: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[EditRecord, ...]:
    """Return the edits that count, newest first; ``before`` is the last id of the page before."""
    later = aliased(EditRow)
    # Asked of each row that is looked at: the newest of all drafts would be found anew for every page.
    is_past = exists().where(later.draft_id == EditRow.draft_id, later.seq > EditRow.seq)
    query = select(EditRow).where(~is_past, EditRow.outcome != WITHDRAWN).order_by(EditRow.id.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(EditRow.brand_id.in_(brand_ids))
    if outcome:
        query = query.where(EditRow.outcome == outcome)
    if before:
        query = query.where(EditRow.id < before)
    return tuple(record_of(row) for row in session.scalars(query))


def state_of(session: Session, brand_ids: Sequence[str]) -> tuple[int, int]:
    """Return a mark that changes with each measurement and each review of these brands; both are only ever added."""
    newest = select(func.max(EditRow.seq)).where(EditRow.brand_id.in_(brand_ids))
    reviews = select(func.count()).select_from(ReviewRow).where(ReviewRow.brand_id.in_(brand_ids))
    return session.scalar(newest) or 0, session.scalar(reviews) or 0


def first_edits(session: Session, brand_ids: Sequence[str]) -> Mapping[str, datetime]:
    """Return when each agent's first reply in these brands was measured, by agent."""
    query = (
        select(EditRow.actor_id, func.min(EditRow.created_at))
        .where(EditRow.brand_id.in_(brand_ids))
        .group_by(EditRow.actor_id)
    )
    return dict(iter(session.execute(query)))


def add_review(session: Session, review: Review) -> None:
    """Record a filled scorecard."""
    values = {**review.__dict__, "ratings": dict(review.ratings)}
    session.add(ReviewRow(**values))
    session.flush()


def get_review(session: Session, review_id: str) -> Review | None:
    """Return a review by its id."""
    row = session.get(ReviewRow, review_id)
    return review_of(row) if row else None


def reviews_of_drafts(session: Session, draft_ids: Sequence[str]) -> Mapping[str, tuple[Review, ...]]:
    """Return the reviews of each draft that has any, oldest first, by draft id."""
    found: dict[str, tuple[Review, ...]] = {}
    rows = session.scalars(select(ReviewRow).where(ReviewRow.draft_id.in_(draft_ids)).order_by(ReviewRow.id))
    for row in rows:
        key = row.draft_id or ""
        found[key] = (*found.get(key, ()), review_of(row))
    return found


def reviews_of(session: Session, subject_ids: Sequence[str]) -> Mapping[str, tuple[Review, ...]]:
    """Return the reviews of drafts and of replies without a draft, oldest first, by that id."""
    found: dict[str, tuple[Review, ...]] = {}
    one = or_(ReviewRow.draft_id.in_(subject_ids), ReviewRow.reply_id.in_(subject_ids))
    for row in session.scalars(select(ReviewRow).where(one).order_by(ReviewRow.id)):
        review = review_of(row)
        found[review.subject_id] = (*found.get(review.subject_id, ()), review)
    return found


def list_reviews(
    session: Session, *, brand_ids: Sequence[str] | None = None, before: str | None = None, limit: int = 50
) -> tuple[Review, ...]:
    """Return reviews, newest first; ``before`` is the last id of the page before."""
    query = select(ReviewRow).order_by(ReviewRow.id.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(ReviewRow.brand_id.in_(brand_ids))
    if before:
        query = query.where(ReviewRow.id < before)
    return tuple(review_of(row) for row in session.scalars(query))


def record_of(row: EditRow) -> EditRecord:
    """Return a row of edits as a value; for the other queries of this store."""
    return EditRecord(
        id=row.id,
        brand_id=row.brand_id,
        ticket_id=row.ticket_id,
        draft_id=row.draft_id,
        edit=_EDIT.validate_python(row.measures),
        actor_id=row.actor_id,
        created_at=row.created_at,
        decision_id=row.decision_id,
        reply_id=row.reply_id,
        sent_text=row.sent_text,
        actor_name=row.actor_name,
        findings=None if row.findings is None else _FINDINGS.validate_python(row.findings),
    )


def review_of(row: ReviewRow) -> Review:
    """Return a row of reviews as a value; for the other queries of this store."""
    return Review(
        id=row.id,
        brand_id=row.brand_id,
        edit_id=row.edit_id,
        draft_id=row.draft_id,
        scorecard_id=row.scorecard_id,
        scorecard_version=row.scorecard_version,
        ratings=row.ratings,
        score=row.score,
        actor_id=row.actor_id,
        created_at=row.created_at,
        note=row.note,
        reply_id=row.reply_id,
        ticket_id=row.ticket_id,
        sample_id=row.sample_id,
        probability=row.probability,
        is_wrong=row.is_wrong,
    )
