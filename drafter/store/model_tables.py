"""The tables of the language model: what a brand set and spent, its prompt, its voice, the macros it may be shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drafter.store.tables import ID, NAME
from knowledge_base.foundation.database import Base, UtcDateTime


class ModelSettingsRow(Base):
    """A brand's model; changed in place."""

    __tablename__ = "model_settings"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    is_on: Mapped[bool]
    model: Mapped[str | None] = mapped_column(NAME)
    temperature: Mapped[float | None] = mapped_column(Float)
    max_completion_tokens: Mapped[int | None]
    prompt_price_usd_per_million: Mapped[float | None] = mapped_column(Float)
    completion_price_usd_per_million: Mapped[float | None] = mapped_column(Float)
    spend_cap_usd_micros: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ModelSpendRow(Base):
    """What a brand's model cost in one month (``2026-03``, UTC); counted up in place."""

    __tablename__ = "model_spend"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    month: Mapped[str] = mapped_column(NAME, primary_key=True)
    usd_micros: Mapped[int] = mapped_column(BigInteger)
    completions: Mapped[int]


class PromptTemplateRow(Base):
    """One wording of a brand's prompt; the newest counts.  Without a text it is the shipped one again."""

    __tablename__ = "prompt_templates"
    __table_args__ = (Index(None, "brand_id", "seq"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    text: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VoiceRow(Base):
    """One version of a brand's voice; a draft is changed in place until it is published, then never again."""

    __tablename__ = "voices"
    __table_args__ = (UniqueConstraint("brand_id", "number"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    number: Mapped[int]
    stage: Mapped[str] = mapped_column(NAME)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    publisher_id: Mapped[str | None] = mapped_column(ID)


class MacroRow(Base):
    """One saved reply as its helpdesk last showed it; changed in place."""

    __tablename__ = "macros"
    __table_args__ = (UniqueConstraint("connection_id", "external_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    connection_id: Mapped[str] = mapped_column(ID)
    external_id: Mapped[str] = mapped_column(NAME)
    title: Mapped[str] = mapped_column(NAME)
    text: Mapped[str] = mapped_column(Text)
    folder: Mapped[str | None] = mapped_column(NAME)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(NAME)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
