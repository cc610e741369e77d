"""Calibration sessions: rows to values and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.quality.scorecards import Scorecard
from drafter.quality.sessions import Agreed, BlindRating, Calibration
from drafter.store.calibration_tables import AgreedRatingRow, CalibrationRatingRow, CalibrationRow

_SCORECARD = TypeAdapter(Scorecard)


def add_calibration(session: Session, planned: Calibration) -> None:
    """Record a planned session."""
    session.add(
        CalibrationRow(
            id=planned.id,
            brand_id=planned.brand_id,
            name=planned.name,
            edit_ids=list(planned.edit_ids),
            rater_ids=list(planned.rater_ids),
            scorecard=_SCORECARD.dump_python(planned.scorecard, mode="json"),
            actor_id=planned.actor_id,
            created_at=planned.created_at,
            due_at=planned.due_at,
        )
    )
    session.flush()


def get_calibration(session: Session, calibration_id: str) -> Calibration | None:
    """Return a session by its id."""
    row = session.get(CalibrationRow, calibration_id)
    return _calibration(row) if row else None


def list_calibrations(session: Session, brand_ids: Sequence[str] | None, *, limit: int = 50) -> tuple[Calibration, ...]:
    """Return sessions, newest first."""
    query = select(CalibrationRow).order_by(CalibrationRow.id.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(CalibrationRow.brand_id.in_(brand_ids))
    return tuple(_calibration(row) for row in session.scalars(query))


def add_rating(session: Session, calibration_id: str, given: BlindRating, *, now: datetime) -> None:
    """Record a rater's ratings of one reply."""
    session.add(
        CalibrationRatingRow(
            calibration_id=calibration_id,
            edit_id=given.edit_id,
            rater_id=given.rater_id,
            ratings=dict(given.ratings),
            note=given.note,
            created_at=now,
        )
    )
    session.flush()


def ratings_of(session: Session, calibration_id: str) -> tuple[BlindRating, ...]:
    """Return the ratings of a session, in the order they were given; the last of a rater for a reply counts."""
    rows = session.scalars(
        select(CalibrationRatingRow)
        .where(CalibrationRatingRow.calibration_id == calibration_id)
        .order_by(CalibrationRatingRow.seq)
    )
    return tuple(BlindRating(row.edit_id, row.rater_id, row.ratings, row.note) for row in rows)


def add_agreed(
    session: Session,
    calibration_id: str,
    edit_id: str,
    criterion: str,
    agreed: Agreed,
    *,
    actor_id: str,
    now: datetime,
) -> None:
    """Record what was agreed on."""
    session.add(
        AgreedRatingRow(
            calibration_id=calibration_id,
            edit_id=edit_id,
            criterion=criterion,
            rating=agreed.rating,
            reason=agreed.reason,
            actor_id=actor_id,
            created_at=now,
        )
    )
    session.flush()


def agreed_of(session: Session, calibration_id: str) -> Mapping[tuple[str, str], Agreed]:
    """Return what was agreed on, by (edit, criterion)."""
    rows = session.scalars(
        select(AgreedRatingRow).where(AgreedRatingRow.calibration_id == calibration_id).order_by(AgreedRatingRow.seq)
    )
    return {(row.edit_id, row.criterion): Agreed(row.rating, row.reason) for row in rows}


def _calibration(row: CalibrationRow) -> Calibration:
    return Calibration(
        id=row.id,
        brand_id=row.brand_id,
        name=row.name,
        edit_ids=tuple(row.edit_ids),
        rater_ids=tuple(row.rater_ids),
        scorecard=_SCORECARD.validate_python(row.scorecard),
        actor_id=row.actor_id,
        created_at=row.created_at,
        due_at=row.due_at,
    )
