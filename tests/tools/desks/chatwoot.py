"""Chatwoot's application API and its signed hooks."""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Said, dumps
from webhook.helpdesks.base import RawRequest

TYPES = {CUSTOMER: ("incoming", 0), AGENT: ("outgoing", 1), OURS: ("outgoing", 1)}
PAGE = 20


class ChatwootDesk(Desk):
    """Account 3, conversation 7; pages of messages go back from the newest."""

    kind = "chatwoot"

    def __init__(self) -> None:
        super().__init__()
        self.now = OPENED

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("api_access_token") == "t0ken"

    def route(self, asked: Asked) -> Answer:
        if asked.path == "/api/v1/profile":
            return 200, {"id": int(self.own_id), "account_id": 3, "accounts": [{"id": 3}]}, {}
        found = re.fullmatch(r"/api/v1/accounts/3/(.+)", asked.path)
        if not found:
            return NOT_FOUND
        path = found[1]
        if path == "canned_responses":
            return 200, [{"id": 1, "short_code": "hi", "content": "Hello there"}], {}
        if path == "conversations" and asked.method == "GET":
            listed = [self._conversation()] if asked.one("page") == "1" else []
            return 200, {"data": {"meta": {}, "payload": listed}}, {}
        if path == f"conversations/{NUMBER}" and asked.method == "GET":
            return 200, self._conversation(), {}
        if path.startswith(f"conversations/{NUMBER}/"):
            return self._below(path.removeprefix(f"conversations/{NUMBER}/"), asked)
        return NOT_FOUND

    def _below(self, path: str, asked: Asked) -> Answer:
        if path == "labels":
            if asked.method == "POST":
                self.tags = list(asked.value["labels"])
            return 200, {"payload": self.tags}, {}
        if path == "assignments" and asked.method == "POST":
            self.group = asked.value.get("team_id")
            return 200, {"id": self.group}, {}
        if path == "messages" and asked.method == "GET":
            before = int(asked.one("before", "0"))
            older = [one for one in self.said if not before or one.id < before]
            return 200, {"meta": {}, "payload": [self._message(one, number=True) for one in older[-PAGE:]]}, {}
        if path == "messages" and asked.method == "POST":
            value = asked.value
            if not isinstance(value.get("content"), str) or value.get("message_type") not in ("outgoing", "incoming"):
                return 422, {"error": "content is needed"}, {}
            # The trap: without private the message goes to the customer.
            made = self.say(OURS, value["content"], is_public=not value.get("private", False))
            return 200, self._message(made, number=True), {}
        if (gone := re.fullmatch(r"messages/(\d+)", path)) and asked.method == "DELETE":
            for one in list(self.said):
                if one.id == int(gone[1]):
                    self.said.remove(one)
                    self.deleted.append(one.id)
                    return 200, None, {}
        return NOT_FOUND

    def created(self, said: Said) -> RawRequest:
        return self._signed(
            {"event": "conversation_created", **self._conversation(), "messages": [self._message(said)]}
        )

    def heard(self, said: Said) -> RawRequest:
        conversation = {**self._conversation(), "messages": [self._message(said)]}
        more = {"account": {"id": 3, "name": "Northway"}, "conversation": conversation}
        return self._signed({"event": "message_created", **self._message(said), **more})

    def moved(self) -> RawRequest:
        former = "open" if self.status == "solved" else "resolved"
        change = {"status": {"previous_value": former, "current_value": self._status()}}
        body = {"event": "conversation_status_changed", **self._conversation(), "changed_attributes": [change]}
        return self._signed(body)

    def unheard_of(self) -> RawRequest:
        return self._signed({"event": "webwidget_triggered", "id": 4, "contact": {"id": 8}})

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        seconds = str(int((at or self.now).timestamp()))
        digest = hmac.new((secret or self.secret).encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"x-chatwoot-signature": f"sha256={digest}", "x-chatwoot-timestamp": seconds}
        return RawRequest({**headers, "content-type": "application/json"}, body)

    def _signed(self, value: Any) -> RawRequest:
        return self.sign(dumps(value))

    def _status(self) -> str:
        return "resolved" if self.status == "solved" else "open"

    def _conversation(self) -> dict[str, Any]:
        seconds = int(self.changed_at.timestamp())
        sender = {"id": 8, "name": "Maya Okafor", "email": "maya@cust.example", "type": "contact"}
        return {
            "id": int(NUMBER),
            "account_id": 3,
            "inbox_id": 1,
            "status": self._status(),
            "labels": self.tags,
            "meta": {"sender": sender, "assignee": {"id": 5, "name": "Sam"}, "channel": "Channel::Email"},
            "additional_attributes": {"mail_subject": "Boots"},
            "custom_attributes": {"plan": "gold"},
            "created_at": int(OPENED.timestamp()),
            "timestamp": seconds,
            "last_activity_at": seconds,
        }

    def _message(self, said: Said, *, number: bool = False) -> dict[str, Any]:
        name, code = TYPES[said.by]
        people = {
            CUSTOMER: {"id": 8, "name": "Maya Okafor", "type": "contact"},
            AGENT: {"id": 5, "name": "Sam", "type": "user"},
            OURS: {"id": int(self.own_id), "name": "Drafter", "type": "user"},
        }
        return {
            "id": said.id,
            "content": said.text,
            "content_type": "text",
            "content_attributes": {},
            "message_type": code if number else name,
            "private": not said.is_public,
            "created_at": int(said.at.timestamp()),
            "sender": people[said.by],
        }
