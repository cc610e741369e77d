"""Zammad's REST API and the hooks of its triggers."""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Said, dumps, stamp
from webhook.helpdesks.base import RawRequest

SENDERS = {CUSTOMER: "Customer", AGENT: "Agent", OURS: "Agent"}


class ZammadDesk(Desk):
    """Ticket 7 in a group that allows shared drafts unless ``shares`` is turned off."""

    kind = "zammad"

    def __init__(self) -> None:
        super().__init__()
        self.shares = True
        self.shared: dict[str, Any] | None = None
        self.deliveries = 0

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "Token token=t0ken"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/v1/")
        if path == "users/me":
            return 200, {"id": int(self.own_id), "login": "drafter"}, {}
        if path == f"tickets/{NUMBER}":
            if asked.method == "PUT":
                self.group = asked.value.get("group_id") or asked.value.get("group")
            return 200, self._ticket(), {}
        if path == "tickets/search":
            return 200, [self._ticket()], {}
        if path == "tags":
            return 200, {"tags": self.tags}, {}
        if path == "tags/add" and asked.method == "POST":
            self.tags.append(asked.value["item"])
            return 201, True, {}
        if path == "text_modules":
            listed = [{"id": 1, "name": "Hello", "content": "<p>Hello there</p>", "active": True}]
            return 200, listed if asked.one("page") == "1" else [], {}
        if path == f"ticket_articles/by_ticket/{NUMBER}":
            return 200, [self._article(one) for one in self.said], {}
        if path.startswith("ticket_articles"):
            return self._articles(path, asked)
        if path == f"tickets/{NUMBER}/shared_draft":
            return self._draft(asked)
        return NOT_FOUND

    def _articles(self, path: str, asked: Asked) -> Answer:
        value = asked.value
        if path == "ticket_articles" and asked.method == "POST":
            if value.get("ticket_id") != int(NUMBER) or not value.get("body"):
                return 422, {"error": "ticket_id and body are needed"}, {}
            # The trap: an article of type email is mailed, internal or not.
            is_mailed = value.get("type") == "email" or not value.get("internal", False)
            made = self.say(
                OURS, value["body"], is_public=is_mailed, html=True, preferences=value.get("preferences", {})
            )
            if asked.headers.get("from") == self.agent_id:
                made.by = AGENT
            return 201, self._article(made), {}
        found = re.fullmatch(r"ticket_articles/(\d+)", path)
        for one in self.said:
            if found and one.id == int(found[1]) and asked.method == "PUT":
                one.text = value.get("body", one.text)
                one.more["html"] = True
                return 200, self._article(one), {}
        return NOT_FOUND

    def _draft(self, asked: Asked) -> Answer:
        if not self.shares:
            return 422, {"error": "Shared drafts are not activated for this group."}, {}
        if asked.method in ("PUT", "PATCH"):
            if not asked.value.get("form_id") or "new_article" not in asked.value:
                return 422, {"error": "form_id and new_article are needed"}, {}
            self.shared = {"id": 2, "created_by_id": int(self.own_id), "updated_by_id": int(self.own_id), **asked.value}
        elif asked.method == "DELETE":
            self.shared = None
            return 200, {}, {}
        if self.shared is None:
            return 200, {"shared_draft_id": None, "assets": {}}, {}
        return 200, {"shared_draft_id": 2, "assets": {"TicketSharedDraftZoom": {"2": self.shared}}}, {}

    def created(self, said: Said) -> RawRequest:
        return self._hook(said, "ticket created")

    def heard(self, said: Said) -> RawRequest:
        return self._hook(said, "article created")

    def moved(self) -> RawRequest:
        return self._hook(self.said[-1], "ticket state changed")

    def unheard_of(self) -> RawRequest:
        """An article that the system wrote."""
        body = {"ticket": self._ticket(), "article": {"id": 900, "sender": "System", "type": "note", "internal": True}}
        return self.sign(dumps(body))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        digest = hmac.new((secret or self.secret).encode(), body, hashlib.sha1).hexdigest()
        return RawRequest({"x-hub-signature": f"sha1={digest}", "content-type": "application/json"}, body)

    def _hook(self, said: Said, trigger: str) -> RawRequest:
        self.deliveries += 1
        made = self.sign(dumps({"ticket": self._ticket(), "article": self._article(said, hook=True)}))
        more = {"x-zammad-trigger": trigger, "x-zammad-delivery": f"d-{self.deliveries}"}
        return RawRequest({**made.headers, **more}, made.body)

    def _ticket(self) -> dict[str, Any]:
        person = {"id": 8, "firstname": "Maya", "lastname": "Okafor", "email": "maya@cust.example"}
        return {
            "id": int(NUMBER),
            "number": "31007",
            "title": "Boots",
            "state": "closed" if self.status == "solved" else "open",
            "customer": person,
            "customer_id": 8,
            "owner": {"id": 5, "login": "sam", "firstname": "Sam", "lastname": ""},
            "group": {"name": "Support"},
            "priority": "2 normal",
            "article_count": len(self.said),
            "created_at": stamp(OPENED),
            "updated_at": stamp(self.changed_at),
        }

    def _article(self, said: Said, *, hook: bool = False) -> dict[str, Any]:
        is_html = said.more.get("html", False)
        ids = {CUSTOMER: 8, AGENT: 5, OURS: int(self.own_id)}
        return {
            "id": said.id,
            "ticket_id": int(NUMBER),
            "sender": SENDERS[said.by],
            "type": "email" if said.is_public else "note",
            "internal": not said.is_public,
            "body": said.text,
            "content_type": "text/html" if is_html else "text/plain",
            "from": "Maya Okafor <maya@cust.example>" if said.by == CUSTOMER else "Sam",
            "to": None,
            "subject": "Boots",
            "message_id": None,
            "created_by_id": ids[said.by],
            "created_at": stamp(said.at),
            "preferences": said.more.get("preferences", {}),
            "attachments": [],
        }
