"""Policies, revisions and stage events: rows to values and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Policy, PolicyMeta, PolicyOverview, Revision, Stage, StageEvent, in_force
from knowledge_base.store.tables import PolicyRow, RevisionRow, StageEventRow

_IDS_AT_ONCE = 500  # SQLite takes 32,766 variables in one statement, PostgreSQL 65,535
_META = TypeAdapter(PolicyMeta)


@dataclass(frozen=True)
class NewRevision:
    """What is recorded of a wording before it has a stage."""

    id: str
    policy_id: str
    number: int
    title: str
    text: str
    meta: PolicyMeta
    note: str | None
    source_hash: str | None = None


def insert_policy(session: Session, policy_id: str, *, brand_id: str, source: str | None, now: datetime) -> None:
    """Record a new policy; its first revision follows in the same transaction."""
    session.add(PolicyRow(id=policy_id, brand_id=brand_id, source=source, created_at=now))
    session.flush()


def insert_revision(session: Session, new: NewRevision, *, actor: Actor, now: datetime) -> Revision:
    """Record a wording in stage ``draft``."""
    session.add(
        RevisionRow(
            id=new.id,
            policy_id=new.policy_id,
            number=new.number,
            title=new.title,
            text=new.text,
            meta=_META.dump_python(new.meta, mode="json"),
            author_id=actor.id,
            note=new.note,
            source_hash=new.source_hash,
            created_at=now,
        )
    )
    session.flush()
    _insert_event(session, new.id, Stage.DRAFT, actor=actor, now=now, note=new.note)
    return get_revision(session, new.id)


def record_stage(
    session: Session,
    revision: Revision,
    stage: Stage,
    *,
    actor: Actor,
    now: datetime,
    note: str | None = None,
    approved_by: str | None = None,
    effective_from: date | None = None,
) -> None:
    """Record a stage change; when it was published is kept when it is retired."""
    published_at = now if stage is Stage.PUBLISHED else revision.published_at
    starts = effective_from if stage is Stage.PUBLISHED else revision.effective_from
    keeps_approval = stage in (Stage.PUBLISHED, Stage.RETIRED)
    _insert_event(
        session,
        revision.id,
        stage,
        actor=actor,
        now=now,
        note=note,
        approved_by=approved_by or (revision.approved_by if keeps_approval else None),
        published_at=published_at,
        effective_from=starts,
    )


def lock_policies(session: Session, policy_ids: Iterable[str]) -> None:
    """Make others wait who want to change these policies.  Raises PolicyNotFoundError."""
    # SQLite's writers queue as a whole; there the clause is left out by the dialect.  One order for all: no deadlock.
    for policy_id in sorted(set(policy_ids)):
        wanted = select(PolicyRow.id).where(PolicyRow.id == policy_id, PolicyRow.deleted_at.is_(None))
        if session.scalar(wanted.with_for_update()) is None:
            raise _no_policy(policy_id)


def get_policy(session: Session, policy_id: str) -> Policy:
    """Return a policy.  Raises PolicyNotFoundError."""
    row = session.get(PolicyRow, policy_id)
    if row is None or row.deleted_at:
        raise _no_policy(policy_id)
    return _policy(row, revisions_of(session, policy_id)[0])


def find_policy_by_source(session: Session, brand_id: str, source: str) -> Policy | None:
    """Return the policy that was imported from the file with this key."""
    query = select(PolicyRow.id).where(PolicyRow.brand_id == brand_id, PolicyRow.source == source)
    policy_id = session.scalar(query)
    return get_policy(session, policy_id) if policy_id else None


def list_policies(
    session: Session,
    *,
    brand_ids: Sequence[str] | None = None,
    before: str | None = None,
    limit: int = 50,
    stage: Stage | None = None,
    query: str | None = None,
    on: date | None = None,
) -> tuple[PolicyOverview, ...]:
    """Return policies, newest first, each with its newest wording and the published one.

    ``before`` is the last id of the page before.  ``stage`` asks for the newest wording's
    stage, ``published`` for any published wording.  ``query`` is looked up in the newest
    title and text.  ``on`` is the day whose published wording is given; None: the newest.
    """
    newest = aliased(RevisionRow)
    found = select(PolicyRow).join(newest, newest.policy_id == PolicyRow.id).where(newest.number == _newest_number())
    found = found.where(PolicyRow.deleted_at.is_(None))
    found = found.order_by(PolicyRow.id.desc()).limit(limit)
    if brand_ids is not None:
        found = found.where(PolicyRow.brand_id.in_(brand_ids))
    if before:
        found = found.where(PolicyRow.id < before)
    if stage is Stage.PUBLISHED:
        inner = _revisions().where(RevisionRow.policy_id == PolicyRow.id, StageEventRow.stage == stage.value)
        found = found.where(exists(inner.with_only_columns(RevisionRow.id).correlate(PolicyRow)))
    elif stage:
        event = aliased(StageEventRow)
        last = select(func.max(StageEventRow.seq)).where(StageEventRow.revision_id == newest.id)
        found = found.join(event, event.seq == last.correlate(newest).scalar_subquery())
        found = found.where(event.stage == stage.value)
    if query and query.strip():
        words = query.strip()
        found = found.where(
            newest.title.icontains(words, autoescape=True) | newest.text.icontains(words, autoescape=True)
        )
    rows = session.scalars(found).all()
    wordings = _by_policy(session, [row.id for row in rows])
    return tuple(_overview(row, wordings[row.id], on) for row in rows)


def overviews(session: Session, policy_ids: Sequence[str], *, on: date | None = None) -> tuple[PolicyOverview, ...]:
    """Return these policies in this order, each with its newest wording and the published one (see ``list_policies``).

    An id that is no policy is left out.
    """
    rows = {row.id: row for row in session.scalars(_there(policy_ids))}
    wordings = _by_policy(session, policy_ids)
    return tuple(_overview(rows[one], wordings[one], on) for one in policy_ids if one in rows)


def blank_policy(session: Session, policy_id: str, *, now: datetime) -> None:
    """Take the words out of a policy and all its wordings; their ids, authors and steps stay."""
    row = session.get_one(PolicyRow, policy_id)
    row.deleted_at, row.source = now, None
    revisions = update(RevisionRow).where(RevisionRow.policy_id == policy_id)
    session.execute(revisions.values(title="", text="", meta={}, note=None, source_hash=None))
    session.flush()


def get_revision(session: Session, revision_id: str) -> Revision:
    """Return a revision as it stands.  Raises PolicyNotFoundError."""
    row = session.execute(_revisions().where(RevisionRow.id == revision_id)).first()
    if row is None:
        raise PolicyNotFoundError(f"No revision has the id {revision_id!r}.")
    return _revision(row)


def get_revisions(session: Session, revision_ids: Sequence[str]) -> tuple[Revision, ...]:
    """Return revisions in the order of their ids, each once.  Raises PolicyNotFoundError."""
    wanted = list(dict.fromkeys(revision_ids))
    found: dict[str, Revision] = {}
    for at in range(0, len(wanted), _IDS_AT_ONCE):
        rows = session.execute(_revisions().where(RevisionRow.id.in_(wanted[at : at + _IDS_AT_ONCE])))
        found.update({row[0].id: _revision(row) for row in rows})
    missing = next((revision_id for revision_id in wanted if revision_id not in found), None)
    if missing is not None:
        raise PolicyNotFoundError(f"No revision has the id {missing!r}.")
    return tuple(found[revision_id] for revision_id in wanted)


def find_revision(session: Session, policy_id: str, number: int) -> Revision:
    """Return the revision of a policy with this number.  Raises PolicyNotFoundError."""
    where = (RevisionRow.policy_id == policy_id) & (RevisionRow.number == number)
    row = session.execute(_revisions().where(where)).first()
    if row is None:
        raise PolicyNotFoundError(f"Policy {policy_id!r} has no revision {number}.")
    return _revision(row)


def revisions_of(session: Session, policy_id: str) -> tuple[Revision, ...]:
    """Return a policy's revisions, newest first.  Raises PolicyNotFoundError when it has none."""
    found = _by_policy(session, [policy_id])
    if policy_id not in found:
        raise _no_policy(policy_id)
    return tuple(found[policy_id])


