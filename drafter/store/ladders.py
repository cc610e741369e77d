"""Ladders, their versions and stages: rows to values and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.errors import LadderNotFoundError
from drafter.ladder_values import ladder_value, read_ladder
from drafter.ladder_versions import LadderOverview, LadderVersion
from drafter.ladders import Ladder
from drafter.store.ladder_tables import LadderEventRow, LadderRow, LadderVersionRow
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Stage


def insert_ladder(session: Session, ladder_id: str, brand_id: str, *, now: datetime) -> None:
    """Record a new ladder; its first version follows in the same transaction."""
    session.add(LadderRow(id=ladder_id, brand_id=brand_id, created_at=now))
    session.flush()


def insert_version(
    session: Session, version_id: str, ladder: Ladder, *, actor: Actor, now: datetime, note: str | None
) -> None:
    """Record a version in stage ``draft``; ``ladder.version`` is its number."""
    session.add(
        LadderVersionRow(
            id=version_id,
            ladder_id=ladder.id,
            number=ladder.version,
            content=ladder_value(ladder),
            author_id=actor.id,
            note=note,
            created_at=now,
        )
    )
    session.flush()
    record_stage(session, version_id, Stage.DRAFT, actor=actor, now=now, note=note)


def record_stage(
    session: Session,
    version_id: str,
    stage: Stage,
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    approved_by: str | None = None,
) -> None:
    """Record a stage change."""
    session.add(
        LadderEventRow(
            version_id=version_id,
            stage=stage.value,
            actor_id=actor.id,
            actor_role=actor.role,
            note=note,
            approved_by=approved_by,
            created_at=now,
        )
    )
    session.flush()


def lock_ladder(session: Session, ladder_id: str) -> None:
    """Make others wait who want to change this ladder.  Raises LadderNotFoundError."""
    if session.scalar(select(LadderRow.id).where(LadderRow.id == ladder_id).with_for_update()) is None:
        raise LadderNotFoundError(f"No ladder has the id {ladder_id!r}.")


def get_ladder(session: Session, ladder_id: str) -> LadderOverview:
    """Return a ladder with all its versions, newest first.  Raises LadderNotFoundError."""
    row = session.get(LadderRow, ladder_id)
    if row is None:
        raise LadderNotFoundError(f"No ladder has the id {ladder_id!r}.")
    return _overviews(session, [row])[0]


def list_ladders(session: Session, *, brand_ids: Sequence[str] | None = None) -> tuple[LadderOverview, ...]:
    """Return ladders with their versions, by brand and intent."""
    query = select(LadderRow)
    if brand_ids is not None:
        query = query.where(LadderRow.brand_id.in_(brand_ids))
    found = _overviews(session, session.scalars(query).all())
    return tuple(sorted(found, key=lambda one: (one.brand_id, one.newest.ladder.intent.casefold())))


def live_ladders(session: Session, brand_id: str) -> tuple[Ladder, ...]:
    """Return the ladders of a brand that drafts use, each in its published version, by intent.

    Each draft asks for them, so earlier versions, of which there may be many, are not read.
    """
    newest = select(func.max(LadderEventRow.seq)).group_by(LadderEventRow.version_id)
    query = (
        select(LadderVersionRow)
        .join(LadderRow, LadderRow.id == LadderVersionRow.ladder_id)
        .join(LadderEventRow, LadderEventRow.version_id == LadderVersionRow.id)
        .where(LadderRow.brand_id == brand_id, LadderEventRow.stage == Stage.PUBLISHED.value)
        .where(LadderEventRow.seq.in_(newest))
        .order_by(LadderVersionRow.number)  # of two that are published the newer one counts
    )
    live = {row.ladder_id: row for row in session.scalars(query)}
    ladders = [
        read_ladder(row.content, ladder_id=row.ladder_id, brand_id=brand_id, version=row.number)
        for row in live.values()
    ]
    return tuple(sorted(ladders, key=lambda one: (one.intent.casefold(), one.id)))


def _overviews(session: Session, rows: Sequence[LadderRow]) -> list[LadderOverview]:
    ids = [row.id for row in rows]
    brands = {row.id: row.brand_id for row in rows}
    versions = session.scalars(
        select(LadderVersionRow)
        .where(LadderVersionRow.ladder_id.in_(ids))
        .order_by(LadderVersionRow.ladder_id, LadderVersionRow.number.desc())
    ).all()
    events: dict[str, list[LadderEventRow]] = {}
    wanted = select(LadderEventRow).where(LadderEventRow.version_id.in_([one.id for one in versions]))
    for event in session.scalars(wanted.order_by(LadderEventRow.seq)):
        events.setdefault(event.version_id, []).append(event)
    found: dict[str, list[LadderVersion]] = {}
    for version in versions:
        found.setdefault(version.ladder_id, []).append(_version(version, brands[version.ladder_id], events[version.id]))
    return [LadderOverview(row.id, row.brand_id, tuple(found[row.id])) for row in rows]


def _version(row: LadderVersionRow, brand_id: str, events: Sequence[LadderEventRow]) -> LadderVersion:
    last = events[-1]
    published = next((one.created_at for one in reversed(events) if one.stage == Stage.PUBLISHED.value), None)
    content: dict[str, Any] = row.content
    return LadderVersion(
        id=row.id,
        ladder=read_ladder(content, ladder_id=row.ladder_id, brand_id=brand_id, version=row.number),
        stage=Stage(last.stage),
        author_id=row.author_id,
        note=row.note,
        created_at=row.created_at,
        approved_by=last.approved_by,
        published_at=published,
    )
