"""What the agent's pages read: the shelf on view, and all that is known about one ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.drafts import DraftStatus
from drafter.errors import TicketNotFoundError
from drafter.handling import MODEL_ANSWERED, WROTE_AGAIN
from drafter.store.brands import list_brands
from drafter.store.decisions import replies_of, standing_decision, standing_decisions
from drafter.store.drafts import drafts_of_ticket, newest_drafts
from drafter.store.edits import edit_of_draft, edits_of_drafts
from drafter.store.following import handovers_of, ticks_of
from drafter.store.shelves import Shelf, count_shelves, ids_on_shelf
from drafter.store.tickets import (
    find_ticket,
    find_tickets_by_any_id,
    no_draft_reason_of,
    no_draft_reasons,
    tickets_by_id,
)
from drafter.store.told import told_of, told_sentence
from drafter.tickets import Ticket
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.hits import Hit, Question
from webhook.accounts.people import keepers_of, names_by_id
from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.agent.around import Surroundings
from webhook.agent.sending import connection_of, escalates_to, sending_of
from webhook.agent.threads import Desk
from webhook.agent.views import PanelCase
from webhook.errors import PermissionDeniedError
from webhook.store.health import read_health
from webhook.wiring import Services

PAGE = 40
MOST_FOUND = 5
_NEWS = {
    WROTE_AGAIN: "The customer wrote again, so this draft takes the place of the one before.",
    MODEL_ANSWERED: "The language model answered after all; this is its draft.",
}


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
        if not who.may_see(ticket.brand_id):
            raise PermissionDeniedError(_ask_for_access(session, ticket.brand_id))
        case = _case(session, ticket)
        connection = connection_of(session, ticket)
        return replace(
            case,
            known=replace(
                _surroundings(session, case, case.brand.day_of(services.clock())),
                authority=who.may_grant(case.brand),
                meanings=services.warm_meanings,
            ),
            news=_news(session, case),
            handover=next(iter(reversed(handovers_of(session, ticket.id))), None),
            escalates_to=escalates_to(services, connection),
            send=sending_of(services, session, who, ticket, case.decision),
        )


def search_policies(services: Services, who: Principal, brand: Brand, words: str) -> tuple[Hit, ...]:
    """Return the published passages nearest to an agent's own words; none while nothing can be searched."""
    permit(who, Act.SEARCH)
    who.check_brand(brand.id)
    try:
        found = services.retriever.retrieve(
            [Question(words)], brand_id=brand.id, k=MOST_FOUND, on=brand.day_of(services.clock())
        )
    except KnowledgeBaseError:
        return ()
    return found.hits


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


def _surroundings(session: Session, case: PanelCase, today: date) -> Surroundings:
    told = told_of(session, case.ticket)
    findings = case.draft.findings if case.draft else ()
    references = {*(one.reference for one in told), *(one.reference for one in findings if one.reference)}
    found = {one: told_sentence(session, case.brand.id, one) for one in references}
    return Surroundings(
        ticks=ticks_of(session, case.draft.id) if case.draft else {},
        people=names_by_id(session),
        told=told,
        sentences={reference: words for reference, words in found.items() if words},
        today=today,
    )


def _news(session: Session, case: PanelCase) -> str:
    """Say why the draft before no longer counts, where the agent did not ask for that."""
    former = [one for one in drafts_of_ticket(session, case.ticket.id) if case.draft and one.id != case.draft.id]
    last = max(former, key=lambda one: (one.created_at, one.ordinal), default=None)
    return _NEWS.get(last.reason or "", "") if last and last.status is DraftStatus.SUPERSEDED else ""


def _ask_for_access(session: Session, brand_id: str) -> str:
    brand, keepers = _brands(session)[brand_id], sorted(keepers_of(session, brand_id).values())
    who = f"{keepers[0]} or another admin" if len(keepers) > 1 else keepers[0] if keepers else "an admin"
    return f"This ticket belongs to {brand.name}. Ask {who} to add you."


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