def stage_events_of(session: Session, revision_id: str) -> tuple[StageEvent, ...]:
    """Return the stage changes of a revision, oldest first."""
    query = select(StageEventRow).where(StageEventRow.revision_id == revision_id).order_by(StageEventRow.seq)
    return tuple(
        StageEvent(Stage(row.stage), row.actor_id, row.actor_role, row.note, row.created_at, row.approved_by)
        for row in session.scalars(query)
    )


def published_revisions(session: Session, brand_id: str) -> tuple[Revision, ...]:
    """Return every published wording of a brand, by policy and number."""
    query = (
        _revisions()
        .join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
        .where(PolicyRow.brand_id == brand_id, StageEventRow.stage == Stage.PUBLISHED.value)
    )
    rows = session.execute(query.order_by(RevisionRow.policy_id, RevisionRow.number))
    return tuple(_revision(row) for row in rows)


def sources_of(session: Session, policy_ids: Sequence[str]) -> dict[str, str]:
    """Return the file that each of these policies was imported from, where there is one."""
    found: dict[str, str] = {}
    for at in range(0, len(policy_ids), _IDS_AT_ONCE):
        query = select(PolicyRow.id, PolicyRow.source).where(PolicyRow.id.in_(policy_ids[at : at + _IDS_AT_ONCE]))
        found.update({policy_id: source for policy_id, source in session.execute(query) if source})
    return found


