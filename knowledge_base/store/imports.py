"""Origins, what was seen in them, and imports: rows to values and back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import insert_new
from knowledge_base.origins import ImportRun, ItemKind, Origin, OriginKind, RunItem, RunState, Vanished
from knowledge_base.store.import_tables import ImportOriginRow, ImportRunRow, PolicyOriginRow
from knowledge_base.store.policies import get_policy
from knowledge_base.store.tables import PolicyRow

_IDS_AT_ONCE = 500
MOST_ITEMS = 3000  # lines of one import's result that are kept; the counts say the rest


def ensure_origin(session: Session, origin: Origin, *, actor: Actor, now: datetime) -> Origin:
    """Return the brand's origin of this kind and place, recorded with the given id where there is none."""
    values = {
        "id": origin.id,
        "brand_id": origin.brand_id,
        "kind": origin.kind.value,
        "location": origin.location,
        "locale": origin.locale,
        "every_hours": None,
        "next_at": None,
        "is_operator_given": origin.is_operator_given,
        "is_listed": True,
        "created_by": actor.id,
        "created_at": now,
    }
    insert_new(session, ImportOriginRow, values, key=("brand_id", "kind", "location", "locale"))
    where = [getattr(ImportOriginRow, name) == values[name] for name in ("brand_id", "kind", "location", "locale")]
    row = session.scalars(select(ImportOriginRow).where(*where)).one()
    row.is_listed = True
    row.is_operator_given = row.is_operator_given or origin.is_operator_given
    session.flush()
    return _origin(row)


def get_origin(session: Session, origin_id: str) -> Origin:
    """Return an origin.  Raises PolicyNotFoundError."""
    row = session.get(ImportOriginRow, origin_id)
    if row is None:
        raise PolicyNotFoundError(f"No source of policies has the id {origin_id[:64]!r}.")
    return _origin(row)


def list_origins(
    session: Session, *, brand_ids: Collection[str] | None = None, kinds: Collection[OriginKind] = tuple(OriginKind)
) -> tuple[Origin, ...]:
    """Return origins that were not removed, oldest first."""
    query = select(ImportOriginRow).where(
        ImportOriginRow.is_listed.is_(True), ImportOriginRow.kind.in_([kind.value for kind in kinds])
    )
    if brand_ids is not None:
        query = query.where(ImportOriginRow.brand_id.in_(brand_ids))
    return tuple(_origin(row) for row in session.scalars(query.order_by(ImportOriginRow.id)))


def schedule_origin(session: Session, origin_id: str, *, every_hours: int | None, next_at: datetime | None) -> None:
    """Record how often an origin is fetched, and when next."""
    values = {"every_hours": every_hours, "next_at": next_at}
    session.execute(update(ImportOriginRow).where(ImportOriginRow.id == origin_id).values(**values))


def remove_origin(session: Session, origin_id: str) -> None:
    """Fetch an origin no more; its policies stay, and are no longer missed there."""
    values = {"is_listed": False, "every_hours": None, "next_at": None}
    session.execute(update(ImportOriginRow).where(ImportOriginRow.id == origin_id).values(**values))
    session.execute(delete(PolicyOriginRow).where(PolicyOriginRow.origin_id == origin_id))


def due_origins(session: Session, *, now: datetime) -> tuple[Origin, ...]:
    """Return the origins that are to be fetched by now, the longest due first."""
    query = select(ImportOriginRow).where(ImportOriginRow.next_at <= now, ImportOriginRow.is_listed.is_(True))
    return tuple(_origin(row) for row in session.scalars(query.order_by(ImportOriginRow.next_at)))


def claim_due(session: Session, origin: Origin, *, next_at: datetime) -> bool:
    """Move an origin's next fetch; False where another process did so already."""
    where = (ImportOriginRow.id == origin.id) & (ImportOriginRow.next_at == origin.next_at)
    moved = session.scalars(
        update(ImportOriginRow).where(where).values(next_at=next_at).returning(ImportOriginRow.id)
    ).all()
    return bool(moved)


