"""Front's Core API and its two kinds of signed hooks (front-api-specs, dev.frontapp.com)."""

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Fault, Said, dumps
from webhook.helpdesks.base import RawRequest
from webhook.helpdesks.texts import plain

PEOPLE = {
    AGENT: {"id": "tea_5", "email": "sam@shop.example", "first_name": "Sam", "last_name": ""},
    OURS: {"id": "tea_99", "email": "bot@shop.example", "first_name": "Drafter", "last_name": ""},
}
MOST_A_PAGE = 20


def refused(status: int, why: str) -> Answer:
    """Refuse a call as Front does."""
    return status, {"_error": {"status": status, "title": "Bad request", "message": why}}, {}


class FrontDesk(Desk):
    """Conversation 7 in an inbox with one channel; drafts are private unless they say otherwise."""

    kind = "front"
    own_id = "tea_99"
    agent_id = "tea_5"
    limited = Fault(429, {"retry-after": "0", "x-ratelimit-remaining": "0", "x-front-tier": "1"})

    def __init__(self) -> None:
        super().__init__()
        self.boxes: list[dict[str, Any]] = []

    @property
    def drafts(self) -> list[str]:
        """The shared drafts that agents see."""
        return [plain(one["body"]) for one in self.boxes if one["draft_mode"] == "shared"]

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "Bearer t0ken"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.strip("/")
        below = path.removeprefix(f"conversations/{NUMBER}") if path.startswith(f"conversations/{NUMBER}") else None
        if path == "me":
            return 200, {"id": "cmp_1", "name": "Northway"}, {}
        if path == "message_templates":
            return self._page(asked, [{"id": "rsp_1", "name": "Hello", "subject": None, "body": "<p>Hello there</p>"}])
        if path == "events":
            return self._page(asked, self._events(float(asked.one("q[after]", "0"))))
        if path == "tags":
            return self._page(asked, [{"id": "tag_1", "name": "boots"}])
        if path == "inboxes/inb_1/channels":
            return self._page(asked, [{"id": "cha_1", "type": "smtp", "is_valid": True}])
        if found := re.fullmatch(r"drafts/(\w+)", path):
            return self._draft_call(found[1], asked)
        return self._conversation_call(below.strip("/"), asked) if below is not None else NOT_FOUND

    def _conversation_call(self, below: str, asked: Asked) -> Answer:
        if below == "" and asked.method == "PATCH":
            self.group = asked.value.get("inbox_id")
            self.tick()
            return 204, None, {}
        if below == "":
            return 200, self.conversation(), {}
        if below == "inboxes":
            return self._page(asked, [{"id": "inb_1", "name": "Support"}])
        if below == "messages" and asked.method == "GET":
            return self._page(asked, [self._message(one) for one in reversed(self.said) if one.is_public])
        if below == "comments" and asked.method == "GET":
            return self._page(asked, [self._comment(one) for one in reversed(self.said) if not one.is_public])
        if below == "drafts" and asked.method == "GET":
            return self._page(asked, self.boxes)
        if asked.method == "POST" and not (asked.value.get("body") or below == "tags"):
            return refused(400, "body: missing")
        return self._write(below, asked.value) if asked.method == "POST" else NOT_FOUND

    def _write(self, below: str, value: Any) -> Answer:
        if below == "comments":
            made = self.say(self._by(value), value["body"], is_public=False)
            return 201, self._comment(made), {}
        if below == "messages":
            self.say(self._by(value), value["body"])
            return 202, {"status": "accepted", "message_uid": "abc123"}, {}
        if below == "tags":
            self.tags += value["tag_ids"]
            return 204, None, {}
        if below == "drafts":
            if value.get("channel_id") != "cha_1":
                return refused(400, "channel_id: missing")
            mode = value.get("mode", "private")  # the trap: then only its author sees it
            made_draft = {
                "id": f"msg_d{len(self.boxes) + len(self.deleted) + 1}",
                "version": "v1",
                "body": value["body"],
            }
            self.boxes.append({**made_draft, "is_draft": True, "draft_mode": mode})
            return 200, self.boxes[-1], {}
        return NOT_FOUND

    def _draft_call(self, id: str, asked: Asked) -> Answer:
        box = next((one for one in self.boxes if one["id"] == id), None)
        if box is None:
            return NOT_FOUND
        if asked.value.get("version") != box["version"]:
            return refused(409, "version: stale")
        if asked.method == "DELETE":
            self.boxes.remove(box)
            self.deleted.append(1)
            return 204, None, {}
        if not asked.value.get("channel_id") or asked.value.get("mode") != "shared":
            return refused(400, "channel_id and mode")
        box |= {"body": asked.value["body"], "version": f"{box['version']}x"}
        return 200, box, {}

    def _by(self, value: Any) -> str:
        return AGENT if value.get("author_id") == "tea_5" else OURS

    def _page(self, asked: Asked, listed: list[Any]) -> Answer:
        if int(asked.one("limit", "50")) > 100:
            return refused(400, "limit: at most 100")
        start = int(asked.one("page_token", "0"))
        further = None
        if len(listed) > start + MOST_A_PAGE:  # at the company's own host, as Front writes it
            further = f"https://northway.api.frontapp.com{asked.path}?limit=100&page_token={start + MOST_A_PAGE}"
        return 200, {"_pagination": {"next": further}, "_results": listed[start : start + MOST_A_PAGE]}, {}

    def _events(self, after: float) -> list[dict[str, Any]]:
        at = self.changed_at.timestamp()
        one = {"id": "evt_p", "type": "inbound", "emitted_at": at, "conversation": self.conversation()}
        return [one, {**one, "id": "evt_o", "emitted_at": at - 30}] if at > after else []

    def conversation(self) -> dict[str, Any]:
        """The conversation as the API tells it."""
        return {
            "_links": {"self": f"https://api2.frontapp.com/conversations/{NUMBER}"},
            "id": NUMBER,
            "subject": "Boots",
            "status": "archived" if self.status == "solved" else "assigned",
            "assignee": PEOPLE[AGENT],
            "recipient": {
                "_links": {"related": {"contact": "https://api2.frontapp.com/contacts/crd_8"}},
                "handle": "maya@cust.example",
                "role": "from",
            },
            "tags": [{"id": f"tag_{tag}", "name": tag} for tag in self.tags],
            "custom_fields": {"order": "A10482"},
            "created_at": OPENED.timestamp() + 60,
            "is_private": False,
        }

    def _message(self, said: Said) -> dict[str, Any]:
        is_customer = said.by == CUSTOMER
        handles = ("maya@cust.example", "help@shop.example")
        sender, receiver = handles if is_customer else handles[::-1]
        return {
            "id": f"msg_{said.id}",
            "type": "email",
            "is_inbound": is_customer,
            "is_draft": False,
            "created_at": said.at.timestamp(),
            "blurb": said.text[:60],
            "author": None if is_customer else PEOPLE[said.by],
            "recipients": [
                {"handle": sender, "role": "from", "name": "Maya Okafor" if is_customer else None},
                {"handle": receiver, "role": "to"},
            ],
            "body": said.text if said.text.startswith("<") else f"<p>{said.text}</p>",
            "text": said.text,
            "attachments": [],
        }

    def _comment(self, said: Said) -> dict[str, Any]:
        return {
            "id": f"com_{said.id}",
            "author": PEOPLE[said.by],
            "body": said.text,
            "posted_at": said.at.timestamp(),
        }

    def created(self, said: Said) -> RawRequest:
        return self.heard(said)

    def heard(self, said: Said) -> RawRequest:
        if not said.is_public:
            target = {"_meta": {"type": "comment"}, "data": self._comment(said)}
            return self.event("new_comment_added", "comment", target)
        target = {"_meta": {"type": "message"}, "data": self._message(said)}
        if said.by == CUSTOMER:
            return self.event("inbound_received", "inbound", target)
        return self.event("outbound_sent", "outbound", target)

    def moved(self) -> RawRequest:
        name = "archive" if self.status == "solved" else "reopen"
        return self.event(f"conversation_{name}d" if name == "archive" else "conversation_reopened", name, None)

    def unheard_of(self) -> RawRequest:
        return self.event("conversation_moved", "move", None)

    def event(self, outer: str, inner: str, target: Any) -> RawRequest:
        """Return an application's hook."""
        at = self.changed_at.timestamp()
        digest = hashlib.sha256(dumps([inner, target, at])).hexdigest()[:12]
        payload = {
            "_links": {"self": f"https://api2.frontapp.com/events/evt_{digest}"},
            "id": f"evt_{digest}",
            "type": inner,
            "emitted_at": at,
            "conversation": self.conversation(),
            "source": {"_meta": {"type": "inboxes"}, "data": [{"id": "inb_1"}]},
            "target": target,
        }
        return self.sign(dumps({"type": outer, "authorization": {"id": "cmp_1"}, "payload": payload}))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        ms = str(int((at or OPENED).timestamp() * 1000))
        digest = hmac.new((secret or self.secret).encode(), f"{ms}:".encode() + body, hashlib.sha256).digest()
        headers = {"x-front-signature": base64.b64encode(digest).decode(), "x-front-request-timestamp": ms}
        return RawRequest({**headers, "content-type": "application/json"}, body)
