"""django-helpdesk: private follow-ups for drafts, its REST API for everything else.

Seen on version 2.6.1.  Its webhooks carry no signature, so the path ends in a secret
segment and the body is a hint only: the ticket is read again over the API.  What is POSTed
as a comment is rendered as a Django template, what is PATCHed is stored literally and
silently; so a note is POSTed as a bare marker and PATCHed into its text.  A ``title`` sent
with a follow-up would rename the ticket, and ``public`` would mail the customer: the one is
never sent, the other always false.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from drafter.drafts import Draft
from drafter.tickets import Attachment, Author, Message, Requester, Ticket, TicketStatus, merge_messages
from webhook.errors import (
    HelpdeskRejectedError,
    HelpdeskUnavailableError,
    MalformedEventError,
    SignatureError,
)
from webhook.helpdesks.api import Api
from webhook.helpdesks.base import (
    Connection,
    EventKind,
    FetchedTicket,
    InboundEvent,
    RawRequest,
    SentReply,
    Shown,
    polled_event,
)
from webhook.helpdesks.notes import is_note, marked, marker_line, note_text, superseded_text
from webhook.helpdesks.signatures import same
from webhook.json_values import MAX_ID, MAX_SUBJECT, read_json
from webhook.ticket_json import MAX_MESSAGES, MAX_TEXT

DESCRIPTION_ID = "description"  # the opening text of a ticket that has no follow-up of its own
GONE = 404
OPEN_ONES = "&status=1,2,6"  # open, reopened, new
PER_PAGE, MOST_PAGES, MOST_CHANGED = 50, 4, 200
STATUS = {
    1: TicketStatus.OPEN,
    2: TicketStatus.OPEN,
    3: TicketStatus.SOLVED,
    4: TicketStatus.CLOSED,
    5: TicketStatus.CLOSED,
    6: TicketStatus.NEW,
}
SOLVED = frozenset({3, 4})


class DjangoHelpdesk:
    """Speaks to one django-helpdesk site.

    Options: ``base_url`` (where the helpdesk is mounted), ``api_token`` (a DRF token of a
    staff account of our own, or ``user:password``), ``own_user_id`` (that account's number;
    without it our notes tell).  ``may_call_private`` says whether the address came from the
    operator.
    """

    kind = "django-helpdesk"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the secret last segment of the path: all that this helpdesk can prove itself with."""
        is_right = False
        for wanted in connection.path_segments:
            is_right |= same(wanted, request.path_segment or "")
        if not is_right:
            raise SignatureError(f"The path does not end in the secret segment of connection '{connection.id}'.")

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read a hook's body: a new ticket, or a follow-up whose author and visibility say what happened.

        There is no delivery id; the follow-up's number serves.  Raises MalformedEventError.
        """
        body = read_json(request.body)
        ticket = body.get("ticket") if isinstance(body, dict) else None
        number = _number(ticket.get("id")) if isinstance(ticket, dict) else None
        if not isinstance(ticket, dict) or number is None:
            raise MalformedEventError("The body should be an object with 'ticket' and its 'id'.")
        if "followup_id" not in body:
            return InboundEvent(f"ticket:{number}", EventKind.TICKET_CREATED, {"ticket": ticket}, str(number))
        followup_id = _number(body["followup_id"])
        if followup_id is None:
            raise MalformedEventError("Field 'followup_id' should be the number of a follow-up.")
        kind = _kind(ticket, followup_id, connection)
        data = {"ticket": ticket, "followup_id": followup_id}
        return InboundEvent(f"followup:{followup_id}", kind, data, str(number))

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket over the API; from the event itself where no API is configured.

        Raises HelpdeskUnavailableError, HelpdeskRejectedError.
        """
        raw = self._read(event.ticket_external_id or "", connection) if self.wants(connection) else event.data["ticket"]
        own_ids = _own_ids(raw, connection)
        replies = tuple(_reply(f) for f in _followups(raw) if _is_reply(f, raw, own_ids))
        wanted = str(event.data.get("followup_id") or "")
        reply = next((one for one in replies if one.external_id == wanted), None)
        return FetchedTicket(_ticket(raw, own_ids), replies, reply)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Write the draft as a private follow-up, literally; update the earlier one in place."""
        return self._write(ticket, note_text(draft, marker=marker), connection, marker=marker, ref=ref)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Say in the note that its draft is out of date; nothing where no note is found."""
        found = ref or self._find_note(ticket, connection, marker)
        if found and self._patch(found, superseded_text(marker=marker), connection):
            return Shown(found)
        return Shown(None)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Write a public follow-up, which is mailed at once, in the agent's name.

        What is POSTed is rendered as a template and mailed before it could be PATCHed, so
        double braces are kept apart by a sign that nobody sees.
        """
        found = self._find_sent(ticket, text, connection)
        if found:
            return Shown(found)
        value = {"ticket": _number(ticket.external_id), "comment": text.replace("{{", "{\u2060{"), "public": True}
        agent = _number(agent_id)
        try:
            made = self._api("POST", "followups/", connection, value | ({"user": agent} if agent else {}))
        except HelpdeskUnavailableError:
            found = self._find_sent(ticket, text, connection)  # saved and mailed, although one of its hooks failed
            if found is None:
                raise
            return Shown(found)
        return Shown(str(made["id"]) if isinstance(made, dict) and _number(made.get("id")) else None)

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover privately; move the ticket to the queue whose number the options give."""
        shown = self._write(ticket, marked(handover, marker=marker), connection, marker=marker, ref=None)
        queue = _number(connection.options.get("escalation_group"))
        if queue is not None:
            self._api("PATCH", f"tickets/{_number(ticket.external_id)}/", connection, {"queue": queue})
        return shown

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets with a follow-up after ``since`` among the newest ones and all open ones.

        The lists know no order by change, so they are read from their ends: what was answered
        on an old, closed ticket is missed.
        """
        found: set[tuple[datetime, str]] = set()
        for query in (OPEN_ONES, ""):
            size = f"page_size={PER_PAGE}{query}"
            first = self._api("GET", f"tickets/?{size}", connection)
            last = -(-(_number(first.get("count")) or 0) // PER_PAGE) if isinstance(first, dict) else 0
            for page in range(last, max(0, last - MOST_PAGES), -1):
                listed = first if page == 1 else self._api("GET", f"tickets/?{size}&page={page}", connection)
                for ticket in listed.get("results") or []:
                    dates = [at for one in _followups(ticket) if (at := _moment(one.get("date")))]
                    if dates and max(dates) > since and _number(ticket.get("id")):
                        found.add((max(dates), str(ticket["id"])))
        return tuple(polled_event(id, at, {"ticket": {"id": int(id)}}) for at, id in sorted(found)[:MOST_CHANGED])

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write notes with."""
        return bool(connection.options.get("base_url") and connection.options.get("api_token"))

    def _write(self, ticket: Ticket, text: str, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        for found in dict.fromkeys((ref, self._find_note(ticket, connection, marker))):
            if found and self._patch(found, text, connection):
                return Shown(found)
        note = self._post_marker(ticket, connection, marker)
        if not self._patch(note, text, connection):
            raise HelpdeskUnavailableError(f"Follow-up '{note}' vanished while it was written; we try again.")
        return Shown(note)

    def _post_marker(self, ticket: Ticket, connection: Connection, marker: str) -> str:
        """POST an empty private note and return its id.

        The site answers 500 when one of its own hooks is unreachable, although the note is
        saved; so after a failure the marker is looked for before anything is tried again.
        """
        value = {"ticket": _number(ticket.external_id), "comment": marker_line(marker), "public": False}
        try:
            made = self._api("POST", "followups/", connection, value)
        except HelpdeskUnavailableError:
            found = self._find_note(ticket, connection, marker)
            if found is None:
                raise
            return found
        number = _number(made.get("id")) if isinstance(made, dict) else None
        if number is None:
            raise HelpdeskUnavailableError("The helpdesk took a follow-up but did not name it; we look for it again.")
        return str(number)

    def _find_sent(self, ticket: Ticket, text: str, connection: Connection) -> str | None:
        """Find a public follow-up of a person, after the newest of the customer, that says the same."""
        wanted = "".join(text.split())
        for followup in reversed(_followups(self._read(ticket.external_id, connection))):
            if not followup.get("public"):
                continue
            said = "".join(str(followup.get("comment") or "").replace("\u2060", "").split())
            if followup.get("user") is None or said == wanted:
                return str(followup["id"]) if followup.get("user") is not None else None
        return None

    def _patch(self, followup_id: str, text: str, connection: Connection) -> bool:
        """Replace a note's text; False when an agent has deleted it."""
        try:
            self._api("PATCH", f"followups/{followup_id}/", connection, {"comment": text, "public": False})
        except HelpdeskRejectedError as error:
            if error.status != GONE:
                raise
            return False
        return True

    def _find_note(self, ticket: Ticket, connection: Connection, marker: str) -> str | None:
        line = marker_line(marker)
        for followup in _followups(self._read(ticket.external_id, connection)):
            if line in str(followup.get("comment") or "") and followup.get("user") is not None:
                return str(followup["id"])
        return None

    def _read(self, external_id: str, connection: Connection) -> Mapping[str, Any]:
        number = _number(external_id)
        if number is None:
            raise HelpdeskRejectedError("A ticket of this helpdesk is named by a number.")
        raw = self._api("GET", f"tickets/{number}/", connection)
        if not isinstance(raw, dict) or _number(raw.get("id")) != number:
            raise HelpdeskUnavailableError(f"The helpdesk did not answer with ticket '{external_id}'; we try again.")
        return raw

    def _api(self, method: str, path: str, connection: Connection, value: Any = None) -> Any:
        base, token = connection.options.get("base_url", ""), connection.options.get("api_token", "")
        if not base or not token:
            raise HelpdeskRejectedError(f"Connection '{connection.id}' needs the options base_url and api_token.")
        api = Api(
            f"{base.rstrip('/')}/api",
            {"Authorization": _authorization(token)},
            allow_private=self._may_call_private(connection),
        )
        return api.write(method, path, value)[0]


def _kind(ticket: Mapping[str, Any], followup_id: int, connection: Connection) -> EventKind:
    followup = next((f for f in _followups(ticket) if f["id"] == followup_id), None)
    if followup is None:
        return EventKind.TICKET_REPLIED  # the hook left it out: reading the ticket again will tell
    if followup.get("user") is None:
        return EventKind.TICKET_REPLIED if followup.get("public") else EventKind.IGNORED
    own_ids = _own_ids(ticket, connection)
    if followup["user"] in own_ids or is_note(str(followup.get("comment") or "")):
        return EventKind.IGNORED
    if _is_reply(followup, ticket, own_ids):
        return EventKind.AGENT_REPLIED
    status = _number(followup.get("new_status"))
    if status in SOLVED:
        return EventKind.TICKET_SOLVED
    return EventKind.TICKET_REOPENED if status is not None else EventKind.IGNORED


def _own_ids(ticket: Mapping[str, Any], connection: Connection) -> frozenset[int]:
    """Numbers of our account: as configured, else read off the notes that carry our marker."""
    configured = _number(connection.options.get("own_user_id"))
    if configured is not None:
        return frozenset({configured})
    notes = (f for f in _followups(ticket) if not f.get("public") and is_note(str(f.get("comment") or "")))
    return frozenset(user for f in notes if (user := _number(f.get("user"))) is not None)


def _is_reply(followup: Mapping[str, Any], ticket: Mapping[str, Any], own_ids: frozenset[int]) -> bool:
    """Whether a follow-up is a person's public answer: not ours, not silent, not the ticket's opening."""
    user = _number(followup.get("user"))
    has_text = bool(str(followup.get("comment") or "").strip())
    is_person = user is not None and user not in own_ids
    return is_person and bool(followup.get("public")) and has_text and not _is_opening(followup, ticket)


def _is_opening(followup: Mapping[str, Any], ticket: Mapping[str, Any]) -> bool:
    """Whether a follow-up only repeats the ticket's description: a colleague opened it for the customer."""
    first = next(iter(_followups(ticket)), None)
    opening = str(ticket.get("description") or "").strip()
    return first is followup and bool(opening) and str(followup.get("comment") or "").strip() == opening


def _ticket(raw: Mapping[str, Any], own_ids: frozenset[int]) -> Ticket:
    address = str(raw.get("submitter_email") or "").strip() or None
    followups = _followups(raw)[-MAX_MESSAGES:]
    messages = [m for f in followups if (m := _message(f, raw, own_ids)) is not None]
    description = str(raw.get("description") or "")
    if description.strip() and not any(m.text.strip() == description.strip() for m in messages):
        messages.insert(0, Message(DESCRIPTION_ID, Author.REQUESTER, description[:MAX_TEXT], True, _earliest(messages)))
    assignee, priority = _number(raw.get("assigned_to")), _number(raw.get("priority"))
    return Ticket(
        id="",
        external_id=str(raw["id"]),
        brand_id="",
        messages=merge_messages((), messages),
        subject=str(raw.get("title") or "")[:MAX_SUBJECT],
        status=STATUS.get(_number(raw.get("status")) or 0, TicketStatus.OPEN),
        requester=Requester(id=address, email=address),
        assignee=str(assignee) if assignee is not None else None,
        priority=str(priority) if priority is not None else None,
        due_at=_moment(raw.get("due_date")),
        custom_fields=_custom_fields(raw),
        attachments=tuple(a for f in followups if f.get("user") is None for a in _attachments(f)),
    )


def _message(followup: Mapping[str, Any], ticket: Mapping[str, Any], own_ids: frozenset[int]) -> Message | None:
    text, user = str(followup.get("comment") or ""), _number(followup.get("user"))
    if is_note(text) or (user in own_ids and not followup.get("public")):
        return None
    is_requester = user is None or _is_opening(followup, ticket)
    if not text.strip() and not (is_requester and list(_attachments(followup))):
        return None  # a change of status or owner, not a turn
    return Message(
        id=str(followup["id"]),
        author=Author.REQUESTER if is_requester else Author.AGENT,
        text=text[:MAX_TEXT],
        is_public=bool(followup.get("public")),
        created_at=_moment(followup.get("date")),
        author_id=str(user) if user is not None else None,
    )


def _reply(followup: Mapping[str, Any]) -> SentReply:
    return SentReply(
        external_id=str(followup["id"]),
        text=str(followup.get("comment") or "")[:MAX_TEXT],
        agent_id=str(followup["user"]),
        sent_at=_moment(followup.get("date")),
    )


def _followups(ticket: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed = ticket.get("followup_set")
    found = [f for f in listed if isinstance(f, dict) and _number(f.get("id"))] if isinstance(listed, list) else []
    return sorted(found, key=lambda f: (str(f.get("date") or ""), f["id"]))


def _attachments(followup: Mapping[str, Any]) -> Sequence[Attachment]:
    listed = followup.get("followupattachment_set")
    files = [f for f in listed if isinstance(f, dict)] if isinstance(listed, list) else []
    return [
        Attachment(
            str(f.get("filename") or "file")[:MAX_ID], _number(f.get("size")), str(f.get("mime_type") or "") or None
        )
        for f in files
    ]


def _custom_fields(raw: Mapping[str, Any]) -> dict[str, str]:
    return {
        name.removeprefix("custom_")[:MAX_ID]: str(value)[:MAX_SUBJECT]
        for name, value in raw.items()
        if name.startswith("custom_") and value is not None
    }


def _earliest(messages: Sequence[Message]) -> datetime | None:
    return next((message.created_at for message in messages if message.created_at), None)


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or not 1970 < moment.year < 2200:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _number(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _authorization(token: str) -> str:
    if ":" in token:
        return f"Basic {base64.b64encode(token.encode()).decode()}"
    return f"Token {token}"
