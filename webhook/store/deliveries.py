"""Deliveries: what we show or send to a helpdesk, recorded before the call that does it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.foundation.database import insert_into, is_written
from webhook.store.tables import DeliveryRow


class DeliveryKind(StrEnum):
    """What is delivered; the subject is a decision, a handover, or the draft that is shown or no longer counts.

    ``reply`` sends the text that a person approved; ``escalation`` hands the ticket on.
    """

    DRAFT = "draft"
    DECISION = "decision"
    RETRACTION = "retraction"
    HANDOVER = "handover"
    REPLY = "reply"
    ESCALATION = "escalation"


class DeliveryState(StrEnum):
    """Where a delivery stands.

    ``new``: nothing was called yet.  ``sent``: a call went out and its answer is not recorded.
    ``confirmed``: the helpdesk has it.  ``unconfirmed``: the answer was lost for good, a person
    has to look.  ``failed``: the helpdesk said no, or nobody wants it any more.
    """

    NEW = "new"
    SENT = "sent"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"


OPEN_STATES = frozenset({DeliveryState.NEW, DeliveryState.SENT})


@dataclass(frozen=True)
class Delivery:
    """One thing to show.  ``marker`` identifies it in the helpdesk; ``ref`` is the helpdesk's id of it."""

    id: str
    subject_id: str
    kind: DeliveryKind
    connection_id: str
    ticket_id: str
    marker: str
    state: DeliveryState = DeliveryState.NEW
    ref: str | None = None
    last_error: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in OPEN_STATES


def add_delivery(session: Session, delivery: Delivery, *, now: datetime) -> bool:
    """Record a delivery to come; False when one of this kind is known for its subject."""
    values = {**delivery.__dict__, "kind": delivery.kind.value, "state": delivery.state.value}
    statement = (
        insert_into(session, DeliveryRow)
        .values(**values, created_at=now, updated_at=now)
        .on_conflict_do_nothing(index_elements=["subject_id", "kind"])
    )
    return is_written(session, statement, DeliveryRow.id)


def get_delivery(session: Session, delivery_id: str) -> Delivery | None:
    """Return a delivery by its id, locked until the transaction ends."""
    row = session.scalars(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update()).first()
    return _delivery(row) if row else None


def move_delivery(
    session: Session,
    delivery_id: str,
    state: DeliveryState,
    *,
    now: datetime,
    ref: str | None = None,
    error: str | None = None,
) -> None:
    """Record where a delivery stands; a ``ref`` once known stays."""
    row = session.get_one(DeliveryRow, delivery_id)
    row.state, row.last_error, row.updated_at = state.value, error, now
    row.ref = ref or row.ref
    session.flush()


def newest_ref(session: Session, ticket_id: str, connection_id: str) -> str | None:
    """Return the helpdesk's id of the note in which this ticket's last draft was shown, if there is one."""
    query = (
        select(DeliveryRow.ref)
        .where(
            DeliveryRow.ticket_id == ticket_id,
            DeliveryRow.connection_id == connection_id,
            DeliveryRow.kind == DeliveryKind.DRAFT.value,
            DeliveryRow.ref.is_not(None),
        )
        .order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def deliveries_of_ticket(session: Session, ticket_id: str) -> tuple[Delivery, ...]:
    """Return a ticket's deliveries, oldest first."""
    rows = session.scalars(
        select(DeliveryRow).where(DeliveryRow.ticket_id == ticket_id).order_by(DeliveryRow.created_at, DeliveryRow.id)
    )
    return tuple(_delivery(row) for row in rows)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        subject_id=row.subject_id,
        kind=DeliveryKind(row.kind),
        connection_id=row.connection_id,
        ticket_id=row.ticket_id,
        marker=row.marker,
        state=DeliveryState(row.state),
        ref=row.ref,
        last_error=row.last_error,
    )
