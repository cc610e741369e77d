"""The tables of this room.  Rows stay in ``store``; the other modules here turn them into values.

Written once, until a policy is deleted: policies, revisions, stage events, verifications, failures, snapshots,
activations and embeddings.  A revision's stage is read off its last stage event.  Only the active snapshot's pointer
changes in place.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)
SEQ = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only in an INTEGER key


class PolicyRow(Base):
    """One rule of one brand; ``source`` is the key of the file it was imported from.

    Of a deleted one the ids and steps stay, for what once cited it; its wordings are blank.
    """

    __tablename__ = "policies"
    __table_args__ = (UniqueConstraint("brand_id", "source"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ID, index=True)
    source: Mapped[str | None] = mapped_column(String(1024))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RevisionRow(Base):
    """One wording; ``source_hash`` says which content of the file it was imported from."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("policy_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    meta: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[str] = mapped_column(ID)
    note: Mapped[str | None] = mapped_column(Text)
    source_hash: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StageEventRow(Base):
    """One stage change; it says all that holds after it, so the last one is enough."""

    __tablename__ = "stage_events"
    __table_args__ = (Index(None, "revision_id", "seq"),)

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    revision_id: Mapped[str] = mapped_column(ForeignKey("revisions.id"))
    stage: Mapped[str] = mapped_column(NAME)
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    note: Mapped[str | None] = mapped_column(Text)
    approved_by: Mapped[str | None] = mapped_column(ID)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    effective_from: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VerificationRow(Base):
    """Somebody looked at a policy and said that this revision still holds; the last one counts."""

    __tablename__ = "verifications"
    __table_args__ = (Index(None, "policy_id", "seq"),)

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    number: Mapped[int]
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    note: Mapped[str | None] = mapped_column(Text)
    review_by: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublishFailureRow(Base):
    """A wording could not be published or retired; ``after_seq`` is the policy's last stage event then."""

    __tablename__ = "publish_failures"
    __table_args__ = (Index(None, "policy_id", "seq"),)

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    policy_id: Mapped[str] = mapped_column(ForeignKey("policies.id"))
    revision_id: Mapped[str] = mapped_column(ForeignKey("revisions.id"))
    after_seq: Mapped[int] = mapped_column(BigInteger)
    actor_id: Mapped[str] = mapped_column(ID)
    code: Mapped[str] = mapped_column(NAME)
    message: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SnapshotRow(Base):
    """One frozen set of published wordings; its file is named by ``file_hash``."""

    __tablename__ = "snapshots"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    brand_id: Mapped[str] = mapped_column(ID, index=True)
    file_hash: Mapped[str] = mapped_column(ID)
    cutter: Mapped[str] = mapped_column(NAME)
    embedder_id: Mapped[str] = mapped_column(NAME)
    revisions: Mapped[list[Any]] = mapped_column(JSON)
    snippets: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ActivationRow(Base):
    """One move of a brand's pointer: the record of what search read when."""

    __tablename__ = "activations"
    __table_args__ = (Index(None, "brand_id", "seq"),)

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    brand_id: Mapped[str] = mapped_column(ID)
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshots.id"))
    actor_id: Mapped[str] = mapped_column(ID)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ActiveSnapshotRow(Base):
    """The pointer: the snapshot that a brand's searches read."""

    __tablename__ = "active_snapshots"

    brand_id: Mapped[str] = mapped_column(ID, primary_key=True)
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshots.id"))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EmbeddingRow(Base):
    """One text's vector by one embedder: float32, little-endian, so that no text is embedded twice."""

    __tablename__ = "embeddings"

    embedder_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    text_hash: Mapped[str] = mapped_column(ID, primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class KeptQuestionRow(Base):
    """A question for which a person kept sections of the policies; its vector comes a moment later."""

    __tablename__ = "kept_questions"
    __table_args__ = (UniqueConstraint("brand_id", "source"), Index(None, "brand_id", "seq"))

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(ID, unique=True)
    brand_id: Mapped[str] = mapped_column(ID)
    origin: Mapped[str] = mapped_column(NAME, index=True)
    source: Mapped[str] = mapped_column(NAME, index=True)
    question: Mapped[str] = mapped_column(Text)
    sections: Mapped[list[Any]] = mapped_column(JSON)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    embedder_id: Mapped[str | None] = mapped_column(NAME)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptVersionRow(Base):
    """A number that each change of a brand's kept questions moves, for those who hold them in memory."""

    __tablename__ = "kept_versions"

    brand_id: Mapped[str] = mapped_column(ID, primary_key=True)
    version: Mapped[int]


class LintDecisionRow(Base):
    """What somebody decided about a warning; of one key the last decision counts."""

    __tablename__ = "lint_decisions"
    __table_args__ = (Index(None, "brand_id", "seq"),)

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=True)
    brand_id: Mapped[str] = mapped_column(ID)
    key: Mapped[str] = mapped_column(ID)
    decision: Mapped[str] = mapped_column(NAME)
    winner: Mapped[str | None] = mapped_column(ID)
    note: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(ID)
    actor_role: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


def create_tables(engine: Engine) -> None:
    """Create the tables of this room alone, for a throw-away database; a lasting one is migrated."""
    rows = (
        PolicyRow,
        RevisionRow,
        StageEventRow,
        VerificationRow,
        PublishFailureRow,
        SnapshotRow,
        ActivationRow,
        ActiveSnapshotRow,
        EmbeddingRow,
        KeptQuestionRow,
        KeptVersionRow,
        LintDecisionRow,
    )
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[row.__tablename__] for row in rows])
