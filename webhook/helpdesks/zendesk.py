"""Zendesk: internal notes for drafts, its Support API for everything else.

Two kinds of hook are read: event subscriptions (``zen:event-type:ticket.…``) and what a
trigger sends by our template (see ``docs/helpdesks.md``).  Both are signed with HMAC-SHA256
over timestamp and body, nothing between.  Everything is written through the ticket itself, and
**a comment is public unless it says ``public: false``**: then it is mailed.  Comments cannot be
changed, so a newer draft says that it takes the older one's place.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import basic, bearer, has_account, hosted, number, oldest_first, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.notes import marked, marker_line, note_text, replacing, superseded_text
from webhook.helpdesks.reading import (
    OwnAccounts,
    Turn,
    event_body,
    ident,
    is_ours,
    mapping,
    moment,
    needed,
    objects,
    put_together,
    sent_already,
    words,
)
from webhook.helpdesks.signatures import verify_age, verify_keyed
from webhook.helpdesks.texts import text_to_html
from webhook.helpdesks.zendesk_reading import (
    DONE,
    JOINER,
    STATUS,
    description,
    read_head,
    read_macro,
    read_people,
    read_turn,
    status_kind,
    told_turn,
)

NAMES = {
    "created": EventKind.TICKET_CREATED,
    "new": EventKind.TICKET_CREATED,
    "solved": EventKind.TICKET_SOLVED,
    "closed": EventKind.TICKET_SOLVED,
    "reopened": EventKind.TICKET_REOPENED,
    "escalated": EventKind.TICKET_ESCALATED,
    "rated": EventKind.TICKET_RATED,
}
COMMENTS = frozenset({"comment", "comment_added", "replied", "agent_replied", "updated", "message_added", ""})
INDEXING = timedelta(minutes=2)  # the export refuses a start in the last minute


class Zendesk:
    """Speaks to one Zendesk account.

    Options: ``base_url`` (or ``subdomain``), ``api_token`` (``e-mail/token:token``, or a bearer
    token; with ``email`` the token alone), ``own_user_id``, ``escalation_group`` (a group's
    number), ``escalation_tag``.
    """

    kind = "zendesk"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the signature over timestamp and body, then the timestamp's age."""
        stamp = request.headers.get("x-zendesk-webhook-signature-timestamp", "")
        verify_keyed(
            stamp.encode("latin-1", "replace") + request.body,
            request.headers.get("x-zendesk-webhook-signature", ""),
            connection.secrets,
            algorithm="sha256",
            encoding="base64",
            connection_id=connection.id,
        )
        verify_age(moment(stamp), now=now)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a subscription's event or a trigger's body.  Raises MalformedEventError."""
        body = event_body(request.body)
        name = body.get("type") or body.get("event_type") or body.get("event") or ""
        if not isinstance(name, str):
            raise MalformedEventError("Field 'type' should be the event's name.")
        if name.startswith("zen:event-type:"):
            return self._subscribed(name.removeprefix("zen:event-type:"), body, connection)
        return self._triggered(name, body, request, connection)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket and its comments; from the event itself where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("comment_id"))
        if not self.wants(connection):
            raw, said = mapping(event.data.get("ticket")), mapping(event.data.get("comment"))
            turns = [told_turn(said, raw)] if said else [description(raw)]
            own_id = self._own.known(connection)
            return put_together(read_head(id, raw, {}), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        answer = mapping(self._api(connection).get(f"tickets/{id}.json", {"include": "users"}))
        raw = mapping(answer.get("ticket"))
        if ident(raw.get("id")) != id:
            raise HelpdeskUnavailableError(f"Zendesk did not answer with ticket '{id}'; we try again.")
        people = read_people(answer)
        turns = self._turns(id, ident(raw.get("requester_id")), people, connection)
        return put_together(read_head(id, raw, people), turns, own_id=self._own.find(connection), reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as an internal note unless it stands there; say so where it replaces one."""
        text = note_text(draft, marker=marker)
        return self._put_note(ticket, replacing(text) if ref else text, connection, marker=marker)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in a further note that the suggestion is out of date; nothing where none was written."""
        if ref is None and self._find_note(ticket, marker, connection) is None:
            return Shown(None)
        out = f"{marker}-out"
        return self._put_note(ticket, superseded_text(marker=out), connection, marker=out)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a public comment, which Zendesk mails, in the agent's name."""
        turns = self._turns(ticket.external_id, ticket.requester.id, {}, connection)
        found = sent_already(turns, text)
        return Shown(found or self._comment(ticket, text, connection, is_public=True, author_id=agent_id))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, hand the ticket to the group, add the tag."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker)
        api, group = self._api(connection), connection.options.get("escalation_group")
        if group:
            api.write("PUT", f"tickets/{ticket.external_id}.json", {"ticket": {"group_id": number(group)}})
        tag = connection.options.get("escalation_tag") or ("" if group else "escalated")
        if tag:
            api.write("PUT", f"tickets/{ticket.external_id}/tags.json", {"tags": [tag]})  # PUT adds, POST replaces
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the active macros that write a comment and that every agent may use."""
        listed = self._pages(connection, "macros.json", {"active": "true", "page[size]": 100}, "macros")
        return tuple(found for one in listed if (found := read_macro(one)))

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets of the incremental export updated after ``since``; deleted ones are left out."""
        query = {"start_time": int((since - INDEXING).timestamp()), "per_page": 200}
        listed = self._pages(connection, "incremental/tickets/cursor.json", query, "tickets")
        return swept((one for one in listed if one.get("status") != "deleted"), since)

    def own_account(self, connection: Connection) -> str | None:
        """Return the id of the token's user."""
        return ident(mapping(mapping(self._api(connection).get("users/me.json")).get("user")).get("id"))

    def agent_email(self, connection: Connection, agent_id: str) -> str | None:
        """Return the address of an agent or admin of the account."""
        user = mapping(mapping(self._api(connection).get(f"users/{number(agent_id)}.json")).get("user"))
        return words(user.get("email")) if user.get("role") in ("agent", "admin") else None

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return has_account(connection)

    def _subscribed(self, name: str, body: Mapping[str, Any], connection: Connection) -> InboundEvent:
        raw, change = mapping(body.get("detail")), mapping(body.get("event"))
        event_id = needed(body.get("id"), "id")
        room, _, what = name.partition(".")
        if room not in ("ticket", "messaging_ticket"):
            return InboundEvent(event_id, EventKind.IGNORED, {})
        about = str(body.get("subject") or "").rpartition(":")[2]
        id, at = needed(ident(raw.get("id")) or about, "detail.id"), moment(body.get("time"))
        said = mapping(change.get("comment")) or mapping(change.get("message"))
        if what in ("comment_added", "message_added"):
            said = {**said, "author": said.get("author") or change.get("actor")}
            if what == "message_added":
                said = {"is_public": True, **said}
            kind = self._comment_kind(said, raw, connection)
            return InboundEvent(event_id, kind, _data(raw, said), id, moment(said.get("created_at")) or at)
        kind = EventKind.TICKET_CREATED if what == "created" else EventKind.IGNORED
        if what == "status_changed":
            kind = status_kind(change.get("current") or raw.get("status"), change.get("previous"))
        elif "satisfaction" in what or "csat" in what:
            kind = EventKind.TICKET_RATED
        return InboundEvent(event_id, kind, _data(raw, {}), id, at)

    def _triggered(
        self, name: str, body: Mapping[str, Any], request: RawRequest, connection: Connection
    ) -> InboundEvent:
        raw = mapping(body.get("ticket")) or mapping(body.get("detail")) or body
        id = needed(raw.get("id") or body.get("ticket_id") or raw.get("ticket_id"), "ticket.id")
        told = body.get("comment") or raw.get("latest_comment") or raw.get("comment")
        said = told if isinstance(told, dict) else {"body": told} if isinstance(told, str) and told.strip() else {}
        if said and not said.get("author"):
            said = {**said, "author": body.get("author") or body.get("current_user")}
        what = name.removeprefix("ticket.").removeprefix("ticket_").strip().lower().replace(".", "_")
        kind = NAMES.get(what)
        if kind is None and what in ("status", "status_changed"):
            kind = status_kind(raw.get("status"), body.get("previous_status"))
        if kind is None and not what and STATUS.get(str(raw.get("status") or "").lower()) in DONE:
            kind = EventKind.TICKET_SOLVED
        if kind is None:
            is_known = what in COMMENTS or name == "agent.replied"
            kind = self._comment_kind(said, raw, connection) if is_known else EventKind.IGNORED
        at = moment(said.get("created_at")) or moment(raw.get("updated_at")) or moment(body.get("timestamp"))
        event_id = _told_id(body, what, id, said, request)
        return InboundEvent(event_id, kind, _data({**raw, "id": id}, said), id, at)

    def _comment_kind(self, said: Mapping[str, Any], raw: Mapping[str, Any], connection: Connection) -> EventKind:
        """Return whose words a comment is; a trigger that tells neither leaves it to reading the ticket."""
        turn = told_turn(said, raw)
        if not said or is_ours(turn, self._own.known(connection)) or not turn.is_public:
            return EventKind.IGNORED if said else EventKind.TICKET_REPLIED
        if turn.author is Author.SYSTEM:
            return EventKind.IGNORED
        return EventKind.AGENT_REPLIED if turn.author is Author.AGENT else EventKind.TICKET_REPLIED

    def _turns(
        self, id: str, requester_id: str | None, people: Mapping[str, Mapping[str, Any]], connection: Connection
    ) -> list[Turn]:
        query: dict[str, Any] = {"include": "users", "page[size]": 100}
        found: list[Turn] = []
        for page in self._api(connection).pages(f"tickets/{id}/comments.json", query, _further(query)):
            known = {**people, **read_people(page)}
            found += [read_turn(one, requester_id, known) for one in objects(mapping(page).get("comments"))]
        return oldest_first(found)

    def _find_note(self, ticket: Ticket, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = self._turns(ticket.external_id, ticket.requester.id, {}, connection)
        return next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str) -> Shown:
        found = self._find_note(ticket, marker, connection)
        return Shown(found or self._comment(ticket, text, connection, is_public=False))

    def _comment(
        self, ticket: Ticket, text: str, connection: Connection, *, is_public: bool, author_id: str | None = None
    ) -> str:
        literal = text.replace("{{", f"{{{JOINER}{{")
        value: dict[str, Any] = {"html_body": text_to_html(literal), "public": is_public}
        if author_id:
            value["author_id"] = number(author_id)
        path = f"tickets/{ticket.external_id}.json"
        answer = mapping(self._api(connection).write("PUT", path, {"ticket": {"comment": value}})[0])
        events = objects(mapping(answer.get("audit")).get("events"))
        made = next((one for one in events if str(one.get("type")).lower() == "comment"), {})
        if not is_public and made.get("public") is True:
            raise HelpdeskRejectedError("Zendesk made a public comment of an internal note; nothing more is written.")
        comment = ident(made.get("id"))
        if comment is None:
            raise HelpdeskUnavailableError("Zendesk took a comment but did not name it; we look for it again.")
        return comment

    def _pages(
        self, connection: Connection, path: str, query: Mapping[str, Any], key: str
    ) -> Iterator[Mapping[str, Any]]:
        for page in self._api(connection).pages(path, query, _further(query)):
            yield from objects(mapping(page).get(key))

    def _api(self, connection: Connection) -> Api:
        base = hosted(connection, "zendesk.com", "/api/v2")
        token = option(connection.options, "api_token", connection_id=connection.id)
        email = connection.options.get("email")
        if email and ":" not in token:
            token = f"{email.removesuffix('/token')}/token:{token}"
        headers = {"Authorization": basic(token) if ":" in token else bearer(token)}
        return Api(base, headers, allow_private=self._may_call_private(connection))


