"""The tables of automatic scores: fits, what they say of replies, and what reviewers saw of it.

Every row is written once and holds numbers only, so erasing a ticket's words leaves them as they are.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)


class AutomaticFitRow(Base):
    """One fit of a brand's automatic score, for one version of its scorecard."""

    __tablename__ = "automatic_fits"
    __table_args__ = (UniqueConstraint("brand_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    number: Mapped[int]
    scorecard_id: Mapped[str] = mapped_column(NAME)
    scorecard_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AutomaticScoreRow(Base):
    """What a fit says of one reply as it was measured then (``measured_id``: its edit, or the reply itself)."""

    __tablename__ = "automatic_scores"
    __table_args__ = (
        UniqueConstraint("subject_id", "measured_id", "fit_id"),
        Index(None, "brand_id", "scored_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    fit_id: Mapped[str] = mapped_column(ForeignKey("automatic_fits.id"), index=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    subject_id: Mapped[str] = mapped_column(ID)
    measured_id: Mapped[str] = mapped_column(ID)
    inputs: Mapped[list[Any]] = mapped_column(JSON)
    lines: Mapped[dict[str, Any]] = mapped_column(JSON)
    total: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    scored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewSightRow(Base):
    """What a reviewer saw of the automatic score before saving a review; ``share`` is the blind share of that day."""

    __tablename__ = "review_sights"

    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    score_id: Mapped[str | None] = mapped_column(ForeignKey("automatic_scores.id"))
    seen: Mapped[str] = mapped_column(NAME)
    share: Mapped[float]
