"""The tables of imports.  Origins and what a policy was last seen in are pointers and change in place."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime
from knowledge_base.store.tables import ID, NAME


class ImportOriginRow(Base):
    """A folder, file, page or help centre that a brand's policies come from."""

    __tablename__ = "import_origins"
    __table_args__ = (UniqueConstraint("brand_id", "kind", "location", "locale"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(NAME)
    location: Mapped[str] = mapped_column(String(1024))
    locale: Mapped[str] = mapped_column(NAME)
    every_hours: Mapped[int | None]
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    is_operator_given: Mapped[bool]
    is_listed: Mapped[bool]
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicyOriginRow(Base):
    """The origin that a policy was last seen in, and since when it is missing there."""

    __tablename__ = "policy_origins"

    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"), primary_key=True)
    origin_id: Mapped[str] = mapped_column(ForeignKey("import_origins.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vanished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRunRow(Base):
    """One import and what it did; written once it has ended, but for its state."""

    __tablename__ = "import_runs"
    __table_args__ = (Index(None, "origin_id", "started_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    origin_id: Mapped[str] = mapped_column(ForeignKey("import_origins.id"))
    state: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    items: Mapped[list[Any]] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
