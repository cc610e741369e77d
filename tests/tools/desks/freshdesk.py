"""Freshdesk's API v2, and product events as our app relays them (Standard Webhooks)."""

import base64
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
from webhook.helpdesks.signatures import sign_standard

STATUS = {"open": 2, "pending": 3, "solved": 4}
MOST_A_PAGE = 20


def invalid(field: str, why: str) -> Answer:
    """Refuse a value as Freshdesk does."""
    error = {"field": field, "message": why, "code": "missing_field"}
    return 400, {"description": "Validation failed", "errors": [error]}, {}


class FreshdeskDesk(Desk):
    """Ticket 7: its first message is the description, the rest are conversations."""

    kind = "freshdesk"
    secret = "whsec_" + base64.b64encode(b"freshdesk-app-relay-secret-32byt").decode()
    limited = Fault(429, {"Retry-After": "0", "X-RateLimit-Total": "50", "X-RateLimit-Remaining": "0"})

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "Basic " + base64.b64encode(b"t0ken:X").decode()

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/v2/")
        below = path.removeprefix(f"tickets/{NUMBER}").lstrip("/") if path.startswith(f"tickets/{NUMBER}") else None
        if path == "agents/me":
            return 200, {"id": int(self.own_id), "contact": {"name": "Drafter"}}, {}
        if path == "canned_response_folders":
            return 200, [{"id": 1, "name": "All", "personal": False}, {"id": 2, "name": "Me", "personal": True}], {}
        if found := re.fullmatch(r"canned_response_folders/(\d)/responses", path):
            text = "Hello there" if found[1] == "1" else "Only mine"
            return 200, [{"id": 1, "title": "Hello", "content": text, "content_html": f"<p>{text}</p>"}], {}
        if path == "tickets":
            return 200, [self.ticket()] if asked.one("updated_since") else [], {}
        if below == "":
            return self._ticket_call(asked)
        if below == "conversations":
            return self._page(asked)
        if below in ("notes", "reply") and asked.method == "POST":
            return self._write(below, asked.value)
        if (found := re.fullmatch(r"conversations/(\d+)", path)) and asked.method == "PUT":
            return self._edit(int(found[1]), asked.value)
        return NOT_FOUND

    def _ticket_call(self, asked: Asked) -> Answer:
        if asked.method == "PUT":
            self.group = asked.value.get("group_id", self.group)
            self.tags = asked.value.get("tags", self.tags)
            self.tick()
        person = {"id": 8, "name": "Maya Okafor", "email": "maya@cust.example"}
        more = {"requester": person} if "requester" in asked.one("include") else {}
        return 200, {**self.ticket(), **more}, {}

    def _page(self, asked: Asked) -> Answer:
        size, page = int(asked.one("per_page", "30")), int(asked.one("page", "1"))
        if not 0 < size <= 100:
            return invalid("per_page", "It should be between 1 and 100")
        size = min(size, MOST_A_PAGE)
        later = self.said[1:]
        listed = [self._conversation(one) for one in later[(page - 1) * size : page * size]]
        link = {"Link": f'<{self.url}{asked.path}?page={page + 1}>; rel="next"'} if len(later) > page * size else {}
        return 200, listed, link

    def _write(self, what: str, value: Any) -> Answer:
        if not value.get("body"):
            return invalid("body", "It should be a/an String")
        user = str(value.get("user_id", self.own_id))
        is_public = what == "reply" or not value.get("private", True)
        made = self.say(OURS if user == self.own_id else AGENT, value["body"], is_public=is_public)
        return 201, self._conversation(made), {}

    def _edit(self, id: int, value: Any) -> Answer:
        for one in self.said:
            if one.id == id and one.is_public:
                return 400, {"description": "Only notes can be edited"}, {}
            if one.id == id:
                one.text = value["body"]
                self.tick()
                return 200, self._conversation(one), {}
        return NOT_FOUND

    def ticket(self) -> dict[str, Any]:
        """The ticket as the API tells it."""
        first = self.said[0] if self.said else None
        return {
            "id": int(NUMBER),
            "subject": "Boots",
            "description": f"<div>{first.text}</div>" if first else "",
            "description_text": first.text if first else "",
            "status": STATUS[self.status],
            "priority": 1,
            "source": 1,
            "requester_id": 8,
            "responder_id": 5,
            "group_id": self.group,
            "tags": self.tags,
            "custom_fields": {"cf_order": "A10482", "cf_none": None},
            "created_at": stamp(OPENED),
            "updated_at": stamp(self.changed_at),
        }

    def _conversation(self, said: Said) -> dict[str, Any]:
        person = {CUSTOMER: 8, AGENT: 5, OURS: int(self.own_id)}[said.by]
        return {
            "id": said.id,
            "ticket_id": int(NUMBER),
            "body": said.text if said.text.startswith("<") else f"<div>{said.text}</div>",
            "body_text": said.text,
            "incoming": said.by == CUSTOMER,
            "private": not said.is_public,
            "user_id": person,
            "source": 0 if said.is_public else 2,
            "attachments": [],
            "created_at": stamp(said.at),
        }

    def created(self, said: Said) -> RawRequest:
        return self.event("onTicketCreate", {"ticket": self.ticket(), "requester": {"id": 8, "name": "Maya Okafor"}})

    def heard(self, said: Said) -> RawRequest:
        told = {**self._conversation(said), "is_body_text_truncated": False}
        return self.event("onConversationCreate", {"conversation": told, "actor": {"id": told["user_id"]}})

    def moved(self) -> RawRequest:
        change = [2, 4] if self.status == "solved" else [4, 2]
        return self.event("onTicketUpdate", {"ticket": {**self.ticket(), "changes": {"status": change}}})

    def unheard_of(self) -> RawRequest:
        return self.event("onTimeEntryCreate", {"time_entry": {"id": 3}})

    def event(self, name: str, data: Any) -> RawRequest:
        """Return a product event as our app sends it on."""
        ms = int(self.changed_at.timestamp() * 1000)
        return self.sign(dumps({"event": name, "timestamp": ms, "domain": "shop.freshdesk.com", "data": data}))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        headers = sign_standard(f"msg_{abs(hash(body))}", body, [secret or self.secret], now=at or OPENED)
        return RawRequest({**headers, "content-type": "application/json"}, body)
