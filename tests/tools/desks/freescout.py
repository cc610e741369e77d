"""FreeScout's module "API & Webhooks": conversations with threads, the newest first."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Said, dumps, stamp
from webhook.helpdesks.base import RawRequest


class FreeScoutDesk(Desk):
    """Conversation 7.  Its hooks are signed with the key that the module shows."""

    kind = "freescout"

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("x-freescout-api-key") == "t0ken"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/")
        if path == f"conversations/{NUMBER}":
            if asked.method == "PUT":
                if "byUser" not in asked.value:
                    return 400, {"message": "byUser is needed"}, {}
                self.group = asked.value.get("assignTo")
                return 204, None, {}
            return 200, self._conversation(), {}
        if path == "conversations":
            page = {"size": 50, "totalElements": 1, "totalPages": 1, "number": 1}
            return 200, {"_embedded": {"conversations": [self._conversation()]}, "page": page}, {}
        if path == "users":
            return 200, {"_embedded": {"users": [{"id": 5, "email": "sam@desk.example"}]}}, {}
        if path == f"conversations/{NUMBER}/tags" and asked.method == "PUT":
            self.tags = list(asked.value["tags"])
            return 204, None, {}
        if path == f"conversations/{NUMBER}/threads" and asked.method == "POST":
            return self._thread_made(asked.value)
        return NOT_FOUND

    def _thread_made(self, value: Any) -> Answer:
        if value.get("type") not in ("note", "message", "customer") or not value.get("text"):
            return 400, {"message": "type and text are needed"}, {}
        if value["type"] in ("note", "message") and "user" not in value:
            return 400, {"message": "user is needed"}, {}
        by = OURS if str(value.get("user")) == self.own_id else AGENT
        made = self.say(by, value["text"], is_public=value["type"] != "note")
        return 201, self._thread(made), {"Resource-ID": str(made.id)}

    def created(self, said: Said) -> RawRequest:
        return self._hook("convo.created")

    def heard(self, said: Said) -> RawRequest:
        names = {CUSTOMER: "convo.customer.reply.created", AGENT: "convo.agent.reply.created"}
        name = names.get(said.by, "convo.agent.reply.created") if said.is_public else "convo.note.created"
        return self._hook(name)

    def moved(self) -> RawRequest:
        return self._hook("convo.status")

    def unheard_of(self) -> RawRequest:
        return self._hook("convo.merged")

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        digest = hmac.new((secret or self.secret).encode(), body, hashlib.sha1).digest()
        headers = {"x-freescout-signature": base64.b64encode(digest).decode(), "x-freescout-event": "convo.created"}
        return RawRequest({**headers, "content-type": "application/json"}, body)

    def _hook(self, name: str) -> RawRequest:
        made = self.sign(dumps(self._conversation()))
        return RawRequest({**made.headers, "x-freescout-event": name}, made.body)

    def _conversation(self) -> dict[str, Any]:
        person = {"id": 8, "type": "customer", "firstName": "Maya", "lastName": "Okafor", "email": "maya@cust.example"}
        return {
            "id": int(NUMBER),
            "number": 31,
            "type": "email",
            "status": "closed" if self.status == "solved" else "active",
            "subject": "Boots",
            "preview": "How long …",
            "mailboxId": 1,
            "assignee": {"id": 5, "type": "user", "email": "sam@desk.example"},
            "customer": person,
            "createdAt": stamp(OPENED),
            "updatedAt": stamp(self.changed_at),
            "tags": [{"id": n, "name": tag} for n, tag in enumerate(self.tags)],
            "_embedded": {"threads": [self._thread(one) for one in reversed(self.said)]},
        }

    def _thread(self, said: Said) -> dict[str, Any]:
        is_customer = said.by == CUSTOMER
        person = {CUSTOMER: 8, AGENT: 5, OURS: int(self.own_id)}[said.by]
        kind = "customer" if is_customer else "message" if said.is_public else "note"
        is_html = said.text.startswith("<")
        return {
            "id": said.id,
            "type": kind,
            "status": "active",
            "state": "published",
            "body": said.text if is_html else f"<div>{said.text}</div>",
            "source": {"type": "email" if is_customer else "web", "via": "customer" if is_customer else "user"},
            "createdBy": {"id": person, "type": "customer" if is_customer else "user", "firstName": "Sam"},
            "createdAt": stamp(said.at),
            "_embedded": {"attachments": []},
        }
