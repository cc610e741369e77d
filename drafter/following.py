"""Ticking things to do, and handing tickets over: acts on the caller's session, who commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.deciding import decide
from drafter.decisions import Action, Decision
from drafter.drafts import Draft, DraftStatus
from drafter.errors import StepNotFoundError
from drafter.handovers import Handover, write_handover
from drafter.order_facts import facts_of
from drafter.order_sources import with_drafts_order
from drafter.steps import StepTick
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import following as store
from drafter.store.told import told_of
from drafter.tickets import Ticket
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

DECIDABLE = frozenset({DraftStatus.READY, DraftStatus.ABSTAINED, DraftStatus.FAILED})


def tick_step(
    session: Session, draft_id: str, number: int, *, is_done: bool, actor: Actor, now: datetime
) -> dict[int, StepTick]:
    """Record that a thing to do is done, or not after all; the same again adds nothing.

    Returns the last tick of each step.  Raises DraftNotFoundError, StepNotFoundError.
    """
    draft = draft_store.get_draft(session, draft_id)
    if all(step.number != number for step in draft.steps):
        raise StepNotFoundError(f"Draft {draft_id!r} has no thing to do with the number {number}.")
    known = store.ticks_of(session, draft_id).get(number)
    if (known.is_done if known else False) is not is_done:
        store.add_tick(session, draft_id, number, is_done=is_done, actor=actor, now=now)
    return dict(store.ticks_of(session, draft_id))


def hand_over(
    session: Session,
    ticket: Ticket,
    brand: Brand,
    *,
    draft: Draft | None,
    reason: str | None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Handover:
    """Write the handover of a ticket and record it; the same draft is handed over once."""
    earlier = store.handovers_of(session, ticket.id)
    same = next((one for one in reversed(earlier) if draft and one.draft_id == draft.id), None)
    if same is not None:
        return same
    ticket = with_drafts_order(ticket, draft)
    facts = facts_of(ticket, brand, brand.day_of(now))
    text = write_handover(ticket, draft, facts, reason=reason, told=told_of(session, ticket))
    made = Handover(new_id("hov"), brand.id, ticket.id, draft.id if draft else None, reason, text, actor.id, now)
    store.add_handover(session, made)
    return made


def escalate_ticket(
    session: Session,
    ticket: Ticket,
    brand: Brand,
    *,
    reason: str | None,
    actor: Actor,
    actor_name: str | None,
    now: datetime,
    new_id: NewId,
) -> tuple[Handover, Decision | None]:
    """Hand a ticket over, whether or not there is a draft; an undecided draft is decided ``escalated``."""
    drafts = draft_store.drafts_of_ticket(session, ticket.id)
    newest = max(drafts, key=lambda one: (one.created_at, one.id), default=None)
    decision = None
    if newest and newest.status in DECIDABLE and decision_store.standing_decision(session, newest.id) is None:
        decision = decide(
            session,
            newest.id,
            Action.ESCALATE,
            actor=actor,
            actor_name=actor_name,
            reason=reason,
            now=now,
            new_id=new_id,
        )
    written = newest if newest and newest.status in DECIDABLE else None
    handover = hand_over(session, ticket, brand, draft=written, reason=reason, actor=actor, now=now, new_id=new_id)
    return handover, decision
