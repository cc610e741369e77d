"""Draws and samples: which replies reviewers are to look at, and with what chance each came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from drafter.quality.sampling import Stratum
from drafter.store.review_tables import DrawRow, SampleRow


@dataclass(frozen=True)
class Draw:
    """One drawing from the ``population`` replies that a brand sent in [since, until)."""

    id: str
    brand_id: str
    since: datetime
    until: datetime
    population: int
    places: int
    seed: str
    actor_id: str
    drawn_at: datetime


@dataclass(frozen=True)
class Sample:
    """One reply to review.  ``probability`` is None where a person picked it: it enters no average.

    ``reasons`` are its risks; ``outcome``, ``agent_id`` and ``tenure_days`` are as on the day of the draw.
    """

    id: str
    brand_id: str
    ticket_id: str
    draft_id: str | None
    reply_id: str | None
    stratum: Stratum
    probability: float | None
    seed: str
    reasons: tuple[str, ...]
    outcome: str
    agent_id: str | None
    tenure_days: int | None
    drawn_at: datetime
    draw_id: str | None = None
    assigned_to: str | None = None
    due_at: datetime | None = None

    @property
    def subject_id(self) -> str:
        """The draft's id, or the reply's where there was no draft."""
        return self.draft_id or self.reply_id or ""


def add_draw(session: Session, draw: Draw, samples: Sequence[Sample]) -> None:
    """Record a draw with everything that came in."""
    session.add(DrawRow(**draw.__dict__))
    session.flush()
    for sample in samples:
        add_sample(session, sample)


def add_sample(session: Session, sample: Sample) -> None:
    """Record one sample."""
    session.add(SampleRow(**{**sample.__dict__, "stratum": sample.stratum.value, "reasons": list(sample.reasons)}))
    session.flush()


def last_draw(session: Session, brand_id: str) -> Draw | None:
    """Return a brand's newest draw."""
    query = select(DrawRow).where(DrawRow.brand_id == brand_id).order_by(DrawRow.until.desc()).limit(1)
    row = session.scalars(query).first()
    return _draw(row) if row else None


def last_draws(session: Session, brand_ids: Sequence[str] | None = None) -> tuple[Draw, ...]:
    """Return the newest draw of each of these brands; None is every brand."""
    newest = select(DrawRow.brand_id, func.max(DrawRow.until).label("until")).group_by(DrawRow.brand_id).subquery()
    query = select(DrawRow).join(newest, (newest.c.brand_id == DrawRow.brand_id) & (newest.c.until == DrawRow.until))
    if brand_ids is not None:
        query = query.where(DrawRow.brand_id.in_(brand_ids))
    return tuple(_draw(row) for row in session.scalars(query))


def get_sample(session: Session, sample_id: str) -> Sample | None:
    """Return a sample by its id."""
    row = session.get(SampleRow, sample_id)
    return _sample(row) if row else None


def sample_of(session: Session, subject_id: str) -> Sample | None:
    """Return the sample that a reply is in: the drawn one before one picked by hand."""
    rows = session.scalars(
        select(SampleRow)
        .where(or_(SampleRow.draft_id == subject_id, SampleRow.reply_id == subject_id))
        .order_by(SampleRow.probability.is_(None), SampleRow.id)
        .limit(1)
    ).first()
    return _sample(rows) if rows else None


def list_samples(
    session: Session,
    *,
    brand_ids: Sequence[str] | None = None,
    draw_ids: Sequence[str] | None = None,
    stratum: str | None = None,
    assigned_to: str | None = None,
    before: str | None = None,
    limit: int | None = None,
) -> tuple[Sample, ...]:
    """Return samples, newest first; ``before`` is the last id of the page before."""
    query = select(SampleRow).order_by(SampleRow.id.desc())
    if brand_ids is not None:
        query = query.where(SampleRow.brand_id.in_(brand_ids))
    if draw_ids is not None:
        query = query.where(SampleRow.draw_id.in_(draw_ids))
    if stratum:
        query = query.where(SampleRow.stratum == stratum)
    if assigned_to:
        query = query.where(SampleRow.assigned_to == assigned_to)
    if before:
        query = query.where(SampleRow.id < before)
    return tuple(_sample(row) for row in session.scalars(query.limit(limit) if limit else query))


def assign(session: Session, sample_id: str, to: str | None, due_at: datetime | None) -> None:
    """Say who is to review a sample, and by when."""
    row = session.get_one(SampleRow, sample_id)
    row.assigned_to, row.due_at = to, due_at
    session.flush()


def samples_by_subject(session: Session, brand_ids: Sequence[str] | None) -> Mapping[str, Sample]:
    """Return every drawn sample by what it is of."""
    return {one.subject_id: one for one in list_samples(session, brand_ids=brand_ids) if one.probability is not None}


def _draw(row: DrawRow) -> Draw:
    return Draw(**{name: getattr(row, name) for name in Draw.__dataclass_fields__})


def _sample(row: SampleRow) -> Sample:
    values = {name: getattr(row, name) for name in Sample.__dataclass_fields__}
    return Sample(**{**values, "stratum": Stratum(row.stratum), "reasons": tuple(row.reasons)})
