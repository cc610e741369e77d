"""Sample Desk, the simulated helpdesk: people write, agents answer, each change is an event.

Every act keeps the ticket and the event that tells of it in one transaction; ``sending``
brings the event to Drafter, now or when Drafter answers again.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webhook.demo.brand_files import Template, resolve_dates, stamp
from webhook.demo.playing import play
from webhook.demo.store import DeskStore, DraftNote, OutEvent, Plan
from webhook.errors import MalformedEventError

NO_ORDER = "Someone without an order"
MAX_TEXT = 20_000
MAX_SUBJECT = 200
TICKET_PREFIX = "NW"


@dataclass(frozen=True)
class DeskAgent:
    """Who answers in the helpdesk, by the helpdesk's own id."""

    id: str
    name: str


class Desk:
    """What people do in the helpdesk.  ``new_id`` makes event ids."""

    def __init__(self, store: DeskStore, *, new_id: Callable[[str], str]) -> None:
        self.store = store
        self._new_id = new_id

    def load(self, ticket: Mapping[str, Any], plan: Plan | None, *, now: datetime) -> bool:
        """Keep a sample ticket, once; False when it was there before."""
        event = _event(f"{ticket['id']}-created", "ticket.created", ticket, now=now)
        return self.store.add_ticket(ticket, event, plan)

    def write(self, sender: Template | None, subject: str, text: str, *, now: datetime) -> str:
        """Open a ticket in a customer's name and return its id; ``sender`` None is a stranger."""
        ticket_id = f"{TICKET_PREFIX}-{self.store.next_number()}"
        ticket: dict[str, Any] = {
            "id": ticket_id,
            "subject": subject.strip()[:MAX_SUBJECT],
            "channel": "email",
            "status": "new",
            "requester": dict(sender.requester) if sender else {"name": "Kim Aldous", "email": "kim@example.com"},
            "messages": [_message("m1", "requester", text, now=now)],
        }
        if sender and sender.order:
            ticket["order"] = resolve_dates(sender.order, now)
        self.store.add_ticket(ticket, _event(self._new_id("msg"), "ticket.created", ticket, now=now))
        return ticket_id

    def write_back(self, ticket: Mapping[str, Any], text: str, *, now: datetime) -> None:
        """Add a customer's message to a ticket; it is open again."""
        message = _message(_next_message(ticket), "requester", text, now=now)
        changed = {**ticket, "status": "open", "messages": [*ticket["messages"], message]}
        self.store.forget_draft(str(ticket["id"]))  # it answered the message before
        self.store.save_ticket(changed, _event(self._new_id("msg"), "ticket.replied", changed, now=now))

    def reply(self, ticket: Mapping[str, Any], text: str, agent: DeskAgent, *, now: datetime) -> None:
        """Send an agent's reply to the customer."""
        changed, reply = _answered(ticket, text, agent, now=now)
        event = _event(self._new_id("msg"), "agent.replied", changed, now=now, reply=reply)
        self.store.save_ticket(changed, event)

    def solve(self, ticket: Mapping[str, Any], *, now: datetime) -> None:
        """Close a ticket as solved."""
        changed = {**ticket, "status": "solved"}
        self.store.save_ticket(changed, _event(self._new_id("msg"), "ticket.solved", changed, now=now))

    def take(self, event: Any, *, now: datetime) -> None:
        """Take in what Drafter tells: a draft that is ready, or what became of one.

        Raises MalformedEventError for an event without a draft and its ticket.
        """
        data = event.get("data") if isinstance(event, Mapping) else None
        if not isinstance(data, Mapping) or not data.get("id") or not data.get("ticket"):
            raise MalformedEventError("The event should carry a draft in 'data', with 'id' and 'ticket'.")
        ticket = self.store.ticket(str(data["ticket"]))
        if ticket is None:
            return  # of a ticket that was sent from elsewhere under our connection
        decision = data.get("decision") or {}
        kind, text = decision.get("kind"), decision.get("text") or data.get("text")
        self.store.save_draft(ticket["id"], DraftNote(str(data["id"]), str(data.get("status")), kind, text))
        if event.get("type") == "draft.ready":
            self._play(ticket, str(data.get("text") or ""), now=now)

    def _play(self, ticket: Mapping[str, Any], draft: str, *, now: datetime) -> None:
        plan = self.store.plan(ticket["id"])
        text = play(draft, plan.change) if plan else ""
        if not plan or not text:
            return
        agent = DeskAgent(plan.agent.split()[0].lower(), plan.agent)
        changed, reply = _answered(ticket, text, agent, now=now)
        self.store.finish_plan(
            changed, _event(f"{ticket['id']}-replied", "agent.replied", changed, now=now, reply=reply)
        )


def _answered(
    ticket: Mapping[str, Any], text: str, agent: DeskAgent, *, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    message = {
        **_message(_next_message(ticket), "agent", text, now=now),
        "author_id": agent.id,
        "author_name": agent.name,
    }
    reply = {
        "id": message["id"],
        "text": message["text"],
        "agent": {"id": agent.id, "name": agent.name},
        "sent_at": message["created_at"],
    }
    return {**ticket, "status": "pending", "messages": [*ticket["messages"], message]}, reply


def _message(message_id: str, author: str, text: str, *, now: datetime) -> dict[str, Any]:
    plain = text.replace("\r\n", "\n").strip()[:MAX_TEXT]
    return {"id": message_id, "author": author, "public": True, "text": plain, "created_at": stamp(now)}


def _next_message(ticket: Mapping[str, Any]) -> str:
    return f"m{len(ticket['messages']) + 1}"


def _event(
    event_id: str, kind: str, ticket: Mapping[str, Any], *, now: datetime, reply: Mapping[str, Any] | None = None
) -> OutEvent:
    data = {**ticket, "reply": reply} if reply else ticket
    body = json.dumps({"type": kind, "timestamp": stamp(now), "data": data}, ensure_ascii=False)
    return OutEvent(event_id, str(ticket["id"]), body)
