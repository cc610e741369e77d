"""What Gorgias tells, in our words: tickets, messages, macros, and the body of an integration."""

from collections.abc import Mapping
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.errors import MalformedEventError
from webhook.helpdesks.accounts import attached, truth
from webhook.helpdesks.base import Macro
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, named, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT, read_json

NOTE = "internal-note"
STATUS = {"open": TicketStatus.OPEN, "closed": TicketStatus.SOLVED, "snoozed": TicketStatus.PENDING}
DONE = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
WRAPPINGS = ("form", "context", "payload", "data", "body")


def unwrapped(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an integration's body holds below the names it is wrapped in, as an object or as JSON in a text.

    Raises MalformedEventError for a text that is no JSON object.
    """
    for _ in range(len(WRAPPINGS)):
        name = next((one for one in WRAPPINGS if one in body and "ticket" not in body), None)
        if name is None:
            return body
        inner = body[name]
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            inner = read_json(inner.encode())
        if not isinstance(inner, dict):
            if "ticket_id" in body or "id" in body:
                return body
            raise MalformedEventError(f"Field '{name}' should be an object.")
        outer = {key: one for key, one in body.items() if key != name}
        body = {**outer, **inner}
    return body


def read_turn(raw: Mapping[str, Any]) -> Turn:
    """Return a message.  ``body_html`` counts first: it tells quotes and signatures apart."""
    person, source = mapping(raw.get("sender")), raw.get("body_html")
    text = plain(source, content_type="text/html") if isinstance(source, str) and source.strip() else ""
    is_note = NOTE in (raw.get("channel"), mapping(raw.get("source")).get("type"))
    is_automatic = raw.get("rule_id") is not None or str(raw.get("via")) == "rule"
    return Turn(
        ident(raw.get("id")) or "told",
        Author.AGENT if truth(raw.get("from_agent"), default=is_note) else Author.REQUESTER,
        text or str(raw.get("body_text") or raw.get("stripped_text") or ""),
        not is_note and truth(raw.get("public"), default=True),
        moment(raw.get("created_datetime")) or moment(raw.get("sent_datetime")),
        ident(person.get("id")),
        words(person.get("name")) or words(person.get("email")),
        tuple(attached(one) for one in objects(raw.get("attachments"))),
        is_automatic=is_automatic,
    )


def read_head(id: str, raw: Mapping[str, Any]) -> Head:
    """Return a ticket without its messages."""
    person, owner = mapping(raw.get("customer")) or mapping(raw.get("requester")), mapping(raw.get("assignee_user"))
    status = STATUS.get(str(raw.get("status") or "").lower(), TicketStatus.OPEN)
    if raw.get("snooze_datetime") and status is TicketStatus.OPEN:
        status = TicketStatus.PENDING
    fields = raw.get("custom_fields")
    told = {key: one.get("value", one) if isinstance(one, dict) else one for key, one in mapping(fields).items()}
    told |= {str(one.get("id")): one.get("value") for one in objects(fields)}
    return Head(
        id,
        subject=words(raw.get("subject"), MAX_SUBJECT) or "",
        channel=words(raw.get("channel")) or "email",
        status=status,
        tags=labels(raw.get("tags")),
        requester=Requester(
            ident(person.get("id")) or ident(raw.get("customer_id")),
            words(person.get("name")),
            words(person.get("email")) or words(raw.get("customer_email")),
        ),
        assignee=named(owner) or words(owner.get("email")) or ident(raw.get("assignee_user_id")),
        priority=(words(raw.get("priority")) or "").lower() or None,
        language=(words(raw.get("language")) or "").partition("-")[0].lower() or None,
        custom_fields=custom_fields(told),
        created_at=moment(raw.get("created_datetime")),
        updated_at=moment(raw.get("updated_datetime")),
    )


def read_macro(raw: Mapping[str, Any]) -> Macro | None:
    """Return a macro that writes a reply, None for another one."""
    if raw.get("archived_datetime"):
        return None
    for action in objects(raw.get("actions")):
        told = mapping(action.get("arguments"))
        text = str(told.get("body_text") or "") or plain(str(told.get("body_html") or ""), content_type="text/html")
        id = ident(raw.get("id"))
        if action.get("name") == "setResponseText" and id and text.strip():
            return Macro(id, words(raw.get("name")) or id, text)
    return None
