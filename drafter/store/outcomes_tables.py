"""Tables of what became of tickets: events of tickets and orders, and which tickets chance held back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from drafter.store.tables import ID, NAME
from knowledge_base.foundation.database import Base, UtcDateTime


class OutcomeEventRow(Base):
    """Something that happened to a ticket or an order, from its helpdesk or an imported file.

    ``id`` is made of what happened, so the same told twice is one row.  ``explanation`` says why an
    imported row belongs to nothing we know; such a row keeps neither order nor customer.
    """

    __tablename__ = "outcome_events"
    __table_args__ = (
        Index(None, "brand_id", "requester_key"),
        Index(None, "brand_id", "order_number"),
        Index(None, "brand_id", "source", "at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    kind: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    order_number: Mapped[str | None] = mapped_column(NAME)
    requester_key: Mapped[str | None] = mapped_column(NAME)
    amount: Mapped[str | None] = mapped_column(String(64))
    currency: Mapped[str | None] = mapped_column(String(64))
    score: Mapped[float | None]
    source: Mapped[str] = mapped_column(NAME)
    explanation: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HoldbackRow(Base):
    """What chance chose for a ticket when it first wanted a draft, and with which share; written once."""

    __tablename__ = "holdbacks"
    __table_args__ = (Index(None, "brand_id", "assigned_at"),)

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    share: Mapped[float]
    is_held_back: Mapped[bool]
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WaitingRow(Base):
    """An event that came before its ticket, once for each thing it is ``about``; ``place`` is a hash of that thing."""

    __tablename__ = "waiting_events"
    __table_args__ = (Index(None, "until"),)

    event_id: Mapped[str] = mapped_column(ID, primary_key=True)
    about: Mapped[str] = mapped_column(ID, primary_key=True)
    place: Mapped[str] = mapped_column(String(64), index=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    kind: Mapped[str] = mapped_column(NAME)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    order_number: Mapped[str | None] = mapped_column(NAME)
    amount: Mapped[str | None] = mapped_column(String(64))
    currency: Mapped[str | None] = mapped_column(String(64))
    score: Mapped[float | None]
    key: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