def note_seen(session: Session, policy_ids: Collection[str], origin: Origin, *, now: datetime) -> None:
    """Record that an origin has these policies.

    A lone file does not take a policy away from the folder or help centre that it was seen in.
    """
    for policy_id in policy_ids:
        row = session.get(PolicyOriginRow, policy_id)
        if row is None:
            session.add(PolicyOriginRow(policy_id=policy_id, origin_id=origin.id, seen_at=now, vanished_at=None))
            continue
        row.seen_at, row.vanished_at = now, None
        if origin.holds_many:
            row.origin_id = origin.id
    session.flush()


def mark_vanished(
    session: Session, origin: Origin, *, present: Collection[str], refused: Collection[str], now: datetime
) -> tuple[Vanished, ...]:
    """Mark the policies of an origin that it no longer has, and return those that are marked anew.

    ``present`` are ids of policies that were seen; ``refused`` are keys that are there but
    cannot be read: those, and what they hold, are not missing.
    """
    query = (
        select(PolicyOriginRow, PolicyRow)
        .join(PolicyRow, PolicyRow.id == PolicyOriginRow.policy_id)
        .where(PolicyOriginRow.origin_id == origin.id, PolicyOriginRow.vanished_at.is_(None))
    )
    here = set(present)
    marked = []
    for seen, policy in session.execute(query).all():
        if policy.id in here or _is_refused(policy.source or "", refused):
            continue
        if (known := get_policy(session, policy.id)).is_retired:
            continue
        seen.vanished_at = now
        marked.append(Vanished(policy.id, known.title, policy.source or "", policy.brand_id, origin, now))
    session.flush()
    return tuple(marked)


def list_vanished(
    session: Session, *, brand_ids: Collection[str] | None = None, limit: int = 1000
) -> tuple[Vanished, ...]:
    """Return the policies that are put up for retirement because their origin no longer has them."""
    query = (
        select(PolicyOriginRow, PolicyRow, ImportOriginRow)
        .join(PolicyRow, PolicyRow.id == PolicyOriginRow.policy_id)
        .join(ImportOriginRow, ImportOriginRow.id == PolicyOriginRow.origin_id)
        .where(PolicyOriginRow.vanished_at.is_not(None))
        .order_by(PolicyOriginRow.vanished_at, PolicyRow.id)
        .limit(limit)
    )
    if brand_ids is not None:
        query = query.where(PolicyRow.brand_id.in_(brand_ids))
    found = []
    for seen, policy, origin in session.execute(query).all():
        known = get_policy(session, policy.id)
        if not known.is_retired and seen.vanished_at is not None:
            found.append(
                Vanished(
                    policy.id, known.title, policy.source or "", policy.brand_id, _origin(origin), seen.vanished_at
                )
            )
    return tuple(found)


def vanished_since(session: Session, policy_ids: Sequence[str]) -> Mapping[str, datetime]:
    """Return, for those of these policies that their origin no longer has, since when."""
    found: dict[str, datetime] = {}
    wanted = list(dict.fromkeys(policy_ids))
    for at in range(0, len(wanted), _IDS_AT_ONCE):
        query = select(PolicyOriginRow.policy_id, PolicyOriginRow.vanished_at).where(
            PolicyOriginRow.policy_id.in_(wanted[at : at + _IDS_AT_ONCE]), PolicyOriginRow.vanished_at.is_not(None)
        )
        found.update({policy_id: since for policy_id, since in session.execute(query) if since is not None})
    return found


def forget_origin(session: Session, policy_id: str) -> None:
    """Let a policy stand by itself: no origin is asked for it any more."""
    session.execute(delete(PolicyOriginRow).where(PolicyOriginRow.policy_id == policy_id))


def add_run(
    session: Session, run_id: str, origin: Origin, state: RunState, *, actor: Actor, now: datetime
) -> ImportRun:
    """Record that an import was started or queued."""
    row = ImportRunRow(
        id=run_id,
        origin_id=origin.id,
        state=state.value,
        actor_id=actor.id,
        actor_role=actor.role,
        counts={},
        items=[],
        error=None,
        started_at=now,
        finished_at=None,
    )
    session.add(row)
    session.flush()
    return _run(row, origin)


