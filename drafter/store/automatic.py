"""Automatic scores: fits, scores and sights of reviewers, rows to values and back; what fits are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.quality.automatic import AutomaticFit, LineScore, Scored
from drafter.quality.automatic_blindness import Seen
from drafter.quality.reviews import Review
from drafter.store.automatic_tables import AutomaticFitRow, AutomaticScoreRow, ReviewSightRow
from drafter.store.calibration_tables import CalibrationRatingRow, CalibrationRow
from drafter.store.edits import review_of
from drafter.store.review_tables import SampleRow
from drafter.store.tables import EditRow, ReviewRow

_FIT = TypeAdapter(AutomaticFit)
_LINES = TypeAdapter(dict[str, LineScore])
AT_ONCE = 500  # ids in one query


@dataclass(frozen=True)
class ReplyScore:
    """What a fit says of one reply.  ``subject_id`` is its draft's id, or its own where there was no draft."""

    id: str
    brand_id: str
    fit_id: str
    ticket_id: str
    subject_id: str
    measured_id: str
    inputs: tuple[float, ...]
    scored: Scored
    scored_at: datetime


@dataclass(frozen=True)
class Sight:
    """What a reviewer saw of the automatic score before they saved; ``share`` is the blind share of that day."""

    review_id: str
    brand_id: str
    score_id: str | None
    seen: Seen
    share: float


@dataclass(frozen=True)
class SightedReview:
    """A review beside the automatic score that its reply had, and whether the reviewer saw it."""

    review: Review
    seen: Seen
    score: ReplyScore


def add_fit(session: Session, fit: AutomaticFit) -> None:
    """Record a fit."""
    session.add(
        AutomaticFitRow(
            id=fit.id,
            brand_id=fit.brand_id,
            number=fit.number,
            scorecard_id=fit.scorecard_id,
            scorecard_version=fit.scorecard_version,
            content=_FIT.dump_python(fit, mode="json"),
            made_at=fit.made_at,
        )
    )
    session.flush()


def last_fit(session: Session, brand_id: str, card_id: str, version: int) -> AutomaticFit | None:
    """Return the newest fit for one version of a brand's scorecard."""
    row = session.scalars(
        select(AutomaticFitRow)
        .where(
            AutomaticFitRow.brand_id == brand_id,
            AutomaticFitRow.scorecard_id == card_id,
            AutomaticFitRow.scorecard_version == version,
        )
        .order_by(AutomaticFitRow.number.desc())
        .limit(1)
    ).first()
    return _FIT.validate_python(row.content) if row else None


def fits_by_id(session: Session, fit_ids: Sequence[str]) -> Mapping[str, AutomaticFit]:
    """Return these fits by id."""
    rows = session.scalars(select(AutomaticFitRow).where(AutomaticFitRow.id.in_(fit_ids)))
    return {row.id: _FIT.validate_python(row.content) for row in rows}


def next_number(session: Session, brand_id: str) -> int:
    """Return the number of a brand's next fit."""
    return (
        session.scalar(select(func.max(AutomaticFitRow.number)).where(AutomaticFitRow.brand_id == brand_id)) or 0
    ) + 1


def add_score(session: Session, score: ReplyScore) -> None:
    """Record what a fit says of a reply."""
    session.add(
        AutomaticScoreRow(
            id=score.id,
            brand_id=score.brand_id,
            fit_id=score.fit_id,
            ticket_id=score.ticket_id,
            subject_id=score.subject_id,
            measured_id=score.measured_id,
            inputs=list(score.inputs),
            lines=_LINES.dump_python(dict(score.scored.lines), mode="json"),
            total=score.scored.total,
            low=score.scored.low,
            high=score.scored.high,
            scored_at=score.scored_at,
        )
    )
    session.flush()


def scores_of(session: Session, subject_ids: Sequence[str]) -> Mapping[str, tuple[ReplyScore, ...]]:
    """Return the scores of these replies, oldest first, by subject."""
    found: dict[str, tuple[ReplyScore, ...]] = {}
    for start in range(0, len(subject_ids), AT_ONCE):
        rows = session.scalars(
            select(AutomaticScoreRow)
            .where(AutomaticScoreRow.subject_id.in_(subject_ids[start : start + AT_ONCE]))
            .order_by(AutomaticScoreRow.scored_at, AutomaticScoreRow.id)
        )
        for row in rows:
            found[row.subject_id] = (*found.get(row.subject_id, ()), _score(row))
    return found


def scores_by_id(session: Session, score_ids: Sequence[str]) -> Mapping[str, ReplyScore]:
    """Return these scores by id."""
    found: dict[str, ReplyScore] = {}
    for start in range(0, len(score_ids), AT_ONCE):
        some = score_ids[start : start + AT_ONCE]
        rows = session.scalars(select(AutomaticScoreRow).where(AutomaticScoreRow.id.in_(some)))
        found |= {row.id: _score(row) for row in rows}
    return found


