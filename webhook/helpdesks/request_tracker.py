"""Request Tracker 5: a scrip that we ship sends its events, REST 2.0 does the rest.

RT has no webhooks.  The scrip (``request_tracker_scrip.pl``) posts each transaction, signed
by Standard Webhooks.  Whose words a transaction holds is told by its creator, not its type:
a customer's mail is ``Correspond`` too.  ``comment`` stays inside, ``correspond`` is mailed.
Nothing that was written can be changed, so a newer draft is a further comment that says so.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from drafter.drafts import Draft
from drafter.tickets import Attachment, Author, Requester, Ticket, TicketStatus
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.api import Api, option
from webhook.helpdesks.base import Connection, EventKind, FetchedTicket, InboundEvent, RawRequest, Shown, polled_event
from webhook.helpdesks.notes import is_note, marked, marker_line, note_text, replacing, superseded_text
from webhook.helpdesks.reading import (
    Head,
    Turn,
    custom_fields,
    event_body,
    ident,
    labels,
    mapping,
    moment,
    needed,
    objects,
    put_together,
    sent_already,
    words,
)
from webhook.helpdesks.signatures import verify_standard
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

STATUS = {
    "new": TicketStatus.NEW,
    "open": TicketStatus.OPEN,
    "stalled": TicketStatus.PENDING,
    "resolved": TicketStatus.SOLVED,
    "rejected": TicketStatus.CLOSED,
    "deleted": TicketStatus.CLOSED,
}
ENDED = frozenset({TicketStatus.SOLVED, TicketStatus.CLOSED})
SPOKEN = frozenset({"Create", "Correspond", "Comment"})
SYSTEM_USERS = frozenset({"rt_system", "nobody"})
PER_PAGE = 100
MOST_TURNS = 120  # each costs a call; a model reads far fewer
MOST_CHANGED = 200
A_DAY = timedelta(days=1)  # RT reads a query's date in its user's time zone


class RequestTracker:
    """Speaks to one Request Tracker.

    Options: ``base_url`` (where RT itself is, ``…/rt``), ``api_token`` (or ``user:password``),
    ``own_user_id`` (our user's name there), ``escalation_group`` (a queue).
    """

    kind = "request-tracker"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._staff: dict[tuple[str, str], bool] = {}

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the scrip's Standard Webhooks signature over the raw bytes."""
        verify_standard(request, connection.secrets, connection_id=connection.id, now=now)

    def parse_event(self, request: RawRequest, connection: Connection) -> InboundEvent:
        """Read what the scrip sent.  Raises MalformedEventError."""
        body = event_body(request.body)
        name, data = body.get("type"), mapping(body.get("data"))
        if not isinstance(name, str) or not name:
            raise MalformedEventError("The body should be an object with 'type', 'timestamp' and 'data'.")
        kind = self._kind(name.removeprefix("ticket."), data, connection)
        transaction = ident(data.get("transaction_id"))
        event_id = request.headers.get("webhook-id") or f"msg_rt_{transaction}"
        if kind is EventKind.IGNORED:
            return InboundEvent(event_id, kind, {})
        number = needed(data.get("ticket_id"), "data.ticket_id")
        about = {"creator": _user(data.get("creator")), "creator_is_staff": data.get("creator_is_staff")}
        told = {"transaction_id": transaction, **about}
        return InboundEvent(event_id, kind, told, number, moment(body.get("timestamp")))

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket and its history.  Raises HelpdeskUnavailableError, HelpdeskRejectedError."""
        number = event.ticket_external_id or ""
        told, creator = event.data.get("creator_is_staff"), event.data.get("creator")
        if isinstance(told, bool | int) and isinstance(creator, str):
            self._staff[connection.id, creator] = bool(told)  # the scrip knows what our token may not read
        raw = self._read(number, connection)
        turns = self._turns(number, raw, connection)
        own_id = self.own_account(connection) or next(
            (one.author_id for one in turns if is_note(one.text) and not one.is_public), None
        )
        reply_id = ident(event.data.get("transaction_id"))
        return put_together(_head(number, raw), turns, own_id=own_id, reply_id=reply_id)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Comment the draft unless that stands there; say so where it replaces an earlier one."""
        text = note_text(draft, marker=marker)
        return self._comment(ticket, replacing(text) if ref else text, connection, marker=marker)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Comment that the suggestion is out of date; nothing where none was written."""
        if ref is None and self._find_note(ticket, marker, connection) is None:
            return Shown(None)
        gone = f"{marker}-out"
        return self._comment(ticket, superseded_text(marker=gone), connection, marker=gone)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Correspond, which RT mails to the requester, in the name of the token's user."""
        raw = self._read(ticket.external_id, connection)
        found = sent_already(self._turns(ticket.external_id, raw, connection), text)
        return Shown(found or self._write("correspond", ticket.external_id, text, connection))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Comment the handover and move the ticket to the queue that the options name."""
        note = self._comment(ticket, marked(handover, marker=marker), connection, marker=marker)
        queue = connection.options.get("escalation_group")
        if queue:
            self._api(connection).write("PUT", f"ticket/{ticket.external_id}", {"Queue": queue})
        return note

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets updated after ``since``."""
        day = (since.astimezone(UTC) - A_DAY).strftime("%Y-%m-%d")
        query = {
            "query": f"LastUpdated > '{day}'",
            "orderby": "LastUpdated",
            "order": "DESC",
            "fields": "LastUpdated",
            "per_page": PER_PAGE,
            "page": 1,
        }
        found: set[tuple[datetime, str]] = set()

        def further(page: Any, number: int) -> dict[str, Any] | None:
            listed = _items(page)
            newer = [
                (at, id) for one in listed if (at := moment(one.get("LastUpdated"))) and (id := ident(one.get("id")))
            ]
            newer = [one for one in newer if one[0] > since]
            found.update(newer)
            is_more = len(newer) == len(listed) == PER_PAGE and len(found) < MOST_CHANGED
            return {**query, "page": number + 1} if is_more else None

        for _ in self._api(connection).pages("tickets", query, further):
            pass
        return tuple(polled_event(id, at, {}) for at, id in sorted(found)[:MOST_CHANGED])

    def own_account(self, connection: Connection) -> str | None:
        """Return our user's name: as configured, or from a token of the form ``user:password``."""
        user, colon, _ = connection.options.get("api_token", "").partition(":")
        return connection.options.get("own_user_id") or (user if colon else None)

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write comments with."""
        return bool(connection.options.get("base_url") and connection.options.get("api_token"))

    def _kind(self, name: str, data: Mapping[str, Any], connection: Connection) -> EventKind:
        creator = _user(data.get("creator")) or ""
        if name == "status":
            status = STATUS.get(str(data.get("new_value") or data.get("status") or "").lower())
            if status in ENDED:
                return EventKind.TICKET_SOLVED
            was = STATUS.get(str(data.get("old_value") or "").lower())
            return EventKind.TICKET_REOPENED if status and was in ENDED else EventKind.IGNORED
        if name == "create":
            return EventKind.TICKET_CREATED
        own = self.own_account(connection)
        if name != "correspond" or creator.lower() in SYSTEM_USERS or (own and creator.lower() == own.lower()):
            return EventKind.IGNORED
        told = data.get("creator_is_staff")  # our scrip says it; a sender that does not leaves it to the reading
        is_staff = bool(told) if isinstance(told, bool | int) else "@" not in creator
        return EventKind.AGENT_REPLIED if is_staff else EventKind.TICKET_REPLIED

    def _read(self, number: str, connection: Connection) -> Mapping[str, Any]:
        raw = mapping(self._api(connection).get(f"ticket/{number}"))
        if ident(raw.get("id")) != number:
            raise HelpdeskUnavailableError(f"Request Tracker did not answer with ticket '{number}'; we try again.")
        return raw

    def _turns(self, number: str, ticket: Mapping[str, Any], connection: Connection) -> list[Turn]:
        """Read what was said, the oldest first: the opening and the newest transactions."""
        query = {"fields": "Type,Creator,Created,Field,OldValue,NewValue,_hyperlinks", "per_page": PER_PAGE, "page": 1}

        spoken: dict[str, Mapping[str, Any]] = {}

        def further(page: Any, number: int) -> dict[str, Any] | None:
            found = {id: one for one in _items(page) if (id := ident(one.get("id")))}
            is_new = not found.keys() <= spoken.keys()
            spoken.update(found)
            size = mapping(page).get("per_page")  # the server's own, which may be smaller than what we ask for
            is_full = len(_items(page)) >= (size if isinstance(size, int) and size > 0 else PER_PAGE)
            is_more = is_new and (is_full or bool(mapping(page).get("next_page")))
            return {**query, "page": number + 1} if is_more else None

        for _ in self._api(connection).pages(f"ticket/{number}/history", query, further):
            pass
        listed = [one for one in spoken.values() if str(one.get("Type")) in SPOKEN]
        listed.sort(key=lambda one: (str(one.get("Created") or ""), len(str(one["id"])), str(one["id"])))
        kept = listed if len(listed) <= MOST_TURNS else [listed[0], *listed[1 - MOST_TURNS :]]
        return [self._turn(one, ticket, connection) for one in kept]

    def _turn(self, raw: Mapping[str, Any], ticket: Mapping[str, Any], connection: Connection) -> Turn:
        transaction, creator = str(ident(raw["id"])), _user(raw.get("Creator")) or ""
        fields = {"fields": "ContentType,Content,Filename", "per_page": PER_PAGE}
        parts = _items(self._api(connection).get(f"transaction/{transaction}/attachments", fields))
        is_opening = raw.get("Type") == "Create"
        author = Author.REQUESTER if is_opening else self._author(creator, ticket, connection)
        return Turn(
            transaction,
            author,
            _text(parts),
            raw.get("Type") != "Comment",
            moment(raw.get("Created")),
            creator or None,
            creator or None,
            tuple(_files(parts)),
        )

    def _author(self, creator: str, ticket: Mapping[str, Any], connection: Connection) -> Author:
        if creator.lower() in SYSTEM_USERS:
            return Author.SYSTEM
        asking = {name.lower() for one in _people(ticket.get("Requestor")) if (name := _user(one))}
        if creator.lower() in asking:
            return Author.REQUESTER
        is_owner = creator.lower() == str(_user(ticket.get("Owner")) or "").lower()
        return Author.AGENT if is_owner or self._is_staff(creator, connection) else Author.REQUESTER

    def _is_staff(self, creator: str, connection: Connection) -> bool:
        """Whether a user is privileged in RT; one that may not be read is told by its name."""
        key = connection.id, creator
        if key not in self._staff:
            try:
                user = mapping(self._api(connection).get(f"user/{quote(creator, safe='')}", {"fields": "Privileged"}))
                self._staff[key] = str(user.get("Privileged", "")) in ("1", "True", "true")
                if "Privileged" not in user:
                    self._staff[key] = "@" not in creator
            except HelpdeskRejectedError:
                self._staff[key] = "@" not in creator
        return self._staff[key]

    def _comment(self, ticket: Ticket, text: str, connection: Connection, *, marker: str) -> Shown:
        found = self._find_note(ticket, marker, connection)
        return Shown(found or self._write("comment", ticket.external_id, text, connection))

    def _find_note(self, ticket: Ticket, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = self._turns(ticket.external_id, {}, connection)
        return next((one.id for one in turns if line in one.text.splitlines() and not one.is_public), None)

    def _write(self, verb: str, number: str, text: str, connection: Connection) -> str:
        value = {"Content": text, "ContentType": "text/plain"}
        made, headers = self._api(connection).write("POST", f"ticket/{number}/{verb}", value)
        location = headers.get("location", "").rstrip("/").rpartition("/")[2]
        told = ident(location) or ident(mapping(made).get("id"))
        return told or "written"  # RT answers in sentences; the marker finds the transaction

    def _api(self, connection: Connection) -> Api:
        base = option(connection.options, "base_url", connection_id=connection.id).rstrip("/")
        token = option(connection.options, "api_token", connection_id=connection.id)
        said = f"Basic {base64.b64encode(token.encode()).decode()}" if ":" in token else f"token {token}"
        return Api(
            f"{base.removesuffix('/REST/2.0')}/REST/2.0",
            {"Authorization": said},
            allow_private=self._may_call_private(connection),
        )


def _head(number: str, raw: Mapping[str, Any]) -> Head:
    person = next((_user(one) for one in _people(raw.get("Requestor"))), None)
    owner = _user(raw.get("Owner"))
    fields = {str(one.get("name")): ", ".join(labels(one.get("values"))) for one in objects(raw.get("CustomFields"))}
    return Head(
        number,
        subject=words(raw.get("Subject"), MAX_SUBJECT) or "",
        status=STATUS.get(str(raw.get("Status")).lower(), TicketStatus.OPEN),
        requester=Requester(person, None, person if person and "@" in person else None),
        assignee=owner if owner and owner.lower() not in SYSTEM_USERS else None,
        priority=words(raw.get("Priority")),
        custom_fields=custom_fields(fields),
        created_at=moment(raw.get("Created")),
        updated_at=moment(raw.get("LastUpdated")),
    )


def _text(parts: list[Mapping[str, Any]]) -> str:
    """Return a transaction's words: its plain part, else its HTML one."""
    for wanted in ("text/plain", "text/html"):
        for one in parts:
            kind = str(one.get("ContentType") or "").partition(";")[0].strip().lower()
            if kind == wanted and not one.get("Filename"):
                return plain(_decoded(str(one.get("Content") or "")), content_type=kind).strip()
    return ""


def _decoded(content: str) -> str:
    """Undo the base64 in which some versions give every content: lines of one alphabet with an end of line."""
    if not content.endswith("\n") or " " in content.strip():
        return content
    try:
        return base64.b64decode(content.replace("\n", ""), validate=True).decode()
    except (binascii.Error, ValueError):
        return content


def _files(parts: list[Mapping[str, Any]]) -> Iterator[Attachment]:
    for one in parts:
        if name := words(one.get("Filename")):
            yield Attachment(name, None, words(one.get("ContentType")))


def _items(page: Any) -> list[Mapping[str, Any]]:
    return objects(page) or objects(mapping(page).get("items"))


def _people(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _user(value: Any) -> str | None:
    """Return a user's name as REST 2.0 gives it: an object with an ``id``, or the name alone."""
    known = mapping(value)
    return words(known.get("id")) or words(known.get("Name")) or (None if known else words(value))
