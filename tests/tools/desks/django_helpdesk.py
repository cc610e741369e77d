"""django-helpdesk's REST API and hooks, as a running 2.6.1 was seen to behave."""

import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OURS, Answer, Asked, Desk, Fault, Said, dumps
from webhook.helpdesks.base import RawRequest


class DjangoDesk(Desk):
    """Ticket 7.  A POSTed comment is rendered as a template, a PATCHed one is kept as it is."""

    kind = "django-helpdesk"
    segment = "s3cret"
    limited = Fault(429, {"Retry-After": "0"})

    def __init__(self) -> None:
        super().__init__()
        self.title = "Boots"

    def is_known(self, asked: Asked) -> bool:
        return asked.headers.get("authorization") == "Token t0ken"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/")
        if path == f"tickets/{NUMBER}/":
            if asked.method == "PATCH":
                self.group = asked.value.get("queue", self.group)
            return 200, self._ticket(), {}
        if path == "tickets/":
            return 200, {"count": 1, "next": None, "previous": None, "results": [self._ticket()]}, {}
        if path == "followups/" and asked.method == "POST":
            value = asked.value
            self.title = value.get("title") or self.title  # the trap: a title renames the ticket
            text = re.sub(r"\{\{.*?\}\}", "", value["comment"])  # the other: what is POSTed is rendered
            by = AGENT if str(value.get("user")) == self.agent_id else OURS
            made = self.say(by, text, is_public=value.get("public", False))
            return 201, self._followup(made), {}
        found = re.fullmatch(r"followups/(\d+)/", path)
        for one in self.said:
            if found and one.id == int(found[1]) and asked.method == "PATCH":
                one.text, one.is_public = asked.value["comment"], asked.value.get("public", one.is_public)
                return 200, self._followup(one), {}
        return NOT_FOUND

    def created(self, said: Said) -> RawRequest:
        return self._hook({"ticket": self._ticket(), "queue_slug": "support"})

    def heard(self, said: Said) -> RawRequest:
        return self._hook({"ticket": self._ticket(), "queue_slug": "support", "followup_id": said.id})

    def moved(self) -> RawRequest:
        made = self.say(AGENT, "")
        made.more["new_status"] = 3 if self.status == "solved" else 2
        return self.heard(made)

    def unheard_of(self) -> RawRequest:
        """A note of a colleague: the nearest to an event that is nobody's business."""
        return self.heard(self.say(AGENT, "Look at this", is_public=False))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        return RawRequest({"content-type": "application/json"}, body, secret or self.segment)

    def _hook(self, value: Any) -> RawRequest:
        return self.sign(dumps(value))

    def _ticket(self) -> dict[str, Any]:
        return {
            "id": int(NUMBER),
            "queue": 1,
            "title": self.title,
            "description": self.said[0].text if self.said else "",
            "submitter_email": "maya@cust.example",
            "assigned_to": 5,
            "status": 3 if self.status == "solved" else 1,
            "priority": 3,
            "followup_set": [self._followup(one) for one in self.said],
        }

    def _followup(self, said: Said) -> dict[str, Any]:
        users = {CUSTOMER: None, AGENT: int(self.agent_id), OURS: int(self.own_id)}
        return {
            "id": said.id,
            "ticket": int(NUMBER),
            "user": users[said.by],
            "title": "Comment",
            "comment": said.text,
            "public": said.is_public,
            "new_status": said.more.get("new_status"),
            "date": said.at.isoformat().replace("+00:00", "Z"),
            "followupattachment_set": [],
        }
