"""The tables of this room.  Rows stay in ``store``; the other modules here turn them into values.

Written once: messages, draft texts and their citations, draft events, decisions, replies, edits, reviews.  A
status is read off the last event.  Only brands, tickets and replays change in place: a ticket
is our copy of what the helpdesk says now, a replay says how far it is.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)


class BrandRow(Base):
    """One brand; ``settings`` holds voice, languages and links."""

    __tablename__ = "brands"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    slug: Mapped[str] = mapped_column(NAME, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketRow(Base):
    """One ticket as its helpdesk last described it."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        Index(None, "brand_id", "updated_at"),
        Index(None, "brand_id", "requester_key"),
        Index(None, "brand_id", "order_number"),
        Index(None, "brand_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    connection_id: Mapped[str] = mapped_column(ID)
    external_id: Mapped[str] = mapped_column(NAME, index=True)
    subject: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(NAME)
    language: Mapped[str | None] = mapped_column(NAME)
    status: Mapped[str] = mapped_column(NAME)
    assignee: Mapped[str | None] = mapped_column(NAME)
    priority: Mapped[str | None] = mapped_column(NAME)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    no_draft_reason: Mapped[str | None] = mapped_column(Text)
    requester_key: Mapped[str | None] = mapped_column(NAME)
    order_number: Mapped[str | None] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MessageRow(Base):
    """One turn of a ticket, under the helpdesk's id."""

    __tablename__ = "messages"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    external_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    position: Mapped[int]
    author: Mapped[str] = mapped_column(NAME)
    author_id: Mapped[str | None] = mapped_column(NAME)
    author_name: Mapped[str | None] = mapped_column(NAME)
    is_public: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DraftRow(Base):
    """A draft was asked for: ordinal 0 is the automatic one for a newest message."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("ticket_id", "newest_message_id", "ordinal"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    newest_message_id: Mapped[str] = mapped_column(NAME)
    ordinal: Mapped[int]
    steer: Mapped[str | None] = mapped_column(Text)
    rung: Mapped[str | None] = mapped_column(NAME)
    authority: Mapped[int | None]
    actor_id: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftEventRow(Base):
    """A draft changed its status.  The row with the highest ``seq`` is where it stands."""

    __tablename__ = "draft_events"
    __table_args__ = (Index(None, "draft_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    status: Mapped[str] = mapped_column(NAME)
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftTextRow(Base):
    """What was drafted, with everything it rests on; written once."""

    __tablename__ = "draft_texts"

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(NAME)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CitationRow(Base):
    """One snippet that a draft cites; written with its text, so that use can be counted."""

    __tablename__ = "draft_citations"
    __table_args__ = (Index(None, "policy_id", "draft_id"),)

    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    snippet_id: Mapped[str] = mapped_column(ID, primary_key=True)
    policy_id: Mapped[str] = mapped_column(ID)
    revision_id: Mapped[str] = mapped_column(ID)


class DecisionRow(Base):
    """One act of a person on a draft."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("draft_id", "idempotency_key"),
        Index(None, "draft_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(ID, unique=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    kind: Mapped[str] = mapped_column(NAME)
    text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    findings: Mapped[list[Any] | None] = mapped_column(JSON)
    acknowledged: Mapped[list[Any] | None] = mapped_column(JSON)
    actor_id: Mapped[str] = mapped_column(NAME)
    actor_role: Mapped[str] = mapped_column(NAME)
    idempotency_key: Mapped[str | None] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplyRow(Base):
    """A public reply a person sent.  ``pairing`` says what it is to a draft."""

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("ticket_id", "external_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    external_id: Mapped[str] = mapped_column(NAME)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    pairing: Mapped[str] = mapped_column(NAME)
    text: Mapped[str] = mapped_column(Text)
    agent_id: Mapped[str | None] = mapped_column(NAME)
    agent_name: Mapped[str | None] = mapped_column(NAME)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EditRow(Base):
    """Draft against sent text, measured.  The last row of a draft counts."""

    __tablename__ = "edits"
    __table_args__ = (Index(None, "draft_id", "seq"), Index(None, "brand_id", "seq"), Index(None, "brand_id", "id"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(ID, unique=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    decision_id: Mapped[str | None] = mapped_column(ID)
    reply_id: Mapped[str | None] = mapped_column(ID)
    outcome: Mapped[str] = mapped_column(NAME)
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)
    findings: Mapped[list[Any] | None] = mapped_column(JSON)
    sent_text: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(NAME)
    actor_name: Mapped[str | None] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReviewRow(Base):
    """One filled scorecard for one reply by one reviewer: of an edit, or of a reply without a draft.

    ``sample_id`` and ``probability`` are those with which the reply was drawn; none where it was picked by hand.
    """

    __tablename__ = "reviews"
    __table_args__ = (Index(None, "brand_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    edit_id: Mapped[str | None] = mapped_column(ForeignKey("edits.id"), index=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    reply_id: Mapped[str | None] = mapped_column(ID, index=True)
    ticket_id: Mapped[str | None] = mapped_column(ID)
    sample_id: Mapped[str | None] = mapped_column(ID, index=True)
    probability: Mapped[float | None]
    is_wrong: Mapped[bool | None]
    scorecard_id: Mapped[str] = mapped_column(NAME)
    scorecard_version: Mapped[int]
    ratings: Mapped[dict[str, Any]] = mapped_column(JSON)
    score: Mapped[float | None]
    note: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplayRow(Base):
    """One run over past tickets for a candidate; like a job's row it says how far it is."""

    __tablename__ = "replays"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    policy_id: Mapped[str] = mapped_column(ID, index=True)
    revision_id: Mapped[str] = mapped_column(ID, index=True)
    tickets: Mapped[int]
    uses_model: Mapped[bool]
    state: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    total: Mapped[int | None]
    looked_at: Mapped[int]
    found: Mapped[int]
    changed: Mapped[int]
    skipped: Mapped[int]
    cost_usd_micros: Mapped[int] = mapped_column(BigInteger)
    active_snapshot_id: Mapped[str | None] = mapped_column(ID)
    last_ticket_id: Mapped[str | None] = mapped_column(ID)
    error: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReplayItemRow(Base):
    """A ticket that a candidate touches, with both redrafts.  They never reach a helpdesk."""

    __tablename__ = "replay_items"

    replay_id: Mapped[str] = mapped_column(ForeignKey("replays.id"), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    flips: Mapped[list[Any]] = mapped_column(JSON)
    is_changed: Mapped[bool]
    had_cited: Mapped[bool]


class RedraftRow(Base):
    """A redraft under the name of all that it follows from: a cache."""

    __tablename__ = "redrafts"

    key: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReplaySignatureRow(Base):
    """Somebody has read a replay; one row for each person."""

    __tablename__ = "replay_signatures"

    replay_id: Mapped[str] = mapped_column(ForeignKey("replays.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor_role: Mapped[str] = mapped_column(NAME)
    note: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProposalRow(Base):
    """What agents' edits or unanswered questions suggest for the policies; computed anew, decided once.

    ``evidence`` and ``text`` are words of tickets and replies, blanked with them.
    """

    __tablename__ = "proposals"
    __table_args__ = (Index(None, "brand_id", "state"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    kind: Mapped[str] = mapped_column(NAME)
    state: Mapped[str] = mapped_column(NAME)
    text: Mapped[str] = mapped_column(Text)
    marked: Mapped[str] = mapped_column(Text)
    tickets: Mapped[int]
    agents: Mapped[int]
    evidence: Mapped[list[Any]] = mapped_column(JSON)
    facts: Mapped[list[Any]] = mapped_column(JSON)
    snippet_id: Mapped[str | None] = mapped_column(ID)
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str | None] = mapped_column(NAME)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    revision_id: Mapped[str | None] = mapped_column(ID)


class PairJudgementRow(Base):
    """Somebody said which of two unlike replies to like tickets follows the policy; the last word counts."""

    __tablename__ = "pair_judgements"
    __table_args__ = (Index(None, "first_id", "second_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), index=True)
    first_id: Mapped[str] = mapped_column(ID)
    second_id: Mapped[str] = mapped_column(ID)
    verdict: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
