"""Chatwoot: private notes for drafts, its application API for everything else.

Hooks are signed with HMAC-SHA256 over ``timestamp.body`` since 2026; an older server's path
ends in a secret segment instead (option ``signs=no``).  A message is public unless it says
``private: true``; private notes come in as events too.  Messages cannot be edited, so a newer
draft is posted anew and the former note deleted.  The API writes in the name of its token.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Attachment, Author, Requester, Ticket, TicketStatus
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import (
    Connection,
    EventKind,
    FetchedTicket,
    InboundEvent,
    Macro,
    RawRequest,
    Shown,
    polled_event,
)
from webhook.helpdesks.notes import marked, marker_line, note_text, superseded_text
from webhook.helpdesks.reading import (
    Head,
    OwnAccounts,
    Turn,
    custom_fields,
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
from webhook.helpdesks.signatures import same, verify_age, verify_keyed
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT
from webhook.ticket_json import MAX_MESSAGES

STATUS = {
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "snoozed": TicketStatus.PENDING,
    "resolved": TicketStatus.SOLVED,
}
TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
STATUS_EVENTS = frozenset({"conversation_status_changed", "conversation_resolved", "conversation_opened"})
MOST_CHANGED = 200
MOST_LISTED_PAGES = 10


class Chatwoot:
    """Speaks to one Chatwoot account.

    Options: ``base_url``, ``api_token`` (an agent's access token), ``own_user_id`` (that
    agent's number), ``account_id`` (asked for where it is missing), ``escalation_group`` (a
    team's number), ``escalation_tag``.
    """

    kind = "chatwoot"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)
        self._accounts: dict[str, str] = {}

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the signature and its age; an unsigned request only where the path is the secret."""
        given = request.headers.get("x-chatwoot-signature", "")
        if not given and any(same(one, request.path_segment or "") for one in connection.path_segments):
            return
        stamp = request.headers.get("x-chatwoot-timestamp", "")
        content = f"{stamp}.".encode("latin-1", "replace") + request.body
        verify_keyed(
            content,
            given,
            connection.secrets,
            algorithm="sha256",
            encoding="hex",
            prefix="sha256=",
            connection_id=connection.id,
        )
        verify_age(moment(stamp), now=now)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a hook's body by its ``event``.  Raises MalformedEventError."""
        body = event_body(request.body)
        name = body.get("event")
        if not isinstance(name, str) or not name:
            raise MalformedEventError("The body should name its 'event'.")
        if name == "message_created":
            return self._message_event(body, connection)
        if name == "conversation_created":
            number = needed(body.get("id"), "id")
            data = {"conversation": body, "account_id": _account_of(body)}
            return InboundEvent(f"conversation:{number}", EventKind.TICKET_CREATED, data, number, _changed(body))
        if name in STATUS_EVENTS:
            return _status_event(name, body, request)
        return InboundEvent(f"ignored:{name[:60]}:{ident(body.get('id'))}", EventKind.IGNORED, {})

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the conversation and its messages; from the event itself where no API is configured."""
        number, data = event.ticket_external_id or "", event.data
        reply_id = ident(data.get("message_id"))
        if data.get("account_id"):
            self._accounts[connection.id] = str(data["account_id"])
        if not self.wants(connection):
            raw = mapping(data.get("conversation"))
            turns = [_turn(one) for one in (*objects(raw.get("messages")), mapping(data.get("message"))) if one]
            return put_together(
                _head(number, raw), turns, own_id=self._own.known(connection), reply_id=reply_id, is_from_event=True
            )
        raw = mapping(self._api(connection).get(f"conversations/{number}"))
        return put_together(
            _head(number, raw), self._turns(number, connection), own_id=self._own.find(connection), reply_id=reply_id
        )

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Post the draft as a private note unless it stands there; the note before it goes."""
        return self._put_note(ticket, note_text(draft, marker=marker), connection, marker=marker, ref=ref)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Take the note away; where that is not allowed, say in a further one that it is out of date."""
        found = ref or self._find_note(ticket.external_id, marker, connection)
        if found is None or self._delete(ticket.external_id, found, connection):
            return Shown(None)
        return Shown(self._post(ticket.external_id, superseded_text(marker=marker), connection, private=True))

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Post a public message in the name of the token's agent; others cannot be named here."""
        found = sent_already(self._turns(ticket.external_id, connection), text)
        return Shown(found or self._post(ticket.external_id, text, connection, private=False))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, assign the team, add the label."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker, ref=None)
        api, path = self._api(connection), f"conversations/{ticket.external_id}"
        team = connection.options.get("escalation_group")
        if team:
            api.post(f"{path}/assignments", {"team_id": int(team) if team.isdigit() else team})
        tag = connection.options.get("escalation_tag") or ("" if team else "escalated")
        if tag:
            known = list(labels(mapping(api.get(f"{path}/labels")).get("payload")))
            if tag not in known:  # the list replaces the one that is there
                api.post(f"{path}/labels", {"labels": [*known, tag]})
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the canned responses."""
        listed = self._api(connection).get("canned_responses")
        found = ((ident(one.get("id")), words(one.get("content"), MAX_SUBJECT * 10), one) for one in objects(listed))
        return tuple(
            Macro(id, words(one.get("short_code")) or id, plain(text)) for id, text, one in found if id and text
        )

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return conversations with activity after ``since``; lists come newest activity first."""
        api, found = self._api(connection), []
        for page in range(1, MOST_LISTED_PAGES + 1):
            query = {"status": "all", "assignee_type": "all", "sort_by": "last_activity_at_desc", "page": page}
            answer = mapping(api.get("conversations", query))
            listed = objects((mapping(answer.get("data")) or answer).get("payload"))
            newer = [
                (at, id) for one in listed if (at := _changed(one)) and at > since and (id := ident(one.get("id")))
            ]
            found += newer
            if not listed or len(newer) < len(listed) or len(found) >= MOST_CHANGED:
                break
        data = {"account_id": self._account(connection)}
        return tuple(polled_event(id, at, data) for at, id in sorted(set(found))[:MOST_CHANGED])

    def own_account(self, connection: Connection) -> str | None:
        """Return the number of the token's agent."""
        return ident(self._profile(connection).get("id"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return bool(connection.options.get("base_url") and connection.options.get("api_token"))

    def _message_event(self, body: Mapping[str, Any], connection: Connection) -> InboundEvent:
        raw = mapping(body.get("conversation"))
        number = needed(raw.get("id") or raw.get("display_id"), "conversation.id")
        message_id = needed(body.get("id"), "id")
        message = {key: value for key, value in body.items() if key not in ("conversation", "account", "inbox")}
        data = {"conversation": raw, "message": message, "message_id": message_id, "account_id": _account_of(body)}
        turn = _turn(message)
        kind = EventKind.IGNORED
        if turn.author is Author.REQUESTER and turn.is_public:
            kind = EventKind.TICKET_REPLIED
        elif turn.author is Author.AGENT and turn.is_public and not turn.is_automatic:
            kind = EventKind.IGNORED if is_ours(turn, self._own.known(connection)) else EventKind.AGENT_REPLIED
        return InboundEvent(f"message:{message_id}", kind, data, number, turn.created_at)

    def _turns(self, number: str, connection: Connection) -> list[Turn]:
        """Read every message, the oldest first; pages go back from the newest."""
        api, path = self._api(connection), f"conversations/{number}/messages"
        found: dict[str, Turn] = {}

        def further(page: Any, _: int) -> dict[str, Any] | None:
            listed = [one for one in objects(mapping(page).get("payload")) if ident(one.get("id"))]
            is_new = any(ident(one["id"]) not in found for one in listed)
            found.update((turn.id, turn) for one in listed if (turn := _turn(one)))
            if not is_new or len(found) >= MAX_MESSAGES:
                return None
            return {"before": min((one["id"] for one in listed), key=lambda id: int(id) if str(id).isdigit() else 0)}

        for _ in api.pages(path, None, further):
            pass
        return sorted(
            found.values(), key=lambda turn: (turn.created_at is None, turn.created_at, len(turn.id), turn.id)
        )

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        number = ticket.external_id
        found = self._find_note(number, marker, connection)
        note = found or self._post(number, text, connection, private=True)
        if ref and ref != note:
            self._delete(number, ref, connection)
        return Shown(note)

    def _post(self, number: str, text: str, connection: Connection, *, private: bool) -> str:
        value = {"content": text, "message_type": "outgoing", "private": private, "content_type": "text"}
        made = mapping(self._api(connection).post(f"conversations/{number}/messages", value))
        if private and made.get("private") is False:
            raise HelpdeskRejectedError("Chatwoot made a public message of a private note; nothing more is written.")
        note = ident(made.get("id"))
        if note is None:
            raise HelpdeskUnavailableError("Chatwoot took a message but did not name it; we look for it again.")
        return note

    def _find_note(self, number: str, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = self._turns(number, connection)
        return next((one.id for one in turns if line in one.text and not one.is_public), None)

    def _delete(self, number: str, message_id: str, connection: Connection) -> bool:
        """Delete a note; False where it is gone already or may not be deleted."""
        with suppress(HelpdeskRejectedError):
            self._api(connection).write("DELETE", f"conversations/{number}/messages/{message_id}")
            return True
        return False

    def _profile(self, connection: Connection) -> Mapping[str, Any]:
        return mapping(self._api(connection, "api/v1").get("profile"))

    def _account(self, connection: Connection) -> str:
        """Return the account's number: as configured or told by an event, else the token's own one."""
        given = connection.options.get("account_id") or self._accounts.get(connection.id)
        if given is None:
            given = "1"  # a server of one's own has one account, unless its profile says another
            with suppress(HelpdeskRejectedError):
                profile = self._profile(connection)
                mine = [ident(one.get("id")) for one in objects(profile.get("accounts"))]
                given = ident(profile.get("account_id")) or next((one for one in mine if one), given)
                self._accounts[connection.id] = given
        return given

    def _api(self, connection: Connection, below: str | None = None) -> Api:
        base = option(connection.options, "base_url", connection_id=connection.id).rstrip("/").removesuffix("/api/v1")
        token = option(connection.options, "api_token", connection_id=connection.id)
        path = below or f"api/v1/accounts/{self._account(connection)}"
        return Api(f"{base}/{path}", {"api_access_token": token}, allow_private=self._may_call_private(connection))


def _status_event(name: str, body: Mapping[str, Any], request: RawRequest) -> InboundEvent:
    raw = mapping(body.get("conversation")) or body
    number = needed(raw.get("id"), "id")
    status = str(raw.get("status") or name.removeprefix("conversation_"))
    told = body.get("changed_attributes")
    changes = {key: one for part in objects([told] if isinstance(told, dict) else told) for key, one in part.items()}
    change = mapping(changes.get("status"))
    status, former = str(change.get("current_value") or status), change.get("previous_value")
    kind = EventKind.IGNORED
    if STATUS.get(status) is TicketStatus.SOLVED:
        kind = EventKind.TICKET_SOLVED
    elif status in ("open", "opened") and former in (None, "resolved"):
        kind = EventKind.TICKET_REOPENED
    changed = _changed(raw)
    delivery = ident(request.headers.get("x-chatwoot-delivery"))
    event_id = delivery or f"status:{number}:{status}:{changed.isoformat() if changed else ''}"
    data = {"conversation": {**raw, "status": status}, "account_id": _account_of(raw)}
    return InboundEvent(event_id, kind, data, number, changed)


def _turn(raw: Mapping[str, Any]) -> Turn:
    kind = raw.get("message_type")
    kind = TYPES.get(kind, "") if isinstance(kind, int) else str(kind or "")
    sender, about = mapping(raw.get("sender")), mapping(raw.get("content_attributes"))
    author = {"incoming": Author.REQUESTER, "outgoing": Author.AGENT}.get(kind, Author.SYSTEM)
    is_bot = str(sender.get("type") or raw.get("sender_type") or "").lower().replace("_", "") in ("agentbot", "captain")
    text = "" if about.get("deleted") else plain(str(raw.get("content") or ""))
    return Turn(
        ident(raw.get("id")) or "",
        author,
        text,
        raw.get("private") is not True,
        moment(raw.get("created_at")),
        ident(sender.get("id")),
        words(sender.get("name")),
        tuple(_files(raw)),
        is_automatic=is_bot or bool(about.get("automation_rule_id")),
    )


def _files(raw: Mapping[str, Any]) -> Iterator[Attachment]:
    for one in objects(raw.get("attachments")):
        name = str(one.get("data_url") or one.get("file_type") or "file").rpartition("/")[2]
        size = one.get("file_size")
        yield Attachment(name[:200] or "file", size if isinstance(size, int) and size >= 0 else None, None)


def _head(number: str, raw: Mapping[str, Any]) -> Head:
    meta, more = mapping(raw.get("meta")), mapping(raw.get("additional_attributes"))
    person = mapping(meta.get("sender"))
    return Head(
        number,
        subject=words(more.get("mail_subject"), MAX_SUBJECT) or "",
        channel="email" if "email" in str(meta.get("channel") or raw.get("channel") or "email").lower() else "chat",
        status=STATUS.get(str(raw.get("status")), TicketStatus.OPEN),
        tags=labels(raw.get("labels")),
        requester=Requester(ident(person.get("id")), words(person.get("name")), words(person.get("email"))),
        assignee=named(meta.get("assignee")),
        priority=words(raw.get("priority")),
        custom_fields=custom_fields(raw.get("custom_attributes")),
        created_at=moment(raw.get("created_at")),
        updated_at=_changed(raw),
    )


def _account_of(body: Mapping[str, Any]) -> str | None:
    return ident(mapping(body.get("account")).get("id")) or ident(body.get("account_id"))


def _changed(raw: Mapping[str, Any]) -> datetime | None:
    told = [at for key in ("updated_at", "last_activity_at", "timestamp") if (at := moment(raw.get(key)))]
    return max(told, default=None) or moment(raw.get("created_at"))
