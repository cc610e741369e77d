"""Decisions on drafts, and the replies people sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.decisions import Decision, DecisionKind
from drafter.errors import DraftNotFoundError
from drafter.findings import Finding
from drafter.sends import Pairing
from drafter.store.tables import DecisionRow, DraftRow, ReplyRow, TicketRow

_FINDINGS = TypeAdapter(tuple[Finding, ...])


@dataclass(frozen=True)
class Reply:
    """A public reply that a person sent, and the draft it is paired with, if any.

    ``pairing`` is a ``sends.Pairing``.  It alone may change, when an earlier send of the same
    ticket turns up late.
    """

    id: str
    ticket_id: str
    external_id: str
    text: str
    sent_at: datetime
    pairing: str
    draft_id: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None


def add_decision(session: Session, decision: Decision, *, idempotency_key: str | None) -> None:
    """Record a decision."""
    session.add(
        DecisionRow(
            id=decision.id,
            draft_id=decision.draft_id,
            kind=decision.kind.value,
            text=decision.text,
            reason=decision.reason,
            findings=_FINDINGS.dump_python(decision.findings, mode="json") or None,
            acknowledged=list(decision.acknowledged) or None,
            actor_id=decision.actor_id,
            actor_role=decision.actor_role,
            idempotency_key=idempotency_key,
            created_at=decision.created_at,
        )
    )
    session.flush()


def get_decision(session: Session, decision_id: str) -> Decision:
    """Return a decision by its id.  Raises DraftNotFoundError."""
    row = session.scalars(select(DecisionRow).where(DecisionRow.id == decision_id)).first()
    if row is None:
        raise DraftNotFoundError(f"No decision has the id {decision_id!r}.")
    return _decision(row)


def decisions_of(session: Session, draft_id: str) -> tuple[Decision, ...]:
    """Return every decision on a draft, oldest first, undone ones among them."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.draft_id == draft_id).order_by(DecisionRow.seq))
    return tuple(_decision(row) for row in rows)


def standing_decision(session: Session, draft_id: str) -> Decision | None:
    """Return the decision in force: the last one, unless it was undone."""
    row = session.scalars(
        select(DecisionRow).where(DecisionRow.draft_id == draft_id).order_by(DecisionRow.seq.desc()).limit(1)
    ).first()
    return _decision(row) if row and row.kind != DecisionKind.UNDONE else None


def standing_decisions(session: Session, draft_ids: Sequence[str]) -> dict[str, Decision]:
    """Return the decision in force of each draft that has one, by draft id."""
    rows = session.scalars(select(DecisionRow).where(DecisionRow.draft_id.in_(draft_ids)).order_by(DecisionRow.seq))
    last = {row.draft_id: row for row in rows}
    return {key: _decision(row) for key, row in last.items() if row.kind != DecisionKind.UNDONE}


def list_decisions(
    session: Session, *, brand_ids: Sequence[str] | None = None, before: str | None = None, limit: int = 50
) -> tuple[Decision, ...]:
    """Return decisions, undone ones among them, newest first; ``before`` is the last id of the page before."""
    query = select(DecisionRow).order_by(DecisionRow.id.desc()).limit(limit)
    if brand_ids is not None:
        # Asked of each row in turn, so that a page is read off the index of ids and nothing is sorted.
        of = select(TicketRow.id).join(DraftRow, DraftRow.ticket_id == TicketRow.id)
        of = of.where(DraftRow.id == DecisionRow.draft_id, TicketRow.brand_id.in_(brand_ids))
        query = query.where(of.exists())
    if before:
        query = query.where(DecisionRow.id < before)
    return tuple(_decision(row) for row in session.scalars(query))


def decision_by_key(session: Session, draft_id: str, idempotency_key: str) -> Decision | None:
    """Return what was decided under an idempotency key."""
    row = session.scalars(
        select(DecisionRow).where(DecisionRow.draft_id == draft_id, DecisionRow.idempotency_key == idempotency_key)
    ).first()
    return _decision(row) if row else None


def add_reply(session: Session, reply: Reply, *, now: datetime) -> None:
    """Record a sent reply."""
    session.add(ReplyRow(**reply.__dict__, seen_at=now))
    session.flush()


def helpdesk_names(session: Session, draft_ids: Collection[str]) -> Mapping[str, str]:
    """Return the names that helpdesks gave the agents who answered with these drafts, by the agent's id there."""
    query = select(ReplyRow.agent_id, ReplyRow.agent_name).where(ReplyRow.draft_id.in_(draft_ids))
    rows = session.execute(query.order_by(ReplyRow.sent_at, ReplyRow.id))
    return {agent_id: name for agent_id, name in rows if agent_id and name}


def set_pairing(session: Session, reply_id: str, pairing: str, draft_id: str | None) -> None:
    """Record what a reply is to a draft, as far as we have heard of the ticket's replies."""
    row = session.get_one(ReplyRow, reply_id)
    row.pairing, row.draft_id = str(pairing), draft_id
    session.flush()


def was_sent(session: Session, draft_id: str) -> bool:
    """Whether a reply made from this draft was seen."""
    query = select(ReplyRow.id).where(ReplyRow.draft_id == draft_id, ReplyRow.pairing == Pairing.PAIR.value)
    return session.scalars(query).first() is not None


def find_reply(session: Session, ticket_id: str, external_id: str) -> Reply | None:
    """Return the reply with the helpdesk's id, if we saw it before."""
    row = session.scalars(
        select(ReplyRow).where(ReplyRow.ticket_id == ticket_id, ReplyRow.external_id == external_id)
    ).first()
    return _reply(row) if row else None


def replies_of(session: Session, ticket_id: str) -> tuple[Reply, ...]:
    """Return a ticket's sent replies, oldest first."""
    query = select(ReplyRow).where(ReplyRow.ticket_id == ticket_id).order_by(ReplyRow.sent_at, ReplyRow.id)
    rows = session.scalars(query)
    return tuple(_reply(row) for row in rows)


def neighbouring_replies(session: Session, ticket_id: str, *, most: int) -> tuple[str, ...]:
    """Return the texts of the newest replies on other tickets of the same connection, newest first."""
    ticket = session.get_one(TicketRow, ticket_id)
    query = (
        select(ReplyRow.text)
        .join(TicketRow, TicketRow.id == ReplyRow.ticket_id)
        .where(TicketRow.connection_id == ticket.connection_id, ReplyRow.ticket_id != ticket_id)
        .order_by(ReplyRow.seen_at.desc(), ReplyRow.id.desc())
        .limit(most)
    )
    return tuple(session.scalars(query))


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        id=row.id,
        draft_id=row.draft_id,
        kind=DecisionKind(row.kind),
        actor_id=row.actor_id,
        actor_role=row.actor_role,
        created_at=row.created_at,
        text=row.text,
        reason=row.reason,
        findings=_FINDINGS.validate_python(row.findings or ()),
        acknowledged=tuple(row.acknowledged or ()),
    )


def _reply(row: ReplyRow) -> Reply:
    return Reply(
        id=row.id,
        ticket_id=row.ticket_id,
        external_id=row.external_id,
        text=row.text,
        sent_at=row.sent_at,
        pairing=row.pairing,
        draft_id=row.draft_id,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
    )
