"""Help Scout: draft replies in the conversation, notes beside them, its Mailbox API 2.0.

Hooks are signed with HMAC-SHA1 and name their event in a header.  **A reply is sent unless it
says ``draft: true``.**  Nothing of ours may stand in a draft's own words, since they are sent,
so the note beside it holds the marker and what the draft said when we wrote it: one that an
agent has changed since is never touched.  A draft cannot be taken away, only said to be old.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from drafter.drafts import Draft, DraftStatus
from drafter.findings import Severity
from drafter.measures.words import collapse_blanks
from drafter.tickets import Author, Ticket
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.accounts import number, swept
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, Macro, RawRequest, Shown
from webhook.helpdesks.helpscout_reading import DONE, STATUS, read_drafts, read_head, read_tags, read_turns, threads_of
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
from webhook.helpdesks.signatures import verify_keyed
from webhook.helpdesks.texts import plain, text_to_html

HOST = "https://api.helpscout.net"
KINDS = {
    "convo.created": EventKind.TICKET_CREATED,
    "convo.customer.reply.created": EventKind.TICKET_REPLIED,
    "convo.agent.reply.created": EventKind.AGENT_REPLIED,
    "satisfaction.ratings": EventKind.TICKET_RATED,
}
GRAVE = frozenset({Severity.BLOCK, Severity.HIGH})
DRAFT_REF = "draft:"
DENIED = 401
_HELD = re.compile(r"^draft:(\d+) ([0-9a-f]{16})$", re.M)


class HelpScout:
    """Speaks to one Help Scout account.

    Options: ``api_token`` (``app id:app secret``, or a bearer token), ``own_user_id`` (the user
    whose name drafts and notes carry), ``mailbox_id`` (whose saved replies are read; else all),
    ``escalation_group`` (the number of the user or team it is given to), ``escalation_tag``.
    """

    kind = "helpscout"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)
        self._tokens: dict[tuple[str, str], str] = {}

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check HMAC-SHA1 over the raw bytes; Help Scout signs no time."""
        verify_keyed(
            request.body,
            request.headers.get("x-helpscout-signature", ""),
            connection.secrets,
            algorithm="sha1",
            encoding="base64",
            connection_id=connection.id,
        )

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a hook's body by the name in its header.  Raises MalformedEventError."""
        body = event_body(request.body)
        name = request.headers.get("x-helpscout-event", "").strip()
        if not name:
            raise MalformedEventError("The request should name its event in the header X-HelpScout-Event.")
        kind = KINDS.get(name, EventKind.IGNORED)
        if name == "convo.status":
            status = str(body.get("status") or "").lower()
            kind = EventKind.TICKET_REOPENED if status in ("active", "open") else EventKind.IGNORED
            kind = EventKind.TICKET_SOLVED if STATUS.get(status) in DONE else kind
        if kind is EventKind.IGNORED:
            return InboundEvent(f"{name[:100]}:{ident(body.get('id'))}", kind, {})
        if kind is EventKind.TICKET_RATED:
            id = needed(body.get("conversationId") or body.get("id"), "conversationId")
            return InboundEvent(f"{name}:{id}:{ident(body.get('id'))}", kind, {"rating": body}, id)
        id, said = needed(body.get("id"), "id"), None
        if kind in (EventKind.TICKET_REPLIED, EventKind.AGENT_REPLIED):
            said, is_own = self._said(kind, body, connection)
            kind = EventKind.IGNORED if is_own else kind
        changed = moment(body.get("userUpdatedAt")) or moment(body.get("updatedAt")) or moment(body.get("modifiedAt"))
        part = said.id if said else f"{id}:{body.get('status')}:{changed.isoformat() if changed else ''}"
        event_id = f"{name}:{id if kind is EventKind.TICKET_CREATED else part}"[:200]
        data = {"conversation": body, "thread_id": said.id if said else None}
        return InboundEvent(event_id, kind, data, id, (said.created_at if said else None) or changed)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the conversation and its threads; from the event itself where no API is configured."""
        id, reply_id = event.ticket_external_id or "", ident(event.data.get("thread_id"))
        if not self.wants(connection):
            raw, own_id = mapping(event.data.get("conversation")), self._own.known(connection)
            turns = read_turns(threads_of(raw))
            return put_together(read_head(id, raw), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        raw = mapping(self._call(connection, "GET", f"conversations/{id}")[0])
        if ident(raw.get("id")) is None:
            raise HelpdeskUnavailableError(f"Help Scout did not answer with conversation '{id}'; we try again.")
        id = ident(raw.get("id")) or id  # where it was merged into another one
        turns = read_turns(self._threads(id, connection))
        return put_together(read_head(id, raw), turns, own_id=self._own.find(connection), reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write a draft reply and a note beside it, or a note alone where it should not lie ready to be sent."""
        threads, line = self._threads(ticket.external_id, connection), marker_line(marker)
        turns = read_turns(threads)
        beside = next((one for one in turns if line in one.text.splitlines() and not one.is_public), None)
        if beside:
            kept = _HELD.search(beside.text)
            return Shown(f"{DRAFT_REF}{kept[1]}" if kept else beside.id)
        is_fit = draft.status is DraftStatus.READY and not any(one.severity in GRAVE for one in draft.findings)
        is_drafted = is_fit and bool(ticket.requester.id)
        placed = self._place(ticket, draft.text, threads, turns, connection, ref=ref) if is_drafted else None
        if placed is None:
            text = note_text(draft, marker=marker)
            return Shown(self._note(ticket, replacing(text) if ref else text, connection))
        head = beside_text(draft, marker=marker).removesuffix(line)
        held = f"draft:{placed} {_digest(draft.text)}\n{line}"
        self._note(ticket, (replacing(head) if ref else head) + held, connection)
        return Shown(f"{DRAFT_REF}{placed}")

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in a further note that the suggestion is out of date; nothing where none was written."""
        turns, out = read_turns(self._threads(ticket.external_id, connection)), f"{marker}-out"
        if ref is None and not any(marker_line(marker) in one.text.splitlines() for one in turns):
            return Shown(None)
        found = next((one.id for one in turns if marker_line(out) in one.text.splitlines()), None)
        return Shown(found or self._note(ticket, superseded_text(marker=out), connection))

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a reply, which Help Scout mails, in the agent's name."""
        found = sent_already(read_turns(self._threads(ticket.external_id, connection)), text)
        return Shown(found or self._reply(ticket, text, connection, is_draft=False, agent_id=agent_id))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, assign the conversation, add the tag to those that are there."""
        path, line = f"conversations/{ticket.external_id}", marker_line(marker)
        turns = read_turns(self._threads(ticket.external_id, connection))
        note = next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)
        note = note or self._note(ticket, marked(handover, marker=marker), connection)
        to = connection.options.get("escalation_group")
        if to:
            self._call(connection, "PATCH", path, {"op": "replace", "path": "/assignTo", "value": number(to)})
        tag = connection.options.get("escalation_tag") or ("" if to else "escalated")
        if tag:
            known = read_tags(mapping(self._call(connection, "GET", path)[0]))
            if tag not in known:  # the list replaces the one that is there
                self._call(connection, "PUT", f"{path}/tags", {"tags": [*known, tag]})
        return Shown(note)

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the saved replies of the mailbox, or of all of them."""
        given, found = connection.options.get("mailbox_id"), []
        listed = [{"id": given}] if given else list(self._listed(connection, "mailboxes", "mailboxes", {}))
        for mailbox in listed:
            path = f"mailboxes/{mailbox.get('id')}/saved-replies"
            answer = self._call(connection, "GET", path)[0]
            replies = objects(answer) or objects(mapping(mapping(answer).get("_embedded")).get("saved-replies"))
            for one in replies:
                id = ident(one.get("id"))
                whole = mapping(self._call(connection, "GET", f"{path}/{id}")[0]) if id and not one.get("text") else one
                text = plain(str(whole.get("text") or whole.get("preview") or ""))
                if id and text.strip():
                    found.append(Macro(id, words(one.get("name")) or id, text, words(mailbox.get("name"))))
        return tuple(found)

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return conversations modified after ``since``."""
        stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"status": "all", "modifiedSince": stamp, "sortField": "modifiedAt", "sortOrder": "asc"}
        return swept(self._listed(connection, "conversations", "conversations", query), since, changed="userUpdatedAt")

    def own_account(self, connection: Connection) -> str | None:
        """Return the id of the user to whom the app's token belongs."""
        return ident(mapping(self._call(connection, "GET", "users/me")[0]).get("id"))

    def agent_email(self, connection: Connection, agent_id: str) -> str | None:
        """Return a user's address."""
        return words(mapping(self._call(connection, "GET", f"users/{agent_id}")[0]).get("email"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write drafts and notes with."""
        return bool(connection.options.get("api_token"))

    def _said(self, kind: EventKind, body: Mapping[str, Any], connection: Connection) -> tuple[Turn | None, bool]:
        """Return the newest thread by whom the event names, and whether it is our own or nobody's."""
        author = Author.REQUESTER if kind is EventKind.TICKET_REPLIED else Author.AGENT
        theirs = [one for one in read_turns(threads_of(body)) if one.author is author and one.is_public]
        said = theirs[-1] if theirs else None
        if said is None or author is Author.REQUESTER:
            return said, False
        return said, said.is_automatic or is_ours(said, self._own.known(connection))

    def _place(
        self,
        ticket: Ticket,
        text: str,
        threads: Sequence[Mapping[str, Any]],
        turns: Sequence[Turn],
        connection: Connection,
        *,
        ref: str | None,
    ) -> str | None:
        """Put the words into a draft thread; return its id, None where an agent is at work on one of ours."""
        wrote = dict(found for turn in turns if not turn.is_public for found in _HELD.findall(turn.text))
        drafts = read_drafts(threads)
        same = next((id for id, said in drafts.items() if collapse_blanks(said) == collapse_blanks(text)), None)
        if same:
            return same
        former = (ref or "").removeprefix(DRAFT_REF)
        if former in drafts:
            if wrote.get(former) != _digest(drafts[former]):
                return None
            change = {"op": "replace", "path": "/text", "value": text_to_html(text)}
            try:
                self._call(connection, "PATCH", f"conversations/{ticket.external_id}/threads/{former}", change)
            except HelpdeskRejectedError as error:
                if error.status not in (400, 403, 404, 409):
                    raise
                return None  # two drafts of ours side by side would leave it open which one counts
            return former
        return self._reply(ticket, text, connection, is_draft=True, agent_id=None)

    def _reply(self, ticket: Ticket, text: str, connection: Connection, *, is_draft: bool, agent_id: str | None) -> str:
        value: dict[str, Any] = {"text": text_to_html(text), "draft": is_draft}
        value["customer"] = (
            {"id": number(ticket.requester.id)} if ticket.requester.id else {"email": ticket.requester.email}
        )
        author = agent_id or self._own.find(connection)
        return self._made(connection, f"conversations/{ticket.external_id}/reply", value, author)

    def _note(self, ticket: Ticket, text: str, connection: Connection) -> str:
        path, value = f"conversations/{ticket.external_id}/notes", {"text": text_to_html(text)}
        return self._made(connection, path, value, self._own.find(connection))

    def _made(self, connection: Connection, path: str, value: Mapping[str, Any], author: str | None) -> str:
        whole = {**value, "user": number(author)} if author else value
        _, headers = self._call(connection, "POST", path, whole)
        location = headers.get("resource-id") or headers.get("location", "").rstrip("/").rpartition("/")[2]
        id = ident(location)
        if id is None:
            raise HelpdeskUnavailableError("Help Scout took a thread but did not name it; we look for it again.")
        return id

    def _threads(self, id: str, connection: Connection) -> list[Mapping[str, Any]]:
        return list(self._listed(connection, f"conversations/{id}/threads", "threads", {}))

    def _listed(
        self, connection: Connection, path: str, key: str, query: Mapping[str, Any], *, most_pages: int = 50
    ) -> Iterator[Mapping[str, Any]]:
        for page in range(1, most_pages + 1):
            answer = mapping(self._call(connection, "GET", path, query={**query, "page": page})[0])
            yield from objects(mapping(answer.get("_embedded")).get(key))
            total = mapping(answer.get("page")).get("totalPages")
            if not isinstance(total, int) or page >= total:
                return

    def _call(
        self,
        connection: Connection,
        method: str,
        path: str,
        value: Any = None,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> tuple[Any, Mapping[str, str]]:
        """Call below ``/v2``; a token that has run out is fetched anew once."""
        for is_last in (False, True):
            api = self._api(connection)
            try:
                return api.read(path, query) if method == "GET" else api.write(method, path, value)
            except HelpdeskRejectedError as error:
                token = connection.options.get("api_token", "")
                if error.status != DENIED or is_last or ":" not in token:
                    raise
                self._tokens.pop((connection.id, token), None)
        raise AssertionError("the second try returns or raises")

    def _api(self, connection: Connection) -> Api:
        given = option(connection.options, "api_token", connection_id=connection.id)
        base = (connection.options.get("base_url") or HOST).rstrip("/").removesuffix("/v2") + "/v2"
        allow_private = self._may_call_private(connection)
        token = self._tokens.get((connection.id, given), "" if ":" in given else given)
        if not token:
            id, _, secret = given.partition(":")
            value = {"grant_type": "client_credentials", "client_id": id, "client_secret": secret}
            answer = mapping(Api(base, {}, allow_private=allow_private).post("oauth2/token", value))
            token = words(answer.get("access_token"), 4000) or ""
            self._tokens[connection.id, given] = token
        return Api(base, {"Authorization": f"Bearer {token}"}, allow_private=allow_private)


def _digest(text: str) -> str:
    return hashlib.sha256(collapse_blanks(text).encode()).hexdigest()[:16]
