"""What the agent's pages read: the shelf on view, and all that is known about one ticket."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import TicketNotFoundError
from drafter.store.brands import list_brands
from drafter.store.decisions import replies_of, standing_decision, standing_decisions
from drafter.store.drafts import newest_drafts
from drafter.store.edits import edit_of_draft, edits_of_drafts
from drafter.store.shelves import Shelf, count_shelves, ids_on_shelf
from drafter.store.tickets import (
    find_ticket,
    find_tickets_by_any_id,
    no_draft_reason_of,
    no_draft_reasons,
    tickets_by_id,
)
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.agent.threads import Desk
from webhook.agent.views import PanelCase
from webhook.store.health import read_health
from webhook.wiring import Services

PAGE = 40


def open_desk(
    services: Services, who: Principal, shelf: Shelf | None, *, before: str | None = None, limit: int = PAGE
) -> Desk:
    """Return the tickets on a shelf, the newest message first, and how full each shelf is."""
    permit(who, Act.READ_TICKETS)
    with services.database.reading() as session:
        counts = count_shelves(session, brand_ids=who.brand_ids)
        ids = ids_on_shelf(session, shelf, brand_ids=who.brand_ids, before=before, limit=limit + 1)
        cases = _cases(session, ids[:limit])
    return Desk(shelf, counts, cases, ids[limit - 1] if len(ids) > limit else None)


def open_ticket(services: Services, who: Principal, ticket_id: str, *, connection_id: str | None = None) -> PanelCase:
    """Return all that is known about a ticket, by our id or, within a connection, the helpdesk's.

    Raises TicketNotFoundError, and PermissionDeniedError where it belongs to a brand that is not theirs.
    """
    permit(who, Act.READ_TICKETS)
    with services.database.reading() as session:
        ticket = _find(session, who, ticket_id, connection_id)
        who.check_brand(ticket.brand_id)
        return _case(session, ticket)


def drafting_state(services: Services) -> str:
    """Return whether somebody writes drafts: ``warm``, ``warming`` or ``no worker``."""
    with services.database.reading() as session:
        dead_after_s = services.settings.jobs.dead_after_s
        return read_health(session, now=services.clock(), dead_after_s=dead_after_s).drafting


def _find(session: Session, who: Principal, ticket_id: str, connection_id: str | None) -> Ticket:
    within = find_ticket(session, connection_id, ticket_id) if connection_id else None
    found = (within,) if within else find_tickets_by_any_id(session, ticket_id)
    if connection_id and not within:
        found = tuple(ticket for ticket in found if ticket.id == ticket_id)
    mine = [ticket for ticket in found if who.may_see(ticket.brand_id)]
    if not found:
        raise TicketNotFoundError(f"No ticket has the id {ticket_id[:80]!r}.")
    return (mine or list(found))[0]


def _case(session: Session, ticket: Ticket) -> PanelCase:
    draft = newest_drafts(session, [ticket.id]).get(ticket.id)
    record = edit_of_draft(session, draft.id) if draft else None
    sent = [reply for reply in replies_of(session, ticket.id) if draft and reply.draft_id == draft.id]
    reply = sent[0] if sent else None
    return PanelCase(
        ticket=ticket,
        brand=_brands(session)[ticket.brand_id],
        draft=draft,
        decision=standing_decision(session, draft.id) if draft else None,
        edit=record.edit if record and record.reply_id else None,
        sent_text=(record.sent_text if record and record.reply_id else None) or (reply.text if reply else None),
        sent_at=reply.sent_at if reply else None,
        sent_by=(reply.agent_name or "") if reply else "",
        no_draft_reason=no_draft_reason_of(session, ticket.id),
    )


def _cases(session: Session, ids: Sequence[str]) -> tuple[PanelCase, ...]:
    tickets, drafts, brands = tickets_by_id(session, ids), newest_drafts(session, ids), _brands(session)
    draft_ids = [draft.id for draft in drafts.values()]
    decisions, edits = standing_decisions(session, draft_ids), edits_of_drafts(session, draft_ids)
    reasons = no_draft_reasons(session, ids)
    made = []
    for ticket_id in ids:
        draft = drafts.get(ticket_id)
        record = edits.get(draft.id) if draft else None
        made.append(
            PanelCase(
                ticket=tickets[ticket_id],
                brand=brands[tickets[ticket_id].brand_id],
                draft=draft,
                decision=decisions.get(draft.id) if draft else None,
                sent_text=record.sent_text if record and record.reply_id else None,
                no_draft_reason=reasons.get(ticket_id),
            )
        )
    return tuple(made)


def _brands(session: Session) -> Mapping[str, Brand]:
    return {brand.id: brand for brand in list_brands(session)}
