"""How far the line has been used: tickets, drafts, decisions, sent replies, reviews."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from drafter.store.edits import WITHDRAWN
from drafter.store.tables import DraftRow, DraftTextRow, EditRow, ReviewRow, TicketRow


@dataclass(frozen=True)
class Progress:
    """How much there is of each.  ``decided`` counts drafts with a measured decision, ``sent`` seen sends of them."""

    tickets: int
    drafts: int
    decided: int
    sent: int
    reviews: int


def count_progress(session: Session, *, brand_ids: Sequence[str] | None = None) -> Progress:
    """Return how far these brands have come; None is every brand."""
    newest = select(func.max(EditRow.seq)).group_by(EditRow.draft_id)
    edits = select(func.count(), func.count(EditRow.reply_id)).where(
        EditRow.seq.in_(newest), EditRow.outcome != WITHDRAWN
    )
    written = (
        select(func.count())
        .select_from(DraftTextRow)
        .join(DraftRow, DraftRow.id == DraftTextRow.draft_id)
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .where(DraftTextRow.text != "")
    )
    tickets = select(func.count()).select_from(TicketRow)
    reviews = select(func.count()).select_from(ReviewRow)
    if brand_ids is not None:
        edits = edits.where(EditRow.brand_id.in_(brand_ids))
        written = written.where(TicketRow.brand_id.in_(brand_ids))
        tickets = tickets.where(TicketRow.brand_id.in_(brand_ids))
        reviews = reviews.where(ReviewRow.brand_id.in_(brand_ids))
    decided, sent = session.execute(edits).one()
    return Progress(_one(session, tickets), _one(session, written), decided, sent, _one(session, reviews))


def _one(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0
