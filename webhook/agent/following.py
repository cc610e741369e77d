"""What an agent does besides deciding: tick things to do, hand a ticket over.  Roles and brands are checked here."""

from dataclasses import dataclass

from drafter.drafts import Draft
from drafter.following import escalate_ticket as hand_ticket_over
from drafter.following import tick_step as record_tick
from drafter.handovers import Handover
from drafter.steps import StepTick
from drafter.store.brands import find_brand
from drafter.store.following import ticks_of
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.agent import actions
from webhook.wiring import Services


@dataclass(frozen=True)
class DoneSteps:
    """A draft with the last tick of each of its things to do."""

    draft: Draft
    ticks: dict[int, StepTick]


def list_steps(services: Services, who: Principal, draft_id: str) -> DoneSteps:
    """Return what there is to do with a draft, and what is done.  Raises DraftNotFoundError."""
    draft, _, _ = actions.get_draft(services, who, draft_id)
    with services.database.reading() as session:
        return DoneSteps(draft, dict(ticks_of(session, draft.id)))


def tick_step(services: Services, who: Principal, draft_id: str, number: int, *, is_done: bool) -> DoneSteps:
    """Tick a thing to do, or take its tick back.  Raises DraftNotFoundError, StepNotFoundError."""
    permit(who, Act.DECIDE)
    draft, _, _ = actions.get_draft(services, who, draft_id)
    with services.database.writing() as session:
        ticks = record_tick(session, draft.id, number, is_done=is_done, actor=who.actor, now=services.clock())
    return DoneSteps(draft, ticks)


def escalate_ticket(
    services: Services, who: Principal, ticket_id: str, *, reason: str | None = None
) -> tuple[Handover, Ticket]:
    """Hand a ticket over, with or without a draft, and tell its helpdesk.  Raises TicketNotFoundError."""
    permit(who, Act.DECIDE)
    ticket = actions.get_ticket(services, who, ticket_id).ticket
    with services.database.writing() as session:
        handover, decision = hand_ticket_over(
            session,
            ticket,
            find_brand(session, ticket.brand_id),
            reason=reason,
            actor=who.actor,
            actor_name=who.name,
            now=services.clock(),
            new_id=services.new_id,
        )
        if decision:
            services.delivering.plan_decision(session, decision)  # takes the handover along
        else:
            services.delivering.plan_handover(session, handover, ticket)
    return handover, ticket
