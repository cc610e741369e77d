"""Replays, their touched tickets, redrafts and signatures: rows to values and back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from drafter.errors import ReplayNotFoundError
from drafter.impacts import OPEN_STATES, Flip, Impact, ImpactReport, Redraft, Replay, ReplayState, Signature
from drafter.store.tables import (
    CitationRow,
    DraftRow,
    RedraftRow,
    ReplayItemRow,
    ReplayRow,
    ReplaySignatureRow,
    TicketRow,
)
from knowledge_base.foundation.database import insert_new

_REDRAFT, _FLIPS = TypeAdapter(Redraft), TypeAdapter(tuple[Flip, ...])


def insert_replay(session: Session, replay: Replay) -> None:
    """Record a replay that was asked for."""
    session.add(ReplayRow(**{**replay.__dict__, "state": replay.state.value}))
    session.flush()


def get_replay(session: Session, replay_id: str) -> Replay:
    """Return a replay as it stands.  Raises ReplayNotFoundError."""
    row = session.get(ReplayRow, replay_id, populate_existing=True)
    if row is None:
        raise ReplayNotFoundError(f"No replay has the id {replay_id!r}.")
    return _replay(row)


def replays_of(session: Session, revision_id: str, *, limit: int = 20) -> tuple[Replay, ...]:
    """Return a wording's replays, newest first."""
    query = select(ReplayRow).where(ReplayRow.revision_id == revision_id).order_by(ReplayRow.id.desc()).limit(limit)
    return tuple(_replay(row) for row in session.scalars(query))


def begin_replay(session: Session, replay_id: str, *, total: int, active_snapshot_id: str | None) -> bool:
    """Move a replay on from waiting; False where it does not wait any more."""
    return _move(
        session,
        replay_id,
        (ReplayState.QUEUED,),
        state=ReplayState.RUNNING.value,
        total=total,
        active_snapshot_id=active_snapshot_id,
    )


def advance_replay(
    session: Session, replay: Replay, ticket_id: str, impact: Impact | None, *, skipped: bool = False
) -> bool:
    """Note that a ticket was looked at, and what a candidate changes in it.

    ``replay`` is the run as it was read before that ticket; False, and nothing is noted,
    where it moved on or was stopped meanwhile.
    """
    known = replay.last_ticket_id
    where = ReplayRow.last_ticket_id.is_(None) if known is None else ReplayRow.last_ticket_id == known
    cost = impact.before.cost_usd_micros + impact.after.cost_usd_micros if impact else 0
    moved = session.execute(
        update(ReplayRow)
        .where(ReplayRow.id == replay.id, ReplayRow.state == ReplayState.RUNNING.value, where)
        .values(
            last_ticket_id=ticket_id,
            looked_at=ReplayRow.looked_at + 1,
            found=ReplayRow.found + int(impact is not None),
            changed=ReplayRow.changed + int(impact is not None and impact.is_changed),
            skipped=ReplayRow.skipped + int(skipped),
            cost_usd_micros=ReplayRow.cost_usd_micros + cost,
        )
        .returning(ReplayRow.id)
    ).first()
    if moved is None:
        return False
    if impact:
        session.add(_item(replay.id, impact))
        session.flush()
    return True


def end_replay(
    session: Session, replay_id: str, state: ReplayState, *, now: datetime, error: str | None = None
) -> bool:
    """Record how a replay ended; False where it had ended before."""
    return _move(session, replay_id, OPEN_STATES, state=state.value, finished_at=now, error=error)


def impacts_of(
    session: Session, replay_id: str, *, changed: bool | None = None, before: str | None = None, limit: int = 10_000
) -> tuple[Impact, ...]:
    """Return the touched tickets, newest first; ``before`` is the last ticket's id of the page before."""
    query = select(ReplayItemRow).where(ReplayItemRow.replay_id == replay_id)
    if changed is not None:
        query = query.where(ReplayItemRow.is_changed.is_(changed))
    if before:
        query = query.where(ReplayItemRow.ticket_id < before)
    return tuple(_impact(row) for row in session.scalars(query.order_by(ReplayItemRow.ticket_id.desc()).limit(limit)))


def read_report(session: Session, replay_id: str) -> ImpactReport:
    """Return a replay with all that it found so far.  Raises ReplayNotFoundError."""
    replay = get_replay(session, replay_id)
    return ImpactReport(replay, impacts_of(session, replay_id), signatures_of(session, replay_id))


