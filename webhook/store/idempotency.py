"""Idempotency keys: a write is claimed under its key, and its first answer is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import insert_into, is_written
from webhook.store.tables import IdempotencyRow

UNFINISHED = 0


@dataclass(frozen=True)
class KeptAnswer:
    """What is kept under a key; ``status`` UNFINISHED while the first request still runs."""

    fingerprint: str
    status: int
    body: dict[str, Any]
    created_at: datetime


def claim_key(session: Session, actor_id: str, key: str, fingerprint: str, *, now: datetime) -> bool:
    """Claim a key for one request; False when it was claimed before."""
    statement = (
        insert_into(session, IdempotencyRow)
        .values(actor_id=actor_id, key=key, fingerprint=fingerprint, status=UNFINISHED, body={}, created_at=now)
        .on_conflict_do_nothing(index_elements=["actor_id", "key"])
    )
    return is_written(session, statement, IdempotencyRow.key)


def find_answer(session: Session, actor_id: str, key: str) -> KeptAnswer | None:
    """Return what is kept under a key."""
    row = session.get(IdempotencyRow, (actor_id, key))
    return KeptAnswer(row.fingerprint, row.status, row.body, row.created_at) if row else None


def keep_answer(session: Session, actor_id: str, key: str, *, status: int, body: dict[str, Any]) -> None:
    """Keep the answer to the request that claimed a key."""
    session.execute(
        update(IdempotencyRow)
        .where(IdempotencyRow.actor_id == actor_id, IdempotencyRow.key == key)
        .values(status=status, body=body)
    )


def release_key(session: Session, actor_id: str, key: str) -> None:
    """Give a key back whose request failed, so that it may be tried again."""
    session.execute(
        delete(IdempotencyRow).where(
            IdempotencyRow.actor_id == actor_id, IdempotencyRow.key == key, IdempotencyRow.status == UNFINISHED
        )
    )


def forget_answers(session: Session, *, before: datetime) -> None:
    """Forget keys that were claimed before a moment."""
    session.execute(delete(IdempotencyRow).where(IdempotencyRow.created_at < before))
