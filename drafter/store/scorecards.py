"""Scorecards of brands, each version once.  A brand without one of its own has ``DEFAULT_SCORECARD``, version 1."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from drafter.quality.scorecards import DEFAULT_SCORECARD, Criterion, Scorecard
from drafter.store.review_tables import ScorecardRow

_CRITERIA = TypeAdapter(tuple[Criterion, ...])


@dataclass(frozen=True)
class CardVersion:
    """One version of a brand's scorecard; ``published_at`` None is a draft that nobody scores with."""

    card: Scorecard
    brand_id: str
    actor_id: str
    saved_at: datetime
    published_at: datetime | None = None


def current_card(session: Session, brand_id: str) -> Scorecard:
    """Return the scorecard that reviewers of a brand fill now."""
    row = session.scalars(
        _of(brand_id).where(ScorecardRow.published_at.is_not(None)).order_by(ScorecardRow.version.desc()).limit(1)
    ).first()
    return _version(row).card if row else DEFAULT_SCORECARD


def card_of(session: Session, brand_id: str, card_id: str, version: int) -> Scorecard | None:
    """Return a scorecard as it stood when a review was filled."""
    if card_id == DEFAULT_SCORECARD.id:
        return DEFAULT_SCORECARD
    row = session.scalars(_of(brand_id).where(ScorecardRow.version == version)).first()
    return _version(row).card if row else None


def versions_of(session: Session, brand_id: str) -> tuple[CardVersion, ...]:
    """Return a brand's own versions, newest first, a draft among them; the default one is not listed."""
    rows = session.scalars(_of(brand_id).order_by(ScorecardRow.version.desc()))
    return tuple(_version(row) for row in rows)


def draft_of(session: Session, brand_id: str) -> CardVersion | None:
    """Return the version that somebody is still writing."""
    row = session.scalars(_of(brand_id).where(ScorecardRow.published_at.is_(None))).first()
    return _version(row) if row else None


def save_version(session: Session, version: CardVersion) -> None:
    """Add a draft version, or change it while it is one."""
    card = version.card
    row = session.scalars(_of(version.brand_id).where(ScorecardRow.version == card.version)).first()
    if row is None:
        row = ScorecardRow(id=card.id, brand_id=version.brand_id, version=card.version)
        session.add(row)
    row.name, row.criteria = card.name, _CRITERIA.dump_python(card.criteria, mode="json")
    row.actor_id, row.saved_at, row.published_at = version.actor_id, version.saved_at, version.published_at
    session.flush()


def _of(brand_id: str) -> Select[ScorecardRow]:
    return select(ScorecardRow).where(ScorecardRow.brand_id == brand_id)


def _version(row: ScorecardRow) -> CardVersion:
    card = Scorecard(row.id, row.name, row.version, _CRITERIA.validate_python(row.criteria))
    return CardVersion(card, row.brand_id, row.actor_id, row.saved_at, row.published_at)
