"""Record sent replies and pair them with the drafts they were made from.

After each reply the whole ticket is paired anew, so the order in which a helpdesk tells us
of its replies makes no difference.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.canned import written_text
from drafter.deciding import Seconds, Sent, measure_sent, supersede, take_back_ignored
from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft
from drafter.edits import Outcome, classify_outcome
from drafter.findings import Finding
from drafter.measures.words import collapse_blanks
from drafter.rechecking import check_edit
from drafter.sends import Pairing, Send, ShownDraft, pair_sends
from drafter.store import decisions as decision_store
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import tickets as ticket_store
from drafter.store.decisions import Reply
from drafter.store.edits import EditRecord
from knowledge_base.foundation.ids import NewId

SAME_SEND = timedelta(minutes=2)  # a network retry may come under another id
KIND_OF_OUTCOME = {
    Outcome.AS_IS: DecisionKind.ACCEPTED,
    Outcome.EDITED: DecisionKind.EDITED,
    Outcome.SCRATCH: DecisionKind.EDITED,
}
UNNAMED_AGENT = "helpdesk"
NEIGHBOURS = 20  # replies of the same helpdesk in which an added footer is looked for


def record_reply(
    session: Session,
    ticket_id: str,
    *,
    external_id: str,
    text: str,
    agent_id: str | None,
    agent_name: str | None,
    sent_at: datetime,
    now: datetime,
    new_id: NewId,
    seconds: Seconds | None = None,
) -> EditRecord | None:
    """Record a public reply that a person sent; return the edit it made, None where it made none.

    The first send after a draft is measured against it, whatever was decided before; without
    a decision it is one, by that agent.  A reply that is known already changes nothing.
    Raises TicketNotFoundError.
    """
    ticket_store.lock_ticket(session, ticket_id)
    reply = Reply(
        id=new_id("rpl"),
        ticket_id=ticket_id,
        external_id=external_id,
        text=text,
        sent_at=sent_at,
        pairing=Pairing.ALONE,
        agent_id=agent_id,
        agent_name=agent_name,
    )
    known = decision_store.replies_of(session, ticket_id)
    first = next((one for one in known if _is_same(one, reply)), None)
    if first:
        return _edit_of(session, first)
    decision_store.add_reply(session, reply, now=now)
    _pair_anew(session, ticket_id, [*known, reply], now=now, new_id=new_id, seconds=seconds)
    _supersede_unseen(session, ticket_id, sent_at=sent_at, now=now)
    return _edit_of(session, next(one for one in decision_store.replies_of(session, ticket_id) if one.id == reply.id))


def shown_since(session: Session, ticket_id: str) -> datetime | None:
    """Return when a ticket's first draft was shown: replies from before that pair with nothing."""
    return min((d.ready_at for d in draft_store.drafts_of_ticket(session, ticket_id) if d.ready_at), default=None)


def _is_same(known: Reply, reply: Reply) -> bool:
    if known.external_id == reply.external_id:
        return True
    is_near = abs(known.sent_at - reply.sent_at) <= SAME_SEND
    is_by_same = known.agent_id == reply.agent_id or None in (known.agent_id, reply.agent_id)
    return is_near and is_by_same and collapse_blanks(known.text) == collapse_blanks(reply.text)


def _pair_anew(
    session: Session, ticket_id: str, replies: Sequence[Reply], *, now: datetime, new_id: NewId, seconds: Seconds | None
) -> None:
    drafts = {draft.id: draft for draft in draft_store.drafts_of_ticket(session, ticket_id)}
    shown = [_shown(session, draft) for draft in drafts.values() if draft.ready_at]
    found = pair_sends(shown, [Send(one.id, one.sent_at, one.agent_id) for one in replies])
    for reply in replies:
        paired = found[reply.id]
        if (paired.pairing, paired.draft_id) == (reply.pairing, reply.draft_id):
            continue
        decision_store.set_pairing(session, reply.id, paired.pairing, paired.draft_id)
        if paired.pairing is Pairing.PAIR and paired.draft_id:
            _measure_pair(session, drafts[paired.draft_id], reply, now=now, new_id=new_id, seconds=seconds)


def _shown(session: Session, draft: Draft) -> ShownDraft:
    assert draft.ready_at is not None
    standing = decision_store.standing_decision(session, draft.id)
    kind = standing.kind if standing else None
    return ShownDraft(
        draft.id,
        draft.ready_at,
        is_rejected=kind is DecisionKind.REJECTED,
        ignored_at=standing.created_at if standing and kind is DecisionKind.IGNORED else None,
    )


def _measure_pair(
    session: Session, draft: Draft, reply: Reply, *, now: datetime, new_id: NewId, seconds: Seconds | None
) -> None:
    take_back_ignored(session, draft, now=now, new_id=new_id)
    actor_id = reply.agent_id or reply.agent_name or UNNAMED_AGENT
    decision = decision_store.standing_decision(session, draft.id)
    earlier = decision_store.neighbouring_replies(session, reply.ticket_id, most=NEIGHBOURS)
    text = written_text(reply.text, draft=draft.text, earlier=earlier)
    kind = KIND_OF_OUTCOME.get(classify_outcome(draft.text, text))
    if decision is None and kind:
        decision = Decision(new_id("dec"), draft.id, kind, actor_id, "agent", now, text)
        decision_store.add_decision(session, decision, idempotency_key=None)
    sent = Sent(text, actor_id, reply.agent_name, reply.id, _findings(session, draft, text))
    measure_sent(session, draft, sent, decision, now=now, new_id=new_id, seconds=seconds)


def _findings(session: Session, draft: Draft, text: str) -> tuple[Finding, ...]:
    """Return what the checks say of the text that was really sent: looked at again where the helpdesk changed it."""
    if text == draft.text:
        return draft.findings
    known = edit_store.edit_of_draft(session, draft.id)
    if known and known.sent_text == text and known.findings is not None:
        return known.findings
    return check_edit(session, draft, ticket_store.get_ticket(session, draft.ticket_id), text)


def _supersede_unseen(session: Session, ticket_id: str, *, sent_at: datetime, now: datetime) -> None:
    """Drafts that were not on screen when the agent answered are wanted no more, unless the customer asks again."""
    if ticket_store.get_ticket(session, ticket_id).awaits_reply:
        return
    for draft in draft_store.drafts_of_ticket(session, ticket_id):
        if draft.ready_at is None or draft.ready_at > sent_at:
            supersede(session, draft, "The agent replied before this draft was shown.", now=now)


def _edit_of(session: Session, reply: Reply) -> EditRecord | None:
    if reply.pairing != Pairing.PAIR or not reply.draft_id:
        return None
    return edit_store.edit_of_draft(session, reply.draft_id)
