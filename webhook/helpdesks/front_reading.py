"""What Front tells, in our words: conversations, messages, comments.

A message is the requester's when it came in (``is_inbound``), an agent's when a teammate is
its author; what has no author was sent by a rule or over the API.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.helpdesks.accounts import attached
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

STATUS = {
    "archived": TicketStatus.SOLVED,
    "resolved": TicketStatus.SOLVED,
    "deleted": TicketStatus.CLOSED,
    "trashed": TicketStatus.CLOSED,
    "snoozed": TicketStatus.PENDING,
    "waiting": TicketStatus.PENDING,
}


def read_message(raw: Mapping[str, Any]) -> Turn:
    """Return a message; of one that came without its body, the text that came instead."""
    person, body = mapping(raw.get("author")), raw.get("body")
    is_inbound = raw.get("is_inbound") is True
    text = plain(body, content_type="text/html") if isinstance(body, str) and body.strip() else ""
    sender = _sender(raw)
    return Turn(
        ident(raw.get("id")) or "told",
        Author.REQUESTER if is_inbound else Author.AGENT,
        text or str(raw.get("text") or raw.get("blurb") or ""),
        True,
        moment(raw.get("created_at")),
        ident(person.get("id")),
        _name(person) or (words(sender.get("name")) or words(sender.get("handle")) if is_inbound else None),
        tuple(attached(one, name="filename") for one in objects(raw.get("attachments"))),
        is_automatic=not is_inbound and not person.get("id"),
    )


def read_comment(raw: Mapping[str, Any]) -> Turn:
    """Return a comment, which only teammates see."""
    person = mapping(raw.get("author"))
    return Turn(
        ident(raw.get("id")) or "",
        Author.AGENT if person.get("id") else Author.SYSTEM,
        str(raw.get("body") or ""),
        False,
        moment(raw.get("posted_at")) or moment(raw.get("created_at")),
        ident(person.get("id")),
        _name(person),
    )


def read_requester(raw: Mapping[str, Any], messages: Sequence[Mapping[str, Any]]) -> Requester:
    """Return who wrote in: the sender of a message that came in, else the conversation's recipient."""
    told = next((_sender(one) for one in messages if one.get("is_inbound") is True), {})
    main = mapping(raw.get("recipient"))
    handle = words(told.get("handle")) or words(main.get("handle"))
    contact = str(mapping(mapping(main.get("_links")).get("related")).get("contact") or "").rpartition("/")[2]
    name = words(told.get("name")) or words(main.get("name"))
    return Requester(ident(contact) or handle, name, handle if handle and "@" in handle else None)


def read_head(id: str, raw: Mapping[str, Any], requester: Requester, channel: str) -> Head:
    """Return a conversation without its messages."""
    category = str(raw.get("status_category") or "").lower()
    status = STATUS.get(str(raw.get("status") or "").lower()) or STATUS.get(category, TicketStatus.OPEN)
    owner = mapping(raw.get("assignee"))
    return Head(
        id,
        subject=words(raw.get("subject"), MAX_SUBJECT) or "",
        channel=channel[:40] or "email",
        status=status,
        tags=labels(raw.get("tags")),
        requester=requester,
        assignee=_name(owner) or words(owner.get("email")),
        custom_fields=custom_fields(raw.get("custom_fields")),
        created_at=moment(raw.get("created_at")),
        updated_at=moment(raw.get("updated_at")),
    )


def _sender(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    listed = objects(raw.get("recipients"))
    return next((one for one in listed if one.get("role") == "from"), mapping(raw.get("sender")))


def _name(person: Mapping[str, Any]) -> str | None:
    name = " ".join(part for key in ("first_name", "last_name") if (part := words(person.get(key))))
    return name or words(person.get("username")) or words(person.get("email"))
