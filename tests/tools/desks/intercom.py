"""Intercom's REST API and its signed notifications (Intercom-OpenAPI 2.11 to 2.15)."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Fault, Said, dumps
from webhook.helpdesks.base import RawRequest

PEOPLE = {
    CUSTOMER: {"type": "user", "id": "8", "name": "Maya Okafor", "email": "maya@cust.example"},
    AGENT: {"type": "admin", "id": "5", "name": "Sam", "email": "sam@shop.example"},
    OURS: {"type": "admin", "id": "99", "name": "Drafter", "email": "bot@shop.example"},
}
MOST_PARTS = 500


def invalid(why: str) -> Answer:
    """Refuse a value as Intercom does."""
    error = {"code": "parameter_invalid", "message": why}
    return 400, {"type": "error.list", "request_id": "r1", "errors": [error]}, {}


class IntercomDesk(Desk):
    """Conversation 7: its first message is the source, the rest are parts."""

    kind = "intercom"
    limited = Fault(429, {"X-RateLimit-Limit": "166", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"})

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "Bearer t0ken" and "intercom-version" in asked.headers

    def route(self, asked: Asked) -> Answer:
        path = asked.path.lstrip("/")
        below = path.removeprefix(f"conversations/{NUMBER}/") if path.startswith(f"conversations/{NUMBER}/") else ""
        if path == "me":
            return 200, {"type": "admin", "id": self.own_id, "name": "Drafter"}, {}
        if path == "macros":
            return self._macros(asked)
        if path == "tags" and asked.method == "POST":
            return (200, {"type": "tag", "id": f"tag-{asked.value['name']}", "name": asked.value["name"]}, {})
        if path == "conversations/search" and asked.method == "POST":
            return self._search(asked.value)
        if path == f"conversations/{NUMBER}":
            return 200, self.conversation(), {}
        if below == "reply" and asked.method == "POST":
            return self._reply(asked.value)
        if below == "parts" and asked.method == "POST":
            if asked.value.get("message_type") != "assignment" or not asked.value.get("admin_id"):
                return invalid("an assignment needs its admin")
            self.group = asked.value.get("assignee_id")
            self.tick()
            return 200, self.conversation(), {}
        if below == "tags" and asked.method == "POST":
            self.tags.append(str(asked.value["id"]).removeprefix("tag-"))
            return 200, {"type": "tag", "id": asked.value["id"]}, {}
        return NOT_FOUND

    def _macros(self, asked: Asked) -> Answer:
        if asked.one("starting_after"):
            mine = {
                "type": "macro",
                "id": "2",
                "name": "Mine",
                "body_text": "Only mine",
                "visible_to": "specific_teams",
            }
            return 200, {"type": "list", "data": [mine], "pages": {"type": "pages", "per_page": 50}}, {}
        one = {"type": "macro", "id": "1", "name": "Hello", "body": "<p>Hello there</p>", "body_text": "Hello there"}
        further = {"next": {"starting_after": "WzE3"}, "per_page": 50}
        return 200, {"type": "list", "data": [{**one, "visible_to": "everyone"}], "pages": further}, {}

    def _search(self, value: Any) -> Answer:
        query = value.get("query", {})
        if query.get("field") != "updated_at" or not isinstance(query.get("value"), int):
            return invalid("query")
        found = [self.conversation()] if self.changed_at.timestamp() > query["value"] else []
        return 200, {"type": "conversation.list", "conversations": found, "pages": {"type": "pages"}}, {}

    def _reply(self, value: Any) -> Answer:
        kind = value.get("message_type")
        if kind not in ("note", "comment", "quick_reply"):  # there is no draft
            return invalid("message_type")
        if value.get("type") != "admin" or not value.get("admin_id") or not value.get("body"):
            return invalid("type, admin_id and body")
        by = OURS if str(value["admin_id"]) == self.own_id else AGENT
        self.say(by, value["body"], is_public=kind == "comment")
        return 200, self.conversation(), {}

    def conversation(self) -> dict[str, Any]:
        """The conversation as the API tells it."""
        first, later = (self.said[0] if self.said else None), self.said[1:][-MOST_PARTS:]
        parts = [self._part(one) for one in later]
        source: dict[str, Any] = {
            "type": "conversation",
            "delivered_as": "customer_initiated",
            "subject": "<p>Boots</p>",
        }
        if first:
            source |= {"id": str(first.id), "body": self._html(first), "author": PEOPLE[first.by], "attachments": []}
        return {
            "type": "conversation",
            "id": NUMBER,
            "created_at": int(OPENED.timestamp()) + 60,
            "updated_at": int(self.changed_at.timestamp()),
            "source": source,
            "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "8"}]},
            "teammates": {"type": "admin.list", "teammates": [{"type": "admin", "id": "5", "name": "Sam"}]},
            "title": None,
            "admin_assignee_id": 5,
            "team_assignee_id": self.group,
            "custom_attributes": {"order": "A10482"},
            "open": self.status != "solved",
            "state": "closed" if self.status == "solved" else "open",
            "priority": "not_priority",
            "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": tag, "name": tag} for tag in self.tags]},
            "conversation_parts": {
                "type": "conversation_part.list",
                "conversation_parts": parts,
                "total_count": len(parts),
            },
        }

    def _html(self, said: Said) -> str:
        return said.text if said.text.startswith("<") else f"<p>{said.text}</p>"

    def _part(self, said: Said) -> dict[str, Any]:
        return {
            "type": "conversation_part",
            "id": str(said.id),
            "part_type": "comment" if said.is_public else "note",
            "body": self._html(said),
            "created_at": int(said.at.timestamp()),
            "author": PEOPLE[said.by],
            "attachments": [],
            "redacted": False,
        }

    def created(self, said: Said) -> RawRequest:
        return self.notify("conversation.user.created", self.conversation())

    def heard(self, said: Said) -> RawRequest:
        who = "user" if said.by == CUSTOMER else "admin"
        topic = f"conversation.{who}.{'replied' if said.is_public else 'noted'}"
        part = {"type": "conversation_part.list", "conversation_parts": [self._part(said)], "total_count": 1}
        return self.notify(topic, {**self.conversation(), "conversation_parts": part})

    def moved(self) -> RawRequest:
        topic = f"conversation.admin.{'closed' if self.status == 'solved' else 'opened'}"
        kind = "close" if self.status == "solved" else "open"
        at = int(self.changed_at.timestamp())
        part = {"type": "conversation_part", "id": "900", "part_type": kind, "body": None, "created_at": at}
        parts = {"conversation_parts": [{**part, "author": PEOPLE[AGENT]}]}
        return self.notify(topic, {**self.conversation(), "conversation_parts": parts})

    def unheard_of(self) -> RawRequest:
        return self.notify("contact.tag.created", {"type": "contact_tag", "id": "3"})

    def notify(self, topic: str, item: Any) -> RawRequest:
        """Return a notification."""
        digest = hashlib.sha256(dumps([topic, item])).hexdigest()
        body = {
            "type": "notification_event",
            "app_id": "a86dr8yl",
            "id": f"notif_{digest[:8]}-{digest[8:20]}",
            "topic": topic,
            "created_at": int(self.changed_at.timestamp()),
            "delivery_attempts": 1,
            "first_sent_at": int(self.changed_at.timestamp()),
            "data": {"type": "notification_event_data", "item": item},
        }
        return self.sign(dumps(body))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        digest = hmac.new((secret or self.secret).encode(), body, hashlib.sha1).hexdigest()
        return RawRequest({"x-hub-signature": f"sha1={digest}", "content-type": "application/json"}, body)