def add_sight(session: Session, sight: Sight) -> None:
    """Record what a reviewer saw."""
    session.add(ReviewSightRow(**{**sight.__dict__, "seen": sight.seen.value}))
    session.flush()


def sights_of(session: Session, review_ids: Sequence[str]) -> Mapping[str, Sight]:
    """Return what was seen before each of these reviews; older reviews than automatic scores have none."""
    found: dict[str, Sight] = {}
    for start in range(0, len(review_ids), AT_ONCE):
        some = review_ids[start : start + AT_ONCE]
        for row in session.scalars(select(ReviewSightRow).where(ReviewSightRow.review_id.in_(some))):
            found[row.review_id] = Sight(row.review_id, row.brand_id, row.score_id, Seen(row.seen), row.share)
    return found


def sighted_reviews(
    session: Session, brand_id: str, *, seen: Sequence[Seen], fit_id: str | None = None, limit: int
) -> tuple[SightedReview, ...]:
    """Return a brand's reviews of replies that had an automatic score, newest first; of one fit, or of all."""
    query = (
        select(ReviewRow, ReviewSightRow, AutomaticScoreRow)
        .join(ReviewSightRow, ReviewSightRow.review_id == ReviewRow.id)
        .join(AutomaticScoreRow, AutomaticScoreRow.id == ReviewSightRow.score_id)
        .where(ReviewSightRow.brand_id == brand_id, ReviewSightRow.seen.in_([one.value for one in seen]))
        .order_by(ReviewRow.created_at.desc(), ReviewRow.id.desc())
        .limit(limit)
    )
    if fit_id:
        query = query.where(AutomaticScoreRow.fit_id == fit_id)
    return tuple(
        SightedReview(review_of(review), Seen(sight.seen), _score(score))
        for review, sight, score in session.execute(query)
    )


def drawn_inputs(session: Session, fit: AutomaticFit, *, limit: int) -> tuple[tuple[float, tuple[float, ...]], ...]:
    """Return probability and inputs of replies that were drawn since a fit and scored with it, newest first."""
    subject = func.coalesce(SampleRow.draft_id, SampleRow.reply_id)
    rows = session.execute(
        select(SampleRow.probability, AutomaticScoreRow.inputs)
        .join(AutomaticScoreRow, AutomaticScoreRow.subject_id == subject)
        .where(
            SampleRow.brand_id == fit.brand_id,
            SampleRow.probability.is_not(None),
            SampleRow.drawn_at >= fit.made_at,
            AutomaticScoreRow.fit_id == fit.id,
        )
        .order_by(SampleRow.drawn_at.desc(), SampleRow.id.desc(), AutomaticScoreRow.id)
        .limit(limit)
    )
    return tuple((probability or 1.0, tuple(inputs)) for probability, inputs in rows)


def reviews_on_card(session: Session, brand_id: str, card_id: str, version: int, *, limit: int) -> tuple[Review, ...]:
    """Return a brand's newest reviews on one version of its scorecard, oldest first."""
    rows = session.scalars(
        select(ReviewRow)
        .where(
            ReviewRow.brand_id == brand_id,
            ReviewRow.scorecard_id == card_id,
            ReviewRow.scorecard_version == version,
        )
        .order_by(ReviewRow.created_at.desc(), ReviewRow.id.desc())
        .limit(limit)
    )
    return tuple(reversed([review_of(row) for row in rows]))


def calibration_ratings(
    session: Session, brand_id: str, card_id: str, version: int
) -> Mapping[str, Mapping[str, Mapping[str, float | None]]]:
    """Return blind ratings of a brand's calibration sessions on one version of its scorecard.

    By draft, then by rater; the last of a rater for a draft counts.
    """
    rows = session.execute(
        select(CalibrationRatingRow, CalibrationRow.scorecard, EditRow.draft_id)
        .join(CalibrationRow, CalibrationRow.id == CalibrationRatingRow.calibration_id)
        .join(EditRow, EditRow.id == CalibrationRatingRow.edit_id)
        .where(CalibrationRow.brand_id == brand_id)
        .order_by(CalibrationRatingRow.seq)
    )
    found: dict[str, dict[str, Mapping[str, float | None]]] = {}
    for row, card, draft_id in rows:
        if _is_of(card, card_id, version):
            found.setdefault(draft_id, {})[row.rater_id] = row.ratings
    return found


def _is_of(card: Mapping[str, Any], card_id: str, version: int) -> bool:
    return (card.get("id"), card.get("version")) == (card_id, version)


def _score(row: AutomaticScoreRow) -> ReplyScore:
    return ReplyScore(
        id=row.id,
        brand_id=row.brand_id,
        fit_id=row.fit_id,
        ticket_id=row.ticket_id,
        subject_id=row.subject_id,
        measured_id=row.measured_id,
        inputs=tuple(row.inputs),
        scored=Scored(_LINES.validate_python(row.lines), row.total, row.low, row.high),
        scored_at=row.scored_at,
    )
