"""What Intercom tells, in our words: conversations, tickets and their parts.

A part's author says whose words it is; a bot's words are nobody's reply.  Part types with
``note`` in them are for admins alone, and so is what comes with an assignment.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.helpdesks.accounts import attached, oldest_first
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

STATES = {"open": TicketStatus.OPEN, "snoozed": TicketStatus.PENDING, "closed": TicketStatus.SOLVED}
CATEGORIES = {
    "submitted": TicketStatus.NEW,
    "in_progress": TicketStatus.OPEN,
    "waiting_on_customer": TicketStatus.PENDING,
    "resolved": TicketStatus.SOLVED,
}
AUTHORS = {
    "user": Author.REQUESTER,
    "lead": Author.REQUESTER,
    "contact": Author.REQUESTER,
    "visitor": Author.REQUESTER,
    "admin": Author.AGENT,
}
CHANNELS = {"conversation": "chat", "push": "chat", "inapp": "chat", "email": "email", "phone_call": "phone"}
TITLE, DESCRIPTION = "_default_title_", "_default_description_"


def read_parts(raw: Mapping[str, Any]) -> list[Turn]:
    """Return what was said, the oldest first: a conversation's source or a ticket's description, then the parts."""
    return oldest_first(_turns(raw))


def _turns(raw: Mapping[str, Any]) -> Iterator[Turn]:
    source = mapping(raw.get("source"))
    if source.get("body") or source.get("attachments"):
        first = {"id": "source", **source, "created_at": raw.get("created_at"), "part_type": "comment"}
        yield _turn(first)
    described = mapping(raw.get("ticket_attributes")).get(DESCRIPTION)
    if isinstance(described, str) and described.strip():
        person = {"type": "user", "id": _contact_id(raw)}
        yield _turn({"id": "description", "body": described, "author": person, "created_at": raw.get("created_at")})
    for name in ("conversation_parts", "ticket_parts"):
        listed = raw.get(name)
        for one in objects(mapping(listed).get(name)) or objects(listed):
            if ident(one.get("id")):
                yield _turn(one)


def _turn(raw: Mapping[str, Any]) -> Turn:
    person, kind = mapping(raw.get("author")), str(raw.get("part_type") or "comment")
    author = AUTHORS.get(str(person.get("type") or "").lower(), Author.SYSTEM)
    is_internal = "note" in kind or "assign" in kind
    is_gone = raw.get("redacted") is True
    return Turn(
        ident(raw.get("id")) or "",
        author,
        "" if is_gone else plain(str(raw.get("body") or "")),
        not is_internal,
        moment(raw.get("created_at")),
        ident(person.get("id")),
        words(person.get("name")) or words(person.get("email")),
        tuple(attached(one, size="filesize") for one in objects(raw.get("attachments"))),
    )


def read_person(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return who wrote first, where that was the requester; an empty object for anybody else."""
    person = mapping(mapping(raw.get("source")).get("author"))
    return person if AUTHORS.get(str(person.get("type") or "").lower()) is Author.REQUESTER else {}


def is_ended(raw: Mapping[str, Any]) -> bool:
    """Whether a ticket's state is one of those that end it."""
    return _status(raw) in (TicketStatus.SOLVED, TicketStatus.CLOSED)


def read_head(id: str, raw: Mapping[str, Any], person: Mapping[str, Any]) -> Head:
    """Return a conversation or ticket without its parts; ``person`` is its requester."""
    source, fields = mapping(raw.get("source")), mapping(raw.get("ticket_attributes"))
    title = raw.get("title") or source.get("subject") or fields.get(TITLE) or ""
    admin = ident(raw.get("admin_assignee_id"))
    mates = objects(mapping(raw.get("teammates")).get("teammates")) or objects(raw.get("teammates"))
    names = {ident(one.get("id")): words(one.get("name")) for one in mates}
    own_fields = {key: one for key, one in fields.items() if key not in (TITLE, DESCRIPTION)}
    language = words(person.get("language_override")) or words(person.get("browser_language"))
    return Head(
        id,
        subject=(words(plain(str(title)), MAX_SUBJECT) or ""),
        channel=CHANNELS.get(str(source.get("type") or "conversation"), str(source.get("type") or "chat")[:40]),
        status=_status(raw),
        tags=labels(mapping(raw.get("tags")).get("tags") or raw.get("tags")),
        requester=Requester(
            ident(person.get("id")) or _contact_id(raw), words(person.get("name")), words(person.get("email"))
        ),
        assignee=names.get(admin) or (None if admin == "0" else admin),
        priority="high" if raw.get("priority") == "priority" else None,
        language=(language or "").partition("-")[0].lower() or None,
        custom_fields=custom_fields({**mapping(raw.get("custom_attributes")), **own_fields}),
        created_at=moment(raw.get("created_at")),
        updated_at=moment(raw.get("updated_at")),
    )


def _status(raw: Mapping[str, Any]) -> TicketStatus:
    state = raw.get("ticket_state")
    category = str(mapping(state).get("category") or (state if isinstance(state, str) else ""))
    if category in CATEGORIES:
        return CATEGORIES[category]
    if raw.get("state") in ("open", "snoozed", "closed"):
        return STATES[str(raw["state"])]
    return TicketStatus.SOLVED if raw.get("open") is False else TicketStatus.OPEN


def _contact_id(raw: Mapping[str, Any]) -> str | None:
    listed = objects(mapping(raw.get("contacts")).get("contacts")) or objects(raw.get("contacts"))
    return next((id for one in listed if (id := ident(one.get("id")))), None)