def replay_report(session: Session, revision_id: str) -> ImpactReport | None:
    """Return the newest replay of a wording that came to its end, else one that is on its way; None without any."""
    found = replays_of(session, revision_id)
    done = next((one for one in found if one.state is ReplayState.DONE), None)
    chosen = done or next((one for one in found if one.is_open), None)
    return read_report(session, chosen.id) if chosen else None


def sign(session: Session, signature: Signature) -> bool:
    """Record that somebody has read a replay; False where they had said so before."""
    return insert_new(session, ReplaySignatureRow, signature.__dict__, key=("replay_id", "actor_id"))


def signatures_of(session: Session, replay_id: str) -> tuple[Signature, ...]:
    """Return who has read a replay, the first one first."""
    query = select(ReplaySignatureRow).where(ReplaySignatureRow.replay_id == replay_id)
    rows = session.scalars(query.order_by(ReplaySignatureRow.created_at, ReplaySignatureRow.actor_id))
    return tuple(Signature(row.replay_id, row.actor_id, row.actor_role, row.note, row.created_at) for row in rows)


def signed_revisions(session: Session, revision_ids: Sequence[str]) -> frozenset[str]:
    """Return those of the wordings of which a replay was signed."""
    query = (
        select(ReplayRow.revision_id)
        .join(ReplaySignatureRow, ReplaySignatureRow.replay_id == ReplayRow.id)
        .where(ReplayRow.revision_id.in_(revision_ids), ReplayRow.state == ReplayState.DONE.value)
    )
    return frozenset(session.scalars(query))


def find_redraft(session: Session, key: str) -> Redraft | None:
    """Return the redraft that was kept under a key."""
    row = session.get(RedraftRow, key)
    return _REDRAFT.validate_python(row.content) if row else None


def keep_redraft(session: Session, key: str, ticket_id: str, redraft: Redraft, *, now: datetime) -> None:
    """Keep a redraft; one that is there already stays.  What it cost is not kept: it is paid once."""
    content = {**_REDRAFT.dump_python(redraft, mode="json"), "cost_usd_micros": 0}
    values = {"key": key, "ticket_id": ticket_id, "content": content, "created_at": now}
    insert_new(session, RedraftRow, values, key=("key",))


def past_ticket_ids(session: Session, brand_id: str, *, before: str | None = None, limit: int) -> tuple[str, ...]:
    """Return a brand's tickets, newest first; ``before`` is the last one that was looked at."""
    query = select(TicketRow.id).where(TicketRow.brand_id == brand_id)
    if before:
        query = query.where(TicketRow.id < before)
    return tuple(session.scalars(query.order_by(TicketRow.id.desc()).limit(limit)))


def count_past_tickets(session: Session, brand_id: str) -> int:
    """Return how many tickets a brand has."""
    return session.scalars(select(func.count()).where(TicketRow.brand_id == brand_id)).one()


def had_cited(session: Session, ticket_id: str, policy_id: str) -> bool:
    """Whether a former draft of a ticket cited a policy."""
    query = select(CitationRow.draft_id).join(DraftRow, DraftRow.id == CitationRow.draft_id)
    query = query.where(DraftRow.ticket_id == ticket_id, CitationRow.policy_id == policy_id)
    return bool(session.scalar(select(exists(query))))


def _move(session: Session, replay_id: str, states: Sequence[ReplayState], **values: Any) -> bool:
    moved = session.execute(
        update(ReplayRow)
        .where(ReplayRow.id == replay_id, ReplayRow.state.in_([state.value for state in states]))
        .values(**values)
        .returning(ReplayRow.id)
    ).first()
    return moved is not None


def _replay(row: ReplayRow) -> Replay:
    names = Replay.__dataclass_fields__
    return Replay(**{name: getattr(row, name) for name in names if name != "state"}, state=ReplayState(row.state))


def _item(replay_id: str, impact: Impact) -> ReplayItemRow:
    return ReplayItemRow(
        replay_id=replay_id,
        ticket_id=impact.ticket_id,
        before=_REDRAFT.dump_python(impact.before, mode="json"),
        after=_REDRAFT.dump_python(impact.after, mode="json"),
        flips=_FLIPS.dump_python(impact.flips, mode="json"),
        is_changed=impact.is_changed,
        had_cited=impact.had_cited,
    )


def _impact(row: ReplayItemRow) -> Impact:
    return Impact(
        row.ticket_id,
        _REDRAFT.validate_python(row.before),
        _REDRAFT.validate_python(row.after),
        _FLIPS.validate_python(row.flips),
        row.had_cited,
    )
