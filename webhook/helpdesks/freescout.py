"""FreeScout with its module "API & Webhooks": internal notes for drafts.

The event's name is in a header alone.  The signature is HMAC-SHA1 over the body under a key
that the module makes of the application's key, so a secret may be that key or what it is
made of.  A thread cannot be changed over the API: a newer draft is a further note that says
so.  A thread of type ``message`` is mailed at once; ours are of type ``note``.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Attachment, Author, Requester, Ticket, TicketStatus
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, RawRequest, Shown, polled_event
from webhook.helpdesks.notes import marked, marker_line, note_text, replacing, superseded_text
from webhook.helpdesks.reading import (
    Head,
    OwnAccounts,
    Turn,
    custom_fields,
    event_body,
    ident,
    is_reply,
    labels,
    mapping,
    moment,
    named,
    needed,
    objects,
    put_together,
    sent_already,
    words,
)
from webhook.helpdesks.signatures import verify_keyed
from webhook.helpdesks.texts import plain, text_to_html
from webhook.json_values import MAX_SUBJECT

STATUS = {
    "active": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "closed": TicketStatus.SOLVED,
    "spam": TicketStatus.CLOSED,
}
AUTHORS = {"customer": Author.REQUESTER, "message": Author.AGENT, "note": Author.AGENT}
MADE_OF = "webhook_key"  # what the module adds to the application's key before it hashes both
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>|&(?:[a-zA-Z]+|#\d+);")  # a body is HTML; senders of tests write text
MOST_CHANGED = 200
MOST_LISTED_PAGES = 10


class FreeScout:
    """Speaks to one FreeScout.

    Options: ``base_url``, ``api_token`` (the module's API key), ``own_user_id`` (the user
    whose name our notes carry), ``escalation_group`` (the number of the user it is given to),
    ``escalation_tag``.
    """

    kind = "freescout"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check HMAC-SHA1 over the raw bytes under the secret, or the key that is made of it."""
        keys = [key for secret in connection.secrets if secret for key in (secret, _made_key(secret))]
        verify_keyed(
            request.body,
            request.headers.get("x-freescout-signature", ""),
            keys,
            algorithm="sha1",
            encoding="base64",
            connection_id=connection.id,
        )

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a hook's body by the name in its header.  Raises MalformedEventError."""
        name = request.headers.get("x-freescout-event", "").strip()
        body = event_body(request.body)
        if not name:
            raise MalformedEventError("The request should name its event in the header X-FreeScout-Event.")
        number = ident(body.get("id"))
        kind, turn = self._kind(name, body, connection)
        if kind is EventKind.IGNORED:
            return InboundEvent(f"{name[:60]}:{number}:{turn.id if turn else ''}", kind, {})
        number = needed(number, "id")
        changed = moment(body.get("updatedAt")) or (turn.created_at if turn else None)
        is_about_turn = turn is not None and kind in (EventKind.TICKET_REPLIED, EventKind.AGENT_REPLIED)
        part = turn.id if turn and is_about_turn else f"{number}:{body.get('status')}:{body.get('updatedAt')}"
        event_id = f"{name}:{number if kind is EventKind.TICKET_CREATED else part}"[:200]
        data = {"conversation": body, "thread_id": turn.id if turn and is_about_turn else None}
        return InboundEvent(event_id, kind, data, number, changed)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the conversation with its threads; from the event itself where no API is configured."""
        number, reply_id = event.ticket_external_id or "", ident(event.data.get("thread_id"))
        if self.wants(connection):
            raw, own_id = self._read(number, connection), self._own.find(connection)
            return put_together(_head(number, raw), _turns(raw), own_id=own_id, reply_id=reply_id)
        raw, own_id = mapping(event.data.get("conversation")), self._own.known(connection)
        return put_together(_head(number, raw), _turns(raw), own_id=own_id, reply_id=reply_id, is_from_event=True)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as an internal note unless it stands there; say so where it replaces one."""
        text = note_text(draft, marker=marker)
        return self._put_note(ticket, replacing(text) if ref else text, connection, marker=marker)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in a further note that the suggestion is out of date; nothing where none was written."""
        turns = _turns(self._read(ticket.external_id, connection))
        if ref is None and not any(marker_line(marker) in one.text for one in turns):
            return Shown(None)
        return self._put_note(ticket, superseded_text(marker=f"{marker}-out"), connection, marker=f"{marker}-out")

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a thread of type ``message``, which FreeScout mails, in the agent's name."""
        found = sent_already(_turns(self._read(ticket.external_id, connection)), text)
        author = agent_id or self._author(connection)
        return Shown(found or self._post(ticket.external_id, "message", text, connection, author))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, assign the conversation, add the tag where the tags module is there."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker)
        api, path = self._api(connection), f"api/conversations/{ticket.external_id}"
        to, by = connection.options.get("escalation_group"), self._author(connection)
        if to:
            value = {"assignTo": int(to) if to.isdigit() else to, "byUser": int(by) if by and by.isdigit() else by}
            api.write("PUT", path, value)
        tag = connection.options.get("escalation_tag") or ("" if to else "escalated")
        known = [*_tags(self._read(ticket.external_id, connection))]
        if tag and tag not in known:  # the list replaces the one that is there
            with suppress(HelpdeskRejectedError):  # tags are a module of their own
                api.write("PUT", f"{path}/tags", {"tags": [*known, tag]})
        return note

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return conversations updated after ``since``."""
        stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"updatedSince": stamp, "sortField": "updatedAt", "sortOrder": "asc", "pageSize": 50}

        def further(page: Any, number: int) -> dict[str, Any] | None:
            total = mapping(mapping(page).get("page")).get("totalPages")
            is_more = isinstance(total, int) and number < min(total, MOST_LISTED_PAGES)
            return {**query, "page": number + 1} if is_more else None

        found = set()
        for page in self._api(connection).pages("api/conversations", {**query, "page": 1}, further):
            for one in objects(mapping(mapping(page).get("_embedded")).get("conversations")):
                changed, number = moment(one.get("updatedAt")), ident(one.get("id"))
                if changed and number and changed > since:
                    found.add((changed, number))
        return tuple(polled_event(number, changed, {}) for changed, number in sorted(found)[:MOST_CHANGED])

    def own_account(self, connection: Connection) -> str | None:
        """Return None: an API key there belongs to nobody."""
        return None

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return bool(connection.options.get("base_url") and connection.options.get("api_token"))

    def _kind(self, name: str, body: Mapping[str, Any], connection: Connection) -> tuple[EventKind, Turn | None]:
        """Return what happened and the thread it happened with, the newest of its type."""
        turns, own_id = _turns(body), self._own.known(connection)
        asked = [one for one in turns if one.author is Author.REQUESTER]
        answered = [one for one in turns if one.author is Author.AGENT and one.is_public]
        if name == "convo.created":
            return EventKind.TICKET_CREATED, None
        if name == "convo.customer.reply.created":
            return EventKind.TICKET_REPLIED, asked[-1] if asked else None
        if name == "convo.agent.reply.created":
            said = answered[-1] if answered else None
            is_own = said is not None and not is_reply(said, own_id)
            return (EventKind.IGNORED if is_own else EventKind.AGENT_REPLIED), said
        if name == "convo.status":
            status = STATUS.get(str(body.get("status")))
            if status in (TicketStatus.SOLVED, TicketStatus.CLOSED):
                return EventKind.TICKET_SOLVED, None
            return (EventKind.TICKET_REOPENED if status is TicketStatus.OPEN else EventKind.IGNORED), None
        return EventKind.IGNORED, None

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str) -> Shown:
        line = marker_line(marker)
        turns = _turns(self._read(ticket.external_id, connection))
        found = next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)
        return Shown(found or self._post(ticket.external_id, "note", text, connection, self._author(connection)))

    def _post(self, number: str, kind: str, text: str, connection: Connection, author: str | None) -> str:
        value: dict[str, Any] = {"type": kind, "text": text_to_html(text)}
        if author:
            value["user"] = int(author) if author.isdigit() else author
        made, headers = self._api(connection).write("POST", f"api/conversations/{number}/threads", value)
        location = headers.get("resource-id") or headers.get("location", "").rstrip("/").rpartition("/")[2]
        thread = ident(mapping(made).get("id")) or ident(location)
        if thread is None:
            raise HelpdeskUnavailableError("FreeScout took a thread but did not name it; we look for it again.")
        return thread

    def _author(self, connection: Connection) -> str | None:
        """Return the user in whose name a note is written: ours, else the first of the list."""
        own_id = self._own.find(connection)
        if own_id:
            return own_id
        with suppress(HelpdeskRejectedError):
            listed = mapping(mapping(self._api(connection).get("api/users")).get("_embedded")).get("users")
            return next((found for one in objects(listed) if (found := ident(one.get("id")))), None)
        return None

    def _read(self, number: str, connection: Connection) -> Mapping[str, Any]:
        raw = mapping(self._api(connection).get(f"api/conversations/{number}", {"embed": "threads"}))
        if ident(raw.get("id")) != number:
            raise HelpdeskUnavailableError(f"FreeScout did not answer with conversation '{number}'; we try again.")
        return raw

    def _api(self, connection: Connection) -> Api:
        base = option(connection.options, "base_url", connection_id=connection.id).rstrip("/").removesuffix("/api")
        token = option(connection.options, "api_token", connection_id=connection.id)
        return Api(base, {"X-FreeScout-API-Key": token}, allow_private=self._may_call_private(connection))


def _made_key(secret: str) -> str:
    return hashlib.md5(f"{secret}{MADE_OF}".encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _turns(raw: Mapping[str, Any]) -> list[Turn]:
    """Return the threads that somebody wrote and that are published, the oldest first."""
    listed = objects(mapping(raw.get("_embedded")).get("threads")) or objects(raw.get("threads"))
    found = [_turn(one) for one in listed if str(one.get("type")) in AUTHORS and _is_published(one)]
    found = [one for one in found if one.id]
    return sorted(found, key=lambda one: (one.created_at is None, one.created_at, len(one.id), one.id))


def _is_published(raw: Mapping[str, Any]) -> bool:
    return str(raw.get("state") or "published") == "published"


def _turn(raw: Mapping[str, Any]) -> Turn:
    person, kind = mapping(raw.get("createdBy")), str(raw.get("type"))
    body = raw.get("body") if raw.get("body") is not None else raw.get("text")
    author = AUTHORS[kind]
    if kind == "message" and person.get("type") == "customer":
        author = Author.REQUESTER
    name = " ".join(part for key in ("firstName", "lastName") if (part := words(person.get(key))))
    files = objects(mapping(raw.get("_embedded")).get("attachments"))
    return Turn(
        ident(raw.get("id")) or "",
        author,
        plain(str(body or ""), content_type="text/html" if MARKUP.search(str(body or "")) else "text/plain"),
        kind != "note",
        moment(raw.get("createdAt")),
        ident(person.get("id")),
        name or words(person.get("email")),
        tuple(_file(one) for one in files),
        is_automatic=str(mapping(raw.get("source")).get("via") or "") == "workflow",
    )


def _file(raw: Mapping[str, Any]) -> Attachment:
    size = raw.get("size")
    is_size = isinstance(size, int) and not isinstance(size, bool) and size >= 0
    return Attachment(words(raw.get("fileName")) or "file", size if is_size else None, words(raw.get("mimeType")))


def _tags(raw: Mapping[str, Any]) -> tuple[str, ...]:
    return labels(raw.get("tags") or mapping(raw.get("_embedded")).get("tags"))


def _head(number: str, raw: Mapping[str, Any]) -> Head:
    person, owner = mapping(raw.get("customer")), mapping(raw.get("assignee"))
    name = " ".join(part for key in ("firstName", "lastName") if (part := words(person.get(key))))
    fields = {str(one.get("name")): one.get("text") or one.get("value") for one in objects(raw.get("customFields"))}
    return Head(
        number,
        subject=words(raw.get("subject"), MAX_SUBJECT) or "",
        channel=words(raw.get("type")) or "email",
        status=STATUS.get(str(raw.get("status")), TicketStatus.OPEN),
        tags=_tags(raw),
        requester=Requester(ident(person.get("id")), name or None, words(person.get("email"))),
        assignee=words(owner.get("email")) or ident(owner.get("id")) or named(owner),
        custom_fields=custom_fields(fields),
        created_at=moment(raw.get("createdAt")),
        updated_at=moment(raw.get("updatedAt")),
    )
