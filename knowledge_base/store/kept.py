"""Kept questions: rows to values and back.  Each change moves the brand's version, which readers watch."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge_base.embedding import Vectors
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.store.tables import KeptQuestionRow, KeptVersionRow

_STORED = np.dtype("<f4")
_KEYS_AT_ONCE = 500


def keep_question(session: Session, kept: KeptQuestion) -> str:
    """Keep a question; what its source taught before is replaced.  Return the id under which it stands.

    The same question keeps its vector: only what was kept for it changes.
    """
    same_source = (KeptQuestionRow.brand_id == kept.brand_id, KeptQuestionRow.source == kept.source)
    known = session.scalars(select(KeptQuestionRow).where(*same_source)).first()
    sections = [[one.policy_id, list(one.heading)] for one in kept.sections]
    if known and (known.question, known.sections) == (kept.question, sections):
        return known.id
    row = KeptQuestionRow(
        id=kept.id,
        brand_id=kept.brand_id,
        origin=kept.origin,
        source=kept.source,
        question=kept.question,
        sections=sections,
        kept_at=kept.kept_at,
    )
    if known:  # a row is written once, so that readers never look at one again
        if known.question == kept.question:
            row.vector, row.embedder_id = known.vector, known.embedder_id
        session.delete(known)
        session.flush()
    session.add(row)
    session.flush()
    _move_version(session, kept.brand_id)
    return kept.id


def forget_source(session: Session, source: str) -> int:
    """Forget what one answer taught; return how many questions that were."""
    return _forget(session, KeptQuestionRow.source == source)


def forget_origin(session: Session, origin: str) -> int:
    """Forget all that was learned from one origin; return how many questions that were."""
    return _forget(session, KeptQuestionRow.origin == origin)


def forget_kept(session: Session, kept_id: str) -> int:
    """Forget one question; return how many questions that were: 1, or 0 for an unknown id."""
    return _forget(session, KeptQuestionRow.id == kept_id)


def forget_policy(session: Session, brand_id: str, policy_id: str) -> int:
    """Forget the sections of one policy; return how many questions had kept one."""
    rows = session.scalars(select(KeptQuestionRow).where(KeptQuestionRow.brand_id == brand_id)).all()
    touched = [row for row in rows if any(one == policy_id for one, _ in row.sections)]
    for row in touched:
        row.sections = [[one, heading] for one, heading in row.sections if one != policy_id]
        if not row.sections:
            session.delete(row)
    if touched:
        session.flush()
        _move_version(session, brand_id)
    return len(touched)


def find_kept(session: Session, kept_id: str) -> KeptQuestion | None:
    """Return one kept question."""
    row = session.scalars(select(KeptQuestionRow).where(KeptQuestionRow.id == kept_id)).first()
    return _kept(row) if row else None


def list_kept(
    session: Session, brand_ids: Collection[str] | None, *, before: str | None = None, limit: int = 50
) -> tuple[KeptQuestion, ...]:
    """Return kept questions of these brands (None: all), newest first."""
    query = select(KeptQuestionRow).order_by(KeptQuestionRow.seq.desc()).limit(limit)
    if brand_ids is not None:
        query = query.where(KeptQuestionRow.brand_id.in_(brand_ids))
    if before is not None:
        mark = select(KeptQuestionRow.seq).where(KeptQuestionRow.id == before).scalar_subquery()
        query = query.where(KeptQuestionRow.seq < mark)
    return tuple(_kept(row) for row in session.scalars(query))


def pending_of(session: Session, source: str) -> str | None:
    """Return the id of what a source taught if it has no vector yet."""
    query = select(KeptQuestionRow.id).where(KeptQuestionRow.source == source, KeptQuestionRow.vector.is_(None))
    return session.scalars(query).first()


def version_of(session: Session, brand_id: str) -> int:
    """Return a number that every change of the brand's kept questions moves."""
    return session.scalar(select(KeptVersionRow.version).where(KeptVersionRow.brand_id == brand_id)) or 0


def usable_rows(session: Session, brand_id: str, embedder_id: str) -> tuple[int, ...]:
    """Return the keys of the brand's kept questions that have a vector of this embedder, oldest first."""
    query = select(KeptQuestionRow.seq).where(
        KeptQuestionRow.brand_id == brand_id, KeptQuestionRow.embedder_id == embedder_id
    )
    return tuple(session.scalars(query.order_by(KeptQuestionRow.seq)))


def read_rows(session: Session, keys: Sequence[int]) -> dict[int, tuple[Vectors, tuple[Section, ...]]]:
    """Return vector and sections of kept questions, by key."""
    found: dict[int, tuple[Vectors, tuple[Section, ...]]] = {}
    for at in range(0, len(keys), _KEYS_AT_ONCE):
        query = select(KeptQuestionRow.seq, KeptQuestionRow.vector, KeptQuestionRow.sections)
        for seq, raw, sections in session.execute(query.where(KeptQuestionRow.seq.in_(keys[at : at + _KEYS_AT_ONCE]))):
            if raw is not None:
                found[seq] = np.frombuffer(raw, dtype=_STORED), _sections(sections)
    return found


def pending_rows(session: Session, embedder_id: str, *, limit: int) -> dict[int, str]:
    """Return questions without a vector of this embedder, by key, oldest first."""
    missing = or_(KeptQuestionRow.embedder_id.is_(None), KeptQuestionRow.embedder_id != embedder_id)
    query = select(KeptQuestionRow.seq, KeptQuestionRow.question).where(missing)
    found = session.execute(query.order_by(KeptQuestionRow.seq).limit(limit))
    return {row.seq: row.question for row in found}


def set_vectors(session: Session, embedder_id: str, vectors: Mapping[int, Vectors]) -> None:
    """Give kept questions their vectors; those that were forgotten meanwhile stay forgotten."""
    brands: set[str] = set()
    for seq, vector in vectors.items():
        changed = update(KeptQuestionRow).where(KeptQuestionRow.seq == seq)
        values = changed.values(vector=vector.astype(_STORED).tobytes(), embedder_id=embedder_id)
        brands.update(session.scalars(values.returning(KeptQuestionRow.brand_id)))
    for brand_id in sorted(brands):
        _move_version(session, brand_id)


def _forget(session: Session, which: ColumnElement[bool]) -> int:
    gone = session.scalars(delete(KeptQuestionRow).where(which).returning(KeptQuestionRow.brand_id)).all()
    for brand_id in sorted(set(gone)):
        _move_version(session, brand_id)
    return len(gone)


def _move_version(session: Session, brand_id: str) -> None:
    dialect = session.get_bind().dialect.name
    insert = sqlite.insert(KeptVersionRow) if dialect == "sqlite" else postgresql.insert(KeptVersionRow)
    moved = insert.values(brand_id=brand_id, version=1).on_conflict_do_update(
        index_elements=["brand_id"], set_={"version": KeptVersionRow.version + 1}
    )
    session.execute(moved)


def _sections(value: Sequence[Any]) -> tuple[Section, ...]:
    return tuple(Section(policy_id, tuple(heading)) for policy_id, heading in value)


def _kept(row: KeptQuestionRow) -> KeptQuestion:
    return KeptQuestion(
        id=row.id,
        brand_id=row.brand_id,
        origin=row.origin,
        source=row.source,
        question=row.question,
        sections=_sections(row.sections),
        kept_at=row.kept_at,
        is_used=row.vector is not None,
    )
