"""Gorgias: internal notes for drafts, its REST API for everything else.

HTTP integrations cannot sign: they carry the secret in the header ``X-Gorgias-Shared-Secret``.
What their body holds is the admin's choice, so the whole context (``{{context}}``) and our
template are read, nested or flat.  A message is a note when its channel is ``internal-note``
or it is not public; both are said of every note we write.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import basic, bearer, has_account, hosted, number, oldest_first, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.gorgias_reading import DONE, NOTE, STATUS, read_head, read_macro, read_turn, unwrapped
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
from webhook.helpdesks.signatures import verify_shared
from webhook.helpdesks.texts import text_to_html

TRIGGERS = {
    "ticket-created": EventKind.TICKET_CREATED,
    "created": EventKind.TICKET_CREATED,
    "ticket-updated": EventKind.IGNORED,
    "ticket-assignment-updated": EventKind.IGNORED,
    "ticket-handed-over": EventKind.TICKET_ESCALATED,
    "ticket-escalated": EventKind.TICKET_ESCALATED,
    "ticket-solved": EventKind.TICKET_SOLVED,
    "ticket-closed": EventKind.TICKET_SOLVED,
    "ticket-reopened": EventKind.TICKET_REOPENED,
    "satisfaction-survey-responded": EventKind.TICKET_RATED,
    "ticket-rated": EventKind.TICKET_RATED,
}
SPOKEN = frozenset({"ticket-message-created", "message-created", "ticket-replied", "agent-replied", "message"})
PAGE = 100
MOST_LISTED_PAGES = 5


class Gorgias:
    """Speaks to one Gorgias account.

    Options: ``base_url`` (or ``subdomain``), ``api_token`` (``e-mail:key``, or an OAuth token;
    with ``email`` the key alone), ``own_user_id``, ``escalation_group`` (a team's number),
    ``escalation_tag``.
    """

    kind = "gorgias"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the secret that the integration's header carries."""
        given = request.headers.get("x-gorgias-shared-secret", "")
        if not given:
            given = request.headers.get("authorization", "").strip().removeprefix("Bearer ")
        verify_shared(given.strip(), connection.secrets, connection_id=connection.id)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read an integration's body.  Raises MalformedEventError."""
        body = unwrapped(event_body(request.body))
        name = body.get("event") or body.get("trigger") or body.get("type") or request.headers.get("x-gorgias-event")
        if isinstance(name, dict):
            name = name.get("type") or name.get("name")
        if name is not None and not isinstance(name, str):
            raise MalformedEventError("Field 'event' should be the trigger's name.")
        what = (name or "").strip().lower().replace(".", "-").replace("_", "-")
        raw, said = mapping(body.get("ticket")), mapping(body.get("message"))
        if not raw:
            raw = {key.removeprefix("ticket_"): one for key, one in body.items() if key != "message"}
        if not said and what in SPOKEN:
            said = next(iter(objects(raw.get("messages"))[-1:]), {})
        if what not in TRIGGERS and what not in SPOKEN and what not in ("", "ticket-status-updated", "status-updated"):
            return InboundEvent(_digest(what, request), EventKind.IGNORED, {})
        id = needed(raw.get("id") or body.get("ticket_id") or said.get("ticket_id"), "ticket.id")
        kind = self._kind(what, raw, said, connection)
        at = moment(said.get("created_datetime")) or moment(raw.get("updated_datetime"))
        message = ident(said.get("id"))
        data = {"ticket": {**raw, "id": id}, "message": dict(said), "message_id": message}
        return InboundEvent(_event_id(what, id, raw, message, request), kind, data, id, at)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket and its messages; from the event itself where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("message_id"))
        if not self.wants(connection):
            raw, said = mapping(event.data.get("ticket")), mapping(event.data.get("message"))
            turns = oldest_first(read_turn(one) for one in (*objects(raw.get("messages")), said) if one)
            own_id = self._own.known(connection)
            return put_together(read_head(id, raw), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        raw = mapping(self._api(connection).get(f"tickets/{id}"))
        if ident(raw.get("id")) != id:
            raise HelpdeskUnavailableError(f"Gorgias did not answer with ticket '{id}'; we try again.")
        own_id = self._own.find(connection)
        return put_together(read_head(id, raw), self._turns(id, connection), own_id=own_id, reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as an internal note, over the earlier one where that can be changed."""
        return self._put_note(ticket, note_text(draft, marker=marker), connection, marker=marker, ref=ref)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in the note, or in a further one, that the suggestion is out of date; nothing where none was written."""
        note = ref or self._find_note(ticket, marker, connection)
        if note is None:
            return Shown(None)
        out = f"{marker}-out"
        if self._edit(ticket, note, superseded_text(marker=marker), connection):
            return Shown(note)
        return self._put_note(ticket, superseded_text(marker=out), connection, marker=out, ref=None)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a public message in the agent's name, from the address that the requester wrote to."""
        listed = list(self._messages(ticket.external_id, connection))
        found = sent_already(oldest_first(read_turn(one) for one in listed), text)
        if found:
            return Shown(found)
        theirs = [one for one in listed if one.get("from_agent") is False and one.get("public") is not False]
        asked: Mapping[str, Any] = theirs[-1] if theirs else {}
        source, person = mapping(asked.get("source")), mapping(asked.get("sender"))
        to = mapping(source.get("from")) or {"address": person.get("email") or ticket.requester.email}
        channel = words(asked.get("channel")) or "email"
        value: dict[str, Any] = {
            **self._words(text, connection, agent_id),
            "channel": channel,
            "public": True,
            "source": {"type": source.get("type") or channel, "to": [to], "from": next(iter(_addresses(source)), {})},
        }
        receiver = ident(person.get("id")) or ticket.requester.id
        if receiver:
            value["receiver"] = {"id": number(receiver)}
        if ticket.subject:
            value["subject"] = ticket.subject
        return Shown(self._post(ticket, value, connection))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, assign the team, add the tag."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker, ref=None)
        api, path, team = (
            self._api(connection),
            f"tickets/{ticket.external_id}",
            connection.options.get("escalation_group"),
        )
        if team:
            api.write("PUT", path, {"assignee_team": {"id": number(team)}})
        tag = connection.options.get("escalation_tag") or ("" if team else "escalated")
        if tag:
            api.post(f"{path}/tags", {"names": [tag]})  # adds to those that are there
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the macros that write a reply."""
        listed = self._listed(connection, "macros", {"limit": PAGE})
        return tuple(found for one in listed if (found := read_macro(one)))

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets updated after ``since``; lists come newest change first."""
        found: list[Mapping[str, Any]] = []
        query = {"order_by": "updated_datetime:desc", "limit": PAGE}
        for one in self._listed(connection, "tickets", query, most_pages=MOST_LISTED_PAGES):
            at = moment(one.get("updated_datetime"))
            if at and at <= since:
                break
            found.append(one)
        return swept(found, since, changed="updated_datetime")

    def own_account(self, connection: Connection) -> str | None:
        """Return the id of the key's user, whom Gorgias calls user 0."""
        return ident(mapping(self._api(connection).get("users/0")).get("id"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return has_account(connection)

    def _kind(self, what: str, raw: Mapping[str, Any], said: Mapping[str, Any], connection: Connection) -> EventKind:
        is_done = STATUS.get(str(raw.get("status") or "").lower()) in DONE
        if what in TRIGGERS:
            return TRIGGERS[what]
        if "status-updated" in what:
            return EventKind.TICKET_SOLVED if is_done else EventKind.TICKET_REOPENED
        if not said:
            return EventKind.TICKET_SOLVED if is_done else EventKind.TICKET_REPLIED
        turn = read_turn(said)
        if not turn.is_public or turn.is_automatic or is_ours(turn, self._own.known(connection)):
            return EventKind.IGNORED
        return EventKind.AGENT_REPLIED if turn.author is Author.AGENT else EventKind.TICKET_REPLIED

    def _turns(self, id: str, connection: Connection) -> list[Turn]:
        return oldest_first(read_turn(one) for one in self._messages(id, connection))

    def _messages(self, id: str, connection: Connection) -> Iterator[Mapping[str, Any]]:
        query = {"ticket_id": id, "order_by": "created_datetime:asc", "limit": PAGE}
        return self._listed(connection, "messages", query)

    def _listed(
        self, connection: Connection, path: str, query: Mapping[str, Any], *, most_pages: int = 50
    ) -> Iterator[Mapping[str, Any]]:
        def further(page: Any, count: int) -> Mapping[str, Any] | None:
            cursor = mapping(mapping(page).get("meta")).get("next_cursor")
            return {**query, "cursor": cursor} if cursor and count < most_pages else None

        for page in self._api(connection).pages(path, query, further):
            yield from objects(mapping(page).get("data"))

    def _find_note(self, ticket: Ticket, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = self._turns(ticket.external_id, connection)
        return next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        found = self._find_note(ticket, marker, connection)
        if found:
            return Shown(found)
        if ref and self._edit(ticket, ref, text, connection):
            return Shown(ref)
        return Shown(self._post(ticket, self._note(replacing(text) if ref else text, connection), connection))

    def _note(self, text: str, connection: Connection) -> dict[str, Any]:
        source = {"type": NOTE, "to": [], "from": {}}
        return {**self._words(text, connection, None), "channel": NOTE, "public": False, "source": source}

    def _words(self, text: str, connection: Connection, agent_id: str | None) -> dict[str, Any]:
        sender = agent_id or self._own.find(connection)
        value = {"body_text": text, "body_html": text_to_html(text), "from_agent": True, "via": "api"}
        return {**value, "sender": {"id": number(sender)}} if sender else value

    def _post(self, ticket: Ticket, value: Mapping[str, Any], connection: Connection) -> str:
        made = mapping(self._api(connection).post(f"tickets/{ticket.external_id}/messages", value))
        if not value["public"] and made.get("public") is True:
            raise HelpdeskRejectedError("Gorgias made a public message of a note; nothing more is written.")
        id = ident(made.get("id"))
        if id is None:
            raise HelpdeskUnavailableError("Gorgias took a message but did not name it; we look for it again.")
        return id

    def _edit(self, ticket: Ticket, note: str, text: str, connection: Connection) -> bool:
        """Change a note's text; False where it is gone or may not be changed."""
        path = f"tickets/{ticket.external_id}/messages/{note}"
        try:
            self._api(connection).write("PUT", path, self._note(text, connection))
        except HelpdeskRejectedError as error:
            if error.status not in (400, 403, 404, 405, 409, 422):
                raise
            return False
        return True

    def _api(self, connection: Connection) -> Api:
        token = option(connection.options, "api_token", connection_id=connection.id)
        email = connection.options.get("email")
        token = f"{email}:{token}" if email and ":" not in token else token
        headers = {"Authorization": basic(token) if ":" in token else bearer(token)}
        base = hosted(connection, "gorgias.com", "/api")
        return Api(base, headers, allow_private=self._may_call_private(connection))


def _event_id(what: str, id: str, raw: Mapping[str, Any], message: str | None, request: RawRequest) -> str:
    """Return what names an event: its message, its ticket's state, or the digest of what it says."""
    if message and what not in TRIGGERS and "status" not in what:
        return f"message:{message}"
    if what in ("ticket-created", "created"):
        return f"ticket:{id}:created"
    if what and raw.get("updated_datetime"):
        return f"{what}:{id}:{raw.get('status')}:{raw['updated_datetime']}"[:200]
    return _digest(f"{what}:{id}", request)


def _digest(prefix: str, request: RawRequest) -> str:
    return f"{prefix[:100]}:{hashlib.sha256(request.body).hexdigest()[:32]}"


def _addresses(source: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    to = source.get("to")
    return objects(to) or objects([to])
