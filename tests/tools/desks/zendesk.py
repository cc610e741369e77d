"""Zendesk's Support API and its signed webhooks, as developer.zendesk.com documents them."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from tests.tools.desks import (
    AGENT,
    CUSTOMER,
    NOT_FOUND,
    NUMBER,
    OPENED,
    OURS,
    Answer,
    Asked,
    Desk,
    Fault,
    Said,
    dumps,
    stamp,
)
from webhook.helpdesks.base import RawRequest

PAGE = 20
MOST_COMMENTS = 5000


def invalid(why: str) -> Answer:
    """Refuse a value as Zendesk does."""
    return 422, {"error": "RecordInvalid", "description": "Record validation errors", "details": {"base": why}}, {}


class ZendeskDesk(Desk):
    """Ticket 7.  Comments are written through the ticket and are public unless they say otherwise."""

    kind = "zendesk"
    limited = Fault(429, {"Retry-After": "0", "X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "0"})

    def connection(self, **options: str) -> Any:
        return super().connection(**{"api_token": "bot@shop.example/token:t0ken", **options})

    def is_known(self, asked: Asked) -> bool:
        right = base64.b64encode(b"bot@shop.example/token:t0ken").decode()
        return asked.headers.get("authorization") == f"Basic {right}"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/v2/").removesuffix(".json")
        if path == "users/me":
            return 200, {"user": {"id": int(self.own_id), "role": "agent"}}, {}
        if path == "macros":
            return 200, {"macros": MACROS, "meta": {"has_more": False, "after_cursor": None}}, {}
        if path == "incremental/tickets/cursor":
            return self._export(asked)
        if path == f"tickets/{NUMBER}":
            if asked.method == "PUT":
                return self._update(asked.value)
            return 200, {"ticket": self.ticket(), "users": USERS}, {}
        if path == f"tickets/{NUMBER}/tags" and asked.method == "PUT":
            self.tags += [tag for tag in asked.value["tags"] if tag not in self.tags]
            return 200, {"tags": self.tags}, {}
        if path == f"tickets/{NUMBER}/comments" and asked.method == "GET":
            return self._comments(asked)
        return NOT_FOUND

    def _export(self, asked: Asked) -> Answer:
        if not asked.one("start_time") and not asked.one("cursor"):
            return invalid("start_time is needed")
        after = {"after_cursor": "c1", "end_of_stream": True}
        if asked.one("cursor"):
            return 200, {"tickets": [], **after}, {}
        gone = {"id": 6, "status": "deleted", "updated_at": stamp(self.changed_at)}
        return 200, {"tickets": [gone, self.ticket()], **after, "end_of_stream": False}, {}

    def _comments(self, asked: Asked) -> Answer:
        start = int(asked.one("page[after]", "0"))
        listed = self.said[start : start + PAGE]
        is_more = len(self.said) > start + PAGE
        users = {"users": USERS} if asked.one("include") == "users" else {}
        meta = {"has_more": is_more, "after_cursor": str(start + PAGE) if is_more else None}
        return 200, {"comments": [self._comment(one) for one in listed], **users, "meta": meta}, {}

    def _update(self, value: Any) -> Answer:
        given = value.get("ticket") if isinstance(value, dict) else None
        if not isinstance(given, dict):
            return 400, {"error": "ParameterMissing"}, {}
        events: list[dict[str, Any]] = []
        comment = given.get("comment")
        if comment is not None:
            text = comment.get("html_body") or comment.get("body")
            if not text or len(self.said) >= MOST_COMMENTS:
                return invalid("A comment needs a body, and a ticket takes 5000 comments.")
            text = re.sub(r"\{\{.*?\}\}", "", text)  # a placeholder is filled in
            author = str(comment.get("author_id", self.own_id))
            # The trap: public unless told otherwise.
            made = self.say(OURS if author == self.own_id else AGENT, text, is_public=comment.get("public", True))
            events = [{"id": made.id, "type": "Comment", "public": made.is_public, "author_id": int(author)}]
        if "group_id" in given:
            self.group = given["group_id"]
            self.tick()
        return 200, {"ticket": self.ticket(), "audit": {"id": 900, "events": [*events, {"type": "Notification"}]}}, {}

    def ticket(self) -> dict[str, Any]:
        """The ticket as the API tells it."""
        return {
            "id": int(NUMBER),
            "subject": "Boots",
            "description": self.said[0].text if self.said else "",
            "status": self.status,
            "priority": "normal",
            "via": {"channel": "email"},
            "requester_id": 8,
            "assignee_id": 5,
            "tags": self.tags,
            "custom_fields": [{"id": 360001, "value": "A10482"}, {"id": 360002, "value": None}],
            "created_at": stamp(OPENED),
            "updated_at": stamp(self.changed_at),
        }

    def _comment(self, said: Said) -> dict[str, Any]:
        person = {CUSTOMER: 8, AGENT: 5, OURS: int(self.own_id)}.get(said.by, -1)
        is_html = said.text.startswith("<")
        return {
            "id": said.id,
            "type": "Comment",
            "author_id": person,
            "body": said.text,
            "html_body": said.text if is_html else f'<div class="zd-comment"><p>{said.text}</p></div>',
            "plain_body": said.text,
            "public": said.is_public,
            "attachments": said.more.get("attachments", []),
            "via": {"channel": "email" if said.by == CUSTOMER else "web"},
            "created_at": stamp(said.at),
        }

    def created(self, said: Said) -> RawRequest:
        return self.event("ticket.created", {"meta": {"sequence": {"id": "s1", "position": 1}}})

    def heard(self, said: Said) -> RawRequest:
        person = self._comment(said)["author_id"]
        author = {"id": str(person), "is_staff": said.by != CUSTOMER, "name": "Sam"}
        comment = {"id": str(said.id), "body": said.text, "is_public": said.is_public, "author": author}
        return self.event("ticket.comment_added", {"comment": comment})

    def moved(self) -> RawRequest:
        former = "OPEN" if self.status == "solved" else "SOLVED"
        return self.event("ticket.status_changed", {"current": self.status.upper(), "previous": former})

    def unheard_of(self) -> RawRequest:
        return self.event("ticket.marked_as_spam", {})

    def event(self, name: str, event: Any) -> RawRequest:
        """Return the hook of a subscription."""
        told = self.ticket()
        detail = {**told, "id": NUMBER, "requester_id": "8", "assignee_id": "5", "status": self.status.upper()}
        digest = hashlib.sha256(dumps([name, event, stamp(self.changed_at)])).hexdigest()
        body = {
            "type": f"zen:event-type:{name}",
            "account_id": 12514403,
            "id": f"{digest[:8]}-19d4-4740-93cf-{digest[8:20]}",
            "time": stamp(self.changed_at),
            "zendesk_event_version": "2022-11-06",
            "subject": f"zen:ticket:{NUMBER}",
            "detail": detail,
            "event": event,
        }
        return self.sign(dumps(body))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        moment = stamp(at or OPENED)
        digest = hmac.new((secret or self.secret).encode(), moment.encode() + body, hashlib.sha256).digest()
        headers = {
            "x-zendesk-webhook-signature": base64.b64encode(digest).decode(),
            "x-zendesk-webhook-signature-timestamp": moment,
            "x-zendesk-webhook-id": "01HOOK",
            "content-type": "application/json",
        }
        return RawRequest(headers, body)


USERS = [
    {"id": 8, "name": "Maya Okafor", "email": "maya@cust.example", "role": "end-user", "locale": "en-GB"},
    {"id": 5, "name": "Sam", "email": "sam@shop.example", "role": "agent"},
    {"id": 99, "name": "Drafter", "email": "bot@shop.example", "role": "agent"},
]
MACROS = [
    {
        "id": 1,
        "title": "Returns::Hello",
        "active": True,
        "actions": [{"field": "status", "value": "pending"}, {"field": "comment_value", "value": "Hello there"}],
        "restriction": None,
    },
    {
        "id": 2,
        "title": "Mine",
        "active": True,
        "actions": [{"field": "comment_value", "value": ["channel:all", "Only mine"]}],
        "restriction": {"type": "User", "id": 5},
    },
    {"id": 3, "title": "Close", "active": True, "actions": [{"field": "status", "value": "solved"}]},
]
