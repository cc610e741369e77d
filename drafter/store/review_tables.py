"""The tables of reviewing: draws and their samples, scorecards, disputes, comments, a person's verdicts.

Written once, but for three: who a sample is assigned to, a scorecard's version while it is no
more than a draft, and how a dispute was decided.  Texts are blanked with their ticket.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)


class DrawRow(Base):
    """One drawing from a brand's replies sent in [since, until); ``population`` is how many there were."""

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("brand_id", "since"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    population: Mapped[int]
    places: Mapped[int]
    seed: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(NAME)
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SampleRow(Base):
    """One reply that somebody is to review: drawn, or picked by hand (no probability, no draw).

    ``draft_id`` is set for a reply made from a draft, ``reply_id`` for one without.
    """

    __tablename__ = "samples"
    __table_args__ = (Index(None, "brand_id", "drawn_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    draw_id: Mapped[str | None] = mapped_column(ForeignKey("draws.id"), index=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    reply_id: Mapped[str | None] = mapped_column(ForeignKey("replies.id"), index=True)
    stratum: Mapped[str] = mapped_column(NAME)
    probability: Mapped[float | None]
    seed: Mapped[str] = mapped_column(NAME)
    reasons: Mapped[list[Any]] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(NAME)
    agent_id: Mapped[str | None] = mapped_column(NAME)
    tenure_days: Mapped[int | None]
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assigned_to: Mapped[str | None] = mapped_column(NAME)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ScorecardRow(Base):
    """One version of a brand's scorecard.  A draft may change; a published version never does."""

    __tablename__ = "scorecards"
    __table_args__ = (UniqueConstraint("brand_id", "version"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(ID)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(NAME)
    criteria: Mapped[list[Any]] = mapped_column(JSON)
    actor_id: Mapped[str] = mapped_column(NAME)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DisputeRow(Base):
    """A reviewed agent disagrees; another person than the reviewer decides.  The first score stays."""

    __tablename__ = "disputes"
    __table_args__ = (UniqueConstraint("review_id"), Index(None, "brand_id", "raised_at"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    review_id: Mapped[str] = mapped_column(ForeignKey("reviews.id"))
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    text: Mapped[str] = mapped_column(Text)
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    raised_by: Mapped[str] = mapped_column(NAME)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ratings: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    score: Mapped[float | None]
    is_wrong: Mapped[bool | None]
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(NAME)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CommentRow(Base):
    """One comment under a reply; ``parent_id`` is the comment it answers."""

    __tablename__ = "review_comments"
    __table_args__ = (Index(None, "ticket_id", "subject_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    subject_id: Mapped[str] = mapped_column(ID)
    parent_id: Mapped[str | None] = mapped_column(ID)
    text: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VerdictRow(Base):
    """What a person decided an edit was: kinds and severity.  The suggestion stays in the edit; the last row counts."""

    __tablename__ = "edit_verdicts"
    __table_args__ = (Index(None, "draft_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    categories: Mapped[list[Any]] = mapped_column(JSON)
    severity: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
