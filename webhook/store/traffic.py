"""What goes to and fro on a connection: events, deliveries, how many wait."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from drafter.store.tables import TicketRow
from webhook.store.deliveries import OPEN_STATES, DeliveryKind, DeliveryState
from webhook.store.tables import DeliveryRow, EventRow, JobRow

HELD = tuple(state.value for state in OPEN_STATES)


@dataclass(frozen=True)
class Traffic:
    """What went over a connection: events since two moments, deliveries that wait or went wrong."""

    day: int = 0
    week: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    unconfirmed: int = 0


@dataclass(frozen=True)
class Passage:
    """One event that came or one delivery that went; ``state`` is its job's, or the delivery's."""

    at: datetime
    is_event: bool
    kind: str
    external_id: str | None
    state: str
    error: str | None = None


def traffic_of(
    session: Session, connection_ids: Collection[str], *, day: datetime, week: datetime
) -> Mapping[str, Traffic]:
    """Return the traffic of these connections; ``day`` and ``week`` are the moments counted from."""
    of_day = func.sum(case((EventRow.received_at >= day, 1), else_=0))
    events = {
        connection_id: (int(recent or 0), count)
        for connection_id, recent, count in session.execute(
            select(EventRow.connection_id, of_day, func.count())
            .where(EventRow.connection_id.in_(connection_ids), EventRow.received_at >= week)
            .group_by(EventRow.connection_id)
        )
    }
    is_held = DeliveryRow.state.in_(HELD)
    held = {
        connection_id: (int(waiting or 0), since, int(lost or 0))
        for connection_id, waiting, since, lost in session.execute(
            select(
                DeliveryRow.connection_id,
                func.sum(case((is_held, 1), else_=0)),
                func.min(case((is_held, DeliveryRow.created_at))),
                func.sum(case((DeliveryRow.state == DeliveryState.UNCONFIRMED.value, 1), else_=0)),
            )
            .where(
                DeliveryRow.connection_id.in_(connection_ids),
                DeliveryRow.state.in_([*HELD, DeliveryState.UNCONFIRMED.value]),
            )
            .group_by(DeliveryRow.connection_id)
        )
    }
    return {one: _traffic(events.get(one, (0, 0)), held.get(one, (0, None, 0))) for one in connection_ids}


def last_passages(session: Session, connection_id: str, *, limit: int) -> tuple[Passage, ...]:
    """Return what last came and went on a connection, the newest first."""
    came = session.execute(
        select(EventRow.received_at, EventRow.kind, EventRow.ticket_external_id, JobRow.state, JobRow.last_error)
        .outerjoin(JobRow, JobRow.subject_id == EventRow.id)
        .where(EventRow.connection_id == connection_id)
        .order_by(EventRow.received_at.desc(), EventRow.id.desc())
        .limit(limit)
    )
    went = session.execute(
        select(
            DeliveryRow.updated_at, DeliveryRow.kind, TicketRow.external_id, DeliveryRow.state, DeliveryRow.last_error
        )
        .outerjoin(TicketRow, TicketRow.id == DeliveryRow.ticket_id)
        .where(DeliveryRow.connection_id == connection_id)
        .order_by(DeliveryRow.updated_at.desc(), DeliveryRow.id.desc())
        .limit(limit)
    )
    passages = [Passage(at, True, kind, number, state or "kept", error) for at, kind, number, state, error in came]
    passages += [Passage(at, False, kind, number, state, error) for at, kind, number, state, error in went]
    return tuple(sorted(passages, key=lambda one: one.at, reverse=True)[:limit])


def last_shown_at(session: Session, connection_id: str) -> datetime | None:
    """Return when a draft was last shown in a connection's helpdesk."""
    return session.scalars(
        select(func.max(DeliveryRow.updated_at)).where(
            DeliveryRow.connection_id == connection_id,
            DeliveryRow.kind == DeliveryKind.DRAFT.value,
            DeliveryRow.state == DeliveryState.CONFIRMED.value,
        )
    ).first()


def _traffic(events: tuple[int, int], held: tuple[int, datetime | None, int]) -> Traffic:
    return Traffic(events[0], events[1], held[0], held[1], held[2])
