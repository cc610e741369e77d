"""Drafts: asked for, moving through their statuses, written once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from drafter.decisions import DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.errors import DraftNotFoundError
from drafter.store.tables import DecisionRow, DraftEventRow, DraftRow, DraftTextRow, TicketRow
from drafter.store.usage import write_citations

_DRAFT = TypeAdapter(Draft)
_CONTENT = (
    "sentences",
    "questions",
    "findings",
    "hits",
    "provenance",
    "suspicious",
    "resolution",
    "alternatives",
    "steps",
    "order",
)


def insert_draft(session: Session, draft: Draft, *, actor_id: str) -> None:
    """Record that a draft was asked for."""
    session.add(
        DraftRow(
            id=draft.id,
            ticket_id=draft.ticket_id,
            newest_message_id=draft.newest_message_id,
            ordinal=draft.ordinal,
            steer=draft.steer,
            rung=draft.rung,
            authority=draft.authority,
            actor_id=actor_id,
            created_at=draft.created_at,
        )
    )
    session.flush()
    add_event(session, draft.id, DraftStatus.QUEUED, at=draft.created_at)


def add_event(session: Session, draft_id: str, status: DraftStatus, *, at: datetime, reason: str | None = None) -> None:
    """Record that a draft changed its status."""
    session.add(DraftEventRow(draft_id=draft_id, status=status.value, reason=reason, at=at))
    session.flush()


def write_text(session: Session, draft: Draft, *, now: datetime) -> None:
    """Write what was drafted and all that it rests on; once for each draft."""
    dumped = _DRAFT.dump_python(draft, mode="json")
    session.add(
        DraftTextRow(
            draft_id=draft.id,
            text=draft.text,
            language=draft.language,
            content={key: dumped[key] for key in _CONTENT},
            ready_at=now,
        )
    )
    session.flush()
    write_citations(session, draft)


def has_text(session: Session, draft_id: str) -> bool:
    """Whether the draft was already written."""
    return session.get(DraftTextRow, draft_id) is not None


def get_draft(session: Session, draft_id: str) -> Draft:
    """Return a draft as it stands.  Raises DraftNotFoundError."""
    row = session.execute(_drafts().where(DraftRow.id == draft_id)).first()
    if row is None:
        raise DraftNotFoundError(f"No draft has the id {draft_id!r}.")
    return _draft(row)


def drafts_by_id(session: Session, draft_ids: Collection[str]) -> Mapping[str, Draft]:
    """Return these drafts by id; ids that are not ours are left out."""
    rows = session.execute(_drafts().where(DraftRow.id.in_(draft_ids)))
    return {row.DraftRow.id: _draft(row) for row in rows}


def drafts_of_ticket(session: Session, ticket_id: str) -> tuple[Draft, ...]:
    """Return a ticket's drafts, oldest first."""
    rows = session.execute(_drafts().where(DraftRow.ticket_id == ticket_id).order_by(DraftRow.id))
    return tuple(_draft(row) for row in rows)


def newest_drafts(session: Session, ticket_ids: Sequence[str]) -> Mapping[str, Draft]:
    """Return the newest draft of each ticket that has one, by ticket id."""
    newest = select(func.max(DraftRow.id)).where(DraftRow.ticket_id.in_(ticket_ids)).group_by(DraftRow.ticket_id)
    rows = session.execute(_drafts().where(DraftRow.id.in_(newest)))
    return {row.DraftRow.ticket_id: _draft(row) for row in rows}


def list_drafts(
    session: Session,
    *,
    brand_ids: Sequence[str] | None = None,
    ticket: str | None = None,
    status: DraftStatus | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[Draft, ...]:
    """Return drafts, newest first.

    ``ticket`` is our id or a helpdesk's; ``before`` is the last id of the page before.
    """
    query = _drafts().join(TicketRow, TicketRow.id == DraftRow.ticket_id).order_by(DraftRow.id.desc()).limit(limit)
    if brand_ids is not None:  # asked of each row in turn, so that nothing is sorted for a page
        own = aliased(TicketRow)
        query = query.where(exists().where(own.id == DraftRow.ticket_id, own.brand_id.in_(brand_ids)))
    if ticket:
        query = query.where((TicketRow.id == ticket) | (TicketRow.external_id == ticket))
    if status:
        query = query.where(DraftEventRow.status == status.value)
    if before:
        query = query.where(DraftRow.id < before)
    return tuple(_draft(row) for row in session.execute(query))


def count_by_status(session: Session, *, brand_ids: Sequence[str] | None = None) -> Mapping[str, int]:
    """Return how many drafts stand in each status."""
    query = (
        select(DraftEventRow.status, func.count())
        .select_from(DraftRow)
        .join(DraftEventRow, _is_newest_event())
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .group_by(DraftEventRow.status)
    )
    if brand_ids is not None:
        query = query.where(TicketRow.brand_id.in_(brand_ids))
    return dict(session.execute(query).tuples().all())


def tickets_with_undecided(session: Session, *, before: datetime, limit: int) -> tuple[str, ...]:
    """Return tickets with a ready draft from before a moment that has no decision in force, oldest first."""
    decided = DecisionRow.__table__.alias("decided")
    newest = select(func.max(decided.c.seq)).where(decided.c.draft_id == DraftRow.id).correlate(DraftRow)
    in_force = select(DecisionRow.seq).where(
        DecisionRow.seq == newest.scalar_subquery(), DecisionRow.kind != DecisionKind.UNDONE.value
    )
    query = (
        select(DraftRow.ticket_id)
        .join(DraftTextRow, DraftTextRow.draft_id == DraftRow.id)
        .join(DraftEventRow, _is_newest_event())
        .where(
            DraftTextRow.ready_at < before,
            DraftEventRow.status == DraftStatus.READY.value,
            ~in_force.exists(),
        )
        .order_by(DraftTextRow.ready_at, DraftTextRow.draft_id)
        .limit(limit)
    )
    return tuple(dict.fromkeys(session.scalars(query)))


def _is_newest_event() -> Any:
    inner = DraftEventRow.__table__.alias("newest_event")
    newest = select(func.max(inner.c.seq)).where(inner.c.draft_id == DraftRow.id).correlate(DraftRow).scalar_subquery()
    return DraftEventRow.seq == newest


def _drafts() -> Select[DraftRow, DraftEventRow, DraftTextRow]:
    return (
        select(DraftRow, DraftEventRow, DraftTextRow)
        .select_from(DraftRow)
        .join(DraftEventRow, _is_newest_event())
        .outerjoin(DraftTextRow, DraftTextRow.draft_id == DraftRow.id)
    )


def _draft(row: Row[DraftRow, DraftEventRow, DraftTextRow]) -> Draft:
    asked, event, written = row
    values: dict[str, Any] = {
        "id": asked.id,
        "ticket_id": asked.ticket_id,
        "status": event.status,
        "created_at": asked.created_at,
        "newest_message_id": asked.newest_message_id,
        "ordinal": asked.ordinal,
        "steer": asked.steer,
        "rung": asked.rung,
        "authority": asked.authority,
        "reason": event.reason,
    }
    if written is not None:
        values |= {"text": written.text, "language": written.language, "ready_at": written.ready_at, **written.content}
    return _DRAFT.validate_python(values)
