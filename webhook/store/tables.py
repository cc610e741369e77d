"""The tables of this room: connections, events, jobs, deliveries, accounts.

An event is written once.  Jobs, deliveries, accounts and worker beats change in place: they
are pointers to where work stands, not its record.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge_base.foundation.database import Base, UtcDateTime

ID = String(64)
NAME = String(255)
HASH = String(64)  # sha-256 in hexadecimal


class ConnectionRow(Base):
    """Our link to one helpdesk account.  ``operator_given`` names the options set on the command line.

    From ``heard_at`` on it is where the link stands: when a verified request last came, how far
    lost events were looked for, what went wrong last (None since something went well), and while
    two secrets count when a request last came under the newer.
    """

    __tablename__ = "connections"
    __table_args__ = (UniqueConstraint("brand_id", "name"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(NAME)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"))
    name: Mapped[str] = mapped_column(NAME)
    secrets: Mapped[list[str]] = mapped_column(JSON)
    options: Mapped[dict[str, str]] = mapped_column(JSON)
    operator_given: Mapped[list[str]] = mapped_column(JSON)
    path_segment: Mapped[str | None] = mapped_column(NAME)
    is_paused: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    old_secrets_end_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    polled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    polled_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    newest_secret_heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OrderSourceRow(Base):
    """Where a brand's orders are looked up; changed in place.  ``last_error`` is None since it answered."""

    __tablename__ = "order_sources"

    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(NAME)
    options: Mapped[dict[str, str]] = mapped_column(JSON)
    secret: Mapped[str] = mapped_column(Text)
    is_operators: Mapped[bool]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)


class EventRow(Base):
    """What a helpdesk sent, once: the primary key absorbs repeated deliveries."""

    __tablename__ = "events"

    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    event_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    id: Mapped[str] = mapped_column(ID, unique=True)
    kind: Mapped[str] = mapped_column(NAME)
    ticket_external_id: Mapped[str | None] = mapped_column(NAME)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    occurred_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class JobRow(Base):
    """One piece of background work and where it stands, whichever engine runs it."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state", "updated_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    subject_id: Mapped[str] = mapped_column(ID, index=True)
    state: Mapped[str] = mapped_column(NAME)
    attempt: Mapped[int]
    starts: Mapped[int]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkerBeatRow(Base):
    """The last sign of life of one worker process."""

    __tablename__ = "worker_beats"

    executor_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    host: Mapped[str] = mapped_column(NAME)
    version: Mapped[str] = mapped_column(NAME)
    is_warm: Mapped[bool]


class LeaseRow(Base):
    """Who alone may do a periodic task, and until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    holder: Mapped[str] = mapped_column(NAME)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryRow(Base):
    """One thing we show or send to a helpdesk; recorded before the call that does it."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("subject_id", "kind"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(NAME)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connections.id"))
    ticket_id: Mapped[str] = mapped_column(ID, index=True)
    marker: Mapped[str] = mapped_column(NAME, unique=True)
    state: Mapped[str] = mapped_column(NAME)
    ref: Mapped[str | None] = mapped_column(NAME)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserRow(Base):
    """A person who may sign in."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(NAME, unique=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(NAME)
    password_hash: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool]
    authority: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserBrandRow(Base):
    """A user sees this brand; a user without any row sees every brand."""

    __tablename__ = "user_brands"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id"), primary_key=True)


class SignInLinkRow(Base):
    """A link that signs a person in once; only its hash is kept."""

    __tablename__ = "sign_in_links"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SessionRow(Base):
    """Somebody is signed in; the cookie holds the signed id, the row says until when."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiTokenRow(Base):
    """A token for the JSON API; shown once, kept as a hash."""

    __tablename__ = "api_tokens"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    role: Mapped[str] = mapped_column(NAME)
    brand_id: Mapped[str | None] = mapped_column(ForeignKey("brands.id"))
    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntryRow(Base):
    """One act of a person or program on connections, jobs, accounts or tokens; written once.

    What is done to policies, ladders, drafts and reviews stands in tables of its own.  ``text``
    says what was done, without any secret.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "act", "actor_id"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[str] = mapped_column(NAME)
    act: Mapped[str] = mapped_column(NAME)
    text: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(NAME)
    brand_id: Mapped[str | None] = mapped_column(ID)


class IdempotencyRow(Base):
    """The first answer to a write, given again when the same key comes back."""

    __tablename__ = "idempotency_keys"

    actor_id: Mapped[str] = mapped_column(ID, primary_key=True)
    key: Mapped[str] = mapped_column(NAME, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(HASH)
    status: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class UnsavedTextRow(Base):
    """What one person typed of one policy and did not save yet; ``subject_id`` is the policy, or ``new``."""

    __tablename__ = "unsaved_texts"

    user_id: Mapped[str] = mapped_column(ID, primary_key=True)
    subject_id: Mapped[str] = mapped_column(ID, primary_key=True)
    base: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