def note_run(session: Session, run_id: str, state: RunState, *, error: str | None = None) -> None:
    """Record where an import stands that has not ended."""
    session.execute(update(ImportRunRow).where(ImportRunRow.id == run_id).values(state=state.value, error=error))


def finish_run(session: Session, run_id: str, items: Sequence[RunItem], *, unchanged: int, now: datetime) -> None:
    """Record what an import did."""
    counts: dict[str, int] = {ItemKind.UNCHANGED.value: unchanged}
    for item in items:
        counts[item.kind.value] = counts.get(item.kind.value, 0) + 1
    row = session.get_one(ImportRunRow, run_id)
    row.state, row.finished_at, row.error = RunState.DONE.value, now, None
    row.counts, row.items = counts, [asdict(item) for item in items[:MOST_ITEMS]]
    session.flush()


def fail_run(session: Session, run_id: str, error: str, *, now: datetime) -> None:
    """Record that an import ended without a result; what it said last stays where it says more."""
    row = session.get(ImportRunRow, run_id)
    if row is not None and row.state != RunState.DONE.value:
        row.state, row.finished_at, row.error = RunState.FAILED.value, now, row.error or error
        session.flush()


def get_run(session: Session, run_id: str) -> ImportRun:
    """Return an import.  Raises PolicyNotFoundError."""
    row = session.get(ImportRunRow, run_id)
    if row is None:
        raise PolicyNotFoundError(f"No import has the id {run_id[:64]!r}.")
    return _run(row, get_origin(session, row.origin_id))


def actor_of_run(session: Session, run_id: str) -> Actor:
    """Return who started an import."""
    row = session.get_one(ImportRunRow, run_id)
    return Actor(row.actor_id, row.actor_role)


def list_runs(session: Session, *, brand_ids: Collection[str] | None = None, limit: int = 20) -> tuple[ImportRun, ...]:
    """Return imports, newest first."""
    query = select(ImportRunRow, ImportOriginRow).join(ImportOriginRow, ImportOriginRow.id == ImportRunRow.origin_id)
    if brand_ids is not None:
        query = query.where(ImportOriginRow.brand_id.in_(brand_ids))
    rows = session.execute(query.order_by(ImportRunRow.id.desc()).limit(limit)).all()
    return tuple(_run(run, _origin(origin)) for run, origin in rows)


def open_run(session: Session, origin_id: str) -> ImportRun | None:
    """Return the import of an origin that has not ended, if there is one."""
    query = select(ImportRunRow).where(
        ImportRunRow.origin_id == origin_id,
        or_(ImportRunRow.state == RunState.QUEUED.value, ImportRunRow.state == RunState.RUNNING.value),
    )
    row = session.scalars(query.order_by(ImportRunRow.id.desc()).limit(1)).first()
    return _run(row, get_origin(session, origin_id)) if row else None


# -- rows to values ----------------------------------------------------------------------


def _is_refused(key: str, refused: Collection[str]) -> bool:
    return key in refused or key.partition("#")[0] in refused


def _origin(row: ImportOriginRow) -> Origin:
    return Origin(
        id=row.id,
        brand_id=row.brand_id,
        kind=OriginKind(row.kind),
        location=row.location,
        locale=row.locale,
        every_hours=row.every_hours,
        next_at=row.next_at,
        is_operator_given=row.is_operator_given,
    )


def _run(row: ImportRunRow, origin: Origin) -> ImportRun:
    return ImportRun(
        id=row.id,
        origin=origin,
        state=RunState(row.state),
        actor_id=row.actor_id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=tuple((ItemKind(kind), count) for kind, count in row.counts.items()),
        items=tuple(_item(value) for value in row.items),
        error=row.error,
    )


def _item(value: Mapping[str, Any]) -> RunItem:
    return RunItem(**{**value, "kind": ItemKind(value["kind"])})
