"""Past drafts that people sent, by the policies they rest on."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.decisions import DecisionKind
from drafter.precedents import Decided
from drafter.store.decisions import standing_decisions
from drafter.store.drafts import drafts_by_id
from drafter.store.tables import CitationRow, DecisionRow, DraftRow, TicketRow

SENT = frozenset({DecisionKind.ACCEPTED, DecisionKind.EDITED})
MOST = 40  # newest; older ones rest on older wordings more and more


def sent_drafts(
    session: Session, brand_id: str, policy_ids: Collection[str], *, most: int = MOST
) -> tuple[Decided, ...]:
    """Return a brand's drafts that cite one of these policies and were sent by a person, newest first."""
    newest = func.max(DecisionRow.seq)
    query = (
        select(DraftRow.id, TicketRow.external_id)
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .join(CitationRow, CitationRow.draft_id == DraftRow.id)
        .join(DecisionRow, DecisionRow.draft_id == DraftRow.id)
        .where(
            TicketRow.brand_id == brand_id,
            CitationRow.policy_id.in_(policy_ids),
            DecisionRow.kind.in_([kind.value for kind in SENT]),
        )
        .group_by(DraftRow.id, TicketRow.external_id)
        .order_by(newest.desc(), DraftRow.id)
        .limit(most)
    )
    numbers = {row.id: row.external_id for row in session.execute(query)}
    decided, drafts = standing_decisions(session, list(numbers)), drafts_by_id(session, list(numbers))
    return tuple(
        Decided(drafts[draft_id], number, decided[draft_id].created_at)
        for draft_id, number in numbers.items()
        if draft_id in decided and decided[draft_id].kind in SENT and draft_id in drafts
    )
