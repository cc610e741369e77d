"""Zammad: a ticket's shared draft where its group allows one, an internal note otherwise.

A trigger's hook carries ``ticket`` and ``article`` and no event name, so what happened is
read off the article and the ticket's state.  The signature, HMAC-SHA1 over the body, is
optional there and required here.  An article of type ``email`` is mailed even when it says
``internal``: our notes are always of type ``note``.  A shared draft that a colleague made is
never overwritten, and one with grave findings is written as a note, which says so.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from drafter.drafts import Draft, DraftStatus
from drafter.findings import Severity
from drafter.tickets import Author, Ticket, TicketStatus
from webhook.errors import HelpdeskError, HelpdeskRejectedError, HelpdeskUnavailableError
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
    OwnAccounts,
    Turn,
    event_body,
    ident,
    is_ours,
    is_reply,
    labels,
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
from webhook.helpdesks.zammad_reading import (
    PER_PAGE,
    draft_in,
    further,
    is_first,
    is_old,
    marker_of,
    read_head,
    read_status,
    read_turn,
    rows,
    tells_of_state,
    whole,
)
from webhook.json_values import MAX_SUBJECT

DRAFT_REF = "draft:"  # a ref of this form names a shared draft; any other is an article's number
GONE, FORBIDDEN = 404, 403
GRAVE = frozenset({Severity.BLOCK, Severity.HIGH})
MOST_CHANGED = 200


class Zammad:
    """Speaks to one Zammad.

    Options: ``base_url``, ``api_token`` (a token with ``ticket.agent``; ``user:password`` also
    works), ``own_user_id``, ``escalation_group`` (a group's name), ``escalation_tag``.
    """

    kind = "zammad"

    def __init__(self, *, may_call_private: Callable[[Connection], bool]) -> None:
        self._may_call_private = may_call_private
        self._own = OwnAccounts(self.own_account)

    def verify(self, request: RawRequest, connection: Connection, *, now: datetime) -> None:
        """Check the hook's token: HMAC-SHA1 over the raw bytes."""
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
        """Read a trigger's hook.  Raises MalformedEventError."""
        body = event_body(request.body)
        ticket, article = mapping(body.get("ticket")), mapping(body.get("article"))
        number = needed(ticket.get("id") or article.get("ticket_id"), "ticket.id")
        article_id = ident(article.get("id"))
        kind = self._kind(ticket, article, request.headers.get("x-zammad-trigger", ""), connection)
        changed = moment(ticket.get("updated_at")) or moment(article.get("created_at"))
        delivery = ident(request.headers.get("x-zammad-delivery"))
        stamp = changed.isoformat() if changed else ""
        event_id = delivery or f"article:{article_id}:{kind.value}:{stamp}"
        data = {"ticket": ticket, "article": article, "article_id": article_id}
        return InboundEvent(event_id, kind, data, number, changed)

    def fetch_ticket(self, event: InboundEvent, connection: Connection) -> FetchedTicket:
        """Read the ticket and its articles; from the event itself where no API is configured."""
        number, reply_id = event.ticket_external_id or "", ident(event.data.get("article_id"))
        if not self.wants(connection):
            raw, article = mapping(event.data.get("ticket")), mapping(event.data.get("article"))
            turns = [read_turn(article)] if reply_id else []
            own_id = self._own.known(connection)
            return put_together(read_head(number, raw, ()), turns, own_id=own_id, reply_id=reply_id, is_from_event=True)
        api = self._api(connection)
        raw = mapping(api.get(f"api/v1/tickets/{number}", {"expand": "true"}))
        tags: tuple[str, ...] = ()
        with suppress(HelpdeskError):  # a token may read tickets and not their tags, which are not worth a retry
            tags = labels(mapping(api.get("api/v1/tags", {"object": "Ticket", "o_id": number})).get("tags"))
        return put_together(
            read_head(number, raw, tags),
            self._turns(number, connection),
            own_id=self._own.find(connection),
            reply_id=reply_id,
        )

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        """Put the draft into the reply box of every agent, or beside the messages where that is not possible."""
        is_grave = any(finding.severity in GRAVE for finding in draft.findings)
        if draft.status is DraftStatus.READY and not is_grave:
            found = self._share_draft(ticket, draft, connection, marker)
            if found:
                if ref and not ref.startswith(DRAFT_REF):
                    self._edit_article(ref, superseded_text(marker=marker), connection)
                return Shown(found)
        if ref and ref.startswith(DRAFT_REF):
            self._withdraw(ticket.external_id, connection)
            ref = None
        return self._put_note(ticket, note_text(draft, marker=marker), connection, marker=marker, ref=ref)

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        """Take our shared draft away; say in a note that it is out of date."""
        if ref is None or ref.startswith(DRAFT_REF):
            self._withdraw(ticket.external_id, connection)
        note = ref if ref and not ref.startswith(DRAFT_REF) else self._find_note(ticket.external_id, marker, connection)
        if note and self._edit_article(note, superseded_text(marker=marker), connection):
            return Shown(note)
        return Shown(None)

    def send_reply(
        self, ticket: Ticket, text: str, connection: Connection, *, agent_id: str | None, marker: str
    ) -> Shown:
        """Answer by mail the newest article that came from the customer, as ``agent_id`` where one is named."""
        listed = self._articles(ticket.external_id, connection)
        found = next((ident(one.get("id")) for one in listed if marker_of(one) == marker), None)
        found = found or sent_already([read_turn(one) for one in listed], text)
        if found:
            return Shown(found)
        asked: Mapping[str, Any] = next(
            (one for one in reversed(listed) if read_turn(one).author is Author.REQUESTER), {}
        )
        is_mail = str(asked.get("type") or "email") in ("email", "web", "phone", "note")
        address = words(asked.get("reply_to")) or words(asked.get("from")) or ticket.requester.email
        value = {
            "ticket_id": whole(ticket.external_id),
            "subject": words(asked.get("subject"), MAX_SUBJECT) or ticket.subject,
            "body": text_to_html(text),
            "content_type": "text/html",
            "type": "email" if is_mail and address else str(asked.get("type") or "note"),
            "sender": "Agent",
            "internal": False,
            "to": address or "",
            "in_reply_to": words(asked.get("message_id"), MAX_SUBJECT) or "",
            "preferences": {"drafter": marker},
        }
        try:
            return Shown(self._new_article(value, connection, agent_id=agent_id))
        except HelpdeskRejectedError as error:
            if not agent_id or error.status != FORBIDDEN:
                raise  # else the token may not speak for others: the reply goes out in its own name
        return Shown(self._new_article(value, connection))

    def escalate(self, ticket: Ticket, handover: str, connection: Connection, *, marker: str) -> Shown:
        """Note the handover, move the ticket to the group, add the tag."""
        note = self._put_note(ticket, marked(handover, marker=marker), connection, marker=marker, ref=None)
        api, group = self._api(connection), connection.options.get("escalation_group")
        if group:
            value = {"group_id": int(group)} if group.isdigit() else {"group": group}
            api.write("PUT", f"api/v1/tickets/{ticket.external_id}", value)
        tag = connection.options.get("escalation_tag") or ("" if group else "escalated")
        if tag:
            api.post("api/v1/tags/add", {"item": tag, "object": "Ticket", "o_id": whole(ticket.external_id)})
        return note

    def macros(self, connection: Connection) -> tuple[Macro, ...]:
        """Return the text modules in use."""
        pages = self._api(connection).pages("api/v1/text_modules", {"per_page": PER_PAGE, "page": 1}, further)
        listed = [one for page in pages for one in objects(page) if one.get("active") is not False]
        return tuple(
            Macro(id, words(one.get("name")) or id, text, words(one.get("keywords")))
            for one in listed
            if (id := ident(one.get("id"))) and (text := plain(str(one.get("content") or "")))
        )

    def changed_since(self, connection: Connection, since: datetime) -> tuple[InboundEvent, ...]:
        """Return tickets updated after ``since``: by search where it is indexed, else from the list."""
        api = self._api(connection)
        stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"query": f'updated_at:>"{stamp}"', "sort_by": "updated_at", "order_by": "desc", "limit": MOST_CHANGED}
        try:
            listed = rows(api.get("api/v1/tickets/search", {**query, "expand": "true"}), "Ticket")
        except HelpdeskRejectedError:
            listed = []
        if not listed:
            newest = {"sort_by": "updated_at", "order_by": "desc", "per_page": PER_PAGE, "page": 1}
            listed = objects(api.get("api/v1/tickets", newest))
        found = {(at, id) for one in listed if (at := moment(one.get("updated_at"))) and (id := ident(one.get("id")))}
        return tuple(polled_event(id, at, {}) for at, id in sorted(found) if at > since)[-MOST_CHANGED:]

    def own_account(self, connection: Connection) -> str | None:
        """Return the number of the token's user."""
        return ident(mapping(self._api(connection).get("api/v1/users/me")).get("id"))

    def wants(self, connection: Connection) -> bool:
        """Whether there is an API to write with."""
        return bool(connection.options.get("base_url") and connection.options.get("api_token"))

    def _kind(
        self, ticket: Mapping[str, Any], article: Mapping[str, Any], trigger: str, connection: Connection
    ) -> EventKind:
        turn, status = read_turn(article), read_status(ticket)
        own_id, is_done = self._own.known(connection), status in (TicketStatus.SOLVED, TicketStatus.CLOSED)
        if is_done and (tells_of_state(trigger) or is_old(ticket, article)):
            return EventKind.TICKET_SOLVED
        if tells_of_state(trigger):
            return EventKind.TICKET_REOPENED
        if not article.get("id"):
            return EventKind.TICKET_SOLVED if is_done else EventKind.TICKET_REPLIED
        if is_reply(turn, own_id):
            return EventKind.AGENT_REPLIED
        if turn.author is Author.REQUESTER and turn.is_public:
            return EventKind.TICKET_CREATED if is_first(ticket, article) else EventKind.TICKET_REPLIED
        return EventKind.TICKET_SOLVED if is_done and not is_ours(turn, own_id) else EventKind.IGNORED

    def _share_draft(self, ticket: Ticket, draft: Draft, connection: Connection, marker: str) -> str | None:
        """Write the ticket's one shared draft; None where it is a colleague's or none is allowed."""
        api, path = self._api(connection), f"api/v1/tickets/{ticket.external_id}/shared_draft"
        try:
            standing = self._standing_draft(api, path)
            if standing and not self._is_our_draft(standing, connection):
                return None
            answer, _ = api.write("PATCH" if standing else "PUT", path, self._draft_value(ticket, draft, marker))
        except HelpdeskRejectedError:
            return None  # the group has no shared drafts, or the token may not: a note tells it as well
        return f"{DRAFT_REF}{ident(mapping(answer).get('shared_draft_id')) or ticket.external_id}"

    def _standing_draft(self, api: Api, path: str) -> Mapping[str, Any] | None:
        try:
            return draft_in(api.get(path))
        except HelpdeskRejectedError as error:
            if error.status != GONE:
                raise
            return None

    def _draft_value(self, ticket: Ticket, draft: Draft, marker: str) -> dict[str, Any]:
        article = {
            "body": text_to_html(draft.text),
            "content_type": "text/html",
            "type": "email",
            "internal": False,
            "to": ticket.requester.email or "",
            "cc": "",
            "subject": ticket.subject,
            "in_reply_to": "",
            "ticket_id": whole(ticket.external_id),
            "preferences": {"drafter": marker},
        }
        return {"form_id": marker, "new_article": article, "ticket_attributes": {}}

    def _is_our_draft(self, standing: Mapping[str, Any], connection: Connection) -> bool:
        own_id = self._own.find(connection)
        editors = {ident(standing.get(key)) for key in ("created_by_id", "updated_by_id")} - {None}
        if own_id and editors:
            return editors == {own_id}  # once a colleague has changed it, it is theirs
        return marker_of(mapping(standing.get("new_article"))) is not None

    def _withdraw(self, number: str, connection: Connection) -> None:
        api, path = self._api(connection), f"api/v1/tickets/{number}/shared_draft"
        with suppress(HelpdeskRejectedError):
            standing = draft_in(api.get(path))
            if standing and self._is_our_draft(standing, connection):
                api.write("DELETE", path)

    def _put_note(self, ticket: Ticket, text: str, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        for found in dict.fromkeys((ref, self._find_note(ticket.external_id, marker, connection))):
            if found and self._edit_article(found, text, connection):
                return Shown(found)
        value = {
            "ticket_id": whole(ticket.external_id),
            "subject": "Drafter",
            "body": text_to_html(text),
            "content_type": "text/html",
            "type": "note",
            "sender": "Agent",
            "internal": True,
        }
        return Shown(self._new_article(value, connection))

    def _new_article(self, value: Mapping[str, Any], connection: Connection, *, agent_id: str | None = None) -> str:
        made = mapping(self._api(connection, agent_id=agent_id).post("api/v1/ticket_articles", value))
        number = ident(made.get("id"))
        if number is None:
            raise HelpdeskUnavailableError("Zammad took an article but did not name it; we look for it again.")
        return number

    def _edit_article(self, number: str, text: str, connection: Connection) -> bool:
        """Replace a note's text; False where it is gone or may not be changed."""
        value = {"body": text_to_html(text), "content_type": "text/html", "internal": True}
        with suppress(HelpdeskRejectedError):
            self._api(connection).write("PUT", f"api/v1/ticket_articles/{number}", value)
            return True
        return False

    def _find_note(self, number: str, marker: str, connection: Connection) -> str | None:
        line = marker_line(marker)
        turns = (read_turn(one) for one in self._articles(number, connection))
        return next((one.id for one in turns if line in one.text and not one.is_public), None)

    def _articles(self, number: str, connection: Connection) -> list[Mapping[str, Any]]:
        """Return a ticket's articles, the oldest first: Zammad gives them in one answer."""
        answer = self._api(connection).get(f"api/v1/ticket_articles/by_ticket/{number}", {"expand": "true"})
        known = [one for one in rows(answer, "TicketArticle") if ident(one.get("id"))]
        return sorted(known, key=lambda one: (str(one.get("created_at") or ""), whole(one["id"])))

    def _turns(self, number: str, connection: Connection) -> Sequence[Turn]:
        return [read_turn(one) for one in self._articles(number, connection)]

    def _api(self, connection: Connection, *, agent_id: str | None = None) -> Api:
        base = option(connection.options, "base_url", connection_id=connection.id).rstrip("/").removesuffix("/api/v1")
        token = option(connection.options, "api_token", connection_id=connection.id)
        is_person = ":" in token
        said = f"Basic {base64.b64encode(token.encode()).decode()}" if is_person else f"Token token={token}"
        headers = {"Authorization": said} | ({"From": agent_id} if agent_id else {})
        return Api(base, headers, allow_private=self._may_call_private(connection))
