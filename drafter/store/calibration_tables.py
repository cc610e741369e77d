"""The tables of calibration sessions: what is rated, blind ratings, and what was agreed on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)


class CalibrationRow(Base):
    """One session: its replies (edits), its raters, and the scorecard as it stood."""

    __tablename__ = "calibrations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    edit_ids: Mapped[list[Any]] = mapped_column(JSON)
    rater_ids: Mapped[list[Any]] = mapped_column(JSON)
    scorecard: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CalibrationRatingRow(Base):
    """One rater's blind ratings of one reply; the last row counts."""

    __tablename__ = "calibration_ratings"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    calibration_id: Mapped[str] = mapped_column(ForeignKey("calibrations.id"), index=True)
    edit_id: Mapped[str] = mapped_column(ID)
    rater_id: Mapped[str] = mapped_column(NAME)
    ratings: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgreedRatingRow(Base):
    """What the raters agreed on for one criterion of one reply, and why; the last row counts."""

    __tablename__ = "agreed_ratings"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    calibration_id: Mapped[str] = mapped_column(ForeignKey("calibrations.id"), index=True)
    edit_id: Mapped[str] = mapped_column(ID)
    criterion: Mapped[str] = mapped_column(NAME)
    rating: Mapped[float]
    reason: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
