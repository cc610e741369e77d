"""``/api/v1/drafts`` and ``/api/v1/tickets``: the agent desk for programs."""

from typing import Any

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.agent import actions, following
from webhook.agent.actions import DraftCase, TicketCase
from webhook.agent.following import DoneSteps
from webhook.agent.schemas import (
    DecisionBody,
    DraftPage,
    DraftShown,
    DraftsQuery,
    EscalateBody,
    HandoverShown,
    PageQuery,
    RegenerateBody,
    StepBody,
    StepsShown,
    Submitted,
    TicketBody,
    TicketPage,
    TicketShown,
)
from webhook.draft_json import draft_json, moment_json, step_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.http.idempotency import read_key
from webhook.http.pagination import page, read_cursor
from webhook.ticket_json import ticket_json

api = ApiBlueprint("agent_api", __name__)


@api.route_for("GET", "/drafts", act=Act.READ_DRAFTS, query=DraftsQuery, answer=DraftPage)
def list_drafts(who: Principal, query: DraftsQuery) -> dict[str, Any]:
    """List drafts, newest first."""
    found = actions.find_drafts(
        services(),
        who,
        ticket=query.ticket,
        status=query.status,
        brand=query.brand,
        before=read_cursor(query.after),
        limit=query.limit + 1,
    )
    return page(found, query.limit, id_of=lambda case: case[0].id, show=_draft)


@api.route_for("GET", "/drafts/<draft_id>", act=Act.READ_DRAFTS, answer=DraftShown)
def get_draft(who: Principal, draft_id: str) -> dict[str, Any]:
    """Return a draft with sentences, citations, findings and its decision."""
    return _draft(actions.get_draft(services(), who, draft_id))


@api.route_for(
    "POST", "/drafts/<draft_id>/decision", act=Act.DECIDE, body=DecisionBody, answer=DraftShown, conflicts=True
)
def decide_draft(who: Principal, draft_id: str, body: DecisionBody) -> dict[str, Any]:
    """Decide on a draft: accept, edit, reject, escalate, or undo until a send is seen.

    The text is checked again before it goes out: what a check stops has to be named in
    `acknowledge`, with a reason.  The same again answers as the first time; any other second action is a conflict.
    """
    key = read_key()
    actions.decide(
        services(),
        who,
        draft_id,
        body.action,
        text=body.text,
        reason=body.reason,
        acknowledge=body.acknowledge,
        key=f"{who.id}:{key}" if key else None,
    )
    return _draft(actions.get_draft(services(), who, draft_id))


@api.route_for(
    "POST",
    "/drafts/<draft_id>/regenerate",
    act=Act.DECIDE,
    body=RegenerateBody,
    answer=DraftShown,
    status=202,
    conflicts=True,
)
def regenerate_draft(who: Principal, draft_id: str, body: RegenerateBody) -> dict[str, Any]:
    """Have a draft written again; the answer is the new one, still queued."""
    made = actions.regenerate(
        services(), who, draft_id, steer=body.steer, rung=body.rung, tone=body.tone, language=body.language
    )
    return _draft(actions.get_draft(services(), who, made.id))


@api.route_for("GET", "/tickets", act=Act.READ_TICKETS, query=PageQuery, answer=TicketPage)
def list_tickets(who: Principal, query: PageQuery) -> dict[str, Any]:
    """List tickets, newest first."""
    before = read_cursor(query.after)
    found = actions.list_tickets(services(), who, brand=query.brand, before=before, limit=query.limit + 1)
    return page(found, query.limit, id_of=lambda case: case.ticket.id, show=_ticket)


@api.route_for("GET", "/tickets/<ticket_id>", act=Act.READ_TICKETS, answer=TicketShown)
def get_ticket(who: Principal, ticket_id: str) -> dict[str, Any]:
    """Return a ticket by the helpdesk's id or ours."""
    return _ticket(actions.get_ticket(services(), who, ticket_id))


@api.route_for("POST", "/tickets", act=Act.SUBMIT_TICKETS, body=TicketBody, answer=Submitted, status=202)
def submit_ticket(who: Principal, body: TicketBody) -> dict[str, Any]:
    """Hand in a ticket and have it drafted; the answer is the draft, still queued.

    A ticket that wants no answer has no draft, and the answer says why.
    """
    given = body.model_dump(mode="json", exclude={"brand"}, exclude_unset=True)
    case = actions.submit_ticket(services(), who, body.brand, given)
    if case.draft:
        return {**draft_json(case.draft, case.ticket, decision=case.decision), "no_draft_reason": None}
    return {
        "id": None,
        "ticket": case.ticket.external_id,
        "ticket_id": case.ticket.id,
        "brand_id": case.ticket.brand_id,
        "status": None,
        "no_draft_reason": case.no_draft_reason,
    }


@api.route_for("GET", "/drafts/<draft_id>/steps", act=Act.READ_DRAFTS, answer=StepsShown)
def list_steps(who: Principal, draft_id: str) -> dict[str, Any]:
    """List what there is to do with a draft, and what is done."""
    return _steps(following.list_steps(services(), who, draft_id))


@api.route_for("POST", "/drafts/<draft_id>/steps/<int:number>", act=Act.DECIDE, body=StepBody, answer=StepsShown)
def tick_step(who: Principal, draft_id: str, number: int, body: StepBody) -> dict[str, Any]:
    """Tick a thing to do, or take its tick back."""
    return _steps(following.tick_step(services(), who, draft_id, number, is_done=body.done))


@api.route_for("POST", "/tickets/<ticket_id>/escalate", act=Act.DECIDE, body=EscalateBody, answer=HandoverShown)
def escalate_ticket(who: Principal, ticket_id: str, body: EscalateBody) -> dict[str, Any]:
    """Hand a ticket over, with or without a draft: writes the note and tells the helpdesk."""
    handover, ticket = following.escalate_ticket(services(), who, ticket_id, reason=body.reason)
    return {
        "id": handover.id,
        "ticket": ticket.external_id,
        "draft_id": handover.draft_id,
        "reason": handover.reason,
        "text": handover.text,
        "created_at": moment_json(handover.created_at),
    }


def _steps(found: DoneSteps) -> dict[str, Any]:
    items = []
    for step in found.draft.steps:
        tick = found.ticks.get(step.number)
        is_done = bool(tick and tick.is_done)
        by = {"done_by": tick.actor_id, "done_at": moment_json(tick.created_at)} if tick and is_done else {}
        items.append({"done_by": None, "done_at": None, **step_json(step), "done": is_done, **by})
    return {"items": items}


def _draft(case: DraftCase) -> dict[str, Any]:
    draft, ticket, decision = case
    return draft_json(draft, ticket, decision=decision)


def _ticket(case: TicketCase) -> dict[str, Any]:
    return {
        **ticket_json(case.ticket),
        "ticket_id": case.ticket.id,
        "brand_id": case.ticket.brand_id,
        "no_draft_reason": case.no_draft_reason,
        "draft_id": case.draft.id if case.draft else None,
        "draft_status": case.draft.status.value if case.draft else None,
    }
