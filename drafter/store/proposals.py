"""Proposals to the policies, and what they are made from."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from drafter.drafts import DraftStatus
from drafter.proposals import Evidence, Place, Proposal, ProposalKind
from drafter.store.edits import EditRecord, record_of
from drafter.store.tables import DraftEventRow, DraftRow, EditRow, ProposalRow, TicketRow


class ProposalState(StrEnum):
    """Where a proposal stands; ``gone`` means that too few tickets stand behind it by now."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    GONE = "gone"


@dataclass(frozen=True)
class ProposalRecord:
    """A proposal with who decided about it; ``revision_id`` is the draft revision it was taken into."""

    id: str
    brand_id: str
    proposal: Proposal
    state: ProposalState
    made_at: datetime
    updated_at: datetime
    actor_id: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    revision_id: str | None = None


def list_proposals(
    session: Session,
    brand_ids: Sequence[str],
    *,
    states: Sequence[ProposalState] = (ProposalState.OPEN,),
    kinds: Sequence[ProposalKind] | None = None,
    limit: int = 200,
) -> tuple[ProposalRecord, ...]:
    """Return proposals, those that most tickets stand behind first."""
    query = (
        select(ProposalRow)
        .where(ProposalRow.brand_id.in_(brand_ids), ProposalRow.state.in_([state.value for state in states]))
        .order_by(ProposalRow.tickets.desc(), ProposalRow.id)
        .limit(limit)
    )
    if kinds is not None:
        query = query.where(ProposalRow.kind.in_([kind.value for kind in kinds]))
    return tuple(_record(row) for row in session.scalars(query))


def find_proposal(session: Session, proposal_id: str) -> ProposalRecord | None:
    """Return one proposal."""
    row = session.get(ProposalRow, proposal_id)
    return _record(row) if row else None


def put_proposal(session: Session, record: ProposalRecord) -> None:
    """Write a proposal, or what it has become."""
    one = record.proposal
    session.merge(
        ProposalRow(
            id=record.id,
            brand_id=record.brand_id,
            kind=one.kind.value,
            state=record.state.value,
            text=one.text,
            marked=one.marked,
            tickets=one.tickets,
            agents=one.agents,
            evidence=[_evidence_json(piece) for piece in one.evidence],
            facts=[list(fact) for fact in one.facts],
            snippet_id=one.snippet_id,
            place=asdict(one.place) if one.place else None,
            made_at=record.made_at,
            updated_at=record.updated_at,
            actor_id=record.actor_id,
            decided_at=record.decided_at,
            reason=record.reason,
            revision_id=record.revision_id,
        )
    )
    session.flush()


def changed_edits(session: Session, brand_id: str, *, since: datetime, limit: int) -> tuple[EditRecord, ...]:
    """Return the edits that count in which an agent changed the draft, newest first."""
    newest = select(func.max(EditRow.seq)).where(EditRow.brand_id == brand_id).group_by(EditRow.draft_id)
    rows = session.scalars(
        select(EditRow)
        .where(EditRow.seq.in_(newest), EditRow.outcome.in_(["edited", "scratch"]), EditRow.created_at >= since)
        .order_by(EditRow.seq.desc())
        .limit(limit)
    )
    return tuple(record_of(row) for row in rows)


def unanswered_drafts(session: Session, brand_id: str, *, since: datetime, limit: int) -> tuple[str, ...]:
    """Return the ids of drafts for which no policy was found, newest first, one a ticket."""
    newest = select(func.max(DraftRow.id)).group_by(DraftRow.ticket_id)
    query = (
        select(DraftRow.id)
        .join(TicketRow, TicketRow.id == DraftRow.ticket_id)
        .join(DraftEventRow, DraftEventRow.draft_id == DraftRow.id)
        .where(
            DraftRow.id.in_(newest),
            TicketRow.brand_id == brand_id,
            DraftRow.created_at >= since,
            DraftEventRow.status == DraftStatus.ABSTAINED.value,
        )
        .order_by(DraftRow.id.desc())
        .limit(limit)
    )
    return tuple(dict.fromkeys(session.scalars(query)))


def _evidence_json(piece: Evidence) -> dict[str, str | None]:
    return {
        "ticket_id": piece.ticket_id,
        "text": piece.text,
        "at": piece.at.isoformat(),
        "agent": piece.agent,
        "edit_id": piece.edit_id,
    }


def _record(row: ProposalRow) -> ProposalRecord:
    evidence = tuple(
        Evidence(
            piece["ticket_id"], piece["text"], datetime.fromisoformat(piece["at"]), piece["agent"], piece["edit_id"]
        )
        for piece in row.evidence
    )
    proposal = Proposal(
        key=row.id,
        kind=ProposalKind(row.kind),
        text=row.text,
        marked=row.marked,
        tickets=row.tickets,
        agents=row.agents,
        evidence=evidence,
        snippet_id=row.snippet_id,
        facts=tuple((str(value), int(count)) for value, count in row.facts),
        place=Place(**{**row.place, "heading": tuple(row.place["heading"])}) if row.place else None,
    )
    return ProposalRecord(
        id=row.id,
        brand_id=row.brand_id,
        proposal=proposal,
        state=ProposalState(row.state),
        made_at=row.made_at,
        updated_at=row.updated_at,
        actor_id=row.actor_id,
        decided_at=row.decided_at,
        reason=row.reason,
        revision_id=row.revision_id,
    )
