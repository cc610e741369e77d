"""What Zendesk tells, in our words: tickets, comments, people, macros.

A comment is a requester's or an agent's by its author's role, never by its being public.
"""

from collections.abc import Mapping
from typing import Any

from drafter.tickets import Author, Requester, TicketStatus
from webhook.helpdesks.accounts import attached, truth
from webhook.helpdesks.base import EventKind, Macro
from webhook.helpdesks.reading import Head, Turn, custom_fields, ident, labels, mapping, moment, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

JOINER = "\u2060"  # put between braces, which Zendesk would take for a placeholder
STATUS = {
    "new": TicketStatus.NEW,
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "hold": TicketStatus.PENDING,
    "on-hold": TicketStatus.PENDING,
    "solved": TicketStatus.SOLVED,
    "closed": TicketStatus.CLOSED,
}
DONE = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
STAFF = frozenset({"agent", "admin"})


def status_kind(current: Any, previous: Any) -> EventKind:
    """Return what a change of status means."""
    now, before = STATUS.get(str(current).strip().lower()), STATUS.get(str(previous).strip().lower())
    if now in DONE:
        return EventKind.TICKET_SOLVED
    is_back = now in (TicketStatus.OPEN, TicketStatus.NEW) and (before in DONE or not previous)
    return EventKind.TICKET_REOPENED if is_back else EventKind.IGNORED


def read_people(answer: Any) -> dict[str, Mapping[str, Any]]:
    """Return the users that came along, by id."""
    listed = objects(mapping(answer).get("users"))
    return {id: one for one in listed if (id := ident(one.get("id")))}


def _author(author_id: str | None, requester_id: str | None, role: str) -> Author:
    if author_id == "-1":
        return Author.SYSTEM
    if role in STAFF or (role != "end-user" and author_id is not None and author_id != requester_id):
        return Author.AGENT
    return Author.REQUESTER


def read_turn(raw: Mapping[str, Any], requester_id: str | None, people: Mapping[str, Mapping[str, Any]]) -> Turn:
    """Return a comment as the API tells it."""
    author_id = ident(raw.get("author_id"))
    person = people.get(author_id or "", {})
    source = raw.get("html_body")
    text = plain(source, content_type="text/html") if isinstance(source, str) and source.strip() else None
    return Turn(
        ident(raw.get("id")) or "",
        _author(author_id, requester_id, str(person.get("role") or "")),
        (text or str(raw.get("plain_body") or raw.get("body") or "")).replace(JOINER, ""),
        raw.get("public") is True,
        moment(raw.get("created_at")),
        author_id,
        words(person.get("name")),
        tuple(attached(one, name="file_name") for one in objects(raw.get("attachments"))),
        is_automatic=str(mapping(raw.get("via")).get("channel")) == "rule",
    )


def told_turn(said: Mapping[str, Any], raw: Mapping[str, Any]) -> Turn:
    """Return a comment as a hook tells it; nobody's word for its being public makes it a requester's."""
    person = mapping(said.get("author"))
    author_id = ident(person.get("id")) or ident(said.get("author_id"))
    role = str(person.get("role") or person.get("type") or said.get("author_role") or "").lower().replace("_", "-")
    is_staff = person.get("is_staff", said.get("is_staff"))
    if is_staff is not None and not role:
        role = "agent" if truth(is_staff) else "end-user"
    requester_id = ident(raw.get("requester_id")) or ident(mapping(raw.get("requester")).get("id"))
    author = Author.SYSTEM if role in ("system", "trigger") else _author(author_id, requester_id or author_id, role)
    told = said.get("is_public", said.get("public", True))
    text = str(said.get("plain_body") or said.get("html_body") or said.get("body") or said.get("value") or "")
    return Turn(
        ident(said.get("id")) or "told",
        author,
        plain(text),
        truth(told, True),
        moment(said.get("created_at")),
        author_id,
        words(person.get("name")),
    )


def description(raw: Mapping[str, Any]) -> Turn:
    """Return a ticket's first words as a hook tells them."""
    id = ident(raw.get("requester_id"))
    return Turn("description", Author.REQUESTER, plain(str(raw.get("description") or "")), author_id=id)


def read_head(id: str, raw: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]]) -> Head:
    """Return a ticket without its comments."""
    told = mapping(raw.get("requester"))
    requester_id = ident(raw.get("requester_id")) or ident(told.get("id"))
    person = people.get(requester_id or "", told)
    owner = ident(raw.get("assignee_id"))
    fields = {str(one.get("id")): one.get("value") for one in objects(raw.get("custom_fields") or raw.get("fields"))}
    return Head(
        id,
        subject=words(raw.get("subject") or raw.get("title"), MAX_SUBJECT) or "",
        channel=words(mapping(raw.get("via")).get("channel")) or "email",
        status=STATUS.get(str(raw.get("status") or "").lower(), TicketStatus.OPEN),
        tags=labels(raw.get("tags")) if not isinstance(raw.get("tags"), str) else tuple(raw["tags"].split()),
        requester=Requester(requester_id, words(person.get("name")), words(person.get("email"))),
        assignee=words(people.get(owner or "", {}).get("name")) or owner,
        priority=(words(raw.get("priority")) or "").lower() or None,
        language=(words(person.get("locale")) or "").partition("-")[0].lower() or None,
        custom_fields=custom_fields(fields),
        created_at=moment(raw.get("created_at")),
        updated_at=moment(raw.get("updated_at")),
    )


def read_macro(raw: Mapping[str, Any]) -> Macro | None:
    """Return a macro that writes a comment and that everybody may use, None for another one."""
    if raw.get("active") is False or raw.get("restriction"):
        return None
    for action in objects(raw.get("actions")):
        if action.get("field") in ("comment_value", "comment_value_html"):
            value = action.get("value")
            text = value[-1] if isinstance(value, list) and value else value
            id, (folder, _, title) = ident(raw.get("id")), str(raw.get("title") or "").rpartition("::")
            if id and isinstance(text, str) and text.strip():
                return Macro(id, title.strip() or id, plain(text), folder.replace("::", " > ") or None)
    return None
