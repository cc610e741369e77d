"""What follows a draft: ticks of its things to do, and handovers of its ticket."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.handovers import Handover
from drafter.steps import StepTick
from drafter.store.ladder_tables import HandoverRow, StepTickRow
from knowledge_base.foundation.actors import Actor


def add_tick(session: Session, draft_id: str, number: int, *, is_done: bool, actor: Actor, now: datetime) -> None:
    """Record that a step was ticked, or that its tick was taken back."""
    session.add(
        StepTickRow(
            draft_id=draft_id,
            number=number,
            is_done=is_done,
            actor_id=actor.id,
            actor_role=actor.role,
            created_at=now,
        )
    )
    session.flush()


def ticks_of(session: Session, draft_id: str) -> Mapping[int, StepTick]:
    """Return the last tick of each step of a draft that has one, by its number."""
    rows = session.scalars(select(StepTickRow).where(StepTickRow.draft_id == draft_id).order_by(StepTickRow.seq))
    return {row.number: StepTick(row.number, row.is_done, row.actor_id, row.created_at) for row in rows}


def add_handover(session: Session, handover: Handover) -> None:
    """Record that a ticket was handed over."""
    session.add(
        HandoverRow(
            id=handover.id,
            brand_id=handover.brand_id,
            ticket_id=handover.ticket_id,
            draft_id=handover.draft_id,
            reason=handover.reason,
            text=handover.text,
            actor_id=handover.actor_id,
            created_at=handover.created_at,
        )
    )
    session.flush()


def get_handover(session: Session, handover_id: str) -> Handover | None:
    """Return a handover by its id."""
    row = session.get(HandoverRow, handover_id)
    return _handover(row) if row else None


def handovers_of(session: Session, ticket_id: str) -> tuple[Handover, ...]:
    """Return a ticket's handovers, oldest first."""
    rows = session.scalars(select(HandoverRow).where(HandoverRow.ticket_id == ticket_id).order_by(HandoverRow.id))
    return tuple(_handover(row) for row in rows)


def handover_of_draft(session: Session, draft_id: str) -> Handover | None:
    """Return the newest handover that was written with a draft."""
    query = select(HandoverRow).where(HandoverRow.draft_id == draft_id).order_by(HandoverRow.id.desc()).limit(1)
    row = session.scalars(query).first()
    return _handover(row) if row else None


def count_handovers(session: Session, *, brand_ids: Sequence[str] | None = None) -> Mapping[str, int]:
    """Return how many tickets were handed over for each reason; no reason counts as an empty one."""
    query = select(HandoverRow.reason, func.count()).group_by(HandoverRow.reason)
    if brand_ids is not None:
        query = query.where(HandoverRow.brand_id.in_(brand_ids))
    return {reason or "": number for reason, number in session.execute(query).tuples()}


def _handover(row: HandoverRow) -> Handover:
    return Handover(
        row.id, row.brand_id, row.ticket_id, row.draft_id, row.reason, row.text, row.actor_id, row.created_at
    )
