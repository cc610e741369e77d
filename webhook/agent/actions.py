"""What an agent can do: one function for each button, called by pages, API and sidebar alike.

Each checks role and brand, opens one transaction, calls the drafter, and enqueues the job
that follows in the same transaction.  What belongs to another brand is answered as unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from drafter import handling
from drafter.brands import Brand
from drafter.decisions import Action, Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.errors import DraftNotFoundError, TicketNotFoundError
from drafter.findings import Finding
from drafter.following import hand_over
from drafter.rechecking import check_decision, check_words
from drafter.resolving import check_open
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.brands import find_brand
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket
from drafter.tones import tones_of
from drafter.wishes import Wish, languages_of
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.jobs.base import DRAFT_TICKET
from webhook.jobs.learn import enqueue_learning
from webhook.ticket_json import parse_ticket
from webhook.wiring import Services


@dataclass(frozen=True)
class TicketCase:
    """One ticket with its newest draft and what became of that."""

    ticket: Ticket
    brand: Brand
    draft: Draft | None = None
    decision: Decision | None = None
    edit: EditRecord | None = None
    no_draft_reason: str | None = None


DraftCase = tuple[Draft, Ticket, Decision | None]


def get_draft(services: Services, who: Principal, draft_id: str) -> DraftCase:
    """Return a draft with its ticket and the decision in force.  Raises DraftNotFoundError."""
    permit(who, Act.READ_DRAFTS)
    with services.database.reading() as session:
        draft, ticket = _draft_in_sight(session, who, draft_id)
        return draft, ticket, decision_store.standing_decision(session, draft.id)


def find_drafts(
    services: Services,
    who: Principal,
    *,
    ticket: str | None = None,
    status: DraftStatus | None = None,
    brand: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[DraftCase, ...]:
    """Return drafts, newest first; ``ticket`` is our id or a helpdesk's, ``before`` a draft's id.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_DRAFTS)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        drafts = draft_store.list_drafts(
            session, brand_ids=brand_ids, ticket=ticket, status=status, before=before, limit=limit
        )
        tickets = ticket_store.tickets_by_id(session, {draft.ticket_id for draft in drafts})
        decisions = decision_store.standing_decisions(session, [draft.id for draft in drafts])
    return tuple((draft, tickets[draft.ticket_id], decisions.get(draft.id)) for draft in drafts)


def get_ticket(services: Services, who: Principal, ticket_id: str) -> TicketCase:
    """Return a ticket by our id or the helpdesk's (the newest with that one).  Raises TicketNotFoundError."""
    permit(who, Act.READ_TICKETS)
    with services.database.reading() as session:
        return _cases(session, [_ticket_in_sight(session, who, ticket_id)])[0]


def list_tickets(
    services: Services, who: Principal, *, brand: str | None = None, before: str | None = None, limit: int = 50
) -> tuple[TicketCase, ...]:
    """Return tickets with their newest drafts, newest first; ``before`` is a ticket's id.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_TICKETS)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        tickets = ticket_store.list_tickets(session, brand_ids=brand_ids, before=before, limit=limit)
        return _cases(session, tickets)


def submit_ticket(services: Services, who: Principal, brand_name: str | None, ticket_json: Any) -> TicketCase:
    """Record a ticket and have it drafted; no draft where the case says ``no_draft_reason``.

    Raises TicketFormatError, BrandNotFoundError.
    """
    permit(who, Act.SUBMIT_TICKETS)
    given = parse_ticket(ticket_json)
    now = services.clock()
    with services.database.writing() as session:
        brand = brand_in_sight(session, who, brand_name)
        ticket = handling.record_ticket(
            session, given, brand_id=brand.id, connection_id=None, now=now, new_id=services.new_id
        )
        draft = handling.request_draft(session, ticket, now=now, new_id=services.new_id, actor_id=who.id)
        if draft:
            services.jobs.enqueue(session, DRAFT_TICKET, draft.id)
        return _cases(session, [ticket])[0]


def draft_ticket(services: Services, who: Principal, ticket_id: str, *, steer: str | None = None) -> Draft:
    """Draft a ticket anyway, also one that wants no answer.  Raises TicketNotFoundError."""
    permit(who, Act.DECIDE)
    with services.database.writing() as session:
        return _draft_again(services, session, who, _ticket_in_sight(session, who, ticket_id), steer)


def regenerate(
    services: Services,
    who: Principal,
    draft_id: str,
    *,
    steer: str | None = None,
    rung: str | None = None,
    tone: str | None = None,
    language: str | None = None,
) -> Draft:
    """Have a draft written again; the former one is superseded.

    ``rung`` is another rung of the ticket's ladder, ``tone`` one that the brand has, ``language``
    one that it answers in (``de``).  Raises DraftNotFoundError, RungNotOpenError, RequestFieldsError.
    """
    permit(who, Act.DECIDE)
    with services.database.writing() as session:
        former, ticket = _draft_in_sight(session, who, draft_id)
        if tone or language:
            steer = _wish(find_brand(session, ticket.brand_id), tone, language, steer)
        if rung is not None:
            may_grant = who.may_grant(find_brand(session, ticket.brand_id))
            check_open(former.alternatives, former.resolution, rung, authority=may_grant)
        return _draft_again(services, session, who, ticket, steer, rung=rung)


def decide(
    services: Services,
    who: Principal,
    draft_id: str,
    action: Action | str,
    *,
    text: str | None = None,
    reason: str | None = None,
    acknowledge: Sequence[str] = (),
    key: str | None = None,
) -> Decision:
    """Record what the agent does with a draft; the same again answers as the first time.

    The text is checked again; ``acknowledge`` names findings (or checks) that it goes out with.
    Raises DraftNotFoundError, DraftNotReadyError, AlreadyDecidedError, FindingsOpenError.
    """
    permit(who, Act.DECIDE)
    with services.database.writing() as session:
        draft, ticket = _draft_in_sight(session, who, draft_id)
        act = Action(action)
        may_grant = who.may_grant(find_brand(session, ticket.brand_id))
        checked = check_decision(
            session, draft, ticket, act, text=text, reason=reason, acknowledge=acknowledge, authority=may_grant
        )
        decision = handling.decide(
            session,
            draft.id,
            act,
            actor=who.actor,
            actor_name=who.name,
            text=text,
            reason=reason,
            checked=checked,
            idempotency_key=key,
            now=services.clock(),
            new_id=services.new_id,
            seconds=services.monotonic,
        )
        if decision.kind is DecisionKind.ESCALATED:
            hand_over(
                session,
                ticket,
                find_brand(session, ticket.brand_id),
                draft=draft,
                reason=reason,
                actor=who.actor,
                now=services.clock(),
                new_id=services.new_id,
            )
        services.delivering.plan_decision(session, decision)
        enqueue_learning(session, services.jobs, draft.id)
        return decision


def check_text(services: Services, who: Principal, draft_id: str, text: str) -> tuple[Finding, ...]:
    """Return what the checks say of an agent's version of a draft; nothing is recorded.  Raises DraftNotFoundError."""
    permit(who, Act.DECIDE)
    with services.database.reading() as session:
        draft, ticket = _draft_in_sight(session, who, draft_id)
        may_grant = who.may_grant(find_brand(session, ticket.brand_id))
        return check_words(session, draft, ticket, text, authority=may_grant, meanings=services.warm_meanings)


