"""Intercom: internal notes for drafts, its REST API for conversations and tickets.

Hooks are signed with HMAC-SHA1 under the app's client secret and carry no time, so a
notification's ``id`` tells repeated ones.  What an admin writes is a ``note`` or a ``comment``
by its ``message_type``; there is no draft, and no part can be changed, so a newer draft says
that it takes the older one's place.  A ticket's id and a conversation's are of one kind: what
is not found as the one is looked for as the other.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import MOST_CHANGED, bearer, oldest_first, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.intercom_reading import is_ended, read_head, read_parts, read_person
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
from webhook.helpdesks.signatures import verify_keyed
from webhook.helpdesks.texts import plain, text_to_html

HOSTS = {"eu": "https://api.eu.intercom.io", "au": "https://api.au.intercom.io", "us": "https://api.intercom.io"}
VERSION = "2.11"
NOT_FOUND = 404
TOPICS = {
    "conversation.user.created": EventKind.TICKET_CREATED,
    "conversation.contact.created": EventKind.TICKET_CREATED,
    "conversation.admin.single.created": EventKind.TICKET_CREATED,
    "conversation.user.replied": EventKind.TICKET_REPLIED,
    "conversation.contact.replied": EventKind.TICKET_REPLIED,
    "conversation.admin.replied": EventKind.AGENT_REPLIED,
    "conversation.admin.closed": EventKind.TICKET_SOLVED,
    "conversation.closed": EventKind.TICKET_SOLVED,
    "conversation.admin.opened": EventKind.TICKET_REOPENED,
    "conversation.rating.added": EventKind.TICKET_RATED,
    "ticket.created": EventKind.TICKET_CREATED,
    "ticket.contact.replied": EventKind.TICKET_REPLIED,
    "ticket.admin.replied": EventKind.AGENT_REPLIED,
    "ticket.closed": EventKind.TICKET_SOLVED,
    "ticket.rating.provided": EventKind.TICKET_RATED,
}
STATE_TOPICS = frozenset({"ticket.state.updated"})
PER_PAGE = 150


class Intercom:
    """Speaks to one Intercom workspace.

    Options: ``api_token``; ``region`` (``us``, ``eu``, ``au``) or ``base_url``;
    ``own_user_id`` (the admin whose name our notes carry), ``escalation_group`` (a team's id),
    ``escalation_tag``.
    """

    kind = "intercom"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check HMAC-SHA1 over the raw bytes; Intercom signs no time."""
        verify_keyed(
            request.body,
            request.headers.get("x-hub-signature", ""),
            connection.secrets,
            algorithm="sha1",
            encoding="hex",
            prefix="sha1=",
            connection_id=connection.id,
        )

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a notification by its topic.  Raises MalformedEventError."""
        body = event_body(request.body)
        topic = body.get("topic")
        if not isinstance(topic, str) or not topic:
            raise MalformedEventError("The body should name its 'topic'.")
        item = mapping(mapping(body.get("data")).get("item"))
        raw = mapping(item.get("ticket")) or mapping(item.get("conversation")) or item
        kind = TOPICS.get(topic, EventKind.IGNORED)
        if topic in STATE_TOPICS and is_ended(raw):
            kind = EventKind.TICKET_SOLVED
        given = ident(body.get("id"))
        if kind is EventKind.IGNORED:
            return InboundEvent(given or f"ignored:{topic[:100]}", kind, {})
        id = needed(raw.get("id"), "data.item.id")
        single = mapping(item.get("ticket_part")) or mapping(item.get("conversation_part"))
        turns = oldest_first([*read_parts(raw), *read_parts({"conversation_parts": [single]})])
        said = self._said(kind, turns, connection)
        if (
            kind is EventKind.AGENT_REPLIED
            and said is None
            and any(one.author is not Author.REQUESTER for one in turns)
        ):
            kind = EventKind.IGNORED  # ours, or a bot's
        at = (said.created_at if said else None) or moment(body.get("created_at"))
        event_id = given or f"{topic}:{id}:{said.id if said else body.get('created_at')}"[:200]
        data = {"item": dict(raw), "part": dict(single), "part_id": said.id if said else None}
        return InboundEvent(event_id, kind, {**data, "is_ticket": topic.startswith("ticket.")}, id, at)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the conversation or ticket with its parts; from the event itself where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("part_id"))
        if not self.wants(connection):
            raw, part = mapping(event.data.get("item")), mapping(event.data.get("part"))
            turns = oldest_first([*read_parts(raw), *read_parts({"conversation_parts": [part]})])
            own_id = self._own.known(connection)
            return put_together(read_head(id, raw, {}), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        raw = self._read(id, connection, is_ticket=event.data.get("is_ticket") is True)[1]
        person = read_person(raw)
        if not person.get("email"):
            person = {**self._contact(raw, connection), **{key: one for key, one in person.items() if one}}
        own_id = self._own.find(connection)
        return put_together(read_head(id, raw, person), read_parts(raw), own_id=own_id, reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as an admin's note unless it stands there; say so where it replaces one."""
        text = note_text(draft, marker=marker)
        return self._put_note(ticket, replacing(text) if ref else text, connection, marker=marker)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in a further note that the suggestion is out of date; nothing where none was written."""
        turns = read_parts(self._read(ticket.external_id, connection)[1])
        if ref is None and not any(marker_line(marker) in one.text for one in turns):
            return Shown(None)
        out = f"{marker}-out"
        return self._put_note(ticket, superseded_text(marker=out), connection, marker=out)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a comment, which the requester sees, in the agent's name."""
        place, raw = self._read(ticket.external_id, connection)
        found = sent_already(read_parts(raw), text)
        return Shown(found or self._post(place, "comment", text, connection, raw, agent_id=agent_id))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, assign the team, add the tag."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker)
        api, path, admin = self._api(connection), f"conversations/{ticket.external_id}", self._admin(connection)
        team = connection.options.get("escalation_group")
        if team:
            value = {"message_type": "assignment", "type": "team", "admin_id": admin, "assignee_id": team}
            api.post(f"{path}/parts", value)
        tag = connection.options.get("escalation_tag") or ("" if team else "escalated")
        if tag:
            made = ident(mapping(api.post("tags", {"name": tag})).get("id"))  # an existing one is returned
            api.post(f"{path}/tags", {"id": made, "admin_id": admin})
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the macros that everyone may use."""
        query = {"per_page": 50}
        found = []
        for page in self._api(connection).pages("macros", query, lambda page, _: _further(page, query)):
            for one in objects(mapping(page).get("data")):
                text = str(one.get("body_text") or "") or plain(str(one.get("body") or ""))
                id, is_shared = ident(one.get("id")), one.get("visible_to", "everyone") == "everyone"
                if id and is_shared and text.strip():
                    found.append(Macro(id, words(one.get("name")) or id, text))
        return tuple(found)

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return conversations updated after ``since``."""
        return swept(self._updated(connection, since), since)

    def own_account(self, connection: Connection) -> str | None:
        """Return the id of the admin to whom the token belongs."""
        return ident(mapping(self._api(connection).get("me")).get("id"))

    def agent_email(self, connection: Connection, agent_id: str) -> str | None:
        """Return a teammate's address."""
        return words(mapping(self._api(connection).get(f"admins/{agent_id}")).get("email"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return bool(connection.options.get("api_token"))

    def _said(self, kind: EventKind, turns: list[Turn], connection: Connection) -> Turn | None:
        """Return the newest part by whom the topic names; never our own, a bot's or a note."""
        author = Author.REQUESTER if kind in (EventKind.TICKET_CREATED, EventKind.TICKET_REPLIED) else Author.AGENT
        own_id = self._own.known(connection)
        theirs = [one for one in turns if one.author is author and one.is_public and one.text.strip()]
        if author is Author.AGENT:
            theirs = theirs[-1:] if theirs and not is_ours(theirs[-1], own_id) else []
        return theirs[-1] if theirs else None

    def _read(self, id: str, connection: Connection, *, is_ticket: bool = False) -> tuple[str, Mapping[str, Any]]:
        """Return where a conversation or ticket lies, and what it says."""
        api, places = self._api(connection), [f"conversations/{id}", f"tickets/{id}"]
        if is_ticket:
            places.reverse()
        try:
            place, raw = places[0], mapping(api.get(places[0]))
        except HelpdeskRejectedError as error:
            if error.status != NOT_FOUND:
                raise
            place, raw = places[1], mapping(api.get(places[1]))
        if ident(raw.get("id")) != id:
            raise HelpdeskUnavailableError(f"Intercom did not answer with conversation '{id}'; we try again.")
        return place, raw

    def _contact(self, raw: Mapping[str, Any], connection: Connection) -> Mapping[str, Any]:
        listed = objects(mapping(raw.get("contacts")).get("contacts")) or objects(raw.get("contacts"))
        contact = next((id for one in listed if (id := ident(one.get("id")))), None)
        with suppress(HelpdeskRejectedError):  # a contact may have been archived
            return mapping(self._api(connection).get(f"contacts/{contact}")) if contact else {}
        return {}

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str) -> Shown:
        place, raw = self._read(ticket.external_id, connection)
        line = marker_line(marker)
        standing = (one.id for one in read_parts(raw) if line in one.text.splitlines() and not one.is_public)
        return Shown(next(standing, None) or self._post(place, "note", text, connection, raw))

    def _post(
        self,
        place: str,
        kind: str,
        text: str,
        connection: Connection,
        before: Mapping[str, Any],
        *,
        agent_id: str | None = None,
    ) -> str:
        value = {
            "message_type": kind,
            "type": "admin",
            "admin_id": agent_id or self._admin(connection),
            "body": text_to_html(text),
        }
        made = mapping(self._api(connection).post(f"{place}/reply", value))
        if made.get("type") in ("conversation_part", "ticket_part") and (id := ident(made.get("id"))):
            return id
        known = {one.id for one in read_parts(before)}
        new = [one for one in read_parts(made) if one.id not in known and one.is_public == (kind == "comment")]
        if not new:
            raise HelpdeskUnavailableError("Intercom took a part but did not name it; we look for it again.")
        return new[-1].id

    def _admin(self, connection: Connection) -> str:
        found = self._own.find(connection)
        if found is None:
            raise HelpdeskRejectedError(f"Connection '{connection.id}' needs the option own_user_id, an admin's id.")
        return found

    def _updated(self, connection: Connection, since: datetime) -> Iterator[Mapping[str, Any]]:
        api, pagination, seen = self._api(connection), {"per_page": PER_PAGE}, 0
        query = {"field": "updated_at", "operator": ">", "value": int(since.timestamp())}
        order = {"field": "updated_at", "order": "ascending"}
        while seen < MOST_CHANGED:
            page = api.post("conversations/search", {"query": query, "pagination": pagination, "sort": order})
            listed = objects(mapping(page).get("conversations"))
            yield from listed
            seen += len(listed)
            further = _further(page, pagination)
            if further is None or not listed:
                return
            pagination = further

    def _api(self, connection: Connection) -> Api:
        given = connection.options
        base = given.get("base_url") or HOSTS.get(given.get("region", "us").lower(), HOSTS["us"])
        headers = {
            "Authorization": bearer(option(given, "api_token", connection_id=connection.id)),
            "Intercom-Version": VERSION,
        }
        return Api(base, headers, allow_private=self._may_call_private(connection))


def _further(page: Any, query: Mapping[str, Any]) -> dict[str, Any] | None:
    after = mapping(mapping(mapping(page).get("pages")).get("next")).get("starting_after")
    return {**query, "starting_after": after} if after else None
