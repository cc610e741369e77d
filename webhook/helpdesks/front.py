"""Front: shared drafts in the reply box, comments beside them, its Core API for everything else.

Application hooks are signed with HMAC-SHA256 over ``milliseconds:body``, rule hooks with
HMAC-SHA1 over the body.  A draft is shared only where ``mode`` says so.  Nothing of ours may
stand in a draft's own words, since they are sent, so the comment beside it holds the marker
and what the draft said when we wrote it: one that an agent has changed since is never touched.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from drafter.drafts import Draft, DraftStatus
from drafter.findings import Severity
from drafter.measures.words import collapse_blanks
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import MOST_CHANGED, bearer, oldest_first, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.front_reading import read_comment, read_head, read_message, read_requester
from webhook.helpdesks.notes import beside_text, marked, marker_line, note_text, replacing, superseded_text
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
from webhook.helpdesks.texts import plain, text_to_html

HOST = "https://api2.frontapp.com"
KINDS = {
    "inbound": EventKind.TICKET_REPLIED,
    "inbound_received": EventKind.TICKET_REPLIED,
    "outbound": EventKind.AGENT_REPLIED,
    "out_reply": EventKind.AGENT_REPLIED,
    "outbound_sent": EventKind.AGENT_REPLIED,
    "archive": EventKind.TICKET_SOLVED,
    "conversation_archived": EventKind.TICKET_SOLVED,
    "reopen": EventKind.TICKET_REOPENED,
    "conversation_reopened": EventKind.TICKET_REOPENED,
    "restore": EventKind.TICKET_REOPENED,
    "conversation_restored": EventKind.TICKET_REOPENED,
}
GRAVE = frozenset({Severity.BLOCK, Severity.HIGH})
DRAFT_REF = "draft:"
FIRST_MESSAGE_S = 5.0
GONE = frozenset({400, 404, 409, 410, 422})
PAGE = 100
_HELD = re.compile(r"^draft:(\S+) ([0-9a-f]{16})$", re.M)


@dataclass(frozen=True)
class Held:
    """A conversation as it stands: its turns, and the drafts in its reply box."""

    turns: tuple[Turn, ...]
    drafts: tuple[Mapping[str, Any], ...]

    def untouched(self, id: str | None = None) -> Mapping[str, Any] | None:
        """Return our draft (the one with this id) if nobody has changed it since we wrote it."""
        wrote = dict(found for turn in self.turns if not turn.is_public for found in _HELD.findall(turn.text))
        return next(
            (
                one
                for one in reversed(self.drafts)
                if ident(one.get("id")) in wrote
                and id in (None, one.get("id"))
                and wrote[str(one["id"])] == _digest(plain(str(one.get("body") or ""), content_type="text/html"))
            ),
            None,
        )


class Front:
    """Speaks to one Front company.

    Options: ``api_token``, ``own_user_id`` (a teammate's id, the author of drafts and
    comments), ``channel_id`` (where drafts go out from; else the first channel of the
    conversation's inbox), ``escalation_group`` (an inbox' or a teammate's id), ``escalation_tag``.
    """

    kind = "front"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check an application's signature and its age, or a rule's signature, which has none."""
        given, stamp = request.headers.get("x-front-signature", ""), request.headers.get("x-front-request-timestamp")
        content = request.body if stamp is None else f"{stamp}:".encode("latin-1", "replace") + request.body
        verify_keyed(
            content,
            given,
            connection.secrets,
            algorithm="sha1" if stamp is None else "sha256",
            encoding="base64",
            connection_id=connection.id,
        )
        if stamp is not None:
            verify_age(moment(stamp), now=now)

    def challenge(self, request: RawRequest, connection: Connection) -> Mapping[str, Any] | None:
        """Return the challenge that Front sends when the address is saved."""
        said = request.headers.get("x-front-challenge")
        return {"challenge": said} if said else None

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read an application's envelope or a rule's bare event.  Raises MalformedEventError."""
        body = event_body(request.body)
        told = mapping(body.get("payload")) or body
        names = [one for one in (told.get("type"), body.get("type")) if isinstance(one, str) and one]
        if not names:
            raise MalformedEventError("The body should name its 'type'.")
        kind = next((KINDS[one] for one in names if one in KINDS), EventKind.IGNORED)
        if kind is EventKind.IGNORED:
            return InboundEvent(ident(told.get("id")) or f"ignored:{names[0][:100]}", kind, {})
        raw = mapping(told.get("conversation"))
        id = needed(raw.get("id") or told.get("conversation_id") or body.get("conversation_id"), "conversation.id")
        said, at = _message_of(told), moment(told.get("emitted_at"))
        turn = read_message(said) if said else None
        if turn and kind is EventKind.TICKET_REPLIED and turn.author is not Author.REQUESTER:
            kind = EventKind.AGENT_REPLIED
        if kind is EventKind.AGENT_REPLIED and turn:
            is_nobodys = turn.is_automatic or turn.author is not Author.AGENT
            kind = EventKind.IGNORED if is_nobodys or is_ours(turn, self._own.known(connection)) else kind
        opened = moment(raw.get("created_at"))
        if kind is EventKind.TICKET_REPLIED and turn and opened and turn.created_at:
            is_first = abs((turn.created_at - opened).total_seconds()) <= FIRST_MESSAGE_S
            kind = EventKind.TICKET_CREATED if is_first else kind
        message = ident(said.get("id"))
        event_id = ident(told.get("id")) or f"{names[0]}:{id}:{message or told.get('emitted_at')}"[:200]
        data = {"conversation": dict(raw), "message": dict(said), "message_id": message}
        return InboundEvent(event_id, kind, data, id, (turn.created_at if turn else None) or at)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the conversation with its messages and comments; from the event where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("message_id"))
        if not self.wants(connection):
            raw, said = mapping(event.data.get("conversation")), mapping(event.data.get("message"))
            head = read_head(id, raw, read_requester(raw, [said]), str(said.get("type") or ""))
            turns, own_id = [read_message(said)] if said else [], self._own.known(connection)
            return put_together(head, turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        raw = mapping(self._api(connection).get(f"conversations/{id}"))
        if ident(raw.get("id")) is None:
            raise HelpdeskUnavailableError(f"Front did not answer with conversation '{id}'; we try again.")
        id = ident(raw.get("id")) or id  # where it was merged into another one
        listed = list(self._listed(connection, f"conversations/{id}/messages"))
        turns = self._turns(id, connection, listed)
        channel = next((str(one.get("type")) for one in listed if one.get("type")), "email")
        head = read_head(id, raw, read_requester(raw, listed), channel)
        return put_together(head, turns, own_id=self._own.find(connection), reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Put the draft into everybody's reply box, or into a comment where it should not lie ready to be sent."""
        held, line = self._held(ticket, connection), marker_line(marker)
        beside = next((one for one in held.turns if line in one.text.splitlines() and not one.is_public), None)
        if beside:
            kept = _HELD.search(beside.text)
            return Shown(f"{DRAFT_REF}{kept[1]}" if kept else beside.id)
        is_fit = draft.status is DraftStatus.READY and not any(one.severity in GRAVE for one in draft.findings)
        former = held.untouched(ref.removeprefix(DRAFT_REF) if ref and ref.startswith(DRAFT_REF) else None)
        # An agent at work on the former draft keeps it: the newer one goes into a comment.
        is_taken = bool(ref and ref.startswith(DRAFT_REF) and former is None and _has(held.drafts, ref))
        if not is_fit or is_taken:
            if former:
                self._delete(former, connection)
            text = note_text(draft, marker=marker)
            return Shown(self._comment(ticket, replacing(text) if ref else text, connection))
        placed = self._place(ticket, draft.text, held, former, connection)
        note = f"{beside_text(draft, marker=marker)}"
        head, _, tail = note.rpartition(line)
        self._comment(ticket, f"{head}draft:{placed} {_digest(draft.text)}\n{line}{tail}", connection)
        return Shown(f"{DRAFT_REF}{placed}")

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Take our draft out of the reply box unless an agent has changed it; a comment gets a further one."""
        held = self._held(ticket, connection)
        former = held.untouched(ref.removeprefix(DRAFT_REF) if ref and ref.startswith(DRAFT_REF) else None)
        if former:
            self._delete(former, connection)
        if ref is None or ref.startswith(DRAFT_REF):
            return Shown(None)
        out = f"{marker}-out"
        found = next((one.id for one in held.turns if marker_line(out) in one.text.splitlines()), None)
        return Shown(found or self._comment(ticket, superseded_text(marker=out), connection))

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Send a reply to the conversation in the agent's name."""
        found = sent_already(self._turns(ticket.external_id, connection), text)
        if found:
            return Shown(found)
        value: dict[str, Any] = {"body": text_to_html(text), "options": {"archive": False}}
        author, channel = agent_id or self._own.find(connection), connection.options.get("channel_id")
        value |= ({"author_id": author} if author else {}) | ({"channel_id": channel} if channel else {})
        made = mapping(self._api(connection).post(f"conversations/{ticket.external_id}/messages", value))
        return Shown(ident(made.get("id")) or ident(made.get("message_uid")))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Comment the handover, move the conversation to the inbox or teammate, add the tag."""
        line, path = marker_line(marker), f"conversations/{ticket.external_id}"
        turns = self._turns(ticket.external_id, connection)
        note = next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)
        note = note or self._comment(ticket, marked(handover, marker=marker), connection)
        to = connection.options.get("escalation_group")
        if to:
            field = "assignee_id" if to.startswith("tea_") else "inbox_id"
            self._api(connection).write("PATCH", path, {field: to})
        tag = connection.options.get("escalation_tag") or ("" if to else "escalated")
        if tag:
            self._api(connection).post(f"{path}/tags", {"tag_ids": [self._tag(tag, connection)]})
        return Shown(note)

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the message templates."""
        found = []
        for one in self._listed(connection, "message_templates"):
            id, text = ident(one.get("id")), plain(str(one.get("body") or ""))
            if id and text.strip():
                found.append(Macro(id, words(one.get("name")) or id, text))
        return tuple(found)

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return conversations in which something happened after ``since``."""
        newest: dict[str, Any] = {}
        query = {"q[after]": since.timestamp(), "limit": PAGE}
        for one in self._listed(connection, "events", query, most_pages=5):
            id, at = ident(mapping(one.get("conversation")).get("id")), moment(one.get("emitted_at"))
            if id and at and (id not in newest or at > newest[id]):
                newest[id] = at
        listed = [{"id": id, "updated_at": at.timestamp()} for id, at in newest.items()]
        return swept(listed, since)[:MOST_CHANGED]

    def own_account(self, connection: Connection) -> str | None:
        """Return our teammate's id; None for a company's token, which belongs to no teammate."""
        id = ident(mapping(self._api(connection).get("me")).get("id"))
        return id if id and id.startswith("tea_") else None

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write drafts and comments with."""
        return bool(connection.options.get("api_token"))

    def _held(self, ticket: Ticket, connection: Connection) -> Held:
        id = ticket.external_id
        comments = self._listed(connection, f"conversations/{id}/comments")
        drafts = tuple(self._listed(connection, f"conversations/{id}/drafts"))
        return Held(tuple(oldest_first(read_comment(one) for one in comments)), drafts)

    def _turns(self, id: str, connection: Connection, listed: Sequence[Mapping[str, Any]] | None = None) -> list[Turn]:
        messages = listed if listed is not None else self._listed(connection, f"conversations/{id}/messages")
        said = [read_message(one) for one in messages if not one.get("is_draft") and not one.get("draft_mode")]
        return oldest_first(
            [*said, *(read_comment(one) for one in self._listed(connection, f"conversations/{id}/comments"))]
        )

    def _place(
        self, ticket: Ticket, text: str, held: Held, former: Mapping[str, Any] | None, connection: Connection
    ) -> str:
        """Put the words into our former draft, one that says the same already, or a new one; return its id."""
        wanted = collapse_blanks(text)
        for one in held.drafts:
            if collapse_blanks(plain(str(one.get("body") or ""), content_type="text/html")) == wanted:
                return needed(one.get("id"), "id")
        author = self._own.find(connection)
        value: dict[str, Any] = {
            "body": text_to_html(text),
            "channel_id": self._channel(ticket, connection),
            "mode": "shared",  # Front's default is private: then only the author would see it
            **({"author_id": author} if author else {}),
        }
        api = self._api(connection)
        if former:
            try:
                api.write("PATCH", f"drafts/{former['id']}/", {**value, "version": former.get("version")})
                return str(former["id"])
            except HelpdeskRejectedError as error:
                if error.status not in GONE:
                    raise
        made = mapping(api.post(f"conversations/{ticket.external_id}/drafts", value))
        if made.get("draft_mode") == "private":
            raise HelpdeskRejectedError("Front made a private draft of a shared one; no agent would see it.")
        id = ident(made.get("id"))
        if id is None:
            raise HelpdeskUnavailableError("Front took a draft but did not name it; we look for it again.")
        return id

    def _channel(self, ticket: Ticket, connection: Connection) -> str:
        given = connection.options.get("channel_id")
        if given:
            return given
        for inbox in self._listed(connection, f"conversations/{ticket.external_id}/inboxes"):
            for channel in self._listed(connection, f"inboxes/{inbox.get('id')}/channels"):
                if channel.get("is_valid") is not False and (id := ident(channel.get("id"))):
                    return id
        raise HelpdeskRejectedError(f"Connection '{connection.id}' needs the option channel_id for its drafts.")

    def _delete(self, draft: Mapping[str, Any], connection: Connection) -> None:
        try:
            self._api(connection).write("DELETE", f"drafts/{draft['id']}", {"version": draft.get("version")})
        except HelpdeskRejectedError as error:
            if error.status not in GONE:
                raise

    def _comment(self, ticket: Ticket, text: str, connection: Connection) -> str:
        author = self._own.find(connection)
        value = {"body": text} | ({"author_id": author} if author else {})
        made = mapping(self._api(connection).post(f"conversations/{ticket.external_id}/comments", value))
        id = ident(made.get("id"))
        if id is None:
            raise HelpdeskUnavailableError("Front took a comment but did not name it; we look for it again.")
        return id

    def _tag(self, name: str, connection: Connection) -> str:
        listed = self._listed(connection, "tags")
        found = next((one for one in listed if str(one.get("name")).lower() == name.lower()), None)
        return needed((found or mapping(self._api(connection).post("tags", {"name": name}))).get("id"), "id")

    def _listed(
        self, connection: Connection, path: str, query: Mapping[str, Any] | None = None, *, most_pages: int = 50
    ) -> Iterator[Mapping[str, Any]]:
        def further(page: Any, count: int) -> str | None:
            told = mapping(mapping(page).get("_pagination")).get("next")
            if not isinstance(told, str) or not told or count >= most_pages:
                return None
            parts = urlsplit(told)  # Front names the company's own host there; we stay at the one we know
            return f"{parts.path}?{parts.query}"

        for page in self._api(connection).pages(path, query or {"limit": PAGE}, further):
            yield from objects(mapping(page).get("_results"))

    def _api(self, connection: Connection) -> Api:
        headers = {"Authorization": bearer(option(connection.options, "api_token", connection_id=connection.id))}
        base = connection.options.get("base_url") or HOST
        return Api(base, headers, allow_private=self._may_call_private(connection))


def _message_of(told: Mapping[str, Any]) -> Mapping[str, Any]:
    target = mapping(told.get("target"))
    meta = str(mapping(target.get("_meta")).get("type") or "message")
    if meta in ("message", "messages") and target.get("data"):
        return mapping(target.get("data"))
    return mapping(told.get("message")) or mapping(mapping(told.get("conversation")).get("last_message"))


def _has(drafts: Sequence[Mapping[str, Any]], ref: str) -> bool:
    return any(f"{DRAFT_REF}{one.get('id')}" == ref for one in drafts)


def _digest(text: str) -> str:
    return hashlib.sha256(collapse_blanks(text).encode()).hexdigest()[:16]
