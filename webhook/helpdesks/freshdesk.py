"""Freshdesk: private notes for drafts, its API v2 for everything else.

Events come from automation rules, which cannot sign and carry the secret in a header, or from
our app, which relays the product's events signed by Standard Webhooks.  A rule does not say
who did what, so its event only sends us to read the ticket.  A ticket's first message is its
``description``, no conversation.  Notes can be changed afterwards, replies cannot.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import basic, has_account, hosted, number, oldest_first, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.freshdesk_reading import DONE, STATUS, read_description, read_head, read_turn, status_kind
from webhook.helpdesks.notes import marked, marker_line, note_text, superseded_text
from webhook.helpdesks.reading import (
    OwnAccounts,
    Turn,
    event_body,
    ident,
    is_ours,
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
from webhook.helpdesks.signatures import verify_shared, verify_standard
from webhook.helpdesks.texts import plain, text_to_html

SECRET_HEADERS = ("x-drafter-secret", "x-freshdesk-shared-secret", "x-shared-secret", "x-webhook-secret")
NAMES = {
    "created": EventKind.TICKET_CREATED,
    "create": EventKind.TICKET_CREATED,
    "replied": EventKind.TICKET_REPLIED,
    "updated": EventKind.TICKET_REPLIED,
    "update": EventKind.TICKET_REPLIED,
    "agent.replied": EventKind.AGENT_REPLIED,
    "solved": EventKind.TICKET_SOLVED,
    "resolved": EventKind.TICKET_SOLVED,
    "closed": EventKind.TICKET_SOLVED,
    "reopened": EventKind.TICKET_REOPENED,
    "escalated": EventKind.TICKET_ESCALATED,
    "rated": EventKind.TICKET_RATED,
}
PAGE = 100
MOST_LISTED_PAGES = 5


class Freshdesk:
    """Speaks to one Freshdesk account.

    Options: ``base_url`` (or ``subdomain``), ``api_token`` (an agent's API key),
    ``own_user_id``, ``escalation_group`` (a group's number), ``escalation_tag``.
    """

    kind = "freshdesk"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check our app's signature, or the secret that a rule's header carries."""
        if "webhook-signature" in request.headers:
            verify_standard(request, connection.secrets, connection_id=connection.id, now=now)
            return
        given = next((said for name in SECRET_HEADERS if (said := request.headers.get(name))), None)
        said = given or _password(request.headers.get("authorization", ""))
        verify_shared(said.strip(), connection.secrets, connection_id=connection.id)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a product event or a rule's body.  Raises MalformedEventError."""
        body = event_body(request.body)
        name = body.get("event") or body.get("type") or body.get("triggered_event") or ""
        if not isinstance(name, str):
            raise MalformedEventError("Field 'event' should be the event's name.")
        if name.startswith("on") and "data" in body:
            return self._app_event(name, body, request, connection)
        return _rule_event(name, body, request)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket and its conversations; from the event itself where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("conversation_id"))
        if not self.wants(connection):
            raw, said = mapping(event.data.get("ticket")), mapping(event.data.get("conversation"))
            turns = [read_turn(said)] if said else [read_description(id, raw)]
            own_id = self._own.known(connection)
            return put_together(read_head(id, raw), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        raw = mapping(self._api(connection).get(f"tickets/{id}", {"include": "requester"}))
        if ident(raw.get("id")) != id:
            raise HelpdeskUnavailableError(f"Freshdesk did not answer with ticket '{id}'; we try again.")
        turns = [read_description(id, raw), *self._turns(id, connection)]
        return put_together(read_head(id, raw), turns, own_id=self._own.find(connection), reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as a private note, over the earlier one where there is one."""
        return self._put_note(ticket, note_text(draft, marker=marker), connection, marker=marker, ref=ref)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in the note that it is out of date; nothing where none was written."""
        note = ref or self._find_note(ticket, marker, connection)
        if note and self._edit(note, superseded_text(marker=marker), connection):
            return Shown(note)
        return Shown(None)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a reply, which Freshdesk mails, in the agent's name."""
        found = sent_already(self._turns(ticket.external_id, connection), text)
        value: dict[str, Any] = {"body": text_to_html(text)}
        if agent_id:
            value["user_id"] = number(agent_id)
        return Shown(found or self._post(ticket, "reply", value, connection))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, hand the ticket to the group, add the tag to those that are there."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker, ref=None)
        api, path = self._api(connection), f"tickets/{ticket.external_id}"
        change: dict[str, Any] = {}
        group = connection.options.get("escalation_group")
        if group:
            change["group_id"] = number(group)
        tag = connection.options.get("escalation_tag") or ("" if group else "escalated")
        if tag:
            known = labels(mapping(api.get(path)).get("tags"))
            change |= {"tags": [*known, tag]} if tag not in known else {}  # the list replaces the one there
        if change:
            api.write("PUT", path, change)
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the canned responses in the folders that are not personal."""
        api, found = self._api(connection), []
        for folder in objects(api.get("canned_response_folders")):
            id = ident(folder.get("id"))
            if id is None or folder.get("personal") is True:
                continue
            for one in self._listed(connection, f"canned_response_folders/{id}/responses", {}):
                text = plain(str(one.get("content_html") or one.get("content") or ""))
                response = ident(one.get("id"))
                if response and text.strip():
                    found.append(Macro(response, words(one.get("title")) or response, text, named(folder)))
        return tuple(found)

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets updated after ``since``."""
        stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"updated_since": stamp, "order_by": "updated_at", "order_type": "asc"}
        return swept(self._listed(connection, "tickets", query, most_pages=MOST_LISTED_PAGES), since)

    def own_account(self, connection: Connection) -> str | None:
        """Return the id of the key's agent."""
        return ident(mapping(self._api(connection).get("agents/me")).get("id"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return has_account(connection)

    def _app_event(
        self, name: str, body: Mapping[str, Any], request: RawRequest, connection: Connection
    ) -> InboundEvent:
        told = mapping(body.get("data"))
        raw, said, at = mapping(told.get("ticket")), mapping(told.get("conversation")), moment(body.get("timestamp"))
        if not raw.get("requester") and told.get("requester"):
            raw = {**raw, "requester": told["requester"]}
        delivery = ident(request.headers.get("webhook-id"))
        if name == "onConversationCreate":
            id = needed(said.get("ticket_id") or raw.get("id"), "data.conversation.ticket_id")
            turn = read_turn(said)
            conversation = needed(said.get("id"), "data.conversation.id")
            data = {"ticket": raw, "conversation": said, "conversation_id": conversation}
            kind = EventKind.IGNORED
            if turn.is_public and not is_ours(turn, self._own.known(connection)):
                kinds = {Author.REQUESTER: EventKind.TICKET_REPLIED, Author.AGENT: EventKind.AGENT_REPLIED}
                kind = kinds.get(turn.author, EventKind.IGNORED)
            return InboundEvent(delivery or f"conversation:{conversation}", kind, data, id, turn.created_at or at)
        if name not in ("onTicketCreate", "onTicketUpdate"):
            return InboundEvent(delivery or _digest(name, request), EventKind.IGNORED, {})
        id = needed(raw.get("id"), "data.ticket.id")
        kind = EventKind.TICKET_CREATED if name == "onTicketCreate" else _changed_kind(raw, told)
        part = "created" if name == "onTicketCreate" else f"{raw.get('status')}:{raw.get('updated_at') or at}"
        return InboundEvent(delivery or f"ticket:{id}:{part}"[:200], kind, {"ticket": raw}, id, at)

    def _turns(self, id: str, connection: Connection) -> list[Turn]:
        return oldest_first(read_turn(one) for one in self._listed(connection, f"tickets/{id}/conversations", {}))

    def _listed(
        self, connection: Connection, path: str, query: Mapping[str, Any], *, most_pages: int = 50
    ) -> Iterator[Mapping[str, Any]]:
        """Yield what a list holds: the header ``Link`` tells of a further page, a full one may have one."""
        api = self._api(connection)
        for page in range(1, most_pages + 1):
            listed, headers = api.read(path, {**query, "per_page": PAGE, "page": page})
            yield from objects(listed)
            is_more = 'rel="next"' in headers.get("link", "") or ("link" not in headers and len(listed or ()) >= PAGE)
            if not is_more:
                return

    def _find_note(self, ticket: Ticket, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = self._turns(ticket.external_id, connection)
        return next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        found = self._find_note(ticket, marker, connection)
        if found:
            return Shown(found)
        if ref and self._edit(ref, text, connection):
            return Shown(ref)
        # Left out, notify_emails mails nobody; private is Freshdesk's default, and said all the same.
        return Shown(self._post(ticket, "notes", {"body": text_to_html(text), "private": True}, connection))

    def _post(self, ticket: Ticket, what: str, value: Mapping[str, Any], connection: Connection) -> str:
        made = mapping(self._api(connection).post(f"tickets/{ticket.external_id}/{what}", value))
        if what == "notes" and made.get("private") is False:
            raise HelpdeskRejectedError("Freshdesk made a public note of a private one; nothing more is written.")
        id = ident(made.get("id"))
        if id is None:
            raise HelpdeskUnavailableError("Freshdesk took a note but did not name it; we look for it again.")
        return id

    def _edit(self, note: str, text: str, connection: Connection) -> bool:
        """Change a note's text; False where it is gone."""
        try:
            self._api(connection).write("PUT", f"conversations/{note}", {"body": text_to_html(text)})
        except HelpdeskRejectedError as error:
            if error.status not in (400, 403, 404, 405):
                raise
            return False
        return True

    def _api(self, connection: Connection) -> Api:
        base = hosted(connection, "freshdesk.com", "/api/v2")
        token = option(connection.options, "api_token", connection_id=connection.id)
        headers = {"Authorization": basic(token if ":" in token else f"{token}:X")}
        return Api(base, headers, allow_private=self._may_call_private(connection))


def _rule_event(name: str, body: Mapping[str, Any], request: RawRequest) -> InboundEvent:
    """Read what a rule sends: Freshdesk's simple content, or a body by our template, nested or flat."""
    told = mapping(body.get("freshdesk_webhook")) or body
    raw = mapping(told.get("ticket")) or {key.removeprefix("ticket_"): one for key, one in told.items()}
    id = needed(told.get("ticket_id") or raw.get("id"), "ticket_id")
    name = name or str(told.get("triggered_event") or told.get("event") or "")
    if not raw.get("requester"):
        person = {"name": raw.get("contact_name") or raw.get("requester_name")}
        person |= {"email": raw.get("contact_email") or raw.get("requester_email")}
        raw = {**raw, "requester": person}
    comment = told.get("comment") or raw.get("latest_public_comment")
    said = {"body": comment, "incoming": True, "private": False} if isinstance(comment, str) and comment else {}
    data = {"ticket": {**raw, "id": id}, "conversation": said}
    at = moment(told.get("timestamp")) or moment(raw.get("updated_at"))
    return InboundEvent(_digest(f"rule:{id}", request), _rule_kind(name.strip().lower(), raw), data, id, at)


def _rule_kind(name: str, raw: Mapping[str, Any]) -> EventKind:
    status = STATUS.get(str(raw.get("status") or "").strip().lower())
    if name.startswith("{"):  # Freshdesk's own {{triggered_event}}: {status:{from:Open,to:Resolved}}
        change = re.match(r"\{status:\{?(?:from:([^,}]*),)?\s*(?:to:)?([^,}]*)", name)
        if change:
            return status_kind(change[2], change[1])
        if name.startswith("{ticket_action:created"):
            return EventKind.TICKET_CREATED
        is_talk = name.startswith(("{reply_sent", "{note_type:public", "{ticket_action:update"))
        return EventKind.TICKET_REPLIED if is_talk else EventKind.IGNORED
    if not name:
        return EventKind.TICKET_SOLVED if status in DONE else EventKind.TICKET_REPLIED
    return NAMES.get(name.removeprefix("ticket.").removeprefix("ticket_"), EventKind.IGNORED)


def _changed_kind(raw: Mapping[str, Any], told: Mapping[str, Any]) -> EventKind:
    changes = mapping(raw.get("changes")) or mapping(told.get("changes"))
    change = (mapping(changes.get("model_changes")) or changes).get("status")
    if isinstance(change, list) and change:
        return status_kind(change[-1], change[0] if len(change) > 1 else None)
    if changes:
        return EventKind.IGNORED
    return EventKind.TICKET_SOLVED if STATUS.get(str(raw.get("status")).lower()) in DONE else EventKind.IGNORED


def _digest(prefix: str, request: RawRequest) -> str:
    """Return what names an event that has no id: what it says, and the sender's own number of it if it has one."""
    delivery = ident(request.headers.get("webhook-id")) or ident(request.headers.get("x-request-id")) or ""
    return f"{prefix[:100]}:{hashlib.sha256(request.body + delivery.encode()).hexdigest()[:32]}"


def _password(header: str) -> str:
    """Return the secret in ``Authorization``: a token, or the password of Basic (the user name where it is X)."""
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return value or scheme
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return ""
    return user if password in ("", "X", "x") else password