def brands_of(session: Session, policy_ids: Iterable[str]) -> frozenset[str]:
    """Return the ids of the brands that keep these policies."""
    wanted = sorted(set(policy_ids))
    found: set[str] = set()
    for at in range(0, len(wanted), _IDS_AT_ONCE):
        query = select(PolicyRow.brand_id).where(PolicyRow.id.in_(wanted[at : at + _IDS_AT_ONCE]))
        found.update(session.scalars(query.distinct()))
    return frozenset(found)


def last_imported(session: Session, policy_id: str) -> tuple[Revision, str] | None:
    """Return the newest revision that came from a file, with the hash of that file's content."""
    query = _revisions().where(RevisionRow.policy_id == policy_id, RevisionRow.source_hash.is_not(None))
    row = session.execute(query.order_by(RevisionRow.number.desc()).limit(1)).first()
    return (_revision(row), row[0].source_hash or "") if row else None


# -- rows to values ----------------------------------------------------------------------


def _insert_event(
    session: Session, revision_id: str, stage: Stage, *, actor: Actor, now: datetime, **said: Any
) -> None:
    session.add(
        StageEventRow(
            revision_id=revision_id,
            stage=stage.value,
            actor_id=actor.id,
            actor_role=actor.role,
            created_at=now,
            **said,
        )
    )
    session.flush()


def _there(policy_ids: Sequence[str]) -> Select[PolicyRow]:
    return select(PolicyRow).where(PolicyRow.id.in_(policy_ids), PolicyRow.deleted_at.is_(None))


def _newest_number() -> Any:
    inner = RevisionRow.__table__.alias("numbered")
    return (
        select(func.max(inner.c.number)).where(inner.c.policy_id == PolicyRow.id).correlate(PolicyRow).scalar_subquery()
    )


def _revisions() -> Select[RevisionRow, StageEventRow]:
    inner = StageEventRow.__table__.alias("newest_event")
    newest = select(func.max(inner.c.seq)).where(inner.c.revision_id == RevisionRow.id).correlate(RevisionRow)
    return select(RevisionRow, StageEventRow).join(StageEventRow, StageEventRow.seq == newest.scalar_subquery())


def _by_policy(session: Session, policy_ids: Sequence[str]) -> dict[str, list[Revision]]:
    found: dict[str, list[Revision]] = {}
    for at in range(0, len(policy_ids), _IDS_AT_ONCE):
        query = _revisions().where(RevisionRow.policy_id.in_(policy_ids[at : at + _IDS_AT_ONCE]))
        for row in session.execute(query.order_by(RevisionRow.policy_id, RevisionRow.number.desc())):
            found.setdefault(row[0].policy_id, []).append(_revision(row))
    return found


def _overview(row: PolicyRow, revisions: Sequence[Revision], on: date | None) -> PolicyOverview:
    published = [one for one in revisions if one.stage is Stage.PUBLISHED]
    current = in_force(published, on) if on else None
    return PolicyOverview(_policy(row, revisions[0]), revisions[0], current or next(iter(published), None))


def _policy(row: PolicyRow, newest: Revision) -> Policy:
    return Policy(row.id, row.brand_id, newest.title, row.source, row.created_at, newest.stage is Stage.RETIRED)


def _revision(row: Row[RevisionRow, StageEventRow]) -> Revision:
    wording, event = row
    return Revision(
        id=wording.id,
        policy_id=wording.policy_id,
        number=wording.number,
        title=wording.title,
        text=wording.text,
        meta=_META.validate_python(wording.meta),
        stage=Stage(event.stage),
        author_id=wording.author_id,
        note=wording.note,
        created_at=wording.created_at,
        approved_by=event.approved_by,
        published_at=event.published_at,
        effective_from=event.effective_from,
    )


def _no_policy(policy_id: str) -> PolicyNotFoundError:
    return PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
