"""Gorgias' REST API, and what its HTTP integrations send (no signature: a static header)."""

import base64
import re
from datetime import datetime
from typing import Any

from tests.tools.desks import AGENT, CUSTOMER, NOT_FOUND, NUMBER, OPENED, OURS, Answer, Asked, Desk, Fault, Said, dumps
from webhook.helpdesks.base import RawRequest

PEOPLE = {CUSTOMER: (8, "maya@cust.example"), AGENT: (5, "sam@shop.example"), OURS: (99, "bot@shop.example")}
SHOP = "help@shop.example"
MOST_A_PAGE = 20


def invalid(field: str, why: str) -> Answer:
    """Refuse a value as Gorgias does."""
    return 400, {"error": {"msg": "Failed to validate.", "data": {field: [why]}}}, {}


def told(at: datetime) -> str:
    """Return a moment as Gorgias writes it: UTC without saying so."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000000")


class GorgiasDesk(Desk):
    """Ticket 7; messages lie in a list of their own."""

    kind = "gorgias"
    signs = False
    limited = Fault(429, {"Retry-after": "0", "X-Gorgias-Account-Api-Call-Limit": "40/40"})

    def connection(self, **options: str) -> Any:
        return super().connection(**{"api_token": "bot@shop.example:t0ken", **options})

    def is_known(self, asked: Asked) -> bool:
        right = base64.b64encode(b"bot@shop.example:t0ken").decode()
        return asked.headers.get("authorization") == f"Basic {right}"

    def route(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/api/")
        if path == "users/0":
            return 200, {"id": int(self.own_id), "email": "bot@shop.example"}, {}
        if path == "macros":
            return 200, self._list(MACROS), {}
        if path == "messages":
            return self._messages(asked)
        if path == "tickets":
            return 200, self._list([self.ticket()]), {}
        if path == f"tickets/{NUMBER}":
            if asked.method == "PUT":
                self.group = asked.value.get("assignee_team", {}).get("id")
                self.tick()
            return 200, self.ticket(), {}
        if path == f"tickets/{NUMBER}/tags" and asked.method == "POST":
            self.tags += asked.value["names"]
            return 200, None, {}
        if path == f"tickets/{NUMBER}/messages" and asked.method == "POST":
            return self._write(asked.value)
        if (found := re.fullmatch(rf"tickets/{NUMBER}/messages/(\d+)", path)) and asked.method == "PUT":
            return self._edit(int(found[1]), asked.value)
        return NOT_FOUND

    def _list(self, listed: Any, after: str | None = None) -> dict[str, Any]:
        return {"object": "list", "data": listed, "meta": {"prev_cursor": None, "next_cursor": after}}

    def _messages(self, asked: Asked) -> Answer:
        if not 0 < int(asked.one("limit", "30")) <= 100:
            return invalid("limit", "Must be between 1 and 100.")
        newest_first = asked.one("order_by", "created_datetime:desc").endswith(":desc")
        listed = [self._message(one) for one in (reversed(self.said) if newest_first else self.said)]
        start = int(asked.one("cursor", "0"))
        after = str(start + MOST_A_PAGE) if len(listed) > start + MOST_A_PAGE else None
        return 200, self._list(listed[start : start + MOST_A_PAGE], after), {}

    def _write(self, value: Any) -> Answer:
        for field in ("channel", "from_agent", "via"):
            if field not in value:
                return invalid(field, "Missing data for required field.")
        if not value.get("sender", {}).get("id"):
            return invalid("sender", "A message from an agent needs its sender.")
        is_note = value["channel"] == "internal-note"
        source = value.get("source", {})
        if not is_note and source.get("from", {}).get("address") != SHOP:
            return invalid("source", "The address belongs to no integration.")
        by = OURS if str(value["sender"]["id"]) == self.own_id else AGENT
        # The trap: a message is public unless it is a note.
        made = self.say(by, value["body_html"], is_public=not is_note and value.get("public", True))
        return 201, self._message(made), {}

    def _edit(self, id: int, value: Any) -> Answer:
        for one in self.said:
            if one.id == id and not one.is_public:
                one.text = value["body_html"]
                self.tick()
                return 202, self._message(one), {}
        return NOT_FOUND

    def ticket(self) -> dict[str, Any]:
        """The ticket as the API tells it."""
        return {
            "id": int(NUMBER),
            "subject": "Boots",
            "status": "closed" if self.status == "solved" else "open",
            "channel": "email",
            "language": "en",
            "customer": {"id": 8, "name": "Maya Okafor", "email": "maya@cust.example"},
            "assignee_user": {"id": 5, "name": "Sam", "email": "sam@shop.example"},
            "assignee_team": {"id": self.group} if self.group else None,
            "tags": [{"id": n, "name": tag} for n, tag in enumerate(self.tags)],
            "custom_fields": {"4": {"id": 4, "value": "A10482"}},
            "snooze_datetime": None,
            "created_datetime": told(OPENED),
            "updated_datetime": told(self.changed_at),
        }

    def _message(self, said: Said) -> dict[str, Any]:
        id, address = PEOPLE[said.by]
        is_customer = said.by == CUSTOMER
        is_html = said.text.startswith("<")
        channel = "email" if said.is_public else "internal-note"
        return {
            "id": said.id,
            "ticket_id": int(NUMBER),
            "public": said.is_public,
            "channel": channel,
            "via": "email" if is_customer else "helpdesk",
            "from_agent": not is_customer,
            "sender": {"id": id, "email": address, "name": "Maya Okafor" if is_customer else "Sam"},
            "source": {
                "type": channel,
                "from": {"address": address if is_customer else SHOP},
                "to": [{"address": SHOP if is_customer else "maya@cust.example"}],
            },
            "body_text": said.text,
            "body_html": said.text if is_html else f"<div>{said.text}</div>",
            "stripped_text": said.text[:100],
            "attachments": [],
            "created_datetime": told(said.at),
        }

    def created(self, said: Said) -> RawRequest:
        return self.sign(dumps({"event": "ticket-created", "ticket": self.ticket(), "message": self._message(said)}))

    def heard(self, said: Said) -> RawRequest:
        body = {"event": "ticket-message-created", "ticket": self.ticket(), "message": self._message(said)}
        return self.sign(dumps(body))

    def moved(self) -> RawRequest:
        return self.sign(dumps({"event": "ticket-status-updated", "ticket": self.ticket()}))

    def unheard_of(self) -> RawRequest:
        return self.sign(dumps({"event": "self-unsnoozed", "ticket": self.ticket()}))

    def sign(self, body: bytes, *, secret: str | None = None, at: datetime | None = None) -> RawRequest:
        headers = {"x-gorgias-shared-secret": secret or self.secret, "content-type": "application/json"}
        return RawRequest(headers, body)


MACROS = [
    {
        "id": 1,
        "name": "Hello",
        "actions": [
            {"name": "addTags", "arguments": {"tags": "question"}},
            {
                "name": "setResponseText",
                "arguments": {"body_text": "Hello there", "body_html": "Hello there"},
            },
        ],
    },
    {"id": 2, "name": "Close", "actions": [{"name": "setStatus", "arguments": {"status": "closed"}}]},
]