def _draft_again(
    services: Services,
    session: Session,
    who: Principal,
    ticket: Ticket,
    steer: str | None,
    *,
    rung: str | None = None,
) -> Draft:
    draft = handling.request_draft(
        session,
        ticket,
        now=services.clock(),
        new_id=services.new_id,
        actor_id=who.id,
        steer=steer,
        rung=rung,
        authority=who.may_grant(find_brand(session, ticket.brand_id)) if rung else None,
        again=True,
    )
    if draft is None:
        raise TicketNotFoundError(f"Ticket {ticket.id!r} holds no message to answer.")
    services.jobs.enqueue(session, DRAFT_TICKET, draft.id)
    return draft


def _wish(brand: Brand, tone: str | None, language: str | None, words: str | None) -> str | None:
    code, own = (language or "").partition("-")[0].lower() or None, languages_of(brand)
    if tone and tone not in tones_of(brand.voice):
        raise RequestFieldsError(f"{brand.name} has no tone {tone!r}; it has {', '.join(tones_of(brand.voice))}.")
    if code and code not in own:
        raise RequestFieldsError(f"{brand.name} does not answer in {language!r}, but in {', '.join(own)}.")
    return Wish(tone, code, words or "").steer


def _draft_in_sight(session: Session, who: Principal, draft_id: str) -> tuple[Draft, Ticket]:
    draft = draft_store.get_draft(session, draft_id)
    ticket = ticket_store.get_ticket(session, draft.ticket_id)
    if not who.may_see(ticket.brand_id):
        raise DraftNotFoundError(f"No draft has the id {draft_id!r}.")
    return draft, ticket


def _ticket_in_sight(session: Session, who: Principal, ticket_id: str) -> Ticket:
    found = ticket_store.find_tickets_by_any_id(session, ticket_id)
    mine = next((ticket for ticket in found if who.may_see(ticket.brand_id)), None)
    if mine is None:
        raise TicketNotFoundError(f"No ticket has the id {ticket_id!r}.")
    return mine


def _cases(session: Session, tickets: Sequence[Ticket]) -> tuple[TicketCase, ...]:
    ids = [ticket.id for ticket in tickets]
    drafts = draft_store.newest_drafts(session, ids)
    decisions = decision_store.standing_decisions(session, [draft.id for draft in drafts.values()])
    edits = edit_store.edits_of_drafts(session, [draft.id for draft in drafts.values()])
    reasons = ticket_store.no_draft_reasons(session, ids)
    brands = {brand_id: find_brand(session, brand_id) for brand_id in {ticket.brand_id for ticket in tickets}}
    return tuple(
        TicketCase(
            ticket=ticket,
            brand=brands[ticket.brand_id],
            draft=draft,
            decision=decisions.get(draft.id) if draft else None,
            edit=edits.get(draft.id) if draft else None,
            no_draft_reason=reasons.get(ticket.id),
        )
        for ticket in tickets
        for draft in [drafts.get(ticket.id)]
    )
