"""The generic helpdesk: plain ticket JSON both ways, Standard Webhooks signatures both ways."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from drafter.decisions import Decision
from drafter.drafts import Draft
from drafter.errors import TicketFormatError
from drafter.tickets import Author, Message, Ticket, merge_messages
from webhook.draft_json import draft_json
from webhook.errors import MalformedEventError, UnsupportedMediaError
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, RawRequest, SentReply, Shown
from webhook.helpdesks.calling import post
from webhook.helpdesks.signatures import sign_standard, verify_standard
from webhook.json_values import read_json
from webhook.ticket_json import ReplyShape, check_reply, parse_ticket

WITH_TICKET = frozenset(
    {
        EventKind.TICKET_CREATED,
        EventKind.TICKET_REPLIED,
        EventKind.AGENT_REPLIED,
        EventKind.TICKET_SOLVED,
        EventKind.TICKET_REOPENED,
        EventKind.TICKET_ESCALATED,
    }
)
ASKING = frozenset({EventKind.TICKET_CREATED, EventKind.TICKET_REPLIED})


class GenericHelpdesk:
    """Speaks the documented ticket JSON; answers to ``callback_url``, where one is set.

    ``may_call_private`` says whether a connection's address came from the operator.
    """

    kind = "generic"

    def __init__(self, *, now: Callable[[], datetime], may_call_private: Callable[[Connection], bool]) -> None:
        self._now = now
        self._may_call_private = may_call_private

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the Standard Webhooks signature over the raw bytes."""
        verify_standard(request, connection.secrets, connection_id=connection.id, now=now)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a verified request; a type we do not know is ignored.

        Raises UnsupportedMediaError, MalformedEventError, TicketFormatError.
        """
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type and content_type != "application/json" and not content_type.endswith("+json"):
            raise UnsupportedMediaError("The content type should be application/json.")
        envelope = read_json(request.body)
        event_id = request.headers.get("webhook-id", "")
        if not isinstance(envelope, dict) or not isinstance(envelope.get("type"), str):
            raise MalformedEventError("The body should be an object with 'type', 'timestamp' and 'data'.")
        data = envelope.get("data")
        try:
            kind = EventKind(envelope["type"])
        except ValueError:
            kind = EventKind.IGNORED
        if kind is EventKind.IGNORED:
            return InboundEvent(event_id, kind, {})
        if not isinstance(data, dict):
            raise TicketFormatError("Field 'data' should be an object.")
        return InboundEvent(event_id, kind, data, _ticket_id(kind, data, event_id), _occurred(envelope))

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Return the ticket that the event itself carries."""
        ticket = parse_ticket(event.data, message_id=event.event_id, needs_message=False)
        reply = _reply(event, check_reply(event.data)) if event.kind is EventKind.AGENT_REPLIED else None
        if reply and all(message.id != reply.external_id for message in ticket.messages):
            said = Message(
                reply.external_id, Author.AGENT, reply.text, True, reply.sent_at, reply.agent_id, reply.agent_name
            )
            ticket = replace(ticket, messages=merge_messages(ticket.messages, [said]))
        own_id = connection.options.get("own_user_id")
        replies = tuple(
            SentReply(m.id, m.text, m.author_id, m.author_name, m.created_at)
            for m in ticket.messages
            if m.author is Author.AGENT and m.is_public and not (own_id and m.author_id == own_id)
        )
        return FetchedTicket(ticket, replies, reply, is_from_event=True)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Send ``draft.ready`` to the callback address; ``marker`` is the event's id, the same at each try."""
        self._send("draft.ready", draft_json(draft, ticket), connection, marker)
        return Shown(ref=None)

    def show_decision(
        self, ticket: Ticket, draft: Draft, decision: Decision, connection: Connection, *, marker: str
    ) -> None:
        """Send ``draft.decided`` with the text to send to the callback address."""
        self._send("draft.decided", draft_json(draft, ticket, decision=decision), connection, marker)

    def wants(self, connection: Connection) -> bool:
        """Whether anybody listens: without a callback address drafts are only looked up."""
        return bool(connection.options.get("callback_url"))

    def _send(self, kind: str, data: Mapping[str, Any], connection: Connection, marker: str) -> None:
        url = connection.options.get("callback_url")
        if not url:
            return
        now = self._now()
        event = {"type": kind, "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data}
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", **sign_standard(marker, body, connection.secrets, now=now)}
        post(url, body, headers, allow_private=self._may_call_private(connection))


def _ticket_id(kind: EventKind, data: Mapping[str, Any], event_id: str) -> str | None:
    if kind in WITH_TICKET:
        ticket = parse_ticket(data, message_id=event_id, needs_message=kind in ASKING)
        if kind is EventKind.AGENT_REPLIED:
            check_reply(data)
        return ticket.external_id
    named = data.get("ticket") or data.get("id")
    return str(named)[:200] if isinstance(named, str | int) and not isinstance(named, bool) else None


def _occurred(envelope: Mapping[str, Any]) -> datetime | None:
    stamp = envelope.get("timestamp")
    try:
        moment = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None  # the envelope's time is a courtesy; the signed one was checked
    return moment if moment and moment.tzinfo and 1970 < moment.year < 2200 else None


def _reply(event: InboundEvent, shape: ReplyShape) -> SentReply:
    sent_at = shape.sent_at or event.occurred_at
    return SentReply(shape.id or event.event_id, shape.text, shape.agent.id, shape.agent.name, sent_at)
