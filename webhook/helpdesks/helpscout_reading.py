"""What Help Scout tells, in our words: conversations and threads.

A thread's ``type`` says what it is and its ``createdBy`` whose words it holds; one whose state
is ``draft`` was never said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.helpdesks.accounts import attached, oldest_first
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

STATUS = {
    "active": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "closed": TicketStatus.SOLVED,
    "spam": TicketStatus.CLOSED,
}
DONE = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
AUTHORS = {
    "customer": Author.REQUESTER,
    "chat": Author.REQUESTER,
    "beaconchat": Author.REQUESTER,
    "phone": Author.REQUESTER,
    "message": Author.AGENT,
    "note": Author.AGENT,
}


def threads_of(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the threads that came with a conversation."""
    return objects(mapping(raw.get("_embedded")).get("threads")) or objects(raw.get("threads"))


def read_turns(threads: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """Return what was said, the oldest first; drafts, hidden threads and lines of history are left out."""
    said = (one for one in threads if one.get("state") in (None, "", "published") and str(one.get("type")) in AUTHORS)
    return oldest_first(_turn(one) for one in said)


def read_drafts(threads: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the words of each draft by its thread's id."""
    drafts = (one for one in threads if one.get("state") == "draft")
    return {id: _text(one) for one in drafts if (id := ident(one.get("id")))}


def read_tags(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a conversation's tags, which it calls ``tag`` or ``name``."""
    listed = raw.get("tags")
    told = listed if isinstance(listed, list) else []
    return labels([one.get("tag") or one.get("name") if isinstance(one, dict) else one for one in told])


def read_head(id: str, raw: Mapping[str, Any]) -> Head:
    """Return a conversation without its threads."""
    person, owner = mapping(raw.get("primaryCustomer")) or mapping(raw.get("customer")), mapping(raw.get("assignee"))
    fields = {str(one.get("name")): one.get("text") or one.get("value") for one in objects(raw.get("customFields"))}
    return Head(
        id,
        subject=words(raw.get("subject"), MAX_SUBJECT) or "",
        channel=words(raw.get("type")) or "email",
        status=STATUS.get(str(raw.get("status") or "").lower(), TicketStatus.OPEN),
        tags=read_tags(raw),
        requester=Requester(ident(person.get("id")), _name(person), words(person.get("email"))),
        assignee=_name(owner) or words(owner.get("email")) or ident(owner.get("id")),
        custom_fields=custom_fields(fields),
        created_at=moment(raw.get("createdAt")),
        updated_at=moment(raw.get("userUpdatedAt")) or moment(raw.get("userModifiedAt")),
    )


def _turn(raw: Mapping[str, Any]) -> Turn:
    person, kind = mapping(raw.get("createdBy")), str(raw.get("type"))
    author = AUTHORS[kind]
    if kind != "note" and person.get("type") in ("customer", "user"):
        author = Author.REQUESTER if person["type"] == "customer" else Author.AGENT
    files = objects(mapping(raw.get("_embedded")).get("attachments")) or objects(raw.get("attachments"))
    return Turn(
        ident(raw.get("id")) or "",
        author,
        _text(raw),
        kind != "note",
        moment(raw.get("createdAt")),
        ident(person.get("id")),
        _name(person) or words(person.get("email")),
        tuple(attached(one, name="filename", kind="mimeType") for one in files),
        is_automatic=str(mapping(raw.get("source")).get("via") or "") == "workflow",
    )


def _text(raw: Mapping[str, Any]) -> str:
    body = raw.get("body") if raw.get("body") is not None else raw.get("text")
    return plain(str(body or ""))


def _name(person: Mapping[str, Any]) -> str | None:
    parts = (words(person.get(one)) or words(person.get(f"{one}Name")) for one in ("first", "last"))
    return " ".join(part for part in parts if part) or None
