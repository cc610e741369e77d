"""Tables of ladders and of what follows from them: versions, stages, things done, handovers.

Written once: a version's stage is read off its last event, whether a step is done off its
last tick.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drafter.store.tables import ID, NAME
from knowledge_base.foundation.database import Base, UtcDateTime


class LadderRow(Base):
    """A ladder: one for each brand and intent."""

    __tablename__ = "ladders"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LadderVersionRow(Base):
    """One version of a ladder, as JSON of ``ladder_values``."""

    __tablename__ = "ladder_versions"
    __table_args__ = (UniqueConstraint("ladder_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ladder_id: Mapped[str] = mapped_column(ForeignKey("ladders.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[str] = mapped_column(NAME)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LadderEventRow(Base):
    """A version changed its stage; the row with the highest ``seq`` is where it stands."""

    __tablename__ = "ladder_events"
    __table_args__ = (Index(None, "version_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("ladder_versions.id"))
    stage: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(NAME)
    actor_role: Mapped[str] = mapped_column(NAME)
    note: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StepTickRow(Base):
    """A thing to do of a draft was ticked, or the tick taken back; the last row of a number counts."""

    __tablename__ = "step_ticks"
    __table_args__ = (Index(None, "draft_id", "number", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    is_done: Mapped[bool]
    actor_id: Mapped[str] = mapped_column(NAME)
    actor_role: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HandoverRow(Base):
    """A ticket was handed over: why, and the note that went with it."""

    __tablename__ = "handovers"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    reason: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
