"""Help Scout's Mailbox API 2.0 and its signed hooks (developer.helpscout.com)."""

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
from webhook.helpdesks.texts import plain

MOST_A_PAGE = 20


def invalid(path: str) -> Answer:
    """Refuse a value as Help Scout does."""
    error = {"path": path, "message": "may not be empty", "source": "JSON"}
    return 400, {"logRef": "x", "message": "Bad request", "_embedded": {"errors": [error]}}, {}


class HelpScoutDesk(Desk):
    """Conversation 7.  A reply is sent unless it says that it is a draft; drafts cannot be deleted."""

    kind = "helpscout"
    limited = Fault(429, {"X-RateLimit-Limit-Minute": "400", "X-RateLimit-Retry-After": "0"})

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[int, str] = {}
        self.tokens = 0

    @property
    def drafts(self) -> list[str]:
        """The draft replies that agents see."""
        return [plain(one) for one in self.boxes.values()]

    def connection(self, **options: str) -> Any:
        return super().connection(**{"api_token": "app:s3cret", **options})

    def is_known(self, asked: Asked) -> bool:
        is_sign_in = asked.path == "/v2/oauth2/token"
        return is_sign_in or asked.headers.get("authorization") == f"Bearer token-{self.tokens}"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/v2/")
        below = path.removeprefix(f"conversations/{NUMBER}") if path.startswith(f"conversations/{NUMBER}") else None
        if path == "oauth2/token":
            return self._token(asked.value)
        if path == "users/me":
            return 200, {"id": int(self.own_id), "firstName": "Drafter"}, {}
        if path == "mailboxes":
            return 200, self._hal("mailboxes", [{"id": 1, "name": "Support"}]), {}
        if path == "mailboxes/1/saved-replies":
            return 200, [{"id": 4, "name": "Hello", "preview": "Hello …"}], {}
        if path == "mailboxes/1/saved-replies/4":
            return 200, {"id": 4, "name": "Hello", "text": "<p>Hello there</p>"}, {}
        if path == "conversations":
            return 200, self._hal("conversations", [self.conversation()]), {}
        return self._below(below.strip("/"), asked) if below is not None else NOT_FOUND

    def _token(self, value: Any) -> Answer:
        if value.get("grant_type") != "client_credentials" or value.get("client_secret") != "s3cret":
            return 401, {"error": "invalid_client"}, {}
        self.tokens = self.tokens or 1
        return 200, {"access_token": f"token-{self.tokens}", "token_type": "bearer", "expires_in": 172800}, {}

    def _below(self, below: str, asked: Asked) -> Answer:
        if below == "" and asked.method == "PATCH":
            if asked.value.get("path") == "/assignTo":
                self.group = asked.value["value"]
            self.tick()
            return 204, None, {}
        if below == "":
            return 200, self.conversation(), {}
        if below == "threads" and asked.method == "GET":
            page = int(asked.one("page", "1"))
            listed = list(reversed([*(self._thread(one) for one in self.said), *self._draft_threads()]))
            part = listed[(page - 1) * MOST_A_PAGE : page * MOST_A_PAGE]
            return 200, self._hal("threads", part, pages=-(-len(listed) // MOST_A_PAGE), number=page), {}
        if below == "tags" and asked.method == "PUT":
            self.tags = list(asked.value["tags"])
            return 204, None, {}
        if below in ("notes", "reply") and asked.method == "POST":
            return self._write(below, asked.value)
        if (found := re.fullmatch(r"threads/(\d+)", below)) and asked.method == "PATCH":
            if int(found[1]) not in self.boxes or asked.value.get("path") != "/text":
                return NOT_FOUND
            self.boxes[int(found[1])] = asked.value["value"]
            return 204, None, {}
        return NOT_FOUND

    def _write(self, what: str, value: Any) -> Answer:
        if not value.get("text"):
            return invalid("text")
        if what == "reply" and not value.get("customer", {}).get("id"):
            return invalid("customer")
        by = AGENT if str(value.get("user")) == self.agent_id else OURS
        if what == "reply" and value.get("draft") is True:
            id = 801 + len(self.boxes)
            self.boxes[id] = value["text"]
            return 201, None, {"Resource-ID": str(id)}
        made = self.say(by, value["text"], is_public=what == "reply")  # the trap: without draft it is sent
        return 201, None, {"Resource-ID": str(made.id)}

    def _hal(self, key: str, listed: list[Any], *, pages: int = 1, number: int = 1) -> dict[str, Any]:
        return {"_embedded": {key: listed}, "page": {"size": MOST_A_PAGE, "totalPages": pages, "number": number}}

    def conversation(self) -> dict[str, Any]:
        """The conversation as the API tells it, without threads."""
        person = {"id": 8, "type": "customer", "first": "Maya", "last": "Okafor", "email": "maya@cust.example"}
        return {
            "id": int(NUMBER),
            "number": 31,
            "type": "email",
            "status": "closed" if self.status == "solved" else "active",
            "state": "published",
            "subject": "Boots",
            "preview": "How long …",
            "mailboxId": 1,
            "assignee": {"id": 5, "type": "user", "first": "Sam", "email": "sam@desk.example"},
            "primaryCustomer": person,
            "tags": [{"id": n, "color": "#fff", "tag": tag} for n, tag in enumerate(self.tags)],
            "customFields": [{"id": 1, "name": "Order", "value": "9", "text": "A10482"}],
            "createdAt": stamp(OPENED),
            "userUpdatedAt": stamp(self.changed_at),
        }

    def _thread(self, said: Said) -> dict[str, Any]:
        is_customer = said.by == CUSTOMER
        person = {CUSTOMER: 8, AGENT: 5, OURS: int(self.own_id)}[said.by]
        by = {"id": person, "type": "customer" if is_customer else "user", "first": "Maya" if is_customer else "Sam"}
        return {
            "id": said.id,
            "type": "customer" if is_customer else "message" if said.is_public else "note",
            "status": "active",
            "state": "published",
            "body": said.text if said.text.startswith("<") else f"<div>{said.text}</div>",
            "source": {"type": "email" if is_customer else "web", "via": "customer" if is_customer else "user"},
            "createdBy": by,
            "createdAt": stamp(said.at),
            "_embedded": {"attachments": []},
        }

    def _draft_threads(self) -> list[dict[str, Any]]:
        user = {"id": int(self.own_id), "type": "user"}
        return [
            {"id": id, "type": "message", "state": "draft", "body": text, "createdBy": user}
            for id, text in self.boxes.items()
        ]

    def created(self, said: Said) -> RawRequest:
        return self._hook("convo.created")

    def heard(self, said: Said) -> RawRequest:
        name = "customer" if said.by == CUSTOMER else "agent"
        return self._hook(f"convo.{name}.reply.created" if said.is_public else "convo.note.created")

    def moved(self) -> RawRequest:
        return self._hook("convo.status")

    def unheard_of(self) -> RawRequest:
        return self._hook("convo.moved")

    def _hook(self, name: str) -> RawRequest:
        threads = {"_embedded": {"threads": [self._thread(one) for one in reversed(self.said)]}}
        made = self.sign(dumps({**self.conversation(), **threads}))
        return RawRequest({**made.headers, "x-helpscout-event": name}, made.body)

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        digest = hmac.new((secret or self.secret).encode(), body, hashlib.sha1).digest()
        headers = {"x-helpscout-signature": base64.b64encode(digest).decode(), "x-helpscout-event": "convo.created"}
        return RawRequest({**headers, "content-type": "application/json"}, body)