def _told_id(body: Mapping[str, Any], what: str, id: str, said: Mapping[str, Any], request: RawRequest) -> str:
    """Return what names a trigger's event: its own id, the delivery's, or the digest of what it says."""
    given = ident(body.get("event_id")) or ident(request.headers.get("x-zendesk-webhook-invocation-id"))
    if given:
        return given
    comment = ident(said.get("id"))
    if comment:
        return f"{what or 'comment'}:{id}:{comment}"[:200]
    return f"{what or 'trigger'}:{id}:{hashlib.sha256(request.body).hexdigest()[:32]}"[-200:]


def _data(raw: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {"ticket": dict(raw), "comment": dict(said), "comment_id": ident(said.get("id"))}


def _further(query: Mapping[str, Any]) -> Callable[[Any, int], Mapping[str, Any] | str | None]:
    """Follow a cursor (``meta``), an export's cursor (``after_cursor``), or the next page's address."""

    def further(page: Any, _: int) -> Mapping[str, Any] | str | None:
        told, meta = mapping(page), mapping(mapping(page).get("meta"))
        if meta:
            is_more = meta.get("has_more") is True and meta.get("after_cursor")
            return {**query, "page[after]": meta["after_cursor"]} if is_more else None
        if "end_of_stream" in told:
            cursor = told.get("after_cursor")
            return {"cursor": cursor} if cursor and not told["end_of_stream"] else None
        return words(told.get("next_page"), 2000)

    return further
