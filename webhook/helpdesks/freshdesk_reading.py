"""What Freshdesk tells, in our words: tickets, their descriptions and conversations."""

from collections.abc import Mapping
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.helpdesks.accounts import attached, truth
from webhook.helpdesks.base import EventKind
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

STATUS = {
    "2": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "3": TicketStatus.PENDING,
    "pending": TicketStatus.PENDING,
    "4": TicketStatus.SOLVED,
    "resolved": TicketStatus.SOLVED,
    "5": TicketStatus.CLOSED,
    "closed": TicketStatus.CLOSED,
    "6": TicketStatus.PENDING,  # waiting on customer
    "7": TicketStatus.PENDING,  # waiting on third party
}
DONE = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
CHANNELS = {"1": "email", "2": "web", "3": "phone", "5": "twitter", "6": "facebook", "7": "chat", "9": "web"}
OUTBOUND, SURVEY = "10", "6"
PRIORITIES = {"1": "low", "2": "medium", "3": "high", "4": "urgent"}


def status_kind(current: Any, previous: Any) -> EventKind:
    """Return what a change of status means."""
    now, before = (STATUS.get(str(one).strip().lower()) for one in (current, previous))
    if now in DONE:
        return EventKind.TICKET_SOLVED
    is_back = now is TicketStatus.OPEN and (before in DONE or not previous)
    return EventKind.TICKET_REOPENED if is_back else EventKind.IGNORED


def read_turn(raw: Mapping[str, Any]) -> Turn:
    """Return a conversation."""
    source, user = str(raw.get("source")), ident(raw.get("user_id"))
    author = Author.REQUESTER if truth(raw.get("incoming")) else Author.AGENT
    if source == SURVEY:
        author = Author.SYSTEM
    text = raw.get("body") if raw.get("body") is not None else raw.get("body_text")
    return Turn(
        ident(raw.get("id")) or "told",
        author,
        plain(str(text or "")),
        not truth(raw.get("private"), default=raw.get("private") is not None),
        moment(raw.get("created_at")),
        user,
        words(raw.get("from_name")) or words(raw.get("from_email")),
        tuple(attached(one) for one in objects(raw.get("attachments"))),
    )


def read_description(id: str, raw: Mapping[str, Any]) -> Turn:
    """Return a ticket's first message, which is no conversation there."""
    is_outbound = str(raw.get("source")) == OUTBOUND
    text = raw.get("description") or raw.get("description_text") or ""
    person = mapping(raw.get("requester"))
    return Turn(
        f"{id}-description",
        Author.AGENT if is_outbound else Author.REQUESTER,
        plain(str(text)),
        True,
        moment(raw.get("created_at")),
        ident(raw.get("responder_id") if is_outbound else raw.get("requester_id")),
        None if is_outbound else words(person.get("name")),
        tuple(attached(one) for one in objects(raw.get("attachments"))),
    )


def read_head(id: str, raw: Mapping[str, Any]) -> Head:
    """Return a ticket without its messages."""
    person = mapping(raw.get("requester"))
    return Head(
        id,
        subject=words(raw.get("subject"), MAX_SUBJECT) or "",
        channel=CHANNELS.get(str(raw.get("source")), "email"),
        status=STATUS.get(str(raw.get("status")).strip().lower(), TicketStatus.OPEN),
        tags=labels(raw.get("tags")),
        requester=Requester(
            ident(raw.get("requester_id")) or ident(person.get("id")),
            words(person.get("name")),
            words(person.get("email")),
        ),
        assignee=ident(raw.get("responder_id")) or words(raw.get("agent_name")),
        priority=PRIORITIES.get(str(raw.get("priority")), (words(raw.get("priority")) or "").lower() or None),
        language=(words(person.get("language")) or "").partition("-")[0].lower() or None,
        custom_fields=custom_fields(raw.get("custom_fields")),
        created_at=moment(raw.get("created_at")),
        updated_at=moment(raw.get("updated_at")),
    )
