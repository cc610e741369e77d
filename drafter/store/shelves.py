"""Shelves: where a ticket lies on the agent's desk, told from its newest draft; one held back waits for a reply."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Case, ColumnElement, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from drafter.decisions import DecisionKind
from drafter.drafts import DraftStatus
from drafter.quality.holdback import HELD_BACK
from drafter.store.tables import DecisionRow, DraftEventRow, DraftRow, MessageRow, ReplyRow, TicketRow
from drafter.tickets import Author


class Shelf(StrEnum):
    """Which tickets lie together: a decision is due, was made, or no reply is needed."""

    TO_DECIDE = "to_decide"
    DECIDED = "decided"
    NO_REPLY = "no_reply"


def count_shelves(session: Session, *, brand_ids: Sequence[str] | None = None) -> Mapping[Shelf, int]:
    """Return how many tickets lie on each shelf; a shelf without any is 0."""
    lying = _lying(brand_ids)
    query = select(lying.c.shelf, func.count()).group_by(lying.c.shelf)
    counted = {Shelf(name): number for name, number in session.execute(query)}
    return {shelf: counted.get(shelf, 0) for shelf in Shelf}


def ids_on_shelf(
    session: Session,
    shelf: Shelf | None,
    *,
    brand_ids: Sequence[str] | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[str, ...]:
    """Return ids of tickets, the newest public message first; ``shelf`` None is all of them.

    ``before`` is the last id of the page before.
    """
    lying = _lying(brand_ids)
    query = select(lying.c.id).order_by(lying.c.at.desc(), lying.c.id.desc()).limit(limit)
    if shelf:
        query = query.where(lying.c.shelf == shelf.value)
    if before:
        every = _lying(None)
        at = select(every.c.at).where(every.c.id == before).scalar_subquery()
        query = query.where(or_(lying.c.at < at, and_(lying.c.at == at, lying.c.id < before)))
    return tuple(session.scalars(query))


def _lying(brand_ids: Sequence[str] | None) -> Subquery:
    newest = select(DraftRow.ticket_id, func.max(DraftRow.id).label("draft_id")).group_by(DraftRow.ticket_id).subquery()
    events = select(DraftEventRow.draft_id, func.max(DraftEventRow.seq).label("seq"))
    event = events.group_by(DraftEventRow.draft_id).subquery()
    decisions = select(DecisionRow.draft_id, func.max(DecisionRow.seq).label("seq"))
    decision = decisions.group_by(DecisionRow.draft_id).subquery()
    messages = select(MessageRow.ticket_id, func.max(MessageRow.created_at).label("at")).where(MessageRow.is_public)
    message = messages.group_by(MessageRow.ticket_id).subquery()
    at = func.coalesce(message.c.at, TicketRow.created_at).label("at")
    query = (
        select(TicketRow.id, at, _shelf(newest).label("shelf"))
        .select_from(TicketRow)
        .outerjoin(message, message.c.ticket_id == TicketRow.id)
        .outerjoin(newest, newest.c.ticket_id == TicketRow.id)
        .outerjoin(event, event.c.draft_id == newest.c.draft_id)
        .outerjoin(DraftEventRow, DraftEventRow.seq == event.c.seq)
        .outerjoin(decision, decision.c.draft_id == newest.c.draft_id)
        .outerjoin(DecisionRow, DecisionRow.seq == decision.c.seq)
    )
    if brand_ids is not None:
        query = query.where(TicketRow.brand_id.in_(brand_ids))
    return query.subquery()


def _shelf(newest: Subquery) -> Case[str]:
    replied = select(literal(1)).where(ReplyRow.draft_id == newest.c.draft_id).exists()
    return case(
        (and_(_wants_a_reply(newest), _answered()), Shelf.DECIDED.value),
        (and_(newest.c.draft_id.is_(None), TicketRow.no_draft_reason == HELD_BACK), Shelf.TO_DECIDE.value),
        (newest.c.draft_id.is_(None), Shelf.NO_REPLY.value),
        (replied, Shelf.DECIDED.value),
        (DecisionRow.kind == DecisionKind.IGNORED.value, Shelf.NO_REPLY.value),
        (DecisionRow.kind != DecisionKind.UNDONE.value, Shelf.DECIDED.value),
        (DraftEventRow.status == DraftStatus.SUPERSEDED.value, Shelf.NO_REPLY.value),
        else_=Shelf.TO_DECIDE.value,
    )


def _wants_a_reply(newest: Subquery) -> ColumnElement[bool]:
    """Whether a ticket has a draft, or none although it wants a reply."""
    return or_(newest.c.draft_id.is_not(None), TicketRow.no_draft_reason == HELD_BACK)


def _answered() -> ColumnElement[bool]:
    """Whether a person wrote after the requester's last message; a reply to no draft is a reply too."""
    asked = (
        select(func.max(MessageRow.created_at))
        .where(MessageRow.ticket_id == ReplyRow.ticket_id)
        .where(MessageRow.author == Author.REQUESTER.value, MessageRow.is_public)
        .correlate(ReplyRow)  # else every ticket's messages count
        .scalar_subquery()
    )
    replied = select(literal(1)).where(ReplyRow.ticket_id == TicketRow.id, ReplyRow.sent_at >= asked)
    return replied.correlate(TicketRow).exists()
