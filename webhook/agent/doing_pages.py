"""What an agent does beside deciding, as forms: try their own words, tick things to do, hand on, send."""

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from webhook.accounts.permissions import ROLES_OF, Act
from webhook.agent import actions, following
from webhook.agent.blueprint import back, kept, pages, reason_in, reply_in
from webhook.agent.checking import mend
from webhook.agent.sending import send_reply
from webhook.http.context import principal, require, services


@pages.post("/agent/drafts/<draft_id>/check", endpoint="check")
@require(*ROLES_OF[Act.DECIDE])
def check_text(draft_id: str) -> BaseResponse:
    """Check the agent's own words, with the fix of one finding put in, and show them again; nothing is decided."""
    who, text = principal(), reply_in()
    draft, ticket, _ = actions.get_draft(services(), who, draft_id)
    found = actions.check_text(services(), who, draft_id, text)
    wanted = request.form.get("fix")
    if wanted:
        text = mend(text, found, wanted)
        found = actions.check_text(services(), who, draft_id, text)
    return kept(draft, ticket, text, found, is_stopped=False)


@pages.post("/agent/drafts/<draft_id>/steps/<int:number>", endpoint="tick")
@require(*ROLES_OF[Act.DECIDE])
def tick_step(draft_id: str, number: int) -> BaseResponse:
    """Tick a thing to do, or take its tick back; words that are being edited stay."""
    who = principal()
    done = following.tick_step(services(), who, draft_id, number, is_done=request.form.get("done") == "1")
    if "editing" not in request.form:
        return back(done.draft.ticket_id)
    draft, ticket, _ = actions.get_draft(services(), who, draft_id)
    text = reply_in()
    return kept(draft, ticket, text, actions.check_text(services(), who, draft_id, text), is_stopped=False)


@pages.post("/agent/tickets/<ticket_id>/escalate", endpoint="escalate")
@require(*ROLES_OF[Act.DECIDE])
def escalate_ticket(ticket_id: str) -> BaseResponse:
    """Hand a ticket on, with or without a draft."""
    _, ticket = following.escalate_ticket(services(), principal(), ticket_id, reason=reason_in())
    return back(ticket.id)


@pages.post("/agent/drafts/<draft_id>/send", endpoint="send")
@require(*ROLES_OF[Act.DECIDE])
def send(draft_id: str) -> BaseResponse:
    """Send the approved reply in the agent's own name, once."""
    return back(send_reply(services(), principal(), draft_id))
