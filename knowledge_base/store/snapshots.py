"""Snapshots, the active pointer and the embedding cache: rows to values and back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge_base.embedding import Vectors
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Base
from knowledge_base.snapshots import Snapshot
from knowledge_base.store.tables import ActivationRow, ActiveSnapshotRow, EmbeddingRow, SnapshotRow

_KEYS_AT_ONCE = 500
_STORED = np.dtype("<f4")


def insert_snapshot(session: Session, snapshot: Snapshot) -> None:
    """Record a snapshot; one with this id, which has the same content, may be there already."""
    _insert_missing(
        session,
        SnapshotRow,
        [
            {
                "id": snapshot.id,
                "brand_id": snapshot.brand_id,
                "file_hash": snapshot.file_hash,
                "cutter": snapshot.cutter,
                "embedder_id": snapshot.embedder_id,
                "revisions": list(snapshot.revision_ids),
                "snippets": snapshot.snippets,
                "created_at": snapshot.created_at,
            }
        ],
    )


def activate_snapshot(session: Session, snapshot: Snapshot, *, actor: Actor, now: datetime) -> None:
    """Move the brand's pointer to a recorded snapshot."""
    row = session.get(ActiveSnapshotRow, snapshot.brand_id)
    if row is None:
        session.add(ActiveSnapshotRow(brand_id=snapshot.brand_id, snapshot_id=snapshot.id, moved_at=now))
    else:
        row.snapshot_id, row.moved_at = snapshot.id, now
    session.add(ActivationRow(brand_id=snapshot.brand_id, snapshot_id=snapshot.id, actor_id=actor.id, created_at=now))
    session.flush()


def lock_pointer(session: Session, brand_id: str) -> str | None:
    """Make others wait who want to move this brand's pointer; return the active snapshot's id."""
    query = select(ActiveSnapshotRow.snapshot_id).where(ActiveSnapshotRow.brand_id == brand_id)
    return session.scalar(query.with_for_update())


def active_snapshot(session: Session, brand_id: str) -> Snapshot | None:
    """Return the snapshot that a brand's searches read, None before the first publication."""
    query = select(SnapshotRow).join(ActiveSnapshotRow, ActiveSnapshotRow.snapshot_id == SnapshotRow.id)
    row = session.scalars(query.where(ActiveSnapshotRow.brand_id == brand_id)).first()
    return _snapshot(row) if row else None


def get_snapshot(session: Session, snapshot_id: str) -> Snapshot | None:
    """Return a snapshot's record."""
    row = session.get(SnapshotRow, snapshot_id)
    return _snapshot(row) if row else None


def files_with(session: Session, brand_id: str, revision_ids: Collection[str]) -> frozenset[str]:
    """Return the hashes of the files of snapshots that hold one of these wordings, but for the active one's."""
    current, wanted = active_snapshot(session, brand_id), set(revision_ids)
    rows = session.scalars(select(SnapshotRow).where(SnapshotRow.brand_id == brand_id))
    found = frozenset(row.file_hash for row in rows if wanted & {str(one) for one in row.revisions})
    return found - {current.file_hash} if current else found


def known_embeddings(session: Session, embedder_id: str, hashes: Sequence[str]) -> dict[str, Vectors]:
    """Return the stored vectors of these texts, by text hash; unknown ones are left out."""
    found: dict[str, Vectors] = {}
    for at in range(0, len(hashes), _KEYS_AT_ONCE):
        query = select(EmbeddingRow.text_hash, EmbeddingRow.vector).where(
            EmbeddingRow.embedder_id == embedder_id, EmbeddingRow.text_hash.in_(hashes[at : at + _KEYS_AT_ONCE])
        )
        found.update({key: np.frombuffer(raw, dtype=_STORED) for key, raw in session.execute(query)})
    return found


def insert_embeddings(session: Session, embedder_id: str, vectors: Mapping[str, Vectors]) -> None:
    """Keep vectors, by text hash; those that another process kept meanwhile stay as they are."""
    rows = [
        {"embedder_id": embedder_id, "text_hash": key, "vector": vector.astype(_STORED).tobytes()}
        for key, vector in vectors.items()
    ]
    for at in range(0, len(rows), _KEYS_AT_ONCE):
        _insert_missing(session, EmbeddingRow, rows[at : at + _KEYS_AT_ONCE])


def _insert_missing(session: Session, table: type[Base], rows: Iterable[Mapping[str, object]]) -> None:
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    session.execute(insert.values([dict(row) for row in rows]).on_conflict_do_nothing())


def _snapshot(row: SnapshotRow) -> Snapshot:
    return Snapshot(
        id=row.id,
        brand_id=row.brand_id,
        file_hash=row.file_hash,
        cutter=row.cutter,
        embedder_id=row.embedder_id,
        revision_ids=tuple(row.revisions),
        snippets=row.snippets,
        created_at=row.created_at,
    )
